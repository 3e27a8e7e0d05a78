"""The feed: emits catalog changes on Jupyter's event stream.

It follows the stored events, so it includes changes made by other processes that share the
database. The stream reaches every open page, so it carries only names and numbers, never content.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.events import Event, last_seq, read_events

log = logging.getLogger(__name__)

SCHEMA_ID = "https://glue-devendpoint.org/events/catalog/v1"
SCHEMA: dict[str, Any] = {
    "$id": SCHEMA_ID,
    "version": "1",
    "title": "A change in the Glue catalog",
    "description": "Something changed. For details, read /glue-devendpoint/api/events.",
    "type": "object",
    "properties": {
        "seq": {"type": "integer", "description": "The increasing number of the change."},
        "operation": {"type": "string", "description": "The Glue operation that made the change."},
        "resource": {"type": "string", "description": "The ARN path of the changed resource."},
    },
    "required": ["seq", "operation", "resource"],
}
PAUSE_SECONDS = 1.0


class Feed:
    """Follows the stored events and emits each one."""

    def __init__(self, endpoint: Endpoint, emit: Callable[[dict[str, Any]], None]) -> None:
        self._endpoint = endpoint
        self._emit = emit
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start after the newest event."""
        seen = await asyncio.to_thread(last_seq, self._endpoint.store)
        self._task = asyncio.create_task(self._follow(seen))

    async def stop(self) -> None:
        """End."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None

    async def _follow(self, seen: int) -> None:
        while True:
            try:
                page = await asyncio.to_thread(read_events, self._endpoint.store, seen)
            except SQLAlchemyError as err:
                log.warning("can't read the catalog's events, retrying: %s", err)
                page = []
            for event in page:
                self._emit(notice(event))
                seen = event.seq
            if not page:
                await asyncio.sleep(PAUSE_SECONDS)


def notice(event: Event) -> dict[str, Any]:
    """Return an event in the form of the stream."""
    return {"seq": event.seq, "operation": event.operation, "resource": event.resource}
