"""Hosts: the servers that are running on this database, and their URLs.

Each host writes one row at startup, refreshes it while it runs, and removes it when it stops. A
host that was killed leaves a stale row; on the same machine, its missing process shows it too.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, insert, select, update

from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.schema import hosts

HEARTBEAT = timedelta(seconds=10)
STALE_AFTER = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Host:
    """A server that is running on this database.

    `authorities` are the certificates (PEM) that its clients must be told to trust, if any.
    """

    host_id: str
    kind: str
    url: str
    machine: str
    pid: int
    version: str
    started_at: float
    seen_at: float
    authorities: str = ""

    @property
    def is_reachable(self) -> bool:
        """Whether this machine can reach it: not by another machine's loopback address."""
        return self.machine == this_machine() or not is_loopback_host(
            urlsplit(self.url).hostname or ""
        )


def register_host(store: Store, host: Host) -> None:
    """Write the host's row and delete the rows of dead hosts."""
    with store.write() as connection:
        present = connection.execute(select(hosts)).all()
        gone = [
            row.host_id
            for row in present
            if not _is_live(Host(*row), datetime.fromtimestamp(host.seen_at).astimezone())
        ]
        if gone:
            connection.execute(delete(hosts).where(hosts.c.host_id.in_(gone)))
        connection.execute(
            insert(hosts).values({name: getattr(host, name) for name in Host.__slots__})
        )


def touch_host(store: Store, host: Host, now: datetime) -> None:
    """Refresh the host's row; write it again if another host deleted it."""
    seen = now.timestamp()
    with store.write() as connection:
        found = connection.execute(
            update(hosts).where(hosts.c.host_id == host.host_id).values(seen_at=seen)
        )
        if found.rowcount == 0:
            values = {name: getattr(host, name) for name in Host.__slots__} | {"seen_at": seen}
            connection.execute(insert(hosts).values(values))


def remove_host(store: Store, host_id: str) -> None:
    """Remove the host's row."""
    with store.write() as connection:
        connection.execute(delete(hosts).where(hosts.c.host_id == host_id))


def live_hosts(store: Store, now: datetime) -> list[Host]:
    """Return the live hosts: `serve` first, then the most recently started."""
    with store.read() as connection:
        found = [Host(*row) for row in connection.execute(select(hosts)).all()]
    alive = [host for host in found if _is_live(host, now)]
    return sorted(alive, key=lambda host: (host.kind != "serve", -host.started_at))


def reachable_hosts(store: Store, now: datetime) -> list[Host]:
    """Return the hosts that are up and that this machine can reach, in the same order."""
    return [host for host in live_hosts(store, now) if host.is_reachable]


def is_loopback_host(name: str) -> bool:
    """Whether a host name or an address is reachable from its own machine only."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def this_machine() -> str:
    """Return this machine's name, as stored in host rows."""
    return socket.gethostname()


def _is_live(host: Host, now: datetime) -> bool:
    if host.machine == this_machine() and not has_process(host.pid):
        return False
    return now.timestamp() - host.seen_at < STALE_AFTER.total_seconds()


def has_process(pid: int) -> bool:
    """Whether a process with this ID is running on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
