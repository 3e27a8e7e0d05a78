"""Paging: opaque tokens that say where the next page begins, bound to their query.

A token contains the last key of its page, so a listing neither repeats nor skips existing items,
even while others are created and deleted.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import orjson
from sqlalchemy import Connection, Table, select

from glue_devendpoint.errors import InvalidInput

HASH_BYTES = 8


def next_token(position: bytes, query: object) -> str:
    """Return the token for the page after a position."""
    return base64.urlsafe_b64encode(_digest(query) + position).decode()


def position_of(token: str | None, query: object) -> bytes | None:
    """Return the position stored in a token of this query; None for the first page."""
    if not token:
        return None
    with reading_position():
        raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
    if raw[:HASH_BYTES] != _digest(query):
        raise InvalidInput(
            "The NextToken belongs to a different request. Restart the listing without it."
        )
    return raw[HASH_BYTES:]


def name_of(token: str | None, query: object) -> str:
    """Return the name after which a listing sorted by name continues."""
    position = position_of(token, query)
    if position is None:
        return ""
    with reading_position():
        name = position.decode()
        if "\0" in name:  # PostgreSQL has no such text
            raise ValueError(name)
    return name


@contextmanager
def reading_position() -> Iterator[None]:
    """Refuse a token whose position can't be read: tokens are opaque, but not signed."""
    try:
        yield
    except ValueError as err:
        raise InvalidInput("The NextToken is invalid. Restart the listing without it.") from err


def documents_by_name(
    connection: Connection, table: Table, query: object, limit: int, token: str | None
) -> tuple[list[str], str | None]:
    """Return one page of a table's documents, sorted by name, and the next page's token."""
    rows = connection.execute(
        select(table.c.name, table.c.document)
        .where(table.c.name > name_of(token, query))
        .order_by(table.c.name)
        .limit(limit + 1)
    ).all()
    page = [row.document for row in rows[:limit]]
    if len(rows) <= limit:
        return page, None
    return page, next_token(rows[limit - 1].name.encode(), query)


def _digest(query: object) -> bytes:
    text = orjson.dumps(query, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(text, digest_size=HASH_BYTES).digest()
