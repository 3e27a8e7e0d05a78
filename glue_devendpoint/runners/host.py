"""The host's side of runs: claims runs, starts and watches workers, and closes failed runs.

Every decision is a compare-and-set on the row, so any number of hosts can share a database.
`tick(now)` is one round; `RunHost.start` repeats it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from glue_devendpoint.clock import Clock
from glue_devendpoint.home import Home
from glue_devendpoint.runners.processes import end_group, is_alive, start_process
from glue_devendpoint.runners.runs import Run, RunState, claim_next, end, move, open_runs
from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.hosts import live_hosts, this_machine
from glue_devendpoint.store.run_schema import runs

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5
STOP_GRACE_SECONDS = 10.0
SILENT_SECONDS = 60.0
"""A worker on another machine without a heartbeat for this long is considered dead."""
EXIT_CODE_SECONDS = 5.0
CAPACITY = max(2, os.cpu_count() or 2)
LOG_TAIL = 2_000


class RunHost:
    """Runs a host's workers."""

    def __init__(
        self,
        store: Store,
        home: Home,
        clock: Clock,
        host_id: str,
        workers: Mapping[str, str],
        environment: Mapping[str, str],
    ) -> None:
        """`workers` maps each kind of run to the module of its worker."""
        self._store = store
        self._home = home
        self._clock = clock
        self._host_id = host_id
        self._workers = workers
        self._environment = environment
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start supervising runs."""
        self._task = asyncio.create_task(self._repeat())

    async def stop(self) -> None:
        """Finish the current round, then stop. Workers continue; the next host takes them over."""
        if self._task is not None:
            # A round runs in a thread, and a canceled task would leave it running.
            self._stopping.set()
            await self._task
            self._task = None

    async def _repeat(self) -> None:
        while not self._stopping.is_set():
            try:
                await asyncio.to_thread(self.tick, self._clock.now())
            except SQLAlchemyError as err:
                log.warning("can't supervise runs, will retry: %s", err)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), PAUSE_SECONDS)

    def tick(self, now: datetime) -> None:
        """Check every open run once, then start queued runs."""
        with self._store.read() as connection:
            standing = open_runs(connection)
        alive = {host.host_id for host in live_hosts(self._store, now)} | {self._host_id}
        for run in standing:
            if run.host_id in alive and run.host_id != self._host_id:
                continue
            if run.host_id == self._host_id or self._take_over(run, now):
                self._look_after(run, now)
        self._forget_ended({run.run_id for run in standing})
        mine = sum(run.host_id == self._host_id for run in standing)
        while mine < CAPACITY and self._start_next(now):
            mine += 1

    def _forget_ended(self, standing: set[str]) -> None:
        for run_id, child in list(self._children.items()):
            if run_id not in standing and child.poll() is not None:
                del self._children[run_id]

    def _take_over(self, run: Run, now: datetime) -> bool:
        """Take over a dead host's run, unless another host was faster."""
        if run.machine != this_machine() and _silence(run, now) < SILENT_SECONDS:
            return False
        with self._store.write() as connection:
            taken = connection.execute(
                update(runs)
                .where(
                    runs.c.run_id == run.run_id,
                    runs.c.claim == run.claim,
                    runs.c.host_id == run.host_id,
                    runs.c.ended_at.is_(None),
                )
                .values(host_id=self._host_id)
            )
        if taken.rowcount == 1:
            log.info("took over run %s of a host that is gone", run.run_id)
        return taken.rowcount == 1

    def _look_after(self, run: Run, now: datetime) -> None:
        if run.state is RunState.STARTING:
            self._look_after_starting(run, now)
        elif not self._is_working(run, now):
            self._close(run, now)
        elif run.stop_asked_at is not None:
            self._press(run, now)

    def _look_after_starting(self, run: Run, now: datetime) -> None:
        child = self._children.get(run.run_id)
        if child is None:  # its host died before the worker registered, so start again
            with self._store.write() as connection:
                move(
                    connection,
                    run.run_id,
                    RunState.QUEUED,
                    now.timestamp(),
                    from_state=RunState.STARTING,
                    only_claim=run.claim,
                    host_id=None,
                )
        elif child.poll() is not None:
            self._close(run, now)
        elif run.stop_asked_at is not None:
            self._press(run, now)

    def _is_working(self, run: Run, now: datetime) -> bool:
        if run.machine == this_machine():
            return run.pid is not None and is_alive(run.pid, run.birth or "")
        return _silence(run, now) < SILENT_SECONDS

    def _press(self, run: Run, now: datetime) -> None:
        """Stop a worker that ignores the request in its row: first SIGTERM, then SIGKILL."""
        child = self._children.get(run.run_id)
        pid = run.pid or (child.pid if child else None)
        if pid is None or run.machine != this_machine():
            return
        waited = now.timestamp() - (run.stop_asked_at or 0)
        end_group(pid, at_once=waited > STOP_GRACE_SECONDS)

    def _close(self, run: Run, now: datetime) -> None:
        """Close a run whose worker exited without recording its end."""
        if run.pid is not None and run.machine == this_machine():
            end_group(run.pid, at_once=True)  # processes that the worker may have left behind
        code = _exit_code(self._children.pop(run.run_id, None))
        with self._store.write() as connection:
            if run.stop_asked_at is not None:
                end(connection, run, RunState.STOPPED, now.timestamp())
                return
            error = _obituary(code, self.log_path(run.run_id))
            if end(connection, run, RunState.FAILED, now.timestamp(), error=error):
                log.error("run %s: %s", run.run_id, error)

    def _start_next(self, now: datetime) -> bool:
        run = claim_next(self._store, self._host_id, this_machine(), now.timestamp())
        if run is None:
            return False
        folder = self._home.runs / run.run_id
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [sys.executable, "-m", self._workers[run.kind], run.run_id, str(run.claim)]
        self._children[run.run_id] = start_process(
            command, self.log_path(run.run_id), os.environ | dict(self._environment), folder
        )
        return True

    def log_path(self, run_id: str) -> Path:
        """Return the log file of a run."""
        return self._home.runs / run_id / "output.log"


def _silence(run: Run, now: datetime) -> float:
    return now.timestamp() - (run.seen_at or run.created_at)


def _exit_code(child: subprocess.Popen[bytes] | None) -> int | None:
    """Return the exit code of a worker that is gone; None if it isn't this host's child.

    A killed process counts as gone a moment before its exit code can be read.
    """
    if child is None:
        return None
    try:
        return child.wait(EXIT_CODE_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def _obituary(code: int | None, log_path: Path) -> str:
    how = "exited unexpectedly"
    if code is not None:
        how = f"was killed by signal {-code}" if code < 0 else f"exited with code {code}"
    try:
        with log_path.open("rb") as file:
            file.seek(max(0, log_path.stat().st_size - LOG_TAIL))
            last = file.read().decode(errors="replace").strip().splitlines()
    except OSError:
        last = []
    return f"The worker process {how}" + (f": {last[-1]}" if last else ".")
