"""Listings of the Glue API, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def pages(glue: Any, operation: str, member: str, **arguments: Any) -> Iterator[dict[str, Any]]:
    """Yield the members of every page of a listing."""
    for page in glue.get_paginator(operation).paginate(**arguments):
        yield from page.get(member, ())
