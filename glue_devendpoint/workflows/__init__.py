"""Graphs of triggers, jobs and crawlers, their runs, and resuming a run from failure."""
