"""Paginated lists of the Glue API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def pages(glue: Any, operation: str, member: str, **arguments: Any) -> Iterator[dict[str, Any]]:
    """Yield the items of every page."""
    for page in glue.get_paginator(operation).paginate(**arguments):
        yield from page.get(member, ())
