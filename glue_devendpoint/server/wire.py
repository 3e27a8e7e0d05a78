"""The wire: the parts shared by every mount of the Glue API, in `serve` and in Jupyter."""

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


@dataclass(frozen=True, slots=True)
class Wire:
    """What a mount needs to answer Glue requests."""

    dispatcher: Dispatcher
    doors: Doors
    in_flight: InFlight
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


def open_wire(endpoint: Endpoint, allows_host: Callable[[str], bool]) -> Wire:
    """Build the wire for an endpoint."""
    doors = Doors(endpoint.identities, endpoint.capabilities, endpoint.config.region)
    return Wire(Dispatcher(endpoint), doors, InFlight(), allows_host)
