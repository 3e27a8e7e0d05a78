"""Floods by strangers: requests nobody reads, headers and bodies that never end, slow clients."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from typing import Any

import pytest

from glue_devendpoint.server.http11 import HttpAnswer, HttpServer, Limits, Received
from glue_devendpoint.server.wire import BodyMemory, InFlight
from tests.attacks.strangers import (
    PATIENCE_SECONDS,
    everything,
    greeting_status,
    memory_bytes,
    offer,
    stranger,
)
from tests.serving import Served, serving

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server in a process of its own, whose memory can be measured."""
    with serving(tmp_path_factory.mktemp("flooded")) as running:
        yield running


@pytest.mark.parametrize("path", [b"/", b"/support"])
def test_requests_nobody_reads_are_not_answered_ahead(served: Served, path: bytes) -> None:
    request = b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    before = memory_bytes(served.process.pid)

    with ExitStack() as open_ones:
        for _ in range(4):
            attacker = open_ones.enter_context(stranger(served.url, receives=4096))
            offer(attacker, request * 40_000)
            assert greeting_status(served.url) == 200

        assert memory_bytes(served.process.pid) - before < 60 * MEBIBYTE


def test_pipelined_requests_are_all_answered_in_order(server_url: str) -> None:
    greetings = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 499
    last = b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    with stranger(server_url) as client:
        client.sendall(greetings + last)
        answers = everything(client)

    assert answers.count(b"HTTP/1.1 200 ") == 499
    assert answers.count(b"HTTP/1.1 404 ") == 1
    assert answers.rindex(b" 404 ") > answers.rindex(b" 200 ")


def test_refusal_comes_after_the_answers_to_earlier_requests(server_url: str) -> None:
    unsigned = HEAD + b"Content-Length: 70000\r\n\r\n" + b" " * 70_000

    with stranger(server_url) as client:
        client.sendall(unsigned + b"NONSENSE\r\n\r\n")
        answers = everything(client)

    assert [each[:3] for each in answers.split(b"HTTP/1.1 ")[1:]] == [b"400", b"400"]
    assert answers.index(b"MissingAuthenticationToken") < answers.rindex(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "beginning",
    [
        HEAD + b"X-Endless: ",
        HEAD + b"X-Endless",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;extension=",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: ",
    ],
    ids=["value", "name", "chunk extension", "trailer"],
)
def test_header_that_never_ends_is_not_kept(served: Served, beginning: bytes) -> None:
    with stranger(served.url) as attacker:
        attacker.sendall(beginning)

        taken = offer(attacker, b"a" * 64 * MEBIBYTE)

        assert taken < 16 * MEBIBYTE
        assert everything(attacker)[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.1 431")


def test_unfinished_bodies_share_a_limit(served: Served) -> None:
    beginning = HEAD + b"Content-Length: 16000000\r\n\r\n" + b"a" * 15 * MEBIBYTE
    before = memory_bytes(served.process.pid)

    with ExitStack() as open_ones:
        for _ in range(40):
            offer(open_ones.enter_context(stranger(served.url)), beginning)

        assert memory_bytes(served.process.pid) - before < 400 * MEBIBYTE
        assert greeting_status(served.url) == 200


def test_longest_unfinished_body_makes_room_for_a_new_one(served: Served) -> None:
    beginning = HEAD + b"Content-Length: 16000000\r\n\r\n" + b"a" * 15_900_000

    with ExitStack() as open_ones:
        attackers = [open_ones.enter_context(stranger(served.url)) for _ in range(17)]
        for attacker in attackers:
            offer(attacker, beginning)
        with stranger(served.url) as client:
            client.sendall(beginning + b"a" * 100_000)

            assert b"MissingAuthenticationToken" in client.recv(4096)
        assert everything(attackers[0]).startswith(b"HTTP/1.1 503 ")


def test_client_that_does_not_read_is_aborted() -> None:
    async def attack(address: tuple[str, int], server: HttpServer) -> None:
        reader, writer = await asyncio.open_connection(*address, limit=1)
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(b"GET / HTTP/1.1\r\n\r\n" * 20_000)
        await _until(lambda: bool(server.connections))

        await _until(lambda: not server.connections)

        writer.transport.abort()

    _serve(_large_answer, Limits(transfer_seconds=0.1, sweep_seconds=0.05), attack)


def test_request_that_takes_too_long_to_arrive_is_aborted() -> None:
    async def attack(address: tuple[str, int], server: HttpServer) -> None:
        _, writer = await asyncio.open_connection(*address)
        writer.write(HEAD)
        await _until(lambda: bool(server.connections))

        await _until(lambda: not server.connections)

        writer.transport.abort()

    _serve(_large_answer, Limits(transfer_seconds=0.1, sweep_seconds=0.05), attack)


def test_new_client_takes_the_place_of_the_one_idle_the_longest() -> None:
    async def attack(address: tuple[str, int], server: HttpServer) -> None:
        idle = [await asyncio.open_connection(*address) for _ in range(8)]

        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")

        assert len(await reader.read()) > 100_000
        assert await idle[0][0].read() == b""
        assert len(server.connections) <= 4
        for _, opened in idle:
            opened.transport.abort()

    _serve(_large_answer, Limits(connections=4), attack)


def test_memory_of_bodies_is_free_again_after_their_answers(server_url: str) -> None:
    body = HEAD + b"Content-Length: 16000000\r\n\r\n" + b"a" * 16_000_000

    with stranger(server_url) as client:
        for _ in range(20):
            client.sendall(body)
            assert b"MissingAuthenticationToken" in client.recv(4096)


def _large_answer(_received: Received) -> HttpAnswer:
    return HttpAnswer(200, b"a" * 100_000)


def _serve(
    answer: Callable[[Received], HttpAnswer],
    limits: Limits,
    attack: Callable[[tuple[str, int], HttpServer], Coroutine[Any, Any, None]],
) -> None:
    """Run an attack on a server with small limits."""

    async def run() -> None:
        server = HttpServer(answer, InFlight(), BodyMemory(), limits)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            await server.start([listening])
            await attack(listening.getsockname(), server)
            await server.close()

    asyncio.run(run())


async def _until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_true():
            await asyncio.sleep(0.01)
