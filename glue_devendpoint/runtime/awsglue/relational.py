"""Relationalize: turns nested records into flat tables that can be joined.

Each array becomes a separate table, named after the root table and the array's path. In the root
table, a key replaces the array. The rows of the array's table contain this key as `id`, and the
element's 0-based `index`. Keys are unique within a table and start at 1. If the job's bookmark is
enabled, they continue from its earlier runs.
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.flatten import flat_fields
from awsglue.values import Named, Value, columns_of, select

_KEY = "key\x1f"
_KEYS_OF_A_PARTITION = 1 << 33  # what `monotonically_increasing_id` reserves for each
_STABLE = {
    "Project",
    "Filter",
    "LogicalRelation",
    "Relation",
    "LogicalRDD",
    "LocalRelation",
    "Range",
    "MapInArrow",
    "MapInPandas",
    "Generate",
    "Union",
    "DataSourceV2ScanRelation",
    "OneRowRelation",
}


def relationalize(
    data: DataFrame,
    root: str,
    stage: Callable[[DataFrame], DataFrame],
    take_keys: Callable[[Callable[[], int]], int],
) -> dict[str, DataFrame]:
    """Return the root table and one table per array, by name.

    The tables are separate plans that must number rows in the same order. Rows read directly from
    files have a stable order. For others (for example after a join), `stage` must fix the order.
    `take_keys` receives how many keys are needed, and returns how many are already used.
    """
    flat = select(data, flat_fields(columns_of(data)))
    if not any(_is_array(field) for field in columns_of(flat)):
        return {root: flat}
    if not _keeps_order(flat):
        flat = stage(flat)
    taken = take_keys(lambda: _partitions(flat) * _KEYS_OF_A_PARTITION)
    tables: dict[str, DataFrame] = {}
    _pivot(flat, root, root, taken, tables)
    return tables


def _partitions(data: DataFrame) -> int:
    """Return the number of partitions, without running a job, as nothing is shuffled."""
    count: int = data._jdf.queryExecution().toRdd().getNumPartitions()
    return count


def _is_array(field: Named) -> bool:
    return isinstance(field.value.type, T.ArrayType)


def _pivot(flat: DataFrame, root: str, name: str, taken: int, tables: dict[str, DataFrame]) -> None:
    fields = columns_of(flat)
    arrays = [field for field in fields if _is_array(field)]
    if not arrays:
        tables[name] = flat
        return
    keyed = flat.select("*", (F.monotonically_increasing_id() + (taken + 1)).alias(_KEY))
    tables[name] = select(keyed, [_with_key(field) for field in fields])
    for array in arrays:
        _pivot(_elements(keyed, array), root, f"{root}_{array.name}", taken, tables)


def _with_key(field: Named) -> Named:
    if not _is_array(field):
        return field
    key = F.when(field.value.column.isNotNull(), F.col(_KEY))
    return Named(field.name, Value(key, T.LongType(), field.value.flag))


def _elements(keyed: DataFrame, array: Named) -> DataFrame:
    assert isinstance(array.value.type, T.ArrayType)
    rows = keyed.select(
        F.col(_KEY).alias("id"), F.posexplode(array.value.column).alias("index", "val")
    )
    element = Named(f"{array.name}.val", Value(F.col("val"), array.value.type.elementType))
    key = Named("id", Value(F.col("id"), T.LongType()))
    index = Named("index", Value(F.col("index"), T.IntegerType()))
    return select(rows, [key, index, *flat_fields([element])])


def _keeps_order(data: DataFrame) -> bool:
    """Return whether evaluating the plan twice returns the same rows in the same order."""
    pending = [data._jdf.queryExecution().optimizedPlan()]
    while pending:
        node = pending.pop()
        if node.nodeName().split(" ")[0] not in _STABLE:
            return False
        children = node.children()
        pending += [children.apply(i) for i in range(children.size())]
    return True
