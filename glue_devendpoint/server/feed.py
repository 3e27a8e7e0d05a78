"""The feed: tells Jupyter's event stream what changes in the catalog, whoever changes it.

It follows the stored events, so changes made by other processes over the same database are told
as well. The stream reaches every open page: it carries names and numbers, never contents.
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
    "title": "A change of the Glue catalog",
    "description": "Says that something changed; read /glue-devendpoint/api/events for the rest.",
    "type": "object",
    "properties": {
        "seq": {"type": "integer", "description": "The number of the change; it rises."},
        "operation": {"type": "string", "description": "Glue's name of what was done."},
        "resource": {"type": "string", "description": "The ARN path of what changed."},
    },
    "required": ["seq", "operation", "resource"],
}
PAUSE_SECONDS = 1.0


class Feed:
    """Follows the stored events and emits each."""

    def __init__(self, endpoint: Endpoint, emit: Callable[[dict[str, Any]], None]) -> None:
        self._endpoint = endpoint
        self._emit = emit
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin after the newest event."""
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
                log.warning("cannot read the catalog's events, trying again: %s", err)
                page = []
            for event in page:
                self._emit(notice(event))
                seen = event.seq
            if not page:
                await asyncio.sleep(PAUSE_SECONDS)


def notice(event: Event) -> dict[str, Any]:
    """Return what the stream tells of an event."""
    return {"seq": event.seq, "operation": event.operation, "resource": event.resource}
