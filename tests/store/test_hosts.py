"""The hosts table lists live hosts and forgets dead ones."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.hosts import (
    STALE_AFTER,
    Host,
    is_loopback_host,
    live_hosts,
    reachable_hosts,
    register_host,
    remove_host,
    this_machine,
    touch_host,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def make_host(name: str = "h1", **changes: Any) -> Host:
    moment = NOON.timestamp()
    host = Host(name, "serve", f"http://{name}", this_machine(), os.getpid(), "1", moment, moment)
    return replace(host, **changes)


def test_a_registered_host_is_found_until_it_is_removed(store: Store) -> None:
    register_host(store, make_host())
    found = live_hosts(store, NOON)

    remove_host(store, "h1")

    assert [host.url for host in found] == ["http://h1"]
    assert live_hosts(store, NOON) == []


def test_a_host_whose_process_is_gone_is_not_live_and_is_swept_by_the_next(store: Store) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    register_host(store, make_host("dead", pid=gone.pid))
    before = live_hosts(store, NOON)

    register_host(store, make_host("next"))
    remove_host(store, "next")
    touch_host(store, make_host("next"), NOON)

    assert before == []
    assert [host.host_id for host in live_hosts(store, NOON)] == ["next"]


def test_a_host_on_another_machine_is_live_while_it_beats(store: Store) -> None:
    register_host(store, make_host("far", machine="elsewhere", pid=1))

    later = NOON + STALE_AFTER + timedelta(seconds=1)
    silent = live_hosts(store, later)
    touch_host(store, make_host("far", machine="elsewhere", pid=1), later)

    assert silent == []
    assert [host.host_id for host in live_hosts(store, later)] == ["far"]


def test_an_always_on_host_is_named_before_a_jupyter_server(store: Store) -> None:
    register_host(store, make_host("lab", kind="jupyter", started_at=NOON.timestamp() + 5))
    register_host(store, make_host("server"))

    assert [host.host_id for host in live_hosts(store, NOON)] == ["server", "lab"]


def test_the_loopback_of_another_machine_cannot_be_reached_from_here(store: Store) -> None:
    for name, machine, url in (
        ("own", this_machine(), "http://127.0.0.1:1"),
        ("loopback", "elsewhere", "http://127.0.0.1:2"),
        ("loopback6", "elsewhere", "http://[::1]:3"),
        ("localhost", "elsewhere", "https://localhost:4"),
        ("open", "elsewhere", "https://glue.example:5"),
    ):
        register_host(store, make_host(name, machine=machine, url=url))

    found = reachable_hosts(store, NOON)

    assert {host.host_id for host in found} == {"own", "open"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.0.7", False),
        ("glue.example", False),
        ("", False),
    ],
)
def test_loopback_is_told_from_names_of_the_network(name: str, expected: bool) -> None:
    assert is_loopback_host(name) is expected
