"""`serve` as a process: it starts, responds, stops cleanly, and recovers from being killed."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.server.serve_process import Starter, command, health
from tests.serving import url_of


def test_it_answers_and_stops_cleanly_on_sigterm(start: Starter, tmp_path: Path) -> None:
    process = start()
    answered = health(url_of(process))

    process.send_signal(signal.SIGTERM)

    assert process.wait(20) == 0
    assert answered["status"] == "ok"
    assert "nothing; run: glue-devendpoint serve" in command(tmp_path, "status").stdout


def test_ctrl_c_stops_it_without_a_traceback(start: Starter) -> None:
    process = start()
    url_of(process)

    process.send_signal(signal.SIGINT)

    assert process.wait(20) == 0
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


def test_two_servers_on_one_home_start_together_and_both_answer(start: Starter) -> None:
    first, second = start(), start()

    urls = {url_of(first), url_of(second)}

    assert len(urls) == 2
    assert {health(url)["status"] for url in urls} == {"ok"}


def test_a_killed_server_is_known_to_be_gone_and_the_next_start_works(
    start: Starter, tmp_path: Path
) -> None:
    killed = start()
    url_of(killed)
    killed.kill()
    killed.wait()
    gone = command(tmp_path, "status")

    url = url_of(start())

    assert gone.returncode == 1
    assert health(url)["status"] == "ok"
    assert command(tmp_path, "status").stdout.count("running ") == 1


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9])
def test_killing_it_at_any_moment_of_its_start_leaves_a_home_that_starts(
    start: Starter, pause: float
) -> None:
    process = start()
    time.sleep(pause)
    process.kill()
    process.wait()

    assert health(url_of(start()))["status"] == "ok"


def test_env_points_a_client_at_the_running_server(start: Starter, tmp_path: Path) -> None:
    url = url_of(start())

    exports = dict(
        line.removeprefix("export ").split("=", 1)
        for line in command(tmp_path, "env").stdout.splitlines()
    )

    assert exports["AWS_ENDPOINT_URL_GLUE"] == url
    assert exports["AWS_ACCESS_KEY_ID"].startswith("AKIA")
    assert exports["AWS_DEFAULT_REGION"] == "us-east-1"
    assert len(exports["AWS_SECRET_ACCESS_KEY"]) >= 40


def test_a_taken_port_is_one_line(start: Starter) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start("--port", str(port))
        _, said = process.communicate(timeout=30)

    assert process.returncode == 2
    assert f"port {port} on 127.0.0.1 is already in use" in said
    assert len(said.strip().splitlines()) == 1


def test_listening_beyond_loopback_warns(start: Starter) -> None:
    process = start("--host", "0.0.0.0")
    url = url_of(process)

    process.terminate()

    assert url.startswith("http://127.0.0.1:")
    said = process.communicate()[1]
    assert "other machines can reach" in said
    assert "unencrypted" in said
    assert "--certfile" in said


def test_a_request_in_flight_is_finished_before_it_stops(start: Starter) -> None:
    process = start()
    host, port = url_of(process).removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=20)
    connection.putrequest("POST", "/")
    connection.putheader("Content-Length", "2")
    connection.putheader("X-Amz-Target", "AWSGlue.GetDatabases")
    connection.endheaders(b"{")
    time.sleep(0.3)

    os.kill(process.pid, signal.SIGTERM)
    time.sleep(0.5)
    connection.send(b"}")
    answer = connection.getresponse()

    assert answer.status in (400, 403, 405)
    assert answer.read()
    assert process.wait(30) == 0
