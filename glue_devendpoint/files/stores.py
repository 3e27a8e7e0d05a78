"""File stores: the one protocol through which folders and buckets are listed and read.

A `FileStore` lists folders and reads ranges of files. Its paths are relative to the include path
and use `/`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol


class File(NamedTuple):
    """A file as its folder lists it; `stamp` changes when the content does.

    Every file has one, and a named tuple takes a third of the time of a frozen dataclass.
    """

    name: str
    size: int
    stamp: int


@dataclass(slots=True)
class Folder:
    """A folder below the include path (`""` is the include path itself) and its files."""

    path: str
    files: list[File] = field(default_factory=list)


class Notices(Protocol):
    """Where a listing reports what it skipped."""

    def warn(self, message: str) -> None:
        """Report what was skipped on purpose."""

    def lose_sight(self, location: str, why: str) -> None:
        """Report what couldn't be read."""


class Source(Protocol):
    """An open file, read by ranges."""

    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`."""

    def close(self) -> None:
        """Close the file."""


class FileStore(Protocol):
    """A tree of files. It is a plain value, so another process can use a copy of it."""

    @property
    def location(self) -> str:
        """The include path as the user wrote it, without a trailing slash."""

    @property
    def is_local(self) -> bool:
        """Whether reading needs no network."""

    def walk(self, skip: Container[str], report: Notices) -> Iterator[Folder]:
        """Yield every folder that contains files, except those in `skip`."""

    def open(self, path: str, size: int) -> Source:
        """Open a file for reading by ranges."""


def is_hidden(name: str) -> bool:
    """Return whether Spark and Hive ignore a file or folder with this name."""
    first = name[:1]
    if first == ".":
        return True
    # `_c=1` is a partition folder of a column named `_c`; `_SUCCESS`, `_delta_log` are not data.
    return (first == "_" and "=" not in name) or name.endswith("_$folder$")
