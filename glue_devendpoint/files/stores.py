"""What a crawler looks at: folders, buckets, databases and table formats.

Folders and buckets are seen through one small protocol, `FileStore`: it lists folders and reads
ranges of files. The paths it gives are relative to the include path and joined with `/`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol


class File(NamedTuple):
    """A file as its folder lists it; `stamp` changes when the content does.

    There are as many as files, and a named tuple is made in a third of a frozen dataclass's time.
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
    """Where a listing says what it did not look at."""

    def warn(self, message: str) -> None:
        """Say what was left out on purpose."""

    def lose_sight(self, location: str, why: str) -> None:
        """Say what could not be looked at."""


class Source(Protocol):
    """An open file that is read by ranges."""

    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`."""

    def close(self) -> None:
        """Give the file back."""


class FileStore(Protocol):
    """A tree of files. It is a value: another process may use a copy of it."""

    @property
    def location(self) -> str:
        """The include path as the user wrote it, without a closing slash."""

    @property
    def is_local(self) -> bool:
        """Whether reading costs no round trip over a network."""

    def walk(self, skip: Container[str], report: Notices) -> Iterator[Folder]:
        """Give every folder that holds files, not looking into those in `skip`."""

    def open(self, path: str, size: int) -> Source:
        """Open a file for reading by ranges."""


def is_hidden(name: str) -> bool:
    """Say whether Spark and Hive would not read a file or folder of that name as data."""
    first = name[:1]
    if first == ".":
        return True
    # `_c=1` is a partition folder of a column named `_c`; `_SUCCESS`, `_delta_log` are not data.
    return (first == "_" and "=" not in name) or name.endswith("_$folder$")
