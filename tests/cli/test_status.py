"""`status`: what runs over a home, and what of it this machine can reach."""

from __future__ import annotations

import json
import os

import pytest

from glue_devendpoint.cli.main import main
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.store.hosts import Host, register_host, this_machine


def announce(endpoint: Endpoint, machine: str, url: str) -> None:
    now = endpoint.clock.now().timestamp()
    register_host(endpoint.store, Host(url, "serve", url, machine, os.getpid(), "1", now, now))


def status(endpoint: Endpoint, *words: str) -> int:
    config = endpoint.config
    return main(["status", "--home", config.home, "--database-url", config.database_url, *words])


def test_status_says_which_endpoints_cannot_be_reached_from_here(
    endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    announce(endpoint, this_machine(), "https://127.0.0.1:4000")
    announce(endpoint, "elsewhere", "http://127.0.0.1:5000")

    code = status(endpoint)

    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("running")]
    assert code == 0
    assert sorted("can't be reached from this machine" in line for line in lines) == [False, True]
    assert any("https://127.0.0.1:4000" in line for line in lines)


def test_status_says_the_same_in_json(
    endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    announce(endpoint, this_machine(), "http://127.0.0.1:4000")
    announce(endpoint, "elsewhere", "http://127.0.0.1:5000")

    status(endpoint, "--json")

    hosts = json.loads(capsys.readouterr().out)["hosts"]
    assert {host["machine"]: host["is_reachable"] for host in hosts} == {
        this_machine(): True,
        "elsewhere": False,
    }
