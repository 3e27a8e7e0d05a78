"""Job bookmarks: what earlier runs of a job have already processed, per `transformation_ctx`.

State is loaded by `job.init`, changed only in memory while the job runs, and saved as a whole by
`job.commit` (`awsglue.bookmark_stores`). A file is new when it changed after everything processed
so far, or lately enough (within a consistency window) and not as one already seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from awsglue.bookmark_stores import BookmarkStore, bookmark_store
from awsglue.files import DataFile

ENABLE = "job-bookmark-enable"
DISABLE = "job-bookmark-disable"
PAUSE = "job-bookmark-pause"
DEFAULT_BAND = 900

State = dict[str, Any]


@dataclass(slots=True)
class Bookmark:
    """The bookmark of one run: the state it reads from and the state it would save."""

    job_name: str
    run_id: str
    option: str = DISABLE
    store: BookmarkStore | None = None
    version: int = 0
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
        store = bookmark_store()
        if option == PAUSE and first and last:
            lower, upper = (_state_after(store, job_name, each) for each in (first, last))
            return cls(job_name, run_id, option, lower=lower, upper=upper)
        entry = store.find(job_name) or {"Version": 0, "JobBookmark": "{}"}
        lower = json.loads(entry["JobBookmark"])
        return cls(job_name, run_id, option, store, entry["Version"], lower)

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
        if self.option == ENABLE and self.store is not None:
            state = json.dumps({**self.lower, **self.changed}, separators=(",", ":"))
            self.store.put(self.job_name, self.run_id, self.version, state)
            self.version += 1


def _state_after(store: BookmarkStore, job_name: str, run_id: str) -> State:
    entry = store.find(job_name, run_id)
    if entry is None:
        raise ValueError(f"the bookmark of job {job_name!r} has no run {run_id!r}")
    state: State = json.loads(entry["JobBookmark"])
    return state


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
    return bool(state["recent"].get(_mark(file.path)) != file.modified)


def _mark(path: str) -> str:
    """Return what stands for a path: hundreds of thousands must go through one request."""
    return blake2b(path.encode(), digest_size=8).hexdigest()


def files_state(processed: Iterable[DataFile], before: Mapping[str, Any], band: int) -> State:
    """Return the state after processing files: the latest change, and the files near it."""
    seen = {**before.get("recent", {}), **{_mark(e.path): e.modified for e in processed}}
    if not seen:
        return dict(before)
    latest = max([*seen.values(), before.get("modified", 0)])
    recent = {mark: at for mark, at in seen.items() if at > latest - band * 1000}
    return {"kind": "files", "modified": latest, "recent": recent}


_current: list[Bookmark] = []


def begin(bookmark: Bookmark) -> None:
    """Make a bookmark the one of the running job."""
    _current[:] = [bookmark]


def current() -> Bookmark | None:
    """Return the bookmark of the running job, if one was started."""
    return _current[0] if _current else None


def take_keys(context: str, how_many: Callable[[], int]) -> int:
    """Take numbers that no earlier run of the job has taken; return how many those took."""
    marked = current()
    if marked is None or not marked.is_on(context):
        return 0
    name = f"{context}:keys"  # a source may go by the same context
    held = marked.changed.get(name) or marked.bounds(name)[0]
    taken = int(held.get("taken", 0))
    marked.note(name, {"kind": "numbers", "taken": taken + how_many()})
    return taken
