"""A server's presence: its row in the `hosts` table, refreshed while it runs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import uuid
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.store.hosts import (
    HEARTBEAT,
    Host,
    register_host,
    remove_host,
    this_machine,
    touch_host,
)
from glue_devendpoint.version import __version__

log = logging.getLogger(__name__)


class Presence:
    """Registers a server with all users of its database."""

    def __init__(self, endpoint: Endpoint, kind: str, url: str, authorities: str = "") -> None:
        now = endpoint.clock.now().timestamp()
        self._endpoint = endpoint
        self.host = Host(
            host_id=uuid.uuid4().hex,
            kind=kind,
            url=url,
            machine=this_machine(),
            pid=os.getpid(),
            version=__version__,
            started_at=now,
            seen_at=now,
            authorities=authorities,
        )
        self._beating: asyncio.Task[None] | None = None

    async def announce(self) -> None:
        """Write the row and start refreshing it."""
        await asyncio.to_thread(register_host, self._endpoint.store, self.host)
        self._beating = asyncio.create_task(self._beat())

    async def withdraw(self) -> None:
        """Stop refreshing the row and remove it."""
        if self._beating is None:
            return
        self._beating.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._beating
        self._beating = None
        await asyncio.to_thread(remove_host, self._endpoint.store, self.host.host_id)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT.total_seconds())
            now = self._endpoint.clock.now()
            self.host = replace(self.host, seen_at=now.timestamp())
            try:
                await asyncio.to_thread(touch_host, self._endpoint.store, self.host, now)
            except SQLAlchemyError as err:
                log.warning("can't refresh this server's row, retrying: %s", err)
