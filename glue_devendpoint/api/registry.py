"""The modules that register operations when imported, one per line."""

from __future__ import annotations

from importlib import import_module

MODULES: tuple[str, ...] = (
    "glue_devendpoint.api.bookmarks",
    "glue_devendpoint.api.classifiers",
    "glue_devendpoint.api.connections",
    "glue_devendpoint.api.crawlers",
    "glue_devendpoint.api.databases",
    "glue_devendpoint.api.default_catalog",
    "glue_devendpoint.api.functions",
    "glue_devendpoint.api.governance",
    "glue_devendpoint.api.partitions",
    "glue_devendpoint.api.search",
    "glue_devendpoint.api.security_configurations",
    "glue_devendpoint.api.statistics",
    "glue_devendpoint.api.tables",
    "glue_devendpoint.api.tags",
)


def load_operations() -> None:
    """Import every module that registers operations."""
    for module in MODULES:
        import_module(module)
