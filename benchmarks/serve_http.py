"""Our application behind one of two HTTP servers: ours, or uvicorn over the same parser.

    python -m benchmarks.serve_http <home> ours|uvicorn [asyncio|uvloop]

Both get the same callable, `Standalone.answer`, and the same settings of Python's collector.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn
from tornado.netutil import bind_sockets

from glue_devendpoint.access.request import WireRequest
from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import open_endpoint
from glue_devendpoint.server.host_names import HostNames
from glue_devendpoint.server.http11 import IDLE_SECONDS, HttpAnswer, HttpServer, Received
from glue_devendpoint.server.standalone import OBJECTS_BETWEEN_COLLECTIONS, Standalone
from glue_devendpoint.server.wire import MAX_BODY_BYTES, open_wire

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Adapter:
    """Our application as ASGI wants it: no more than that takes."""

    def __init__(self, standalone: Standalone) -> None:
        self._answer = standalone.answer

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key, text = name.decode("latin-1"), value.decode("latin-1")
            headers[key] = f"{headers[key]},{text}" if key in headers else text
        body, is_too_large = await _body(receive)
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        request = WireRequest(scope["method"], path, query, headers, body)
        answer = self._answer(Received(request, True, is_too_large))
        if not isinstance(answer, HttpAnswer):
            answer = await answer
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [
                    *((name.encode(), value.encode()) for name, value in answer.headers),
                    (b"content-length", b"%d" % len(answer.body)),
                ],
            }
        )
        await send({"type": "http.response.body", "body": answer.body})


async def _body(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    body = message.get("body", b"")
    if not message.get("more_body"):
        return body, len(body) > MAX_BODY_BYTES
    pieces, length = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        length += len(message.get("body", b""))
        if length <= MAX_BODY_BYTES:
            pieces.append(message.get("body", b""))
    return b"".join(pieces), length > MAX_BODY_BYTES


async def _serve(home: str, name: str) -> None:
    endpoint = open_endpoint(load_config({"home": home, "port": "0"}, environ={}))
    wire = open_wire(endpoint, HostNames(endpoint.config).allows)
    standalone = Standalone(endpoint, wire)
    sockets = bind_sockets(0, "127.0.0.1")
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    print(f"http://127.0.0.1:{sockets[0].getsockname()[1]}", flush=True)
    if name == "ours":
        await HttpServer(standalone.answer, wire.in_flight).start(sockets)
        await asyncio.Event().wait()
    config = uvicorn.Config(
        Adapter(standalone),
        http="httptools",
        ws="none",
        lifespan="off",
        interface="asgi3",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=int(IDLE_SECONDS),
    )
    await uvicorn.Server(config).serve(sockets)


def _loop(name: str) -> asyncio.AbstractEventLoop:
    if name == "uvloop":
        import uvloop

        return uvloop.new_event_loop()  # type: ignore[no-any-return]
    return asyncio.new_event_loop()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=lambda: _loop(sys.argv[3])) as runner:
        runner.run(_serve(sys.argv[1], sys.argv[2]))
