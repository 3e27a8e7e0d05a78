"""Events: every change of state, stored in the same transaction as the change.

Auditing, notifications, schema history and the live front end are based on events. `seq` increases
in the order in which changes become visible, so a reader that remembers the last `seq` misses none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, bindparam, insert, select, text

from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.schema import events
from glue_devendpoint.store.statements import Statement

ORDER_LOCK = 5_138_009
PAGE = 500

_LOCK = Statement(text(f"SELECT pg_advisory_xact_lock({ORDER_LOCK})"))
_INSERT = Statement(
    insert(events).values(
        {column.name: bindparam(column.name) for column in events.c if column.name != "seq"}
    )
)


@dataclass(frozen=True, slots=True)
class Change:
    """A change to a resource: what, who and when."""

    time: float
    actor: str
    operation: str
    resource: str
    before_version: str | None = None
    after_version: str | None = None
    detail: dict[str, str | int | list[str]] | None = None


@dataclass(frozen=True, slots=True)
class Event(Change):
    """A stored change."""

    seq: int = 0


def record(connection: Connection, change: Change) -> None:
    """Store a change; call it last in the transaction."""
    record_all(connection, [change])


def record_all(connection: Connection, changes: list[Change]) -> None:
    """Store several changes in order; call it last in the transaction."""
    if connection.dialect.name == "postgresql":
        # Without this lock, a later seq could become visible before an earlier one.
        _LOCK.one(connection)
    _INSERT.change_many(connection, [_row(change) for change in changes])


def read_events(store: Store, after: int = 0, limit: int = PAGE) -> list[Event]:
    """Return the events after a `seq`, oldest first."""
    query = select(events).where(events.c.seq > after).order_by(events.c.seq).limit(limit)
    with store.read() as connection:
        rows = connection.execute(query).all()
    return [
        Event(
            time=row.time,
            actor=row.actor,
            operation=row.operation,
            resource=row.resource,
            before_version=row.before_version,
            after_version=row.after_version,
            detail=None if row.detail is None else orjson.loads(row.detail),
            seq=row.seq,
        )
        for row in rows
    ]


def iterate_events(store: Store, after: int = 0) -> Iterator[Event]:
    """Yield all events after a `seq`, page by page."""
    while page := read_events(store, after):
        yield from page
        after = page[-1].seq


def last_seq(store: Store) -> int:
    """Return the `seq` of the newest event, or 0 if there are no events."""
    query = select(events.c.seq).order_by(events.c.seq.desc()).limit(1)
    with store.read() as connection:
        return connection.execute(query).scalar() or 0


def _row(change: Change) -> dict[str, object]:
    return {
        "time": change.time,
        "actor": change.actor,
        "operation": change.operation,
        "resource": change.resource,
        "before_version": change.before_version,
        "after_version": change.after_version,
        "detail": None if change.detail is None else orjson.dumps(change.detail).decode(),
    }
