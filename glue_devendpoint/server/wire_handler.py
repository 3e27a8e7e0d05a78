"""The handler of the Glue API in the Jupyter server.

The body size is limited while the body arrives, and the secret of a capability URL is removed from
the request before anything can log it.
"""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable
from types import TracebackType
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web
from tornado.httputil import HTTPServerRequest

from glue_devendpoint.access.request import WireRequest
from glue_devendpoint.api.failures import failed
from glue_devendpoint.api.wire_answers import WireAnswer
from glue_devendpoint.server.wire import (
    HIDDEN,
    MAX_BODY_BYTES,
    Wire,
    refusal_of_memory,
    refusal_of_size,
)


class AnswersOnTheWire(web.RequestHandler):
    """A handler in the Jupyter server that answers in Glue's form, errors too."""

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
    """The Glue API in the Jupyter server, authenticated by signature or capability."""

    def initialize(self, wire: Callable[[], Wire]) -> None:
        """Store the function that opens the wire."""
        self._open_wire = wire
        self._is_in_flight = False
        self._body = bytearray()
        self._held_bytes = 0
        self._refusal: WireAnswer | None = None

    def prepare(self) -> None:
        """Check the headers before the body arrives."""
        self._path, _, self._query = (self.request.uri or "").partition("?")
        self._secret = self.path_args[0] if self.path_args else None
        if self._secret is not None:
            self._hide_secret()
        self._wire = self._open_wire()
        self._enter()
        self._refusal = self._wire.refusal_of_host(self.request.headers.get("Host", ""))

    def data_received(self, chunk: bytes) -> None:
        """Keep a part of the body, up to the limit."""
        if self._refusal is None:
            self._body += chunk
            self._wire.bodies.hold(self, len(self._body))
        if len(self._body) > MAX_BODY_BYTES:
            self._drop_body(refusal_of_size())

    def lose_body(self) -> None:
        """Drop the body to make room for others."""
        self._drop_body(refusal_of_memory())

    def check_xsrf_cookie(self) -> None:
        """Require no cookie: these requests authenticate themselves and have no session."""

    @allow_unauthenticated
    async def post(self, _secret: str | None = None) -> None:
        """Answer one operation."""
        self._held_bytes = self._wire.bodies.arrived(self)
        try:
            answer = self._refusal or await self._wire.dispatcher.answer(
                self._wire_request(), self._wire.door(self._secret)
            )
            await self.answer_on_the_wire(answer)
        finally:
            self._leave()

    def on_connection_close(self) -> None:
        """The client disconnected before it was answered."""
        self._leave()

    def _enter(self) -> None:
        self._is_in_flight = True
        self._wire.in_flight.enter()

    def _leave(self) -> None:
        if self._is_in_flight:
            self._is_in_flight = False
            self._wire.in_flight.leave()
            self._wire.bodies.release(self._held_bytes + self._wire.bodies.arrived(self))

    def _drop_body(self, refusal: WireAnswer) -> None:
        self._body.clear()
        self._wire.bodies.release(self._wire.bodies.arrived(self))
        self._refusal = self._refusal or refusal

    def _hide_secret(self) -> None:
        mount = self._path[: self._path.rindex("/cap/")]
        self.request.path = self.request.uri = f"{mount}/cap/{HIDDEN}"

    def _wire_request(self) -> WireRequest:
        return wire_request(self.request, self._path, self._query, bytes(self._body))


class StrayCapabilityHandler(web.RequestHandler):
    """Other paths with a capability's secret: not found, and hidden from Jupyter's log."""

    def initialize(self) -> None:
        """Remove the secret before anything can log it."""
        self.request.path = self.request.uri = f"/cap/{HIDDEN}"

    def check_xsrf_cookie(self) -> None:
        """Require no cookie: there is nothing to protect."""

    @allow_unauthenticated
    def prepare(self) -> None:
        """Answer every method alike."""
        self.set_status(404)
        self.finish()


def wire_request(request: HTTPServerRequest, path: str, query: str, body: bytes) -> WireRequest:
    """Convert Tornado's request for the dispatcher."""
    headers: dict[str, str] = {}
    for name, value in request.headers.get_all():
        key = name.lower()
        headers[key] = f"{headers[key]},{value}" if key in headers else value
    return WireRequest(request.method or "", path, query, headers, body)
