"""Clients without keys that send raw bytes, and a well-behaved client beside them."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE_SECONDS = 10.0  # answers take milliseconds; the attacks took from 17 to 90 seconds


@contextmanager
def stranger(url: str, *, receives: int | None = None) -> Iterator[socket.socket]:
    """Open a connection; `receives` is how many bytes it takes before somebody reads them."""
    address = urlsplit(url)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as opened:
        if receives is not None:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        opened.settimeout(PATIENCE_SECONDS)
        opened.connect((address.hostname, address.port))
        yield opened


def offer(opened: socket.socket, content: bytes) -> int:
    """Send as much as the server takes; return how many bytes that is."""
    opened.settimeout(1.0)
    sent = 0
    try:
        while sent < len(content):
            sent += opened.send(content[sent : sent + 65_536])
    except (TimeoutError, ConnectionError):
        pass
    return sent


def everything(opened: socket.socket) -> bytes:
    """Return what the server sends until it closes the connection."""
    parts = []
    try:
        while part := opened.recv(65_536):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


def greeting_status(url: str) -> int:
    """Return the status of the answer to a simple request; fail if it takes seconds."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    finally:
        connection.close()


def memory_bytes(pid: int) -> int:
    """Return the memory that a process has at the moment."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096
