"""The input and output of format readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from glue_table_format.table_format import Details, TableFormat
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from awsglue.formats.options import Options
from awsglue.plans import Mode


@dataclass(frozen=True, slots=True)
class Input:
    """The files to read, and how.

    `columns` are the column names for files without them. `catalog_types` apply to files whose
    types differ. With a `base_path`, folders below it named `key=value` become columns with the
    types of `partition_fields`. With a `decoding`, the paths are those of decoded files. A
    `table_format` replaces the options.
    """

    spark: SparkSession
    paths: list[str]
    options: Options
    columns: tuple[str, ...] = ()
    base_path: str = ""
    partition_fields: T.StructType = field(default_factory=T.StructType)
    catalog_types: T.StructType = field(default_factory=T.StructType)
    decoding: Mapping[str, str] = field(default_factory=dict)
    table_format: TableFormat | None = None

    @property
    def details(self) -> Details | None:
        """Return how records are found: from the table's format, or from a script's options."""
        return self.table_format.details if self.table_format is not None else None

    @property
    def settings(self) -> dict[str, str]:
        """Return the reader settings for decoding and for partition folders."""
        if self.base_path:
            return {"basePath": self.base_path, **self.decoding}
        return {"recursiveFileLookup": "true", **self.decoding}

    @property
    def partition_names(self) -> list[str]:
        """Return the names of the columns that come from folder names."""
        return [each.name for each in self.partition_fields.fields]

    def with_partitions(self, schema: T.StructType) -> T.StructType:
        """Return a schema including the columns that come from folder names."""
        return T.StructType([*schema.fields, *self.partition_fields.fields])


@dataclass(frozen=True, slots=True)
class Reading:
    """Opened files: their records, and the input that couldn't be parsed."""

    records: Callable[[Mode], DataFrame]
    errors: Callable[[], DataFrame | None]
    tells_missing: bool = False


def no_errors() -> DataFrame | None:
    """Return no errors, for readers that can't fail on records."""
    return None
