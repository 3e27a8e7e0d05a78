"""The plan: what a worker reads, created from the table in the catalog.

`glue_table_format` determines the format of the files and how they are read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from glue_table_format import GrokLines, TableFormat, UnknownFormat, compile_grok, table_format

from glue_devendpoint.errors import InvalidInput

Json = dict[str, Any]

MAX_ROWS = 1_000
MAX_PARTITIONS = 50
READABLE = frozenset({"avro", "csv", "grok", "json", "orc", "parquet", "regex", "xml"})


class CannotPreview(InvalidInput):
    """The table has no data that can be read without Spark. The message states why."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its Hive type."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Source:
    """A location with one format, and the partition values of all its rows."""

    location: str
    values: tuple[str, ...]
    format: TableFormat
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a worker reads; `exclusions` are patterns for the full paths of files to skip."""

    columns: tuple[Column, ...]
    partition_keys: tuple[Column, ...]
    sources: tuple[Source, ...]
    exclusions: tuple[str, ...] = ()


def make_plan(table: Json, partitions: Sequence[Json]) -> Plan:
    """Return the plan for a table, or for the given partitions of it."""
    descriptor = table.get("StorageDescriptor") or {}
    _refuse_what_has_no_files(table, descriptor)
    columns, keys = _columns(descriptor.get("Columns")), _columns(table.get("PartitionKeys"))
    if keys:
        sources = tuple(_source(table, partition, columns) for partition in partitions)
    else:
        sources = (_source(table, {"StorageDescriptor": descriptor}, columns),)
    return Plan(columns, keys, sources, _exclusions(table))


def _exclusions(table: Json) -> tuple[str, ...]:
    """Return the patterns of the files that the table's crawler left out."""
    text = (table.get("Parameters") or {}).get("exclusions")
    try:
        globs = json.loads(text) if text else []
    except ValueError:
        globs = None
    if not isinstance(globs, list):
        raise CannotPreview(
            f"The parameter exclusions of {table.get('Name', '')} isn't a JSON list of patterns."
        )
    return tuple(map(str, globs))


def _source(table: Json, partition: Json, columns: tuple[Column, ...]) -> Source:
    descriptor = partition.get("StorageDescriptor") or {}
    own = _typed_alike(_columns(descriptor.get("Columns")), columns) or columns
    location = descriptor.get("Location") or ""
    if not location:
        raise CannotPreview("The table has no location, so there are no files to read.")
    values = tuple(partition.get("Values") or ())
    return Source(location, values, _format(table, partition), own)


def _typed_alike(own: tuple[Column, ...], columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return a partition's columns with the table's types, as in Spark."""
    types = {each.name.lower(): each.type for each in columns}
    return tuple(Column(each.name, types.get(each.name.lower(), each.type)) for each in own)


def _format(table: Json, partition: Json) -> TableFormat:
    try:
        form = table_format(table, partition)
        if isinstance(form.details, GrokLines):
            compile_grok(form.details.pattern, form.details.custom_patterns)
    except UnknownFormat as err:
        raise CannotPreview(
            f"Can't preview the table: {err}, or read the table in a notebook."
        ) from err
    except ValueError as err:
        raise CannotPreview(str(err)) from err
    if form.kind not in READABLE:
        raise CannotPreview(
            f"Files in the format {form.kind} can't be previewed without Spark; "
            "read the table in a notebook instead."
        )
    return form


def _columns(listed: Sequence[Json] | None) -> tuple[Column, ...]:
    return tuple(Column(each["Name"], each.get("Type") or "string") for each in listed or ())


def _refuse_what_has_no_files(table: Json, descriptor: Json) -> None:
    parameters = table.get("Parameters") or {}
    name = table.get("Name", "")
    if table.get("TableType") == "VIRTUAL_VIEW":
        raise CannotPreview(
            f"{name} is a view, so it has no files to preview; query it in a notebook."
        )
    if parameters.get("classification") == "UNKNOWN" and not descriptor.get("Columns"):
        raise CannotPreview(
            f"No classifier recognizes the files of {name}, so it has no columns to preview. "
            "Add a custom classifier to its crawler, or define the table's columns and format."
        )
    kind = parameters.get("table_type", "").lower() or parameters.get("classification", "")
    if kind in ("iceberg", "delta", "hudi"):
        raise CannotPreview(
            f"{name} is a table in the format {kind.capitalize()}, which can't be previewed; "
            "read it in a notebook."
        )
    if parameters.get("connectionName"):
        raise CannotPreview(
            f"{name} is in the database of the connection {parameters['connectionName']}; "
            "read it in a notebook."
        )
    if not descriptor:
        raise CannotPreview(f"{name} has no storage descriptor, so there are no files to read.")
