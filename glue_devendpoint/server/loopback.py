"""A temporary endpoint on a free loopback port of this process.

Gives a catalog to tests and to scripts that run without a server. It isn't registered as a host,
because it ends with them. It looks after the runs that it starts, like any server.
"""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from tornado.netutil import bind_sockets

from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.server.host_names import HostNames
from glue_devendpoint.server.run_keeping import run_host
from glue_devendpoint.server.standalone import http_server
from glue_devendpoint.server.wire import open_wire

LOOPBACK = "127.0.0.1"


@contextmanager
def serving(endpoint: Endpoint) -> Iterator[str]:
    """Serve an endpoint in a separate thread; yield its URL and stop on exit."""
    server = _LoopbackServer(endpoint)
    try:
        yield server.start()
    finally:
        server.stop()


class _LoopbackServer:
    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._sockets = bind_sockets(0, LOOPBACK)
        self._loop = asyncio.new_event_loop()
        self._is_ready = threading.Event()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="glue-endpoint", daemon=True)

    def start(self) -> str:
        self._thread.start()
        self._is_ready.wait()
        return f"http://{LOOPBACK}:{self._sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._is_ready.set()
            self._loop.close()

    async def _serve(self) -> None:
        wire = open_wire(self._endpoint, HostNames(self._endpoint.config).allows)
        server = http_server(self._endpoint, wire)
        await server.start(self._sockets)
        runs = run_host(self._endpoint, uuid.uuid4().hex)
        runs.start()
        self._is_ready.set()
        await self._stopping.wait()
        await server.close()
        await runs.stop()
        wire.close()
