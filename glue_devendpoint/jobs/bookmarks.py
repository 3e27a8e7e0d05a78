"""Job bookmarks: what a job's runs have processed, as a log of versions.

Each commit of a run, and each reset, adds a version. Versions never change, so a bookmark is
always consistent, and you can read or return to the state of earlier runs. A commit names the
version that its run has read. If that isn't the newest version, another run has committed in the
meantime, and the commit fails instead of overwriting it. The content of a state is up to the
runtime (`awsglue.bookmarks`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import delete, select

from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.errors import EntityNotFound, InvalidInput, VersionMismatch
from glue_devendpoint.store.bookmark_schema import job_bookmarks
from glue_devendpoint.store.rows import insert_new

KEPT = 1000
NOTHING = "{}"
_ATTEMPT = re.compile(r"_attempt_(\d{1,9})$")


@dataclass(frozen=True, slots=True)
class Version:
    """A bookmark after a commit or a reset; without a run, an empty bookmark."""

    version: int = 0
    began_at: int = 0
    run: int = 0
    attempt: int = 0
    run_id: str | None = None
    previous_run_id: str | None = None
    state: str = NOTHING

    def entry(self, job_name: str) -> Json:
        """Return the bookmark in the format of the Glue API."""
        entry = {
            "JobName": job_name,
            "Version": self.version,
            "Run": self.run,
            "Attempt": self.attempt,
            "PreviousRunId": self.previous_run_id,
            "RunId": self.run_id,
            "JobBookmark": self.state,
        }
        return {name: value for name, value in entry.items() if value is not None}

    def after_commit(self, run_id: str, state: str) -> Version:
        """Return the version that follows this one when a run commits."""
        if run_id == self.run_id:  # a run can commit several times
            return replace(self, version=self.version + 1, state=state)
        attempt = _ATTEMPT.search(run_id)
        return Version(
            version=self.version + 1,
            began_at=self.version,
            run=self.run + 1,
            attempt=int(attempt.group(1)) if attempt else 0,
            run_id=run_id,
            previous_run_id=self.run_id,
            state=state,
        )


NEVER = Version()


def find_bookmark(work: Work, job_name: str, run_id: str | None = None) -> Json:
    """Return a job's bookmark, or the bookmark after a run."""
    return _known(work, job_name, run_id).entry(job_name)


def put_bookmark(work: Work, job_name: str, run_id: str, version: int, state: str) -> Json:
    """Commit the state of a run that has read a version (0 if there was none)."""
    _check_state(state)
    newest = _find(work, job_name) or NEVER
    wanted = newest.after_commit(run_id, state)
    if newest.version == version and _add(work, job_name, wanted):
        return wanted.entry(job_name)
    newest = _find(work, job_name) or NEVER
    if (newest.version, newest.run_id, newest.state) == (version + 1, run_id, state):
        return newest.entry(job_name)  # a retry, because the first response was lost
    raise VersionMismatch(
        "Continuation update failed due to version mismatch. "
        f"Expected version {version} but found version {newest.version}"
    )


def reset_bookmark(work: Work, job_name: str, run_id: str | None = None) -> Json:
    """Reset a job's bookmark, or return to its state before a run."""
    earlier = NEVER if run_id is None else _before(work, job_name, run_id)
    while True:
        wanted = replace(earlier, version=_known(work, job_name).version + 1)
        if _add(work, job_name, wanted):
            return wanted.entry(job_name)


def _known(work: Work, job_name: str, run_id: str | None = None) -> Version:
    found = _find(work, job_name, run_id=run_id) if run_id else _find(work, job_name)
    if found is None:
        of_run = f" of run {run_id}" if run_id else ""
        raise EntityNotFound(f"Continuation for job {job_name}{of_run} not found")
    return found


def _before(work: Work, job_name: str, run_id: str) -> Version:
    began_at = _known(work, job_name, run_id).began_at
    if began_at == 0:
        return NEVER
    found = _find(work, job_name, version=began_at)
    if found is None:
        raise EntityNotFound(
            f"Continuation for job {job_name} before run {run_id} not found: "
            f"only the last {KEPT} versions of a bookmark are kept"
        )
    return found


def _find(work: Work, job_name: str, **of: str | int) -> Version | None:
    """Return the newest version, or the newest one with the given column values."""
    if any("\x00" in str(each) for each in (job_name, *of.values())):
        return None  # PostgreSQL can't store NUL characters
    columns = job_bookmarks.c
    query = select(*(columns[name] for name in Version.__slots__)).where(
        columns.job_name == job_name, *(columns[name] == value for name, value in of.items())
    )
    row = work.connection.execute(query.order_by(columns.version.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    values: dict[str, Any] = row._asdict()
    return Version(**values | {"state": work.decode_text(row.state)})


def _add(work: Work, job_name: str, wanted: Version) -> bool:
    """Add a version; returns False if another process has just added it."""
    row = {name: getattr(wanted, name) for name in Version.__slots__}
    row |= {"job_name": job_name, "state": work.encode_text(wanted.state)}
    if insert_new(work.connection, job_bookmarks, row) is None:
        return False
    work.connection.execute(
        delete(job_bookmarks).where(
            job_bookmarks.c.job_name == job_name, job_bookmarks.c.version <= wanted.version - KEPT
        )
    )
    before = str(wanted.version - 1) if wanted.version > 1 else None
    work.record(f"job/{job_name}", before, str(wanted.version))
    return True


def _check_state(state: str) -> None:
    try:
        parsed = orjson.loads(state)
    except orjson.JSONDecodeError as err:
        raise InvalidInput(f"JobBookmark isn't valid JSON: {err}") from err
    if not isinstance(parsed, dict):
        raise InvalidInput("JobBookmark must be a JSON object.")
