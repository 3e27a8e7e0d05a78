"""Partitions of a catalog table: which ones to read, and their values as columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.catalog_client import Catalog
from awsglue.catalog_types import columns_struct

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Partition:
    """The values of a partition's keys, where its files are, and what the catalog says of it."""

    keys: tuple[str, ...]
    values: tuple[str, ...]
    location: str
    definition: Json = field(default_factory=dict, compare=False)

    def is_hive_style(self, root: str) -> bool:
        """Return whether the location is `<root>/key=value/…` with these values."""
        if not self.location.startswith(root + "/"):
            return False
        parts = self.location[len(root) + 1 :].rstrip("/").split("/")
        wanted = [f"{k}={v}" for k, v in zip(self.keys, self.values, strict=True)]
        return [unquote(part) for part in parts] == wanted


def chosen_partitions(
    spark: SparkSession,
    catalog: Catalog,
    database: str,
    table: Json,
    predicate: str,
    expression: str,
) -> list[Partition] | None:
    """Return the partitions to read, or None for a table without partition keys."""
    keys = table.get("PartitionKeys") or []
    if not keys:
        if predicate:
            raise ValueError(
                f"push_down_predicate {predicate!r} requires partition columns, but table "
                f"{database}.{table['Name']} isn't partitioned"
            )
        return None
    names = tuple(each["Name"] for each in keys)
    partitions = [
        Partition(names, tuple(each["Values"]), each["StorageDescriptor"]["Location"], each)
        for each in catalog.partitions(database, table["Name"], expression)
    ]
    return _matching(spark, partitions, columns_struct(keys), predicate)


def _matching(
    spark: SparkSession, partitions: list[Partition], keys: T.StructType, predicate: str
) -> list[Partition]:
    if not predicate or not partitions:
        return partitions
    mark = "partition\x1f"
    rows = [(*each.values, i) for i, each in enumerate(partitions)]
    texts = T.StructType(
        [
            *(T.StructField(each.name, T.StringType()) for each in keys.fields),
            T.StructField(mark, T.IntegerType()),
        ]
    )
    typed = spark.createDataFrame(rows, texts).select(
        *(F.col(f"`{e.name}`").try_cast(e.dataType).alias(e.name) for e in keys.fields),
        F.col(mark),
    )
    try:
        kept = {row[mark] for row in typed.filter(predicate).select(mark).collect()}
    except Exception as error:
        names = ", ".join(each.name for each in keys.fields)
        raise ValueError(
            f"can't evaluate the push_down_predicate {predicate!r} on the partition "
            f"columns {names}: {str(error).splitlines()[0]}"
        ) from error
    return [each for i, each in enumerate(partitions) if i in kept]


def with_values(data: DataFrame, partition: Partition | None, keys: T.StructType) -> DataFrame:
    """Return a frame with a partition's values added as the last columns."""
    if partition is None or not data.columns:
        return data
    values = dict(zip(partition.keys, partition.values, strict=True))
    added = [
        F.lit(values[each.name]).try_cast(each.dataType).alias(each.name) for each in keys.fields
    ]
    return data.select("*", *added)
