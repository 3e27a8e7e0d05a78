"""Runs: their states and the transitions between them.

`claim` counts how often a run was claimed. A worker can change the run only under the claim it was
started for, so a worker that was considered dead and wakes up later changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import orjson
from sqlalchemy import Connection, Row, insert, select, update

from glue_devendpoint import events
from glue_devendpoint.errors import EntityNotFound
from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.run_schema import runs

Json: TypeAlias = dict[str, Any]


class RunState(StrEnum):
    """The state of a run."""

    QUEUED = "QUEUED"
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    STOPPED = "STOPPED"


ENDED = frozenset({RunState.SUCCEEDED, RunState.FAILED, RunState.STOPPED})
ALLOWED: dict[RunState, frozenset[RunState]] = {
    RunState.QUEUED: frozenset({RunState.STARTING, RunState.STOPPED}),
    # Back to QUEUED if its host died before the worker started.
    RunState.STARTING: ENDED | {RunState.RUNNING, RunState.QUEUED},
    RunState.RUNNING: ENDED,
    RunState.SUCCEEDED: frozenset(),
    RunState.FAILED: frozenset(),
    RunState.STOPPED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it is stored."""

    run_id: str
    kind: str
    subject: str
    state: RunState
    assignment: Json
    created_at: float
    started_at: float | None
    ended_at: float | None
    host_id: str | None
    machine: str | None
    claim: int
    pid: int | None
    birth: str | None
    seen_at: float | None
    stop_asked_at: float | None
    progress: Json | None
    error: str | None
    result: Json | None

    @property
    def is_ended(self) -> bool:
        """Whether the run has ended."""
        return self.state in ENDED


def submit(
    connection: Connection, run_id: str, kind: str, subject: str, assignment: Json, now: float
) -> None:
    """Queue a run, in the caller's transaction."""
    connection.execute(
        insert(runs).values(
            run_id=run_id,
            kind=kind,
            subject=subject,
            state=RunState.QUEUED,
            assignment=orjson.dumps(assignment).decode(),
            created_at=now,
            claim=0,
        )
    )
    _record(connection, kind, run_id, None, RunState.QUEUED, now)


def claim_next(store: Store, host_id: str, machine: str, now: float) -> Run | None:
    """Claim the oldest queued run for a host; None if there is none, or another host was faster."""
    with store.write() as connection:
        row = connection.execute(
            select(runs.c.run_id)
            .where(runs.c.state == RunState.QUEUED)
            .order_by(runs.c.created_at, runs.c.run_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return None
        claimed = move(
            connection,
            row.run_id,
            RunState.STARTING,
            now,
            from_state=RunState.QUEUED,
            host_id=host_id,
            machine=machine,
            claim=runs.c.claim + 1,
            seen_at=now,
            pid=None,
            birth=None,
        )
        return find_run(connection, row.run_id) if claimed else None


def move(
    connection: Connection,
    run_id: str,
    to_state: RunState,
    now: float,
    *,
    from_state: RunState,
    claim: Any = None,
    only_claim: int | None = None,
    **changes: Any,
) -> bool:
    """Move a run to another state if it is still in `from_state`, and record the event."""
    if to_state not in ALLOWED[from_state]:
        raise ValueError(f"a run can't change from {from_state} to {to_state}")
    if claim is not None:
        changes["claim"] = claim
    if to_state in ENDED:
        changes["ended_at"] = now
    query = update(runs).where(runs.c.run_id == run_id, runs.c.state == from_state)
    if only_claim is not None:
        query = query.where(runs.c.claim == only_claim)
    if connection.execute(query.values(state=to_state, **changes)).rowcount != 1:
        return False
    kind = connection.execute(select(runs.c.kind).where(runs.c.run_id == run_id)).scalar_one()
    _record(connection, kind, run_id, from_state, to_state, now)
    return True


def end(
    connection: Connection,
    run: Run,
    state: RunState,
    now: float,
    *,
    error: str | None = None,
    result: Json | None = None,
    progress: Json | None = None,
) -> bool:
    """End a run in the caller's transaction; returns False if the caller no longer owns it."""
    last = {} if progress is None else {"progress": orjson.dumps(progress).decode()}
    return move(
        connection,
        run.run_id,
        state,
        now,
        from_state=run.state,
        only_claim=run.claim,
        error=error,
        result=None if result is None else orjson.dumps(result).decode(),
        **last,
    )


def ask_to_stop(connection: Connection, run_id: str, now: float) -> None:
    """Ask a run to stop; a run that hasn't started ends immediately."""
    run = find_run(connection, run_id)
    if run.state is RunState.QUEUED and move(
        connection, run_id, RunState.STOPPED, now, from_state=RunState.QUEUED
    ):
        return
    connection.execute(
        update(runs)
        .where(runs.c.run_id == run_id, runs.c.ended_at.is_(None))
        .values(stop_asked_at=now)
    )


def tell_progress(store: Store, run: Run, progress: Json | None, now: float) -> bool:
    """Record a worker's heartbeat and progress; returns True if the worker must stop."""
    changes: Json = {"seen_at": now}
    if progress is not None:
        changes["progress"] = orjson.dumps(progress).decode()
    with store.write() as connection:
        told = connection.execute(
            update(runs)
            .where(
                runs.c.run_id == run.run_id,
                runs.c.claim == run.claim,
                runs.c.state == RunState.RUNNING,
            )
            .values(**changes)
        )
        if told.rowcount != 1:
            return True  # another process has closed the run, so further work would be lost
        asked = select(runs.c.stop_asked_at).where(runs.c.run_id == run.run_id)
        return connection.execute(asked).scalar() is not None


def find_run(connection: Connection, run_id: str) -> Run:
    """Return a run."""
    row = connection.execute(select(runs).where(runs.c.run_id == run_id)).one_or_none()
    if row is None:
        raise EntityNotFound(f"Run {run_id} not found.")
    return _run(row)


def open_runs(connection: Connection) -> list[Run]:
    """Return all claimed runs that haven't ended, oldest first."""
    query = select(runs).where(runs.c.state.in_([RunState.STARTING, RunState.RUNNING]))
    return [_run(row) for row in connection.execute(query.order_by(runs.c.created_at))]


def runs_of(
    connection: Connection, kind: str, subject: str, limit: int = 100, before: float | None = None
) -> list[Run]:
    """Return the runs of a subject, newest first."""
    query = select(runs).where(runs.c.kind == kind, runs.c.subject == subject)
    if before is not None:
        query = query.where(runs.c.created_at < before)
    query = query.order_by(runs.c.created_at.desc(), runs.c.run_id.desc()).limit(limit)
    return [_run(row) for row in connection.execute(query)]


def _record(
    connection: Connection,
    kind: str,
    run_id: str,
    before: RunState | None,
    after: RunState,
    now: float,
) -> None:
    change = events.Change(
        now, "glue-devendpoint", "RunState", f"run/{kind}/{run_id}", before, after
    )
    events.record(connection, change)


def _run(row: Row[Any]) -> Run:
    values = dict(row._mapping)
    values["state"] = RunState(values["state"])
    for name in ("assignment", "progress", "result"):
        values[name] = None if values[name] is None else orjson.loads(values[name])
    return Run(**values)
