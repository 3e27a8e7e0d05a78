"""The worker's side of a run: it registers, tells its progress, and writes its own end."""

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
    """The run was given to somebody else, or is over; this worker must not do anything."""


class Stopped(DevEndpointError):
    """Somebody asked the run to stop."""


class RunWork:
    """A run as its worker sees it."""

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
        """Say how far the run is; it is stored with the next beat."""
        self._progress = progress

    @property
    def is_stopping(self) -> bool:
        """Whether somebody asked the run to stop."""
        return self._stopping.is_set()

    def check(self) -> None:
        """Raise `Stopped` when somebody asked the run to stop."""
        if self.is_stopping:
            raise Stopped("stopped on request")

    def succeed(self, connection: Any, result: Json | None = None) -> None:
        """Write the good end in the transaction that makes the run's effect.

        Raises, so that the effect is undone, when the run was closed in between.
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
            raise NotOurs(f"run {self.run.run_id} was closed while it worked")

    def close(self, state: RunState, error: str | None = None, result: Json | None = None) -> None:
        """Write another end; one that is written already stands."""
        self.finish_beating()
        now = self._clock.now().timestamp()
        with self._store.write() as connection:
            end(connection, self.run, state, now, error=error, result=result)

    def finish_beating(self) -> None:
        """Stop telling, after the last progress."""
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
                continue  # the database is busy or away; the next beat tells it


def begin_work(store: Store, clock: Clock, run_id: str, claim: int) -> RunWork:
    """Register this process as the run's worker, or refuse when the claim is not current."""
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
            raise NotOurs(f"run {run_id} is not waiting for this worker")
        run = find_run(connection, run_id)
    return RunWork(store, clock, run)


def carry_out(
    store: Store, clock: Clock, run_id: str, claim: int, task: Callable[[RunWork], None]
) -> int:
    """Do a run's work from registration to end; returns the process's exit code.

    The task ends the run itself by `work.succeed`, in its own transaction.
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
