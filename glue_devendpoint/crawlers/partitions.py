"""Turn grouped folders into tables with partition keys, values, and locations.

`k=v` folders give the key `k`; any other level gives `partition_0`, `partition_1`, … by its depth
below the table. All keys that a crawler makes are strings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import unquote

from glue_table_format.grok import PATTERN
from glue_table_format.hive_types import Struct

from glue_devendpoint.crawlers.classifiers.avro import merge_avro_schemas
from glue_devendpoint.crawlers.detected import DetectedPartition, DetectedTable, Statistics
from glue_devendpoint.crawlers.grouping import Candidate
from glue_devendpoint.files.exclusions import literal_glob, whole_glob


def to_table(
    candidate: Candidate, location: str, exclusions: Sequence[str], warn: Callable[[str], None]
) -> DetectedTable:
    """Return the name, location, and partitions of a grouped table."""
    relative = [_below(part.path, candidate.root) for part in candidate.parts]
    keys = partition_keys([path.split("/") for path in relative]) if candidate.depth else ()
    if candidate.file is not None:
        place = _join(location, candidate.root, candidate.file)
    else:
        place = _join(location, candidate.root) + "/"
    schema = _without_keys(candidate, keys, place, warn)
    return DetectedTable(
        base_name=place.rstrip("/").rpartition("/")[2],
        location=place,
        format=candidate.format,
        schema=schema,
        statistics=Statistics.total(part.statistics for part in candidate.parts),
        partition_keys=keys,
        partitions=_partitions(candidate, keys, location, schema) if keys else (),
        avro_schema=merge_avro_schemas(part.avro_schema for part in candidate.parts),
        exclusions=tuple(
            whole_glob(location, glob)
            for glob in (*exclusions, *map(literal_glob, candidate.left_out))
        ),
    )


def _join(*parts: str) -> str:
    return "/".join(part.rstrip("/") if part != "/" else "" for part in parts if part)


def _below(path: str, root: str) -> str:
    return path[len(root) + 1 :] if root else path


def partition_keys(levels: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the key of each level. A level has a name only if all its folders use it."""
    keys: list[str] = []
    for index, names in enumerate(zip(*levels, strict=True)):
        prefixes = {name.partition("=")[0].lower() if "=" in name else "" for name in names}
        key = prefixes.pop() if len(prefixes) == 1 else ""
        keys.append(unquote(key) if key and key not in keys else f"partition_{index}")
    return tuple(keys)


def partition_value(folder: str, key: str) -> str:
    """Return the value that a folder stands for."""
    name, equals, value = folder.partition("=")
    is_named = equals and unquote(name.lower()) == key
    return unquote(value if is_named else folder)


def _partitions(
    candidate: Candidate, keys: tuple[str, ...], location: str, schema: Struct
) -> tuple[DetectedPartition, ...]:
    """Several parts with the same values, for instance `m=1` and `m=01 ` unquoted, are one."""
    kept = {name.lower() for name, _ in schema.fields}
    projected: dict[int, Struct] = {}
    partitions: dict[tuple[str, ...], DetectedPartition] = {}
    for part in candidate.parts:
        folders = _below(part.path, candidate.root).split("/")
        values = tuple(map(partition_value, folders, keys))
        if values in partitions:
            partitions[values].statistics.add(part.statistics)
            continue
        if id(part.schema) not in projected:
            projected[id(part.schema)] = _project(part.schema, schema, kept, keys)
        partitions[values] = DetectedPartition(
            values,
            _join(location, part.path) + "/",
            projected[id(part.schema)],
            Statistics.total([part.statistics]),
            part.avro_schema,
        )
    return tuple(sorted(partitions.values(), key=lambda each: each.values))


def _project(part: Struct, table: Struct, kept: set[str], keys: tuple[str, ...]) -> Struct:
    """Treat a partition's columns with a key's name as the table's are treated."""
    names = {name.lower() for name, _ in part.fields}
    if not names & set(keys):
        return part
    if len(table.fields) == len(part.fields) and not names <= kept:
        return Struct(
            tuple(
                (new, kind) for (new, _), (_, kind) in zip(table.fields, part.fields, strict=True)
            )
        )
    return Struct(tuple(field for field in part.fields if field[0].lower() not in keys))


_POSITIONAL = frozenset({"csv"})


def _without_keys(
    candidate: Candidate, keys: tuple[str, ...], place: str, warn: Callable[[str], None]
) -> Struct:
    """Drop columns with the name of a partition key: Spark and Hive refuse such a table."""
    fields = candidate.schema.fields
    taken = {name.lower() for name, _ in fields}
    clashing = sorted(taken & set(keys))
    if not clashing:
        return candidate.schema
    is_positional = candidate.format.classification in _POSITIONAL or any(
        name == PATTERN for name, _ in candidate.format.details
    )
    verb = "renamed" if is_positional else "left out"
    warn(f"{place}: the columns {', '.join(clashing)} are partition keys too and were {verb}")
    if not is_positional:
        return Struct(tuple(field for field in fields if field[0].lower() not in clashing))
    return Struct(tuple((_renamed(name, clashing, taken), kind) for name, kind in fields))


def _renamed(name: str, clashing: Sequence[str], taken: set[str]) -> str:
    if name.lower() not in clashing:
        return name
    number = 1
    while f"{name}_{number}".lower() in taken:
        number += 1
    return f"{name}_{number}"
