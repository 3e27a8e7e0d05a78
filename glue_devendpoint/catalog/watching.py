"""Watching: what else must be kept whenever a table changes."""

from __future__ import annotations

from glue_devendpoint.catalog.search import index_table
from glue_devendpoint.catalog.statistics import drop_stale
from glue_devendpoint.catalog.tables import table_watchers


def watch_tables() -> None:
    """Let search and statistics follow every change of a table."""
    table_watchers[:] = [index_table, drop_stale]
