"""The wire: what every mount needs, and the handler of the mounts inside the Jupyter server.

A mount says which door its requests come through. Bodies are bounded while they arrive, and the
secret of a capability URL is taken out of the request before anything can log it.
"""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web
from tornado.httputil import HTTPServerRequest

from glue_devendpoint.access.callers import Door, Doors
from glue_devendpoint.access.request import WireRequest
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


class AnswersOnTheWire(web.RequestHandler):
    """A handler in the Jupyter server that speaks Glue's own protocol, in its failures too."""

    def answer_on_the_wire(self, answer: WireAnswer) -> Future[None]:
        """Send an answer."""
        self.set_status(answer.status)
        for name, value in answer.headers():
            self.set_header(name, value)
        return self.finish(answer.body)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer a request that ended in an exception."""
        err = kwargs["exc_info"][1]
        if isinstance(err, web.HTTPError):  # not for Glue: no login, no such method
            super().write_error(status_code, **kwargs)
        else:
            self.answer_on_the_wire(failed(err))

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Leave to `failed` what it logs."""
        if isinstance(value, web.HTTPError):
            super().log_exception(typ, value, tb)


@web.stream_request_body
class WireHandler(AnswersOnTheWire):
    """Glue's own protocol inside the Jupyter server: signed, or by a capability's secret."""

    def initialize(self, wire: Callable[[], Wire]) -> None:
        """Receive what gives the wire, or says why there is none."""
        self._open_wire = wire
        self._is_in_flight = False
        self._body = bytearray()
        self._refusal: WireAnswer | None = None

    def prepare(self) -> None:
        """Look at the headers before the body arrives."""
        self._path, _, self._query = (self.request.uri or "").partition("?")
        self._secret = self.path_args[0] if self.path_args else None
        if self._secret is not None:
            self._hide_secret()
        self._wire = self._open_wire()
        self._enter()
        self._refusal = self._wire.refusal_of_host(self.request.headers.get("Host", ""))

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece of the body, up to the limit."""
        if self._refusal is None:
            self._body += chunk
        if len(self._body) > MAX_BODY_BYTES:
            self._body.clear()
            self._refusal = self._refusal or refusal_of_size()

    def check_xsrf_cookie(self) -> None:
        """Need no cookie: these requests prove themselves and carry no session."""

    @allow_unauthenticated
    async def post(self, _secret: str | None = None) -> None:
        """Answer one operation."""
        try:
            answer = self._refusal or await self._wire.dispatcher.answer(
                self._wire_request(), self._wire.door(self._secret)
            )
            await self.answer_on_the_wire(answer)
        finally:
            self._leave()

    def on_connection_close(self) -> None:
        """The client is gone before its answer."""
        self._leave()

    def _enter(self) -> None:
        self._is_in_flight = True
        self._wire.in_flight.enter()

    def _leave(self) -> None:
        if self._is_in_flight:
            self._is_in_flight = False
            self._wire.in_flight.leave()

    def _hide_secret(self) -> None:
        mount = self._path[: self._path.rindex("/cap/")]
        self.request.path = self.request.uri = f"{mount}/cap/{HIDDEN}"

    def _wire_request(self) -> WireRequest:
        return wire_request(self.request, self._path, self._query, bytes(self._body))


def wire_request(request: HTTPServerRequest, path: str, query: str, body: bytes) -> WireRequest:
    """Return tornado's request as the dispatcher takes it."""
    headers: dict[str, str] = {}
    for name, value in request.headers.get_all():
        key = name.lower()
        headers[key] = f"{headers[key]},{value}" if key in headers else value
    return WireRequest(request.method or "", path, query, headers, body)
