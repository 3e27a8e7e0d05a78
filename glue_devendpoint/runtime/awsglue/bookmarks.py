"""Job bookmarks: what earlier runs of a job have processed, per `transformation_ctx`.

`job.init` loads the state, the run changes it in memory, and `job.commit` saves it as a whole
(`awsglue.bookmark_stores`). A file is new if it was modified after all files processed so far, or
if it was modified within the consistency window before that and hasn't been processed yet.
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
    """The bookmark of one run: the state it starts from and the state it will save."""

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
        """Return the bookmark that a run starts from. `first` and `last` bound a paused run."""
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
        """Return whether a source with this transformation context is bookmarked."""
        return self.option != DISABLE and bool(context)

    def bounds(self, context: str) -> tuple[State, State | None]:
        """Return what was processed before, and the upper bound of a bounded run."""
        return self.lower.get(context, {}), None if self.upper is None else self.upper.get(
            context, {}
        )

    def note(self, context: str, state: State) -> None:
        """Record what a source has processed, to be saved by `commit`."""
        self.changed[context] = state

    def commit(self) -> None:
        """Save the state if bookmarks are enabled for this run."""
        if self.option == ENABLE and self.store is not None:
            state = json.dumps({**self.lower, **self.changed}, separators=(",", ":"))
            self.store.put(self.job_name, self.run_id, self.version, state)
            self.version += 1


def _state_after(store: BookmarkStore, job_name: str, run_id: str) -> State:
    entry = store.find(job_name, run_id)
    if entry is None:
        raise ValueError(f"the bookmark of job {job_name!r} has no entry for run {run_id!r}")
    state: State = json.loads(entry["JobBookmark"])
    return state


def new_files(
    files: Iterable[DataFile], lower: Mapping[str, Any], upper: Mapping[str, Any] | None, band: int
) -> list[DataFile]:
    """Return the files that aren't processed yet, up to the upper state if there is one."""
    fresh = [each for each in files if _is_new(each, lower, band)]
    return fresh if upper is None else [each for each in fresh if not _is_new(each, upper, band)]


def _is_new(file: DataFile, state: Mapping[str, Any], band: int) -> bool:
    if not state:
        return True
    if file.modified <= state["modified"] - band * 1000:
        return False
    return bool(state["recent"].get(_mark(file.path)) != file.modified)


def _mark(path: str) -> str:
    """Return a short hash of a path, because one request may carry hundreds of thousands."""
    return blake2b(path.encode(), digest_size=8).hexdigest()


def files_state(processed: Iterable[DataFile], before: Mapping[str, Any], band: int) -> State:
    """Return the state after processing files: the latest modification and the recent files."""
    seen = {**before.get("recent", {}), **{_mark(e.path): e.modified for e in processed}}
    if not seen:
        return dict(before)
    latest = max([*seen.values(), before.get("modified", 0)])
    recent = {mark: at for mark, at in seen.items() if at > latest - band * 1000}
    return {"kind": "files", "modified": latest, "recent": recent}


_current: list[Bookmark] = []


def begin(bookmark: Bookmark) -> None:
    """Set the bookmark of the running job."""
    _current[:] = [bookmark]


def current() -> Bookmark | None:
    """Return the bookmark of the running job, or None if no job was started."""
    return _current[0] if _current else None


def take_keys(context: str, how_many: Callable[[], int]) -> int:
    """Reserve keys that no earlier run has used, and return how many those used."""
    marked = current()
    if marked is None or not marked.is_on(context):
        return 0
    name = f"{context}:keys"  # distinct from a source with the same context
    held = marked.changed.get(name) or marked.bounds(name)[0]
    taken = int(held.get("taken", 0))
    marked.note(name, {"kind": "numbers", "taken": taken + how_many()})
    return taken
