"""Runs: owned by one host at a time, done or not done, whoever is killed when."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from glue_devendpoint.clock import SystemClock
from glue_devendpoint.events import iterate_events
from glue_devendpoint.home import Home
from glue_devendpoint.runners.host import RunHost
from glue_devendpoint.runners.processes import birth_of, is_alive
from glue_devendpoint.runners.runs import (
    ALLOWED,
    ENDED,
    Run,
    RunState,
    ask_to_stop,
    claim_next,
    find_run,
    move,
    runs_of,
    submit,
)
from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.hosts import this_machine
from glue_devendpoint.store.schema import settings

HERE = Path(__file__).parent
StartHost = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start_host(database_url: str, tmp_path: Path, store: Store) -> Iterator[StartHost]:
    started: list[subprocess.Popen[str]] = []

    def start(name: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, HERE / "toy_host.py", database_url, tmp_path / "home", name],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
    with store.read() as connection:
        for run in runs_of(connection, "toy", "t"):
            if run.pid and is_alive(run.pid, run.birth or ""):
                os.kill(run.pid, signal.SIGKILL)


def order(store: Store, run_id: str, **orders: object) -> None:
    """Queue a run of the toy."""
    with store.write() as connection:
        submit(connection, run_id, "toy", "t", dict(orders), SystemClock().now().timestamp())


def look(store: Store, run_id: str) -> Run:
    """Return a run as it stands."""
    with store.read() as connection:
        return find_run(connection, run_id)


def wait_for(store: Store, run_id: str, fits: Callable[[Run], bool]) -> Run:
    """Poll until a run is as wanted."""
    for _ in range(600):
        run = look(store, run_id)
        if fits(run):
            return run
        time.sleep(0.05)
    raise AssertionError(f"still {look(store, run_id)}")


def effect(store: Store, run_id: str) -> bool:
    """Whether the run's effect is there."""
    with store.read() as connection:
        query = select(settings.c.value).where(settings.c.name == run_id)
        return connection.execute(query).scalar() is not None


def test_a_run_is_claimed_started_and_done_with_its_effect(
    store: Store, start_host: StartHost, tmp_path: Path
) -> None:
    start_host("h1")
    order(store, "r1", steps=30)
    running = wait_for(store, "r1", lambda run: run.progress is not None)

    done = wait_for(store, "r1", lambda run: run.is_ended)

    assert running.progress and running.progress["step"] >= 0
    assert (done.state, done.result, done.error) == (RunState.SUCCEEDED, {"rows": 1}, None)
    assert effect(store, "r1")
    assert (tmp_path / "home" / "runs" / "r1" / "output.log").read_text() == "begins\n"
    moves = [event.after_version for event in iterate_events(store)]
    assert moves == ["QUEUED", "STARTING", "RUNNING", "SUCCEEDED"]


def test_a_run_that_fails_says_why(store: Store, start_host: StartHost) -> None:
    start_host("h1")
    order(store, "r1", fails=True)

    failed = wait_for(store, "r1", lambda run: run.is_ended)

    assert (failed.state, failed.error) == (RunState.FAILED, "the toy is broken")


@pytest.mark.parametrize("moment", ["dies", "dies_before_commit"])
def test_a_worker_that_is_killed_is_closed_honestly_and_has_done_nothing(
    store: Store, start_host: StartHost, moment: str
) -> None:
    start_host("h1")
    order(store, "r1", **{moment: True})

    failed = wait_for(store, "r1", lambda run: run.is_ended)

    assert failed.state is RunState.FAILED
    assert failed.error and "signal 9" in failed.error
    assert not effect(store, "r1")


def test_a_run_stops_when_asked(store: Store, start_host: StartHost) -> None:
    start_host("h1")
    order(store, "r1", steps=10_000)
    wait_for(store, "r1", lambda run: run.state is RunState.RUNNING)
    with store.write() as connection:
        ask_to_stop(connection, "r1", SystemClock().now().timestamp())

    stopped = wait_for(store, "r1", lambda run: run.is_ended)

    assert (stopped.state, effect(store, "r1")) == (RunState.STOPPED, False)


@pytest.mark.slow
def test_a_worker_that_does_not_listen_is_ended(store: Store, start_host: StartHost) -> None:
    start_host("h1")
    order(store, "r1", ignores_stop=True)
    running = wait_for(store, "r1", lambda run: run.state is RunState.RUNNING)
    with store.write() as connection:
        ask_to_stop(connection, "r1", SystemClock().now().timestamp())

    stopped = wait_for(store, "r1", lambda run: run.is_ended)

    assert stopped.state is RunState.STOPPED
    assert running.pid and birth_of(running.pid) != running.birth


def test_a_queued_run_that_is_stopped_never_starts(store: Store, start_host: StartHost) -> None:
    order(store, "r1")
    with store.write() as connection:
        ask_to_stop(connection, "r1", SystemClock().now().timestamp())

    start_host("h1")
    order(store, "r2")
    wait_for(store, "r2", lambda run: run.is_ended)

    assert look(store, "r1").state is RunState.STOPPED


def test_a_run_outlives_its_host_and_the_next_host_takes_it_over(
    store: Store, start_host: StartHost
) -> None:
    first = start_host("h1")
    order(store, "r1", steps=60)
    before = wait_for(store, "r1", lambda run: run.state is RunState.RUNNING)
    first.kill()
    first.wait()

    start_host("h2")
    taken = wait_for(store, "r1", lambda run: run.host_id == "h2")
    done = wait_for(store, "r1", lambda run: run.is_ended)

    assert taken.pid == before.pid
    assert (done.state, done.claim) == (RunState.SUCCEEDED, 1)


def test_host_and_worker_killed_together_leave_a_run_that_is_closed(
    store: Store, start_host: StartHost
) -> None:
    first = start_host("h1")
    order(store, "r1", steps=10_000)
    running = wait_for(store, "r1", lambda run: run.state is RunState.RUNNING)
    first.kill()
    first.wait()
    assert running.pid
    os.kill(running.pid, signal.SIGKILL)

    start_host("h2")
    closed = wait_for(store, "r1", lambda run: run.is_ended)

    assert closed.state is RunState.FAILED
    assert closed.error and closed.error.startswith("The worker process exited unexpectedly")


def test_a_host_killed_before_the_worker_came_up_leaves_a_run_that_begins_again(
    store: Store, start_host: StartHost
) -> None:
    first = start_host("h1", TOY_SLOW_START="2")
    order(store, "r1")
    wait_for(store, "r1", lambda run: run.state is RunState.STARTING)
    first.kill()
    first.wait()

    start_host("h2")
    done = wait_for(store, "r1", lambda run: run.is_ended)
    time.sleep(2.5)  # the first worker comes up late, and must do nothing

    assert (done.state, done.claim) == (RunState.SUCCEEDED, 2)
    assert look(store, "r1") == done


def test_two_hosts_share_the_runs_and_each_is_done_once(
    store: Store, start_host: StartHost
) -> None:
    start_host("h1")
    start_host("h2")
    for number in range(8):
        order(store, f"r{number}")

    done = [wait_for(store, f"r{number}", lambda run: run.is_ended) for number in range(8)]

    assert {(run.state, run.claim) for run in done} == {(RunState.SUCCEEDED, 1)}


def test_of_many_hosts_that_claim_at_once_each_run_goes_to_one(store: Store) -> None:
    for number in range(5):
        order(store, f"r{number}")

    with ThreadPoolExecutor(10) as pool:
        claimed = list(
            pool.map(lambda n: claim_next(store, f"h{n}", this_machine(), 1.0), range(10))
        )

    assert sorted(run.run_id for run in claimed if run) == ["r0", "r1", "r2", "r3", "r4"]


def test_a_run_never_leaves_its_end(store: Store) -> None:
    assert all(ALLOWED[state] == frozenset() for state in ENDED)

    order(store, "r1")
    with store.write() as connection:
        ask_to_stop(connection, "r1", 1.0)
        with pytest.raises(ValueError, match="can't change"):
            move(connection, "r1", RunState.RUNNING, 1.0, from_state=RunState.STOPPED)
        again = move(connection, "r1", RunState.STARTING, 1.0, from_state=RunState.QUEUED)

    assert again is False


def test_a_process_is_known_by_its_birth_not_only_by_its_number() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    birth = birth_of(child.pid)
    assert birth is not None and is_alive(child.pid, birth)

    child.communicate(b"\n")

    assert not is_alive(child.pid, birth)
    assert not is_alive(os.getpid(), "another birth")


def test_a_host_that_stops_finishes_its_round_first(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = RunHost(store, Home(tmp_path), SystemClock(), "host", {}, {})
    has_begun, may_end = threading.Event(), threading.Event()
    rounds: list[str] = []

    def tick(_now: datetime) -> None:
        has_begun.set()
        assert may_end.wait(30)
        rounds.append("finished")

    async def stop_within_a_round() -> bool:
        host.start()
        await asyncio.to_thread(has_begun.wait, 30)
        stopping = asyncio.create_task(host.stop())
        await asyncio.sleep(0)
        has_waited = not stopping.done()
        may_end.set()
        await stopping
        return has_waited

    monkeypatch.setattr(host, "tick", tick)

    assert asyncio.run(stop_within_a_round())
    assert rounds == ["finished"]
