"""The handler of the Glue API in the Jupyter server.

The body size is limited while the body arrives, and the secret of a capability URL is removed from
the request before anything can log it.
"""

from __future__ import annotations

from collections.abc import Callable

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web
from tornado.httputil import HTTPServerRequest

from glue_devendpoint.access.request import WireRequest
from glue_devendpoint.api.wire_answers import WireAnswer
from glue_devendpoint.server.wire import HIDDEN, MAX_BODY_BYTES, Wire, refusal_of_size


@web.stream_request_body
class WireHandler(web.RequestHandler):
    """The Glue API in the Jupyter server, authenticated by signature or capability."""

    def initialize(self, wire: Callable[[], Wire]) -> None:
        """Store the function that opens the wire."""
        self._open_wire = wire
        self._is_in_flight = False
        self._body = bytearray()
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
        if len(self._body) > MAX_BODY_BYTES:
            self._body.clear()
            self._refusal = self._refusal or refusal_of_size()

    def check_xsrf_cookie(self) -> None:
        """Require no cookie: these requests authenticate themselves and have no session."""

    @allow_unauthenticated
    async def post(self, _secret: str | None = None) -> None:
        """Answer one operation."""
        try:
            answer = self._refusal or await self._wire.dispatcher.answer(
                self._wire_request(), self._wire.door(self._secret)
            )
            self.set_status(answer.status)
            for name, value in answer.headers():
                self.set_header(name, value)
            await self.finish(answer.body)
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

    def _hide_secret(self) -> None:
        mount = self._path[: self._path.rindex("/cap/")]
        self.request.path = self.request.uri = f"{mount}/cap/{HIDDEN}"

    def _wire_request(self) -> WireRequest:
        return wire_request(self.request, self._path, self._query, bytes(self._body))


def wire_request(request: HTTPServerRequest, path: str, query: str, body: bytes) -> WireRequest:
    """Convert Tornado's request for the dispatcher."""
    headers: dict[str, str] = {}
    for name, value in request.headers.get_all():
        key = name.lower()
        headers[key] = f"{headers[key]},{value}" if key in headers else value
    return WireRequest(request.method or "", path, query, headers, body)
