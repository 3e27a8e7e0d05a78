"""Group folders of files into tables: which folders are a table, and which are its partitions.

Mirrors Glue's rules. Compatible means same format, same compression, same depth; that is never
given up. Alike is measured (see similarity) from the deepest folders upwards: where most folders
of a level are alike they become partitions of a table one level higher, otherwise each is a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from glue_table_format.hive_types import Struct

from glue_devendpoint.crawlers.classifiers import UNKNOWN, Classification, Format
from glue_devendpoint.crawlers.classifiers.avro import merge_avro_schemas
from glue_devendpoint.crawlers.detected import Statistics
from glue_devendpoint.crawlers.similarity import LEAST_SHARE, are_one_table
from glue_devendpoint.files.types import merge_schemas

_LOOKS_LIKE_A_VALUE = re.compile(r"[^=]+=.*|[0-9][0-9._:T-]*|partition_?[0-9]+", re.IGNORECASE)


class ClassifiedFile(NamedTuple):
    """A file and what it is; as cheap as `File`."""

    name: str
    size: int
    found: Classification


@dataclass(slots=True)
class Part:
    """The files of one format in one folder."""

    path: str
    format: Format
    schema: Struct
    statistics: Statistics
    avro_schema: str = ""


@dataclass(slots=True)
class Candidate:
    """A table that may still become part of a larger one. A `file` is a table by itself.

    `left_out` are the paths of files in its folders that aren't part of it.
    """

    root: str
    depth: int
    parts: list[Part]
    schema: Struct
    file: str | None = None
    left_out: tuple[str, ...] = ()

    @property
    def format(self) -> Format:
        """The format of all parts; one quoted CSV file makes the table a quoted one."""
        return Format.of_all([part.format for part in self.parts])


@dataclass(frozen=True, slots=True)
class GroupingRules:
    """What the crawler's Configuration says about grouping, for one include path."""

    combines_compatible: bool = False
    # How many levels below the include path tables begin; nothing is said when None.
    forced_depth: int | None = None


@dataclass(slots=True)
class _Node:
    files: list[ClassifiedFile] = field(default_factory=list)
    children: list[str] = field(default_factory=list)


class Grouping:
    """Groups the folders of one include path."""

    def __init__(self, rules: GroupingRules, warn: Callable[[str], None]) -> None:
        self._rules = rules
        self._warn = warn
        self._schemas: dict[Struct, Struct] = {}
        # By identity, as hashing a schema for every folder is dear; the objects are kept here.
        self._known: dict[int, tuple[Struct, Struct]] = {}

    def group(self, folders: Iterable[tuple[str, list[ClassifiedFile]]]) -> list[Candidate]:
        """Return the tables, ordered by where they are."""
        nodes = _tree(folders)
        forced = self._rules.forced_depth
        results: dict[str, list[Candidate]] = {}
        for path in sorted(nodes, key=lambda each: (-_depth(each), each)):
            node = nodes[path]
            below = [(child, results.pop(child)) for child in node.children]
            if forced is None:
                results[path] = self._combine(path, node, below)
            elif _depth(path) == forced:
                results[path] = self._force(path, node, below)
            else:
                results[path] = self._collect(path, node, below, is_above=_depth(path) < forced)
        return sorted(results.get("", ()), key=lambda each: (each.root, each.file or ""))

    def _merged(self, schemas: Iterable[Struct]) -> Struct:
        merged = merge_schemas(schemas)
        if id(merged) not in self._known:
            kept = self._schemas.setdefault(merged, merged)
            self._known[id(merged)] = (merged, kept)
        return self._known[id(merged)][1]

    def _part(self, path: str, files: Sequence[ClassifiedFile]) -> Part:
        statistics = Statistics(
            len(files), sum(file.size for file in files), sum(file.found.records for file in files)
        )
        return Part(
            path,
            Format.of_all(_distinct_formats(files)),
            self._merged(file.found.schema for file in files),
            statistics,
            merge_avro_schemas(file.found.avro_schema for file in files),
        )

    def _folder_table(
        self, path: str, files: Sequence[ClassifiedFile], left_out: Iterable[ClassifiedFile] = ()
    ) -> Candidate:
        part = self._part(path, files)
        names = tuple(_join(path, file.name) for file in left_out)
        return Candidate(path, 0, [part], part.schema, left_out=names)

    def _file_tables(self, path: str, files: Iterable[ClassifiedFile]) -> list[Candidate]:
        tables: list[Candidate] = []
        for file in files:
            part = self._part(path, [file])
            tables.append(Candidate(path, 0, [part], part.schema, file=file.name))
        return tables

    def _leaf(self, path: str, files: list[ClassifiedFile]) -> list[Candidate]:
        """Make a folder without subfolders one table, if its files allow it."""
        if not files[0].name:  # the include path is this one file
            self._known_files(path, files)
            return self._file_tables(path, files)
        if _are_alike(files):
            return [self._folder_table(path, files)]
        known = self._known_files(path, files)
        groups = _by_compatibility(known or files)
        main = max(groups, key=len)
        if len(groups) > 1 and len(main) < LEAST_SHARE * sum(map(len, groups)):
            self._warn(f"{path or '.'}: files of several formats in one folder; one table for each")
            return self._file_tables(path, known)
        is_one = self._rules.combines_compatible or are_one_table(
            [file.found.schema for file in main]
        )
        if not is_one:
            self._warn(
                f"{path or '.'}: files with different columns in one folder; one table for each"
            )
            return self._file_tables(path, known)
        strays = [file for group in groups if group is not main for file in group]
        for file in strays:
            self._warn(
                f"{_join(path, file.name)}: is {file.found.format.classification} among "
                f"{main[0].found.format.classification} files; move it to read the table"
            )
        taken = {file.name for file in main}
        left_out = [file for file in files if file.name not in taken]
        return [self._folder_table(path, main, left_out), *self._file_tables(path, strays)]

    def _known_files(self, path: str, files: Sequence[ClassifiedFile]) -> list[ClassifiedFile]:
        """Return the files that a classifier recognized; warn of the others."""
        known = [file for file in files if file.found.format.classification != UNKNOWN]
        outcome = "it was skipped" if known else "its table has no columns"
        names = {file.name for file in known}
        for file in files if len(known) < len(files) else ():
            if file.name not in names:
                place = _join(path, file.name) or "the file"
                self._warn(f"{place}: no classifier recognizes this file; {outcome}")
        return known

    def _combine(
        self, path: str, node: _Node, below: list[tuple[str, list[Candidate]]]
    ) -> list[Candidate]:
        if not below:
            return self._leaf(path, node.files) if node.files else []
        finished = [each for child, tables in below for each in tables if each.root != child or each.file is not None]  # noqa: E501  # fmt: skip
        rooted = [each for child, tables in below for each in tables if each.root == child and each.file is None]  # noqa: E501  # fmt: skip
        if node.files:
            files = self._known_files(path, node.files) or node.files
            finished += self._file_tables(path, files)
            self._warn(
                f"{path or '.'}: files beside folders; each of {len(files)} files is a table"
            )
        by_shape: dict[tuple[object, ...], list[Candidate]] = {}
        for each in rooted:
            by_shape.setdefault((each.format.compatibility, each.depth), []).append(each)
        main = max(by_shape.values(), key=len, default=[])
        if not self._become_partitions(main, len(below)):
            return [*finished, *rooted]
        kept = {id(each) for each in main}
        merged = Candidate(
            path,
            main[0].depth + 1,
            [part for each in main for part in each.parts],
            self._merged(each.schema for each in main),
            left_out=tuple(name for each in main for name in each.left_out),
        )
        return [merged, *finished, *(each for each in rooted if id(each) not in kept)]

    def _become_partitions(self, tables: list[Candidate], folders: int) -> bool:
        """Return whether these tables are partitions of one; `folders` are all folders."""
        if not tables or len(tables) < LEAST_SHARE * folders:
            return False
        if folders == 1:
            # A lone folder is a partition only if it is named like one.
            return bool(_LOOKS_LIKE_A_VALUE.fullmatch(tables[0].root.rpartition("/")[2]))
        if tables[0].format.classification == UNKNOWN:
            return False
        return self._rules.combines_compatible or are_one_table([each.schema for each in tables])

    def _collect(
        self, path: str, node: _Node, below: list[tuple[str, list[Candidate]]], is_above: bool
    ) -> list[Candidate]:
        """Below the forced level keep the folders apart; above it nothing is combined."""
        tables = [each for _, found in below for each in found]
        if node.files and is_above:
            return [*self._file_tables(path, node.files), *tables]
        return [*(self._folder_table(path, group) for group in _known_groups(node.files)), *tables]

    def _force(
        self, path: str, node: _Node, below: list[tuple[str, list[Candidate]]]
    ) -> list[Candidate]:
        """Make everything below one table, as far as it is compatible."""
        found = self._collect(path, node, below, is_above=False)
        groups: dict[tuple[object, ...], list[Candidate]] = {}
        for each in found:
            depth = _depth(each.root) - _depth(path)
            groups.setdefault((each.format.compatibility, depth), []).append(each)
        return [
            Candidate(
                path,
                depth,  # type: ignore[arg-type]  # the last of the key
                [part for each in tables for part in each.parts],
                self._merged(each.schema for each in tables),
            )
            for (*_, depth), tables in groups.items()
        ]


def _tree(folders: Iterable[tuple[str, list[ClassifiedFile]]]) -> dict[str, _Node]:
    """Return the folders that hold files, and all those above them."""
    nodes: dict[str, _Node] = {"": _Node()}
    for path, files in folders:
        if not files:
            continue
        if path not in nodes:
            nodes[path] = _Node()
            _link(nodes, path)
        nodes[path].files = files
    return nodes


def _link(nodes: dict[str, _Node], path: str) -> None:
    """Register a new folder with its parent, and the parent with its own."""
    while path:
        above = path.rpartition("/")[0]
        if above in nodes:
            nodes[above].children.append(path)
            return
        nodes[above] = _Node(children=[path])
        path = above


def _depth(path: str) -> int:
    return path.count("/") + 1 if path else 0


def _join(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name


def _by_compatibility(files: Iterable[ClassifiedFile]) -> list[list[ClassifiedFile]]:
    groups: dict[int, list[ClassifiedFile]] = {}
    for file in files:
        groups.setdefault(id(file.found.format), []).append(file)
    merged: dict[tuple[object, ...], list[ClassifiedFile]] = {}
    for group in groups.values():
        merged.setdefault(group[0].found.format.compatibility, []).extend(group)
    return list(merged.values())


def _are_alike(files: Sequence[ClassifiedFile]) -> bool:
    """Return whether all files share one known format and schema, as in nearly all folders."""
    first = files[0].found
    format_, schema = first.format, first.schema
    return format_.classification != UNKNOWN and all(
        file.found.format is format_ and file.found.schema is schema for file in files
    )


def _distinct_formats(files: Iterable[ClassifiedFile]) -> list[Format]:
    """Return each format once; by identity, because hashing it for every file is what costs."""
    return list({id(file.found.format): file.found.format for file in files}.values())


def _known_groups(files: list[ClassifiedFile]) -> list[list[ClassifiedFile]]:
    known = [file for file in files if file.found.format.classification != UNKNOWN]
    return _by_compatibility(known) if known else []
