"""HTTP/1.1 for `serve`: a small server around llhttp's parser, one object per connection.

For quick requests, Tornado's overhead is several times the time needed to answer, so this server
parses requests with httptools and writes responses itself. Requests on a connection are answered in
order.

Nobody needs a key to connect, so everything that a connection can use is limited: header and body
sizes, the memory of all bodies together, the number of connections, and the time that a connection
can be idle, or take to send a request or to read a response. A connection reads and parses only
what it can answer: while a request is in a thread or the client doesn't read, it stops reading, and
after a few answers in a row it lets other connections have their turn.
"""

from __future__ import annotations

import asyncio
import resource
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
from glue_devendpoint.server.wire import (
    MAX_BODY_BYTES,
    SMALL_BODY_BYTES,
    BodyMemory,
    InFlight,
)

MAX_HEADER_BYTES = 8 * 1024
MAX_ALL_HEADERS_BYTES = 64 * 1024
MAX_HEADERS = 128
SLICE_BYTES = 16 * 1024
ANSWERS_PER_TURN = 16
HANDSHAKE_SECONDS = 10.0
FAREWELL_SECONDS = 5.0


def _most_connections() -> int:
    """Return the number of connections that leaves half of the process's descriptors for files."""
    return min(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections there can be, and how long a connection can let others wait."""

    connections: int = field(default_factory=_most_connections)
    idle_seconds: float = 300.0
    transfer_seconds: float = 120.0
    sweep_seconds: float = 5.0


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
    header_count: int = 0
    header_bytes: int = 0
    body: bytearray = field(default_factory=bytearray)
    parsed_bytes: int = 0
    is_too_large: bool = False
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """A completely received request."""

    request: WireRequest
    keeps_alive: bool
    is_too_large: bool
    held_bytes: int = 0


Answerer = Callable[[Received], HttpAnswer | Awaitable[HttpAnswer]]


class HttpServer:
    """Listens for connections and keeps track of them until they close."""

    def __init__(
        self,
        answer: Answerer,
        in_flight: InFlight,
        bodies: BodyMemory,
        limits: Limits | None = None,
    ) -> None:
        self.answer = answer
        self.in_flight = in_flight
        self.bodies = bodies
        self.connections: set[Connection] = set()
        self._limits = limits or Limits()
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

    def admit(self, connection: Connection) -> None:
        """Keep track of a connection; if there are too many, abort the one idle the longest."""
        self.connections.add(connection)
        if len(self.connections) > self._limits.connections:
            idle = (each for each in self.connections if not each.is_answering)
            min(idle, key=Connection.waiting_since, default=connection).abort()

    async def _sweep(self) -> None:
        """Abort connections that are idle or slow."""
        while True:
            await asyncio.sleep(self._limits.sweep_seconds)
            now = asyncio.get_running_loop().time()
            for connection in list(self.connections):
                connection.abort_when_late(now, self._limits)


class Connection(asyncio.Protocol):
    """One connection: llhttp calls the `on_...` methods as a request arrives."""

    def __init__(self, server: HttpServer) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpRequestParser(self)
        self._unparsed = memoryview(b"")
        self._silent_bytes = 0
        self._arriving = Arriving()
        self._waiting: deque[Received] = deque()
        self._refusal: HTTPStatus | None = None
        self._answering: asyncio.Task[None] | None = None
        self._since = self._loop.time()
        self._unsent_bytes = 0
        self._is_receiving = False
        self._is_congested = False
        self._is_paused = False
        self._is_over = False

    @property
    def is_answering(self) -> bool:
        """Whether a request is being answered in a thread."""
        return self._answering is not None

    def waiting_since(self) -> float:
        """Return when the server began to wait for the client."""
        return self._since

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        self._transport = cast(asyncio.Transport, transport)
        raw = transport.get_extra_info("socket")
        if raw is not None and raw.family in (socket.AF_INET, socket.AF_INET6):
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._server.admit(self)

    def connection_lost(self, _error: Exception | None) -> None:
        """The connection has closed."""
        self._is_over = True
        self._server.connections.discard(self)
        self._forget_arriving()
        for received in self._waiting:
            self._leave(received)
        self._waiting.clear()
        self._unparsed = memoryview(b"")

    def data_received(self, data: bytes) -> None:
        """Take what the client sent, and continue."""
        if self._is_over or self._refusal is not None:
            return
        left = self._unparsed
        self._unparsed = memoryview(left.tobytes() + data if left else data)
        self._advance()

    def pause_writing(self) -> None:
        """The client doesn't read its responses: answer nothing until it does."""
        self._is_congested = True

    def resume_writing(self) -> None:
        """The client has read its responses."""
        self._is_congested = False
        self._advance()

    def close(self) -> None:
        """Close the connection after sending pending data."""
        self._is_over = True
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close the connection without sending pending data."""
        self._is_over = True
        if self._transport is not None:
            self._transport.abort()

    def abort_when_late(self, now: float, limits: Limits) -> None:
        """Abort the connection if it is idle, or slow to send a request or read a response."""
        unsent = self._transport.get_write_buffer_size() if self._transport is not None else 0
        if unsent < self._unsent_bytes:
            self._since = now
        self._unsent_bytes = unsent
        if self._answering is not None:
            return
        is_in_transfer = self._is_receiving or self._is_over or unsent > 0
        if now - self._since > (limits.transfer_seconds if is_in_transfer else limits.idle_seconds):
            self.abort()

    def lose_body(self) -> None:
        """Drop the arriving body, and the connection with it, to make room for others."""
        self._forget_arriving()
        self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
        self._finish_refused()

    # --- called by the parser ---------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request has begun."""
        self._arriving = Arriving()
        self._is_receiving = True
        self._since = self._loop.time()

    def on_url(self, url: bytes) -> None:
        """Receive a part of the request's URL."""
        arriving = self._arriving
        arriving.url += url
        arriving.parsed_bytes += len(url)
        if len(arriving.url) > MAX_HEADER_BYTES:
            raise HeadersTooLarge

    def on_header(self, name: bytes, value: bytes) -> None:
        """Receive a header; join repeated headers, as HTTP allows."""
        arriving = self._arriving
        length = len(name) + len(value)
        arriving.header_count += 1
        arriving.header_bytes += length
        arriving.parsed_bytes += length
        if (
            length > MAX_HEADER_BYTES
            or arriving.header_count > MAX_HEADERS
            or arriving.header_bytes > MAX_ALL_HEADERS_BYTES
        ):
            raise HeadersTooLarge
        headers, key = arriving.headers, name.decode("latin-1").lower()
        text = value.decode("latin-1")
        headers[key] = f"{headers[key]},{text}" if key in headers else text

    def on_headers_complete(self) -> None:
        """All headers have arrived; a body can follow."""
        self._arriving.is_counted = True
        self._server.in_flight.enter()
        expects = self._arriving.headers.get("expect", "").lower() == "100-continue"
        if expects and not self._waiting:
            self._write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Receive a part of the body; keep it up to the limit."""
        arriving = self._arriving
        arriving.parsed_bytes += len(body)
        if not arriving.is_too_large:
            arriving.body += body
        if len(arriving.body) > MAX_BODY_BYTES:
            arriving.is_too_large = True
            arriving.body.clear()
            self._server.bodies.release(self._server.bodies.arrived(self))
        elif len(arriving.body) > SMALL_BODY_BYTES:
            self._server.bodies.hold(self, len(arriving.body))

    def on_message_complete(self) -> None:
        """The request is complete."""
        arriving, self._arriving = self._arriving, Arriving()
        if not arriving.is_counted:
            return  # its body was dropped
        self._is_receiving = False
        held = self._server.bodies.arrived(self) if len(arriving.body) > SMALL_BODY_BYTES else 0
        path, _, query = arriving.url.decode("latin-1").partition("?")
        method = self._parser.get_method().decode("latin-1")
        request = WireRequest(method, path, query, arriving.headers, bytes(arriving.body))
        keeps_alive = self._parser.should_keep_alive()
        self._waiting.append(Received(request, keeps_alive, arriving.is_too_large, held))

    # --- answering ----------------------------------------------------------------------------

    def _advance(self) -> None:
        """Parse and answer what has arrived, until it has to wait or it is others' turn."""
        answered = 0
        while not (self._is_over or self._is_congested or self._answering is not None):
            if self._waiting:
                if answered == ANSWERS_PER_TURN:
                    self._loop.call_soon(self._advance)
                    break
                answered += 1
                self._answer(self._waiting.popleft())
            elif self._refusal is not None:
                self._finish_refused()
            elif self._unparsed:
                self._parse()
            else:
                break
        self._regulate()

    def _parse(self) -> None:
        """Feed the parser a slice, which limits the requests and headers it can contain."""
        part = self._unparsed[:SLICE_BYTES]
        self._unparsed = self._unparsed[SLICE_BYTES:]
        arriving, before = self._arriving, self._arriving.parsed_bytes
        try:
            self._parser.feed_data(part)
        except httptools.HttpParserUpgrade:
            self._refuse(HTTPStatus.NOT_IMPLEMENTED)
        except httptools.HttpParserError as err:
            is_too_large = isinstance(err.__context__, HeadersTooLarge)
            self._refuse(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                if is_too_large
                else HTTPStatus.BAD_REQUEST
            )
        # The parser keeps a header, and skips an extension of a chunk, until its end.
        if self._is_receiving and self._arriving is arriving and arriving.parsed_bytes == before:
            self._silent_bytes += len(part)
            if self._silent_bytes > MAX_HEADER_BYTES:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        else:
            self._silent_bytes = 0

    def _regulate(self) -> None:
        """Stop reading while there is something left to answer; continue afterwards."""
        is_behind = bool(self._waiting or self._unparsed)
        if is_behind != self._is_paused and self._transport is not None:
            self._is_paused = is_behind
            if is_behind:
                self._transport.pause_reading()
            else:
                self._transport.resume_reading()

    def _answer(self, received: Received) -> None:
        """Answer a request, immediately if possible."""
        answer = self._server.answer(received)
        if isinstance(answer, HttpAnswer):
            self._finish(received, answer)
        else:
            self._answering = self._loop.create_task(self._await(received, answer))

    async def _await(self, received: Received, answer: Awaitable[HttpAnswer]) -> None:
        try:
            self._finish(received, await answer)
        except BaseException:
            self._leave(received)
            self.close()
            raise
        finally:
            self._answering = None
        self._advance()

    def _finish(self, received: Received, answer: HttpAnswer) -> None:
        self._since = self._loop.time()
        keeps_alive = received.keeps_alive and not received.is_too_large
        self._write(encode(answer, keeps_alive=keeps_alive))
        self._leave(received)
        if not keeps_alive:
            self.close()

    def _leave(self, received: Received) -> None:
        self._server.in_flight.leave()
        if received.held_bytes:
            self._server.bodies.release(received.held_bytes)

    def _refuse(self, status: HTTPStatus) -> None:
        """End the connection after the requests before this have been answered."""
        self._refusal = self._refusal or status
        self._unparsed = memoryview(b"")

    def _finish_refused(self) -> None:
        if self._refusal is not None and not self._is_over:
            self._write(encode(HttpAnswer(self._refusal, b""), keeps_alive=False))
            self.close()

    def _forget_arriving(self) -> None:
        if self._arriving.is_counted:
            self._server.in_flight.leave()
        self._server.bodies.release(self._server.bodies.arrived(self))
        self._arriving = Arriving()

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
