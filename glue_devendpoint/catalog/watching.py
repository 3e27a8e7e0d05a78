"""Watching: registers what to update whenever a table changes."""

from __future__ import annotations

from glue_devendpoint.catalog.search import index_table
from glue_devendpoint.catalog.statistics import drop_stale
from glue_devendpoint.catalog.tables import table_watchers


def watch_tables() -> None:
    """Update search and statistics on every change of a table."""
    table_watchers[:] = [index_table, drop_stale]
