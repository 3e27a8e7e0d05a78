"""A minimal client for Glue's protocol, with presigned requests and persistent connections.

The client's overhead is as small as possible, so that the benchmarks measure the server.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


@dataclass(frozen=True, slots=True)
class Target:
    """A server to measure."""

    name: str
    url: str
    credentials: Credentials

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        return parts.hostname or "127.0.0.1", parts.port or 80

    def sign(self, operation: str, request: dict[str, Any]) -> bytes:
        """Return the bytes of a signed request."""
        body = orjson.dumps(request)
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AWSGlue.{operation}",
        }
        signed = AWSRequest("POST", f"{self.url}/", headers, body)
        SigV4Auth(self.credentials, "glue", "us-east-1").add_auth(signed)
        host, port = self.address
        lines = [f"{name}: {value}" for name, value in signed.headers.items()]
        head = "\r\n".join(
            ["POST / HTTP/1.1", f"Host: {host}:{port}", f"Content-Length: {len(body)}", *lines]
        )
        return head.encode() + b"\r\n\r\n" + body


class Connection:
    """A connection that reconnects if the server closes it."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self.socket = self._connect()

    def call(self, signed: bytes) -> bytes:
        """Send a request and return the response body."""
        self.send(signed)
        while (body := self.receive()) is None:
            pass
        return body

    def send(self, signed: bytes) -> None:
        """Send a request."""
        self._sent = signed
        self._received = bytearray()
        self._length: int | None = None
        try:
            self.socket.sendall(signed)
        except OSError:
            self._again()

    def receive(self) -> bytes | None:
        """Read received data, and return the body once it is complete."""
        chunk = self.socket.recv(262_144)
        if not chunk:
            self._again()
            return None
        self._received += chunk
        if self._length is None:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return None
            self._read_head(bytes(self._received[:end]).lower(), end + 4)
        assert self._length is not None
        if len(self._received) < self._length:
            return None
        if self._closes:
            self.close()
            self.socket = self._connect()
        return bytes(self._received[self._start :])

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()

    def _read_head(self, head: bytes, start: int) -> None:
        status = int(head[9:12])
        fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
        self._start = start
        self._length = start + int(fields[b"content-length"])
        self._closes = fields.get(b"connection") == b"close" or head.startswith(b"http/1.0")
        assert status < 500, head

    def _again(self) -> None:
        self.socket.close()
        self.socket = self._connect()
        self.socket.sendall(self._sent)

    def _connect(self) -> socket.socket:
        made = socket.create_connection(self._target.address)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made


def rate_of_one(target: Target, signed: Sequence[bytes]) -> float:
    """Return the calls per second on one connection, sending each request once."""
    connection = Connection(target)
    started = time.perf_counter()
    for request in signed:
        connection.call(request)
    seconds = time.perf_counter() - started
    connection.close()
    return len(signed) / seconds


def rate_of_many(target: Target, signed: Sequence[bytes], connections: int) -> float:
    """Return the calls per second on several connections at once, sending each request once."""
    selector = selectors.DefaultSelector()
    waiting = iter(signed)
    opened = [Connection(target) for _ in range(connections)]
    started = time.perf_counter()
    active = sum(_next(selector, connection, waiting) for connection in opened)
    while active:
        for key, _ in selector.select():
            connection: Connection = key.data
            before = connection.socket
            if connection.receive() is None and connection.socket is before:
                continue
            selector.unregister(before)
            active += _next(selector, connection, waiting) - 1
    seconds = time.perf_counter() - started
    for connection in opened:
        connection.close()
    return len(signed) / seconds


def _next(
    selector: selectors.BaseSelector, connection: Connection, waiting: Iterator[bytes]
) -> int:
    request = next(waiting, None)
    if request is None:
        return 0
    connection.send(request)
    selector.register(connection.socket, selectors.EVENT_READ, connection)
    return 1


def pages(target: Target, operation: str, request: dict[str, Any]) -> list[bytes]:
    """Return the signed requests that read all pages of a listing."""
    connection = Connection(target)
    signed = [target.sign(operation, request)]
    while token := orjson.loads(connection.call(signed[-1])).get("NextToken"):
        signed.append(target.sign(operation, {**request, "NextToken": token}))
    connection.close()
    return signed


def seconds_per_run(target: Target, signed: Sequence[bytes], runs: int) -> float:
    """Return the median time to send all requests on one connection, in seconds."""
    connection = Connection(target)
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        for request in signed:
            connection.call(request)
        taken.append(time.perf_counter() - started)
    connection.close()
    return sorted(taken)[len(taken) // 2]


def read(target: Target, operation: str, request: dict[str, Any]) -> dict[str, Any]:
    """Send a request and return the parsed response."""
    connection = Connection(target)
    answer: dict[str, Any] = orjson.loads(connection.call(target.sign(operation, request)))
    connection.close()
    return answer
