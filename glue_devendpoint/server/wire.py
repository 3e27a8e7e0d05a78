"""The wire: the parts shared by every mount of the Glue API, in `serve` and in Jupyter."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from glue_devendpoint.access.callers import Door, Doors
from glue_devendpoint.api.dispatch import Dispatcher
from glue_devendpoint.api.failures import failed
from glue_devendpoint.api.wire_answers import WireAnswer
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.errors import RequestRefused

MAX_BODY_BYTES = 16 * 1024 * 1024
MAX_ALL_BODIES_BYTES = 16 * MAX_BODY_BYTES
SMALL_BODY_BYTES = 64 * 1024
HIDDEN = "***"


class InFlight:
    """Counts requests in flight, so that shutdown can wait for them."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def enter(self) -> None:
        """Count a request."""
        self._count += 1
        self._idle.clear()

    def leave(self) -> None:
        """Stop counting a request."""
        self._count -= 1
        if self._count == 0:
            self._idle.set()

    async def drained(self, seconds: float) -> bool:
        """Wait until no request is in flight; return False on timeout."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True


class Uploader(Protocol):
    """A connection with a large body that is arriving."""

    def lose_body(self) -> None:
        """Drop the body to make room for others."""


class BodyMemory:
    """The memory of all large bodies: when it is full, the oldest unfinished one makes room.

    A body is kept before its sender is known, because the signature covers it. Small bodies don't
    count; the number of connections limits them.
    """

    def __init__(self, most: int = MAX_ALL_BODIES_BYTES) -> None:
        self._most = most
        self._used = 0
        self._arriving: dict[Uploader, int] = {}

    def hold(self, uploader: Uploader, size: int) -> None:
        """Note the size of an arriving body; this can drop bodies, also this one."""
        if size <= SMALL_BODY_BYTES:
            return
        self._used += size - self._arriving.get(uploader, 0)
        self._arriving[uploader] = size
        while self._used > self._most and self._arriving:
            oldest = next(iter(self._arriving))
            self.release(self.arrived(oldest))
            oldest.lose_body()

    def arrived(self, uploader: Uploader) -> int:
        """Stop dropping a body because it is complete or gone; return the bytes to release."""
        return self._arriving.pop(uploader, 0)

    def release(self, size: int) -> None:
        """Release the memory of a body that was answered or dropped."""
        self._used -= size


@dataclass(frozen=True, slots=True)
class Wire:
    """What a mount needs to answer Glue requests."""

    dispatcher: Dispatcher
    doors: Doors
    in_flight: InFlight
    bodies: BodyMemory
    allows_host: Callable[[str], bool]

    def door(self, secret: str | None) -> Door:
        """Return the door for a capability's secret, or for signed requests if there is none."""
        return self.doors.signed if secret is None else self.doors.capability(secret)

    def refusal_of_host(self, host: str) -> WireAnswer | None:
        """Return an error if the Host header isn't allowed."""
        if self.allows_host(host):
            return None
        return refusal(
            "AccessDeniedException",
            f"The Host header '{host[:128]}' isn't allowed. Add the host name to the setting "
            "allowed_hosts.",
        )

    def close(self) -> None:
        """Stop the dispatcher's threads."""
        self.dispatcher.close()


def refusal(code: str, message: str, status: int = 400) -> WireAnswer:
    """Return the answer for a request that is rejected before any operation."""
    return failed(RequestRefused(code, message, status))


def refusal_of_size() -> WireAnswer:
    """Return the error for a body that is too large."""
    return refusal(
        "RequestEntityTooLargeException",
        f"The request is larger than the limit of {MAX_BODY_BYTES} bytes.",
        413,
    )


def refusal_of_memory() -> WireAnswer:
    """Return the error for a body that was dropped to make room for others."""
    return refusal(
        "ServiceUnavailableException",
        "The server is receiving too many large requests at once. Try again.",
        503,
    )


def open_wire(endpoint: Endpoint, allows_host: Callable[[str], bool]) -> Wire:
    """Build the wire for an endpoint."""
    doors = Doors(endpoint.identities, endpoint.capabilities, endpoint.config.region)
    return Wire(Dispatcher(endpoint), doors, InFlight(), BodyMemory(), allows_host)
