"""The plan: what a worker shall read, made from the table as the catalog has it.

Formats are told by the SerDe, as Hive does it, and by `classification` or Spark's provider where
the SerDe says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from glue_devendpoint.errors import InvalidInput

Json = dict[str, Any]

MAX_ROWS = 1_000
MAX_PARTITIONS = 50
SERDES = {
    "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe": "parquet",
    "org.apache.hadoop.hive.ql.io.orc.OrcSerde": "orc",
    "org.apache.hadoop.hive.serde2.avro.AvroSerDe": "avro",
    "org.openx.data.jsonserde.JsonSerDe": "json",
    "org.apache.hive.hcatalog.data.JsonSerDe": "json",
    "org.apache.hadoop.hive.serde2.JsonSerDe": "json",
    "org.apache.hadoop.hive.serde2.OpenCSVSerde": "csv",
    "com.amazonaws.glue.serde.GrokSerDe": "grok",
}
NAMED_FORMATS = ("parquet", "orc", "avro", "json", "csv", "xml")
LAZY_SIMPLE = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"


class CannotPreview(InvalidInput):
    """The table holds nothing that can be read without Spark; the text says why."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its Hive type."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Source:
    """A location of one format, and the partition values that hold for all its rows."""

    location: str
    values: tuple[str, ...]
    format: str
    options: dict[str, str]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a worker shall read."""

    columns: tuple[Column, ...]
    partition_keys: tuple[Column, ...]
    sources: tuple[Source, ...]


def make_plan(table: Json, partitions: Sequence[Json]) -> Plan:
    """Plan the reading of a table, or of the given partitions of it."""
    descriptor = table.get("StorageDescriptor") or {}
    _refuse_what_has_no_files(table, descriptor)
    columns, keys = _columns(descriptor.get("Columns")), _columns(table.get("PartitionKeys"))
    if keys:
        sources = tuple(_source(table, partition, columns) for partition in partitions)
    else:
        sources = (_source(table, {"StorageDescriptor": descriptor}, columns),)
    return Plan(columns, keys, sources)


def _source(table: Json, partition: Json, columns: tuple[Column, ...]) -> Source:
    descriptor = partition.get("StorageDescriptor") or {}
    own = _columns(descriptor.get("Columns")) or columns
    parameters = (table.get("Parameters") or {}) | (partition.get("Parameters") or {})
    serde = descriptor.get("SerdeInfo") or (table.get("StorageDescriptor") or {}).get("SerdeInfo")
    serde = serde or {}
    settings = parameters | (descriptor.get("Parameters") or {}) | (serde.get("Parameters") or {})
    name = format_of(serde.get("SerializationLibrary") or "", settings)
    location = descriptor.get("Location") or ""
    if not location:
        raise CannotPreview("The table has no location, so there are no files to read.")
    values = tuple(partition.get("Values") or ())
    return Source(location, values, name, options_of(name, serde, settings), own)


def format_of(library: str, settings: Mapping[str, str]) -> str:
    """Return the format that a SerDe and its settings stand for."""
    if library in SERDES:
        return SERDES[library]
    for key in ("spark.sql.sources.provider", "classification"):
        named = settings.get(key, "").lower()
        if named in NAMED_FORMATS:
            return named
    if library == LAZY_SIMPLE:
        return "csv"
    raise CannotPreview(
        f"Tables of the SerDe {library or '(none)'} cannot be previewed without Spark; "
        "read the table in a notebook instead."
    )


def options_of(name: str, serde: Json, settings: Mapping[str, str]) -> dict[str, str]:
    """Return what a reader of the format needs to know."""
    if name == "csv":
        return _csv_options(serde.get("SerializationLibrary") or "", settings)
    if name == "grok":
        return {
            "pattern": settings.get("input.format", settings.get("grokPattern", "")),
            "custom": settings.get("input.grokCustomPatterns", ""),
        }
    if name == "xml":
        return {"row_tag": settings.get("rowTag", settings.get("rowtag", ""))}
    if name == "json":
        return {"json_path": settings.get("jsonPath", "")}
    return {}


def _csv_options(library: str, settings: Mapping[str, str]) -> dict[str, str]:
    delimiter = settings.get("separatorChar") or settings.get("field.delim")
    delimiter = delimiter or settings.get("sep") or settings.get("delimiter")
    if not delimiter:
        delimiter = "\x01" if library == LAZY_SIMPLE and "classification" not in settings else ","
    header = settings.get("skip.header.line.count", "")
    if not header and settings.get("header", "").lower() == "true":
        header = "1"
    return {
        "delimiter": delimiter,
        "quote": settings.get("quoteChar") or '"',
        "escape": settings.get("escapeChar") or "",
        "skip": header or "0",
    }


def _columns(listed: Sequence[Json] | None) -> tuple[Column, ...]:
    return tuple(Column(each["Name"], each.get("Type") or "string") for each in listed or ())


def _refuse_what_has_no_files(table: Json, descriptor: Json) -> None:
    parameters = table.get("Parameters") or {}
    name = table.get("Name", "")
    if table.get("TableType") == "VIRTUAL_VIEW":
        raise CannotPreview(f"{name} is a view: it holds no files; query it in a notebook.")
    kind = parameters.get("table_type", "").lower() or parameters.get("classification", "")
    if kind in ("iceberg", "delta", "hudi"):
        raise CannotPreview(
            f"{name} is a table of {kind.capitalize()}: its files alone do not tell its rows; "
            "read it in a notebook."
        )
    if parameters.get("connectionName"):
        raise CannotPreview(
            f"{name} lies behind the connection {parameters['connectionName']}; "
            "read it in a notebook."
        )
    if not descriptor:
        raise CannotPreview(f"{name} has no storage descriptor, so there are no files to read.")
