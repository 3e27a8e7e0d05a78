"""Avro: columns come from the schema in the header, row counts from the first block."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from glue_table_format.hive_types import (
    BIGINT,
    BINARY,
    BOOLEAN,
    DATE,
    DOUBLE,
    FLOAT,
    INT,
    STRING,
    TIMESTAMP,
    VOID,
    Array,
    Decimal,
    HiveType,
    Map,
    Struct,
)

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.crawlers.classifiers.sample import Sample
from glue_devendpoint.files.failures import UnreadableFile
from glue_devendpoint.files.types import merge

_MAGIC = b"Obj\x01"
_MAX_HEADER = 1 << 24
_SYNC_SIZE = 16
_SIMPLE: dict[str, HiveType] = {
    "null": VOID,
    "boolean": BOOLEAN,
    "int": INT,
    "long": BIGINT,
    "float": FLOAT,
    "double": DOUBLE,
    "bytes": BINARY,
    "string": STRING,
    "enum": STRING,
    "fixed": BINARY,
}
_LOGICAL: dict[str, HiveType] = {
    "date": DATE,
    "timestamp-millis": TIMESTAMP,
    "timestamp-micros": TIMESTAMP,
    "local-timestamp-millis": TIMESTAMP,
    "local-timestamp-micros": TIMESTAMP,
}


class Avro:
    """The built-in Avro classifier."""

    def classify(self, sample: Sample) -> Classification | None:
        """Recognize a file by its magic bytes."""
        if not sample.head.startswith(_MAGIC):
            return None
        content = sample.head
        while (header := _read_header(content)) is None:
            if len(content) >= min(sample.size, _MAX_HEADER):
                raise UnreadableFile("looks like Avro, but its header is truncated")
            content = sample.source.read_at(0, len(content) * 4)
        text, records = header
        return Classification(
            Format("avro"),
            columns_of(json.loads(text)),
            _estimate(records, sample.size),
            avro_schema=text,
        )


def _estimate(first_block: tuple[int, int, int], size: int) -> int:
    """Estimate the file's row count from its first block. Exact for files with one block."""
    records, begin, end = first_block
    if end >= size or not records:
        return records
    return max(records, round(records * (size - begin) / (end - begin)))


def _read_header(content: bytes) -> tuple[str, tuple[int, int, int]] | None:
    """Return the schema and (records, start, end) of the first block, or None if truncated."""
    try:
        metadata, position = _read_metadata(content)
        begin = position + _SYNC_SIZE
        if begin > len(content):
            return None
        block = (0, begin, begin)
        if begin < len(content):
            records, position = _read_long(content, begin)
            length, position = _read_long(content, position)
            block = (records, begin, position + length + _SYNC_SIZE)
        return metadata["avro.schema"].decode(), block
    except IndexError:
        return None
    except (KeyError, UnicodeDecodeError) as err:
        raise UnreadableFile(f"looks like Avro, but its schema can't be read: {err}") from err


def _read_metadata(content: bytes) -> tuple[dict[str, bytes], int]:
    entries: dict[str, bytes] = {}
    position = len(_MAGIC)
    while True:
        count, position = _read_long(content, position)
        if not count:
            return entries, position
        if count < 0:
            count = -count
            _, position = _read_long(content, position)
        for _ in range(count):
            name, position = _read_bytes(content, position)
            entries[name.decode("utf-8", "replace")], position = _read_bytes(content, position)


def _read_bytes(content: bytes, position: int) -> tuple[bytes, int]:
    length, position = _read_long(content, position)
    if length < 0 or position + length > len(content):
        raise IndexError(position)
    return content[position : position + length], position + length


def _read_long(content: bytes, position: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = content[position]
        position += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return (number >> 1) ^ -(number & 1), position


def columns_of(schema: Any) -> Struct:
    """Return the columns of an Avro schema. A schema that isn't a record has the column `value`."""
    kind = _Reader().to_hive(schema)
    return kind if isinstance(kind, Struct) else Struct((("value", kind),))


class _Reader:
    """Converts Avro schemas to Hive types. Remembers named schemas."""

    def __init__(self) -> None:
        self._named: dict[str, HiveType] = {}
        self._open: set[str] = set()

    def to_hive(self, schema: Any) -> HiveType:
        """Return the Hive type of an Avro schema. A recursive reference becomes string."""
        if isinstance(schema, str):
            known = _SIMPLE.get(schema) or self._named.get(schema.rpartition(".")[2])
            return STRING if known is None else known
        if isinstance(schema, list):
            merged: HiveType = VOID
            for branch in schema:
                merged = merge(merged, self.to_hive(branch))
            return merged
        return self._complex(schema)

    def _complex(self, schema: dict[str, Any]) -> HiveType:
        logical = schema.get("logicalType")
        kind = schema["type"]
        if logical == "decimal":
            return Decimal(schema["precision"], schema.get("scale", 0))
        if logical in _LOGICAL:
            return _LOGICAL[logical]
        if kind == "array":
            return Array(self.to_hive(schema["items"]))
        if kind == "map":
            return Map(STRING, self.to_hive(schema["values"]))
        if kind in ("record", "error"):
            return self._record(schema)
        hive = self.to_hive(kind)
        if "name" in schema:
            self._named[schema["name"].rpartition(".")[2]] = hive
        return hive

    def _record(self, schema: dict[str, Any]) -> HiveType:
        name = schema.get("name", "").rpartition(".")[2]
        self._named[name] = STRING
        fields = tuple((each["name"], self.to_hive(each["type"])) for each in schema["fields"])
        self._named[name] = Struct(fields)
        return Struct(fields)


def merge_avro_schemas(texts: Iterable[str]) -> str:
    """Return one reader schema for files whose schemas differ by added or widened fields."""
    distinct = list(dict.fromkeys(texts))
    if len(distinct) == 1:
        return distinct[0]
    schemas = [json.loads(text) for text in distinct]
    if not all(isinstance(schema, dict) and "fields" in schema for schema in schemas):
        return distinct[0]
    fields: dict[str, dict[str, Any]] = {}
    for schema in schemas:
        for field in schema["fields"]:
            seen = fields.get(field["name"])
            fields[field["name"]] = field if seen is None else _wider(seen, field)
    everywhere = set.intersection(*({f["name"] for f in schema["fields"]} for schema in schemas))
    merged = [field if name in everywhere else _optional(field) for name, field in fields.items()]
    return json.dumps({**schemas[0], "fields": merged})


_WIDTH = {"int": 0, "long": 1, "float": 2, "double": 3}


def _wider(left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    branches = [*_branches(left["type"]), *_branches(right["type"])]
    numbers = [each for each in branches if isinstance(each, str) and each in _WIDTH]
    widest = max(numbers, key=_WIDTH.__getitem__, default=None)
    kept: list[Any] = []
    for branch in branches:
        each = widest if isinstance(branch, str) and branch in _WIDTH else branch
        if each not in kept:
            kept.append(each)
    return {**left, "type": kept[0] if len(kept) == 1 else kept}


def _branches(kind: Any) -> list[Any]:
    return kind if isinstance(kind, list) else [kind]


def _optional(field: dict[str, Any]) -> dict[str, Any]:
    """Make a field nullable that some files lack. The null must come first for the default."""
    branches = [each for each in _branches(field["type"]) if each != "null"]
    return {**field, "type": ["null", *branches], "default": None}
