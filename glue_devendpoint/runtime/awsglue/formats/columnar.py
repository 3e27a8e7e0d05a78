"""Parquet and ORC: the files hold their own types; folder names of partitions become columns."""

from __future__ import annotations

from py4j.protocol import Py4JJavaError
from pyspark.sql import DataFrame
from pyspark.sql import types as T

from awsglue.formats.reading import Input, Reading, no_errors


def read_parquet(source: Input) -> Reading:
    """Read Parquet files, merging the schemas of all."""
    return _read(source, "parquet")


def read_orc(source: Input) -> Reading:
    """Read ORC files, merging the schemas of all."""
    return _read(source, "orc")


def _read(source: Input, name: str) -> Reading:
    settings = {"mergeSchema": "true"}
    if source.base_path:
        settings["basePath"] = source.base_path
    reader = source.spark.read.options(**settings).format(name)
    try:
        data = reader.load(source.paths)
    except Py4JJavaError as error:
        # Files that drifted apart, for instance from int to bigint: Spark reads them as the wider.
        if not source.catalog_types.fields or "CANNOT_MERGE_SCHEMAS" not in str(error):
            raise
        data = reader.schema(source.with_partitions(source.catalog_types)).load(source.paths)
    if source.partition_names:
        own = [each for each in data.schema.fields if each.name not in source.partition_names]
        data = reader.schema(source.with_partitions(T.StructType(own))).load(source.paths)

    def records(_mode: object) -> DataFrame:
        return data

    return Reading(records, no_errors)
