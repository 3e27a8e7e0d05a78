"""Sampling: which files of a plan are read, and how much, within limits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from glue_devendpoint.files.exclusions import Exclusions
from glue_devendpoint.files.roots import Roots
from glue_devendpoint.files.stores import FileStore
from glue_devendpoint.files.stores import Source as OpenFile
from glue_devendpoint.preview.plan import Plan, Source
from glue_devendpoint.preview.readers import Row, read_rows

MAX_FILES_LISTED = 5_000


class Enough(Exception):
    """A limit is reached. What was read so far is used."""


@dataclass(slots=True)
class Bounds:
    """The limits for reading, and what was read so far."""

    max_bytes: int
    deadline: float
    clock: Callable[[], float] = time.monotonic
    bytes_read: int = 0
    files_read: int = 0
    reached: str = ""

    def spend(self, length: int) -> None:
        """Count bytes. Raises if a limit is reached."""
        self.bytes_read += length
        if self.bytes_read > self.max_bytes:
            self.reached = f"stopped after {self.max_bytes >> 20} MB"
            raise Enough
        if self.clock() > self.deadline:
            self.reached = "stopped at the time limit"
            raise Enough


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file of the plan."""

    source: Source
    store: FileStore
    path: str
    size: int


class BoundedFile:
    """An open file whose bytes are counted."""

    def __init__(self, file: OpenFile, bounds: Bounds) -> None:
        self._file = file
        self._bounds = bounds
        self.size = file.size

    def read_at(self, offset: int, length: int) -> bytes:
        """Read a range within the limits."""
        content = self._file.read_at(offset, length)
        self._bounds.spend(len(content))
        return content

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@dataclass(slots=True)
class Unlisted:
    """Collects what a listing couldn't read."""

    said: list[str] = field(default_factory=list)

    def warn(self, message: str) -> None:
        """Record what was skipped on purpose."""
        self.said.append(message)

    def lose_sight(self, location: str, why: str) -> None:
        """Record what couldn't be read."""
        self.said.append(f"{location}: {why}")


def list_files(plan: Plan, roots: Roots, notices: Unlisted) -> Iterator[PlannedFile]:
    """Yield the files of a plan in order, listing lazily."""
    exclusions = Exclusions.of(plan.exclusions)
    for source in plan.sources:
        store = roots.open(source.location)
        for folder in store.walk((), notices):
            for file in folder.files:
                path = f"{folder.path}/{file.name}".strip("/")
                if exclusions.globs and exclusions.excludes(f"{store.location}/{path}"):
                    continue
                yield PlannedFile(source, store, path, file.size)


def rows_of(file: PlannedFile, plan: Plan, bounds: Bounds) -> Iterator[Row]:
    """Yield the rows of a file as table rows: columns, then partition keys."""
    opened = BoundedFile(file.store.open(file.path, file.size), bounds)
    bounds.files_read += 1
    source = file.source
    places = {column.name.lower(): place for place, column in enumerate(source.columns)}
    order = [places.get(column.name.lower()) for column in plan.columns]
    values: list[Any] = [*source.values, *[None] * len(plan.partition_keys)]
    tail = values[: len(plan.partition_keys)]
    try:
        for row in read_rows(source.format, opened, file.path, source.columns):
            yield [None if place is None else row[place] for place in order] + tail
    finally:
        opened.close()
