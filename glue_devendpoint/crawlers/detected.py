"""What a crawl found: tables and partitions, before they get names in the catalog."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from glue_table_format.hive_types import Struct

from glue_devendpoint.crawlers.classifiers import Format


@dataclass(slots=True)
class Statistics:
    """How much data there is."""

    objects: int = 0
    size: int = 0
    records: int = 0

    def add(self, other: Statistics) -> None:
        """Add the data of a part."""
        self.objects += other.objects
        self.size += other.size
        self.records += other.records

    @classmethod
    def total(cls, parts: Iterable[Statistics]) -> Statistics:
        """Return the sum over the parts."""
        total = cls()
        for part in parts:
            total.add(part)
        return total


@dataclass(frozen=True, slots=True)
class DetectedPartition:
    """A folder of a table; `path` is its location."""

    values: tuple[str, ...]
    path: str
    schema: Struct
    statistics: Statistics
    avro_schema: str = ""


@dataclass(frozen=True, slots=True)
class DetectedTable:
    """A table of files. Its name is derived from `base_name`."""

    base_name: str
    location: str
    format: Format
    schema: Struct
    statistics: Statistics
    partition_keys: tuple[str, ...] = ()
    partitions: tuple[DetectedPartition, ...] = ()
    avro_schema: str = ""
    exclusions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a database describes it."""

    name: str
    type: str
    comment: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StoreTable:
    """A table whose database or table format knows its columns."""

    base_name: str
    location: str
    classification: str
    columns: tuple[Column, ...]
    partition_keys: tuple[Column, ...] = ()
    comment: str = ""
    parameters: tuple[tuple[str, str], ...] = field(default=())
    input_format: str = ""
    output_format: str = ""
    serde: str = ""
    serde_parameters: tuple[tuple[str, str], ...] = ()
