"""HTTP/1.1 for `serve`: a small server around llhttp's parser, one object per connection.

For quick requests, Tornado's overhead is several times the time needed to answer, so this server
parses requests with httptools and writes responses itself. Requests on a connection are answered in
order. Header and body sizes, idle time, and arrival time are limited.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import cast

import httptools

from glue_devendpoint.access.request import WireRequest
from glue_devendpoint.server.wire import MAX_BODY_BYTES, InFlight

MAX_HEADER_BYTES = 64 * 1024
MAX_WAITING = 16
IDLE_SECONDS = 300.0
ARRIVAL_SECONDS = 120.0
HANDSHAKE_SECONDS = 10.0
FAREWELL_SECONDS = 5.0
SWEEP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A response, with the headers not added by the transport."""

    status: int
    body: bytes
    headers: Sequence[tuple[str, str]] = ()


@dataclass(slots=True)
class Arriving:
    """A request that is being received."""

    url: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    header_bytes: int = 0
    body: bytearray = field(default_factory=bytearray)
    is_too_large: bool = False
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """A completely received request."""

    request: WireRequest
    keeps_alive: bool
    is_too_large: bool


Answerer = Callable[[Received], HttpAnswer | Awaitable[HttpAnswer]]


class HttpServer:
    """Listens for connections and keeps track of them until they close."""

    def __init__(self, answer: Answerer, in_flight: InFlight) -> None:
        self.answer = answer
        self.in_flight = in_flight
        self.connections: set[Connection] = set()
        self._servers: list[asyncio.Server] = []
        self._sweeping: asyncio.Task[None] | None = None

    async def start(
        self, sockets: Sequence[socket.socket], tls: ssl.SSLContext | None = None
    ) -> None:
        """Begin to accept connections; with TLS, a handshake must end in time to become one."""
        loop = asyncio.get_running_loop()
        for each in sockets:
            server = await loop.create_server(
                lambda: Connection(self),
                sock=each,
                ssl=tls,
                ssl_handshake_timeout=HANDSHAKE_SECONDS if tls else None,
                ssl_shutdown_timeout=FAREWELL_SECONDS if tls else None,
            )
            self._servers.append(server)
        self._sweeping = asyncio.create_task(self._sweep())

    def stop(self) -> None:
        """Stop accepting connections; existing ones continue."""
        for server in self._servers:
            server.close()

    async def close(self) -> None:
        """Close every connection."""
        self.stop()
        if self._sweeping is not None:
            self._sweeping.cancel()
        for connection in list(self.connections):
            connection.close()
        await asyncio.sleep(0)

    async def _sweep(self) -> None:
        """Close idle and slow connections."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            now = asyncio.get_running_loop().time()
            for connection in list(self.connections):
                connection.close_when_late(now)


class Connection(asyncio.Protocol):
    """One connection: llhttp calls the `on_...` methods as a request arrives."""

    def __init__(self, server: HttpServer) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpRequestParser(self)
        self._arriving = Arriving()
        self._waiting: deque[Received] = deque()
        self._answering: asyncio.Task[None] | None = None
        self._since = self._loop.time()
        self._is_receiving = False
        self._is_over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        self._transport = cast(asyncio.Transport, transport)
        raw = transport.get_extra_info("socket")
        if raw is not None and raw.family in (socket.AF_INET, socket.AF_INET6):
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._server.connections.add(self)

    def connection_lost(self, _error: Exception | None) -> None:
        """The connection has closed."""
        self._is_over = True
        self._server.connections.discard(self)
        if self._arriving.is_counted:
            self._server.in_flight.leave()
            self._arriving = Arriving()
        for _ in self._waiting:
            self._server.in_flight.leave()
        self._waiting.clear()

    def data_received(self, data: bytes) -> None:
        """Feed the parser; close the connection if the data isn't valid HTTP."""
        if self._is_over:
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._refuse(HTTPStatus.NOT_IMPLEMENTED)
        except httptools.HttpParserError:
            self._refuse(HTTPStatus.BAD_REQUEST)

    def close(self) -> None:
        """Close the connection after sending pending data."""
        self._is_over = True
        if self._transport is not None:
            self._transport.close()

    def close_when_late(self, now: float) -> None:
        """Close the connection if it is idle or its request takes too long to arrive."""
        if self._answering is not None:
            return
        limit = ARRIVAL_SECONDS if self._is_receiving else IDLE_SECONDS
        if now - self._since > limit:
            self.close()

    # --- called by the parser ---------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request has begun."""
        self._arriving = Arriving()
        self._is_receiving = True
        self._since = self._loop.time()

    def on_url(self, url: bytes) -> None:
        """Receive a part of the request's URL."""
        self._arriving.url += url
        self._count_header(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Receive a header; join repeated headers, as HTTP allows."""
        self._count_header(len(name) + len(value))
        headers, key = self._arriving.headers, name.decode("latin-1").lower()
        text = value.decode("latin-1")
        headers[key] = f"{headers[key]},{text}" if key in headers else text

    def on_headers_complete(self) -> None:
        """All headers have arrived; a body can follow."""
        self._arriving.is_counted = True
        self._server.in_flight.enter()
        if self._arriving.headers.get("expect", "").lower() == "100-continue":
            self._write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Receive a part of the body; keep it up to the limit."""
        arriving = self._arriving
        if not arriving.is_too_large:
            arriving.body += body
        if len(arriving.body) > MAX_BODY_BYTES:
            arriving.is_too_large = True
            arriving.body.clear()

    def on_message_complete(self) -> None:
        """The request is complete."""
        arriving, self._arriving = self._arriving, Arriving()
        self._is_receiving = False
        path, _, query = arriving.url.decode("latin-1").partition("?")
        method = self._parser.get_method().decode("latin-1")
        request = WireRequest(method, path, query, arriving.headers, bytes(arriving.body))
        received = Received(request, self._parser.should_keep_alive(), arriving.is_too_large)
        self._waiting.append(received)
        if len(self._waiting) > MAX_WAITING and self._transport is not None:
            self._transport.pause_reading()
        if self._answering is None:
            self._answer_waiting()

    # --- answering ----------------------------------------------------------------------------

    def _answer_waiting(self) -> None:
        """Answer waiting requests, immediately if possible."""
        while self._waiting and not self._is_over:
            received = self._waiting.popleft()
            answer = self._server.answer(received)
            if isinstance(answer, HttpAnswer):
                self._finish(received, answer)
            else:
                self._answering = self._loop.create_task(self._await(received, answer))
                return

    async def _await(self, received: Received, answer: Awaitable[HttpAnswer]) -> None:
        try:
            self._finish(received, await answer)
        except BaseException:
            self._server.in_flight.leave()
            self.close()
            raise
        finally:
            self._answering = None
        if self._transport is not None and not self._is_over:
            self._transport.resume_reading()
        self._answer_waiting()

    def _finish(self, received: Received, answer: HttpAnswer) -> None:
        self._since = self._loop.time()
        keeps_alive = received.keeps_alive and not received.is_too_large
        self._write(encode(answer, keeps_alive=keeps_alive))
        self._server.in_flight.leave()
        if not keeps_alive:
            self.close()

    def _refuse(self, status: HTTPStatus) -> None:
        self._write(encode(HttpAnswer(status, b""), keeps_alive=False))
        self.close()

    def _count_header(self, length: int) -> None:
        self._arriving.header_bytes += length
        if self._arriving.header_bytes > MAX_HEADER_BYTES:
            raise HeadersTooLarge

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)


class HeadersTooLarge(Exception):
    """The headers exceed the limit; the parser converts this to its own error."""


class _Clock:
    """The Date header, updated once a second."""

    def __init__(self) -> None:
        self._second = 0
        self._text = ""

    def header(self, now: float) -> str:
        """Return the current date in HTTP format."""
        if int(now) != self._second:
            self._second = int(now)
            self._text = formatdate(now, usegmt=True)
        return self._text


_clock = _Clock()
_PHRASES: dict[int, str] = {status.value: status.phrase for status in HTTPStatus}


def encode(answer: HttpAnswer, *, keeps_alive: bool) -> bytes:
    """Return a response as bytes."""
    lines = [f"HTTP/1.1 {answer.status} {_PHRASES.get(answer.status, '')}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    lines.append(f"Date: {_clock.header(time.time())}")
    lines.append(f"Content-Length: {len(answer.body)}")
    if not keeps_alive:
        lines.append("Connection: close")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + answer.body
