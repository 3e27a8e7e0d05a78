"""Workflows: graphs of triggers, jobs and crawlers, their runs, and resuming failed runs."""
