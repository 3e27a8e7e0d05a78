"""Local folders: `file:///…`, absolute paths, and buckets kept as folders.

Symbolic links aren't followed. One that points inside the folder leads to files that are read
anyway; one that points outside would expose files that nobody named.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from glue_devendpoint.files.failures import UnreadableLocation
from glue_devendpoint.files.stores import File, Folder, Notices, is_hidden


class LocalSource:
    """An open local file."""

    __slots__ = ("_descriptor", "size")

    def __init__(self, path: str, size: int) -> None:
        # Opening a pipe would wait for its writer, and a link can be swapped in after a check.
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        self._descriptor = os.open(path, flags)
        if not stat.S_ISREG(os.fstat(self._descriptor).st_mode):
            os.close(self._descriptor)
            raise OSError(errno.EINVAL, "isn't a regular file", path)
        self.size = size

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`."""
        return os.pread(self._descriptor, length, offset)

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self._descriptor)


@dataclass(frozen=True, slots=True)
class LocalFiles:
    """A folder, or one file, on this machine."""

    location: str
    root: Path
    is_local: bool = True

    def walk(self, skip: Container[str], report: Notices) -> Iterator[Folder]:
        """Yield every folder that contains files, except those in `skip`."""
        if self.root.is_file():
            found = self.root.stat()
            yield Folder("", [File("", found.st_size, found.st_mtime_ns)])
            return
        if not self.root.is_dir():
            raise UnreadableLocation(f"Folder {self.location} doesn't exist ({self.root}).")
        pending = [""]
        while pending:
            folder = Folder(pending.pop())
            below = self._list(folder, report)
            below.sort(reverse=True)
            pending.extend(path for path in below if path not in skip)
            if folder.files:
                yield folder

    def _list(self, folder: Folder, report: Notices) -> list[str]:
        """Fill the folder with its files and return the paths of its sub-folders."""
        prefix = f"{folder.path}/" if folder.path else ""
        below: list[str] = []
        files = folder.files
        try:
            with os.scandir(f"{self.root}/{folder.path}") as entries:
                for entry in entries:
                    name = entry.name
                    if is_hidden(name):
                        continue
                    # Most entries are files, so that is asked first.
                    if entry.is_file(follow_symlinks=False):
                        found = entry.stat(follow_symlinks=False)
                        if found.st_size:
                            files.append(File(name, found.st_size, found.st_mtime_ns))
                    elif entry.is_dir(follow_symlinks=False):
                        below.append(prefix + name)
                    elif entry.is_symlink():
                        self._report_link(entry.path, report)
        except OSError as err:
            report.lose_sight(f"{self.location}/{folder.path}", f"can't be listed: {err.strerror}")
        files.sort()
        return below

    def _report_link(self, path: str, report: Notices) -> None:
        target = os.path.realpath(path)
        if not Path(target).is_relative_to(os.path.realpath(self.root)):
            report.warn(f"{path}: is a symbolic link to outside the target and wasn't followed")

    def open(self, path: str, size: int) -> LocalSource:
        """Open a file for reading by ranges."""
        return LocalSource(f"{self.root}/{path}" if path else str(self.root), size)
