"""Workflows: the place for graphs of triggers, jobs and crawlers. Empty so far."""
