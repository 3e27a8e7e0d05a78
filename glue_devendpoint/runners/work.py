"""The worker's side of a run: registers, reports progress, and records the end."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from glue_devendpoint.clock import Clock
from glue_devendpoint.errors import DevEndpointError
from glue_devendpoint.runners.processes import birth_of
from glue_devendpoint.runners.runs import Json, Run, RunState, end, find_run, move, tell_progress
from glue_devendpoint.store.engine import Store

BEAT_SECONDS = 1.0


class NotOurs(DevEndpointError):
    """The run belongs to another worker or has ended; this worker must not do anything."""


class Stopped(DevEndpointError):
    """The run was asked to stop."""


class RunWork:
    """A run, seen from its worker."""

    def __init__(self, store: Store, clock: Clock, run: Run) -> None:
        self.run = run
        self._store = store
        self._clock = clock
        self._progress: Json | None = None
        self._stopping = threading.Event()
        self._over = threading.Event()
        self._beating = threading.Thread(target=self._beat, name="run-heartbeat", daemon=True)
        signal.signal(signal.SIGTERM, lambda *_: self._stopping.set())
        self._beating.start()

    def tell(self, **progress: Any) -> None:
        """Report the progress; it is stored with the next heartbeat."""
        self._progress = progress

    @property
    def is_stopping(self) -> bool:
        """Whether the run was asked to stop."""
        return self._stopping.is_set()

    def check(self) -> None:
        """Raise `Stopped` if the run was asked to stop."""
        if self.is_stopping:
            raise Stopped("stopped on request")

    def succeed(self, connection: Any, result: Json | None = None) -> None:
        """Record success in the same transaction as the run's results.

        Raises `NotOurs` if the run was closed in the meantime, so that the results are rolled back.
        """
        now = self._clock.now().timestamp()
        is_ended = end(
            connection,
            self.run,
            RunState.SUCCEEDED,
            now,
            result=result,
            progress=self._progress,
        )
        if not is_ended:
            raise NotOurs(f"run {self.run.run_id} was closed while it was running")

    def close(self, state: RunState, error: str | None = None, result: Json | None = None) -> None:
        """Record any other end; does nothing if the run has already ended."""
        self.finish_beating()
        now = self._clock.now().timestamp()
        with self._store.write() as connection:
            end(connection, self.run, state, now, error=error, result=result)

    def finish_beating(self) -> None:
        """Store the last progress and stop the heartbeat."""
        self._over.set()
        self._beating.join()

    def _beat(self) -> None:
        is_last = False
        while not is_last:
            is_last = self._over.wait(BEAT_SECONDS)
            try:
                now = self._clock.now().timestamp()
                if tell_progress(self._store, self.run, self._progress, now) and not is_last:
                    self._stopping.set()
            except SQLAlchemyError:
                continue  # the database is busy or unavailable; the next heartbeat retries


def begin_work(store: Store, clock: Clock, run_id: str, claim: int) -> RunWork:
    """Register this process as the run's worker; raises `NotOurs` if the claim is outdated."""
    pid = os.getpid()
    with store.write() as connection:
        now = clock.now().timestamp()
        is_ours = move(
            connection,
            run_id,
            RunState.RUNNING,
            now,
            from_state=RunState.STARTING,
            only_claim=claim,
            started_at=now,
            seen_at=now,
            pid=pid,
            birth=birth_of(pid),
        )
        if not is_ours:
            raise NotOurs(f"run {run_id} isn't waiting for this worker")
        run = find_run(connection, run_id)
    return RunWork(store, clock, run)


def carry_out(
    store: Store, clock: Clock, run_id: str, claim: int, task: Callable[[RunWork], None]
) -> int:
    """Run a task from registration to the end; returns the process's exit code.

    The task itself records its success with `work.succeed`, in its own transaction.
    """
    try:
        work = begin_work(store, clock, run_id, claim)
    except NotOurs:
        return 0
    try:
        task(work)
    except Stopped:
        work.close(RunState.STOPPED)
    except NotOurs:
        return 0
    except DevEndpointError as err:
        work.close(RunState.FAILED, str(err))
        return 1
    except BaseException as err:
        work.close(RunState.FAILED, f"{type(err).__name__}: {err}")
        raise
    else:
        work.finish_beating()
    return 0
