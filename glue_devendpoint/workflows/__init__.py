"""Workflows: will contain graphs of triggers, jobs, and crawlers. Empty for now."""
