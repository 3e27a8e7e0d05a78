"""Parquet and ORC: the files define the types, and partition folders become columns."""

from __future__ import annotations

from py4j.protocol import Py4JJavaError
from pyspark.sql import DataFrame
from pyspark.sql import types as T

from awsglue.formats.reading import Input, Reading, no_errors


def read_parquet(source: Input) -> Reading:
    """Read Parquet files with a merged schema."""
    return _read(source, "parquet")


def read_orc(source: Input) -> Reading:
    """Read ORC files with a merged schema."""
    return _read(source, "orc")


def _read(source: Input, name: str) -> Reading:
    settings = {"mergeSchema": "true"}
    if source.base_path:
        settings["basePath"] = source.base_path
    reader = source.spark.read.options(**settings).format(name)
    try:
        data = reader.load(source.paths)
    except Py4JJavaError as error:
        # The files' types differ, for example int and bigint. Spark reads them as the wider type.
        if not source.catalog_types.fields or "CANNOT_MERGE_SCHEMAS" not in str(error):
            raise
        data = reader.schema(source.with_partitions(source.catalog_types)).load(source.paths)
    if source.partition_names:
        own = [each for each in data.schema.fields if each.name not in source.partition_names]
        data = reader.schema(source.with_partitions(T.StructType(own))).load(source.paths)

    def records(_mode: object) -> DataFrame:
        return data

    return Reading(records, no_errors)
