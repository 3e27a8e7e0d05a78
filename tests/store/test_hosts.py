"""The hosts table lists live hosts and forgets dead ones."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from glue_devendpoint.store.engine import Store, open_store
from glue_devendpoint.store.hosts import (
    STALE_AFTER,
    Host,
    live_hosts,
    register_host,
    remove_host,
    this_machine,
    touch_host,
)
from glue_devendpoint.store.migrate import migrate

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(database_url: str) -> Store:
    opened = open_store(database_url)
    migrate(opened)
    return opened


def make_host(name: str = "h1", **changes: object) -> Host:
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
