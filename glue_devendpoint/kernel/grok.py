"""Grok tables for Spark: gives the metastore bridge the crawlers' grok compiler."""

from __future__ import annotations

from glue_devendpoint.spark.metastore.sources import abilities


def make_grok_readable() -> None:
    """Let the bridge present grok tables as regular-expression tables."""
    abilities.grok_regex = _regex


def _regex(pattern: str, own_patterns: str) -> str:
    from glue_devendpoint.crawlers.classifiers.grok import compile_grok

    return str(compile_grok(pattern, own_patterns).pattern.pattern)
