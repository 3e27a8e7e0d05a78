"""Job bookmarks: what earlier runs of a job have already processed, per `transformation_ctx`.

State is loaded by `job.init`, changed only in memory while the job runs, and saved as a whole by
`job.commit`. A file is new when it changed after everything processed so far, or lately enough
(within a consistency window) and not as one already seen.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from awsglue.buckets import home_folder
from awsglue.files import DataFile

ENABLE = "job-bookmark-enable"
DISABLE = "job-bookmark-disable"
PAUSE = "job-bookmark-pause"
DEFAULT_BAND = 900

State = dict[str, Any]


class BookmarkStore(Protocol):
    """Where bookmarks are kept between runs."""

    def load(self, job_name: str) -> State | None:
        """Return the entry of a job, or None."""

    def save(self, job_name: str, entry: State) -> None:
        """Replace the entry of a job, all or nothing."""


class FolderStore:
    """One JSON file per job in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, job_name: str) -> State | None:
        """Return the entry of a job, or None."""
        path = self._path(job_name)
        if not path.exists():
            return None
        entry: State = json.loads(path.read_text(encoding="utf-8"))
        return entry

    def save(self, job_name: str, entry: State) -> None:
        """Replace the entry of a job by one rename."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(entry, stream, indent=1, sort_keys=True)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(self._path(job_name))

    def _path(self, job_name: str) -> Path:
        safe = re.sub(r"[^\w.-]", lambda found: f"%{ord(found.group()):02x}", job_name)
        return self._folder / f"{safe}.json"


_store: list[BookmarkStore] = []


def use_store(store: BookmarkStore | None) -> None:
    """Keep bookmarks in another store, such as an endpoint's; None restores the folder."""
    _store[:] = [] if store is None else [store]


def current_store() -> BookmarkStore:
    """Return the store in use: by default a folder of the home folder."""
    return _store[0] if _store else FolderStore(home_folder() / "bookmarks")


@dataclass(slots=True)
class Bookmark:
    """The bookmark of one run: the state it reads from and the state it would save."""

    job_name: str
    run_id: str
    option: str = DISABLE
    entry: State = field(default_factory=dict)
    lower: State = field(default_factory=dict)
    upper: State | None = None
    changed: State = field(default_factory=dict)

    @classmethod
    def load(
        cls, job_name: str, run_id: str, option: str, first: str | None, last: str | None
    ) -> Bookmark:
        """Return the bookmark a run starts with; first and last bound a paused run."""
        if option == DISABLE:
            return cls(job_name, run_id, option)
        entry = current_store().load(job_name) or {}
        lower = entry.get("JobBookmark", {})
        upper = None
        if first is not None and last is not None:
            lower, upper = _state_after(entry, first), _state_after(entry, last)
        return cls(job_name, run_id, option, entry, lower, upper)

    def is_on(self, context: str) -> bool:
        """Tell whether a source with this transformation context is bookmarked."""
        return self.option != DISABLE and bool(context)

    def bounds(self, context: str) -> tuple[State, State | None]:
        """Return what was processed before, and what a bounded run may go up to."""
        return self.lower.get(context, {}), None if self.upper is None else self.upper.get(
            context, {}
        )

    def note(self, context: str, state: State) -> None:
        """Remember what a source has now processed, to be saved at commit."""
        self.changed[context] = state

    def commit(self) -> None:
        """Save the state, if this run is to change it."""
        if self.option != ENABLE:
            return
        state = {**self.lower, **self.changed}
        run = int(self.entry.get("Run", 0)) + 1
        history = [*self.entry.get("History", []), {"RunId": self.run_id, "JobBookmark": state}]
        self.entry = {
            "JobName": self.job_name,
            "Version": int(self.entry.get("Version", 0)) + 1,
            "Run": run,
            "Attempt": int(self.entry.get("Attempt", 0)),
            "PreviousRunId": self.entry.get("RunId"),
            "RunId": self.run_id,
            "JobBookmark": state,
            "History": history,
        }
        current_store().save(self.job_name, self.entry)


def _state_after(entry: State, run_id: str) -> State:
    for each in entry.get("History", []):
        if each["RunId"] == run_id:
            state: State = each["JobBookmark"]
            return state
    known = ", ".join(each["RunId"] for each in entry.get("History", [])) or "none"
    raise ValueError(f"the bookmark of this job has no run {run_id!r}; its runs are: {known}")


def reset(job_name: str, run_id: str | None = None) -> State:
    """Forget a job's bookmark, or rewind it to before a run; return the new entry."""
    entry = current_store().load(job_name) or {}
    history = entry.get("History", [])
    if run_id is not None:
        _state_after(entry, run_id)
        at = [each["RunId"] for each in history].index(run_id)
        history = history[:at]
    else:
        history = []
    entry = {
        **entry,
        "JobName": job_name,
        "Version": int(entry.get("Version", 0)) + 1,
        "Run": len(history),
        "RunId": history[-1]["RunId"] if history else None,
        "PreviousRunId": history[-2]["RunId"] if len(history) > 1 else None,
        "JobBookmark": history[-1]["JobBookmark"] if history else {},
        "History": history,
    }
    current_store().save(job_name, entry)
    return entry


def new_files(
    files: Iterable[DataFile], lower: Mapping[str, Any], upper: Mapping[str, Any] | None, band: int
) -> list[DataFile]:
    """Return the files that a state has not processed, up to an upper state if there is one."""
    fresh = [each for each in files if _is_new(each, lower, band)]
    return fresh if upper is None else [each for each in fresh if not _is_new(each, upper, band)]


def _is_new(file: DataFile, state: Mapping[str, Any], band: int) -> bool:
    if not state:
        return True
    if file.modified <= state["modified"] - band * 1000:
        return False
    return bool(state["recent"].get(file.path) != file.modified)


def files_state(processed: Iterable[DataFile], before: Mapping[str, Any], band: int) -> State:
    """Return the state after processing files: the latest change, and the files near it."""
    seen = {**before.get("recent", {}), **{each.path: each.modified for each in processed}}
    if not seen:
        return dict(before)
    latest = max([*seen.values(), before.get("modified", 0)])
    recent = {path: at for path, at in seen.items() if at > latest - band * 1000}
    return {"kind": "files", "modified": latest, "recent": recent}


_current: list[Bookmark] = []


def begin(bookmark: Bookmark) -> None:
    """Make a bookmark the one of the running job."""
    _current[:] = [bookmark]


def current() -> Bookmark | None:
    """Return the bookmark of the running job, if one was started."""
    return _current[0] if _current else None
