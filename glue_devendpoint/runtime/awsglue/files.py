"""Lists files by Glue's rules, applies exclusions, and deletes files.

A path can be a file, a folder or a glob. Without `recurse`, only the files directly in a folder are
listed. Names that start with `_` or `.` are always ignored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from glue_table_format.decoding import encoded_location
from pyspark.sql import SparkSession

from awsglue import buckets


@dataclass(frozen=True, slots=True, order=True)
class DataFile:
    """A file that a source can read."""

    path: str
    size: int
    modified: int


class FileStore:
    """Accesses the file systems of a session."""

    def __init__(self, spark: SparkSession) -> None:
        self._hadoop = spark.sparkContext._jsc.hadoopConfiguration()
        self._jvm: Any = spark.sparkContext._jvm

    def open(self, path: str, create: bool = False) -> tuple[Any, Any]:
        """Return the file system and Hadoop path of a path."""
        buckets.ensure(self._hadoop, encoded_location(path), create)
        location = self._jvm.org.apache.hadoop.fs.Path(path)
        return location.getFileSystem(self._hadoop), location

    def files(
        self, paths: Sequence[str], recurse: bool, exclusions: Sequence[str] = ()
    ) -> list[DataFile]:
        """Return the files under the given paths, ordered by path."""
        found = {each.path: each for path in paths for each in self._below(path, recurse)}
        patterns = [_glob(_without_scheme(each)) for each in exclusions]

        def is_excluded(path: str) -> bool:
            return any(pattern.fullmatch(path) for pattern in patterns)

        return sorted(e for e in found.values() if not is_excluded(_without_scheme(e.path)))

    def has_folders(self, paths: Sequence[str]) -> bool:
        """Return whether any of the paths is a folder with subfolders."""
        for path in paths:
            file_system, location = self.open(path)
            for root in file_system.globStatus(location) or []:
                if root.isDirectory() and any(
                    each.isDirectory() and _is_visible(each.getPath().getName())
                    for each in file_system.listStatus(root.getPath())
                ):
                    return True
        return False

    def _below(self, path: str, recurse: bool) -> Iterator[DataFile]:
        file_system, location = self.open(path)
        roots = file_system.globStatus(location)
        if not roots:
            raise FileNotFoundError(f"no files found at {path}")
        for root in roots:
            if not root.isDirectory():
                yield _data_file(root)
            else:
                yield from self._in_folder(file_system, root.getPath(), recurse)

    def _in_folder(self, file_system: Any, folder: Any, recurse: bool) -> Iterator[DataFile]:
        for each in file_system.listStatus(folder):
            if not _is_visible(each.getPath().getName()):
                continue
            if not each.isDirectory():
                yield _data_file(each)
            elif recurse:
                yield from self._in_folder(file_system, each.getPath(), recurse)

    def delete(self, path: str) -> None:
        """Delete one file."""
        file_system, location = self.open(path)
        file_system.delete(location, False)

    def delete_empty_folders(self, path: str, keep: bool = True) -> None:
        """Delete the empty folders under a path, and the path itself unless it is kept."""
        file_system, location = self.open(path)
        if file_system.exists(location):
            self._prune(file_system, location, keep)

    def _prune(self, file_system: Any, folder: Any, keep: bool) -> bool:
        is_empty = True
        for each in file_system.listStatus(folder):
            if each.isDirectory():
                is_empty = self._prune(file_system, each.getPath(), keep=False) and is_empty
            else:
                is_empty = False
        if is_empty and not keep:
            file_system.delete(folder, True)
        return is_empty

    def arrow_uri(self, path: str) -> str:
        """Return the location of a file for Arrow."""
        return buckets.arrow_uri(self._hadoop, path)

    def exists(self, path: str) -> bool:
        """Return whether a path exists."""
        file_system, location = self.open(path)
        return bool(file_system.exists(location))

    def read(self, path: str, limit: int) -> bytes:
        """Return a small file's content, up to a number of bytes."""
        file_system, location = self.open(path)
        stream = file_system.open(location)
        try:
            return bytes(stream.readNBytes(limit))
        finally:
            stream.close()

    def write_text(self, path: str, text: str) -> None:
        """Write a small text file."""
        file_system, location = self.open(path, create=True)
        stream = file_system.create(location)
        try:
            stream.write(bytearray(text.encode()))
        finally:
            stream.close()


def _data_file(status: Any) -> DataFile:
    return DataFile(status.getPath().toString(), status.getLen(), status.getModificationTime())


def _is_visible(name: str) -> bool:
    return not name.startswith(("_", ".")) or "=" in name


def literal(path: str) -> str:
    """Return a glob that matches only this path."""
    return re.sub(r"[\\{}\[\]*?]", r"\\\g<0>", path)


def named_by(glob: str) -> str:
    """Return the path of a glob that `literal` created."""
    return re.sub(r"\\(.)", r"\1", glob)


def parse_exclusions(option: Any) -> list[str]:
    """Return the globs of an `exclusions` option: a list, or a string with a JSON list."""
    if not option:
        return []
    return [str(each) for each in (json.loads(option) if isinstance(option, str) else option)]


def _without_scheme(path: str) -> str:
    """Return a local file's path as the system writes it; Hadoop has several ways to."""
    return re.sub("^file:/+", "/", encoded_location(path))


def _glob(pattern: str) -> re.Pattern[str]:
    """Compile a glob. `**` crosses folders, `*` and `?` don't. `{a,b}` and `[ab]` are alternatives.

    A backslash escapes the next character.
    """
    made = ""
    depth = 0
    at = 0
    while at < len(pattern):
        part = pattern[at]
        if part == "\\" and at + 1 < len(pattern):
            made, at = made + re.escape(pattern[at + 1]), at + 1
        elif pattern.startswith("**", at):
            made, at = made + ".*", at + 1
        elif part in "*?":
            made += "[^/]*" if part == "*" else "[^/]"
        elif part == "{":
            made, depth = made + "(?:", depth + 1
        elif part == "}" and depth:
            made, depth = made + ")", depth - 1
        elif part == "," and depth:
            made += "|"
        elif part == "[" and "]" in pattern[at:]:
            end = pattern.index("]", at)
            inside = pattern[at + 1 : end]
            made += "[" + ("^" + inside[1:] if inside[:1] == "!" else inside) + "]"
            at = end
        else:
            made += re.escape(part)
        at += 1
    anchored = made if "://" in pattern or pattern.startswith("/") else f"(?:.*/)?{made}"
    return re.compile(anchored)
