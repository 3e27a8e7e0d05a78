"""`serve`: runs the endpoint on its own port, for teams and scripts.

On the first SIGTERM or SIGINT, the server stops accepting connections, finishes the requests in
flight, and exits. A second signal ends it immediately.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import signal
import socket
from collections.abc import Awaitable, Callable

import orjson
from tornado import netutil

from glue_devendpoint.access.callers import Door
from glue_devendpoint.access.request import WireRequest
from glue_devendpoint.api.failures import failed
from glue_devendpoint.api.support import support_as_json
from glue_devendpoint.api.wire_answers import WireAnswer
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.errors import DevEndpointError, PortInUse
from glue_devendpoint.server.host_names import HostNames
from glue_devendpoint.server.http11 import HttpAnswer, HttpServer, Received
from glue_devendpoint.server.presence import Presence
from glue_devendpoint.server.run_keeping import run_host
from glue_devendpoint.server.tls import announced_url, open_tls
from glue_devendpoint.server.wire import HIDDEN, Wire, open_wire, refusal_of_size

log = logging.getLogger(__name__)
GRACE_SECONDS = 30.0
OBJECTS_BETWEEN_COLLECTIONS = 50_000
GREETING = (
    b"This is a Glue endpoint of glue-devendpoint. AWS clients reach it by its URL:\n"
    b'eval "$(glue-devendpoint env)"\n'
)


class Standalone:
    """Answers the requests to `serve`: the Glue API at `/` and `/cap/<secret>`, and two GETs."""

    def __init__(self, endpoint: Endpoint, wire: Wire) -> None:
        self._endpoint = endpoint
        self._wire = wire
        self._support: HttpAnswer | None = None

    def answer(self, received: Received) -> HttpAnswer | Awaitable[HttpAnswer]:
        """Answer one request, immediately if it is quick."""
        request = received.request
        try:
            answer = self._answer(received)
        except Exception as err:
            return _logged(request, _http(failed(err)))
        if isinstance(answer, HttpAnswer):
            return _logged(request, answer)
        return self._answer_later(request, answer)

    async def _answer_later(
        self, request: WireRequest, answer: Awaitable[HttpAnswer]
    ) -> HttpAnswer:
        try:
            return _logged(request, await answer)
        except Exception as err:
            return _logged(request, _http(failed(err)))

    def _answer(self, received: Received) -> HttpAnswer | Awaitable[HttpAnswer]:
        request = received.request
        refused = self._wire.refusal_of_host(request.headers.get("host", ""))
        if refused is not None:
            return _http(refused)
        if request.method == "GET":
            return self._get(request.path)
        path = request.path.rstrip("/")
        secret = path.removeprefix("/cap/") if path.startswith("/cap/") else None
        if path and (not secret or "/" in secret):
            return HttpAnswer(404, b"")
        if request.method != "POST":
            return HttpAnswer(405, b"", [("Allow", "POST")])
        if received.is_too_large:
            return _http(refusal_of_size())
        door = self._wire.door(secret)
        answer = self._wire.dispatcher.answer_quickly(request, door)
        if answer is not None:
            return _http(answer)
        return self._answer_in_a_thread(request, door)

    async def _answer_in_a_thread(self, request: WireRequest, door: Door) -> HttpAnswer:
        return _http(await self._wire.dispatcher.answer_later(request, door))

    def _get(self, path: str) -> HttpAnswer | Awaitable[HttpAnswer]:
        if path == "/health":
            return self._health()
        if path == "/support":
            if self._support is None:
                self._support = _json(200, support_as_json(self._wire.dispatcher.model))
            return self._support
        if path == "/":
            return HttpAnswer(200, GREETING, [("Content-Type", "text/plain; charset=utf-8")])
        return HttpAnswer(404, b"")

    async def _health(self) -> HttpAnswer:
        try:
            return _json(200, await asyncio.to_thread(self._endpoint.health))
        except DevEndpointError as err:
            return _json(503, {"status": "unavailable", "reason": str(err)})


def http_server(endpoint: Endpoint, wire: Wire) -> HttpServer:
    """Build the server that `serve` runs."""
    return HttpServer(Standalone(endpoint, wire).answer, wire.in_flight, wire.bodies)


async def serve(endpoint: Endpoint, announce: Callable[[str], None]) -> None:
    """Serve until a signal arrives; call `announce` with the URL when ready."""
    config = endpoint.config
    tls = open_tls(config)
    certificate = tls.certificate if tls else None
    names = HostNames(config, certificate.names if certificate else ())
    wire = open_wire(endpoint, names.allows)
    sockets = _bind(config.host, config.port)
    server = http_server(endpoint, wire)
    await server.start(sockets, tls.context if tls else None)
    port = sockets[0].getsockname()[1]
    url = announced_url(config.host, port, certificate, config.allowed_hosts.split(","))
    authorities = certificate.authorities if certificate else ""
    presence = Presence(endpoint, "serve", url, authorities)
    stopping = _stop_signal()
    _collect_seldom()
    await presence.announce()
    runs = run_host(endpoint, presence.host.host_id)
    runs.start()
    announce(url)
    await stopping.wait()
    log.info("stopping: no new connections; finishing the requests in flight")
    server.stop()
    if not await wire.in_flight.drained(GRACE_SECONDS):
        log.warning("some requests took over %d s and were canceled", GRACE_SECONDS)
    await server.close()
    await runs.stop()
    wire.close()
    await presence.withdraw()


def _collect_seldom() -> None:
    """Spare requests the garbage collector.

    What is loaded by now stays: the service model alone is many thousand objects, and looking
    through them again at each full collection would hold up every request meanwhile. What a
    request makes, some thousand objects for a batch, goes with it and needs no collection.
    """
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


def _http(answer: WireAnswer) -> HttpAnswer:
    return HttpAnswer(answer.status, answer.body, answer.headers())


def _json(status: int, answer: object) -> HttpAnswer:
    return HttpAnswer(status, orjson.dumps(answer), [("Content-Type", "application/json")])


def _logged(request: WireRequest, answer: HttpAnswer) -> HttpAnswer:
    """Log a request without its query or a capability's secret."""
    level = logging.ERROR if answer.status >= 500 else logging.DEBUG
    if log.isEnabledFor(level):
        path = f"/cap/{HIDDEN}" if request.path.startswith("/cap/") else request.path
        log.log(level, "%s %s %s", answer.status, request.method, path)
    return answer


def _bind(host: str, port: int) -> list[socket.socket]:
    try:
        return netutil.bind_sockets(port, host, family=socket.AF_UNSPEC)
    except OSError as err:
        reason = (
            "is already in use"
            if err.errno == errno.EADDRINUSE
            else f"can't be used: {err.strerror}"
        )
        raise PortInUse(
            f"port {port} on {host} {reason}; choose another with --port (0 picks a free port)"
        ) from err


def _stop_signal() -> asyncio.Event:
    event = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop(number: signal.Signals) -> None:
        event.set()
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop, number)
    return event
