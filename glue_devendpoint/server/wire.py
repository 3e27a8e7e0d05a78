"""The wire: what every mount of Glue's protocol needs, in `serve` and in the Jupyter server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from glue_devendpoint.access.callers import Door, Doors
from glue_devendpoint.api.dispatch import Dispatcher
from glue_devendpoint.api.failures import failed
from glue_devendpoint.api.wire_answers import WireAnswer
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.errors import RequestRefused

MAX_BODY_BYTES = 16 * 1024 * 1024
HIDDEN = "***"


class InFlight:
    """Counts the requests being answered, so that stopping can wait for them."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def enter(self) -> None:
        """One more request."""
        self._count += 1
        self._idle.clear()

    def leave(self) -> None:
        """One request fewer."""
        self._count -= 1
        if self._count == 0:
            self._idle.set()

    async def drained(self, seconds: float) -> bool:
        """Wait until no request is in flight; False when that took too long."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Wire:
    """What a mount needs to answer Glue's requests."""

    dispatcher: Dispatcher
    doors: Doors
    in_flight: InFlight
    allows_host: Callable[[str], bool]

    def door(self, secret: str | None) -> Door:
        """Return the door for signed requests, or the one that a capability's secret opens."""
        return self.doors.signed if secret is None else self.doors.capability(secret)

    def refusal_of_host(self, host: str) -> WireAnswer | None:
        """Refuse a request whose Host header names no host of ours."""
        if self.allows_host(host):
            return None
        return refusal(
            "AccessDeniedException",
            f"The Host header '{host[:128]}' names no host of this endpoint; name it in the "
            "setting allowed_hosts.",
        )

    def close(self) -> None:
        """End the dispatcher's threads."""
        self.dispatcher.close()


def refusal(code: str, message: str, status: int = 400) -> WireAnswer:
    """Return the answer that turns a request away before any operation."""
    return failed(RequestRefused(code, message, status))


def refusal_of_size() -> WireAnswer:
    """Refuse a body that is too large."""
    return refusal(
        "RequestEntityTooLargeException",
        f"The request is larger than {MAX_BODY_BYTES} bytes.",
        413,
    )


def open_wire(endpoint: Endpoint, allows_host: Callable[[str], bool]) -> Wire:
    """Put dispatcher and doors together over an endpoint."""
    doors = Doors(endpoint.identities, endpoint.capabilities, endpoint.config.region)
    return Wire(Dispatcher(endpoint), doors, InFlight(), allows_host)
