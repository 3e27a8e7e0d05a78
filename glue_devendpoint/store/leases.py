"""Leases: decide which of the hosts sharing a database does a task.

A lease has a holder, a term that increases with each new holder, and an expiry time. Taking it is
a compare-and-set, so two hosts can never hold the same term.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.schema import leases


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease and its holder."""

    name: str
    holder: str
    term: int
    expires_at: float


def take_lease(
    store: Store, name: str, holder: str, now: datetime, length: timedelta
) -> Lease | None:
    """Take or renew a lease; return None if another host holds it."""
    moment, end = now.timestamp(), (now + length).timestamp()
    try:
        with store.write() as connection:
            held = _read(connection, name)
            if held is None:
                connection.execute(
                    insert(leases).values(name=name, holder=holder, term=1, expires_at=end)
                )
                return Lease(name, holder, 1, end)
            return _take_over(connection, held, holder, moment, end)
    except IntegrityError:
        return None  # another host inserted the row first


def read_lease(store: Store, name: str) -> Lease | None:
    """Return the lease, even if it has expired."""
    with store.read() as connection:
        return _read(connection, name)


def give_up_lease(store: Store, name: str, holder: str) -> None:
    """Release a lease, if this holder still has it."""
    with store.write() as connection:
        connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))


def _read(connection: Connection, name: str) -> Lease | None:
    row = connection.execute(select(leases).where(leases.c.name == name)).one_or_none()
    return None if row is None else Lease(row.name, row.holder, row.term, row.expires_at)


def _take_over(
    connection: Connection, held: Lease, holder: str, now: float, end: float
) -> Lease | None:
    if held.holder != holder and held.expires_at > now:
        return None
    term = held.term if held.holder == holder else held.term + 1
    changed = connection.execute(
        update(leases)
        .where(
            leases.c.name == held.name,
            leases.c.holder == held.holder,
            leases.c.term == held.term,
            leases.c.expires_at == held.expires_at,
        )
        .values(holder=holder, term=term, expires_at=end)
    )
    return Lease(held.name, holder, term, end) if changed.rowcount == 1 else None
