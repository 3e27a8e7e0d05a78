"""Reading partitions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glue_devendpoint.spark.metastore.calls.bridge import Bridge, Calls
from glue_devendpoint.spark.metastore.errors import missing
from glue_devendpoint.spark.metastore.filters import equal_values, glue_expression
from glue_devendpoint.spark.metastore.gateway import PAGE, Json
from glue_devendpoint.spark.metastore.names import NULL_VALUE, partition_name, partition_values
from glue_devendpoint.spark.metastore.partitions import PartitionView
from glue_devendpoint.spark.metastore.thrift import Record

calls = Calls()


@calls.serves("get_partition", "get_partition_with_auth")
def get_partition(bridge: Bridge, arguments: Record) -> Record:
    """Return the partition with the given values."""
    return find_partition(bridge, arguments, arguments["part_vals"])


@calls.serves("get_partition_by_name")
def get_partition_by_name(bridge: Bridge, arguments: Record) -> Record:
    """Return the partition with the given name."""
    return find_partition(
        bridge, arguments, list(partition_values(arguments["part_name"]).values())
    )


@calls.serves("get_partitions", "get_partitions_with_auth")
def get_partitions(bridge: Bridge, arguments: Record) -> list[Record]:
    """Return every partition."""
    return _shown(bridge, arguments, None)


@calls.serves("get_partitions_ps", "get_partitions_ps_with_auth")
def get_partitions_of_values(bridge: Bridge, arguments: Record) -> list[Record]:
    """Return the partitions with the given leading values."""
    table = _table(bridge, arguments)
    expression = equal_values(partition_keys(table), arguments.get("part_vals") or [])
    return _shown(bridge, arguments, expression, table)


@calls.serves("get_partitions_by_filter")
def get_partitions_by_filter(bridge: Bridge, arguments: Record) -> list[Record]:
    """Return the partitions that a Hive filter may match, as pruned by the catalog."""
    return _shown(bridge, arguments, glue_expression(arguments.get("filter") or ""))


@calls.serves("get_num_partitions_by_filter")
def count_partitions(bridge: Bridge, arguments: Record) -> int:
    """Return the number of partitions that a filter may match."""
    expression = glue_expression(arguments.get("filter") or "")
    return sum(1 for _ in _listed(bridge, arguments, expression, is_brief=True))


@calls.serves("get_partitions_by_names")
def get_partitions_by_names(bridge: Bridge, arguments: Record) -> list[Record]:
    """Return the named partitions that exist."""
    view = PartitionView(_table(bridge, arguments), bridge.abilities)
    values = [list(partition_values(name).values()) for name in arguments.get("names") or ()]
    found = bridge.glue.partitions_of(arguments["db_name"], arguments["tbl_name"], values)
    return [view.show(partition) for partition in found]


@calls.serves("get_partition_names")
def get_partition_names(bridge: Bridge, arguments: Record) -> list[str]:
    """Return every partition's name."""
    return _names(bridge, arguments, [])


@calls.serves("get_partition_names_ps")
def get_partition_names_of_values(bridge: Bridge, arguments: Record) -> list[str]:
    """Return the names of the partitions with the given leading values."""
    return _names(bridge, arguments, arguments.get("part_vals") or [])


def find_partition(bridge: Bridge, arguments: Record, values: list[str]) -> Record:
    """Return one partition as a Hive partition."""
    table = _table(bridge, arguments)
    keys = partition_keys(table)
    if len(keys) != len(values):
        raise missing(f"partition values {values} don't match the keys {keys}")
    return PartitionView(table, bridge.abilities).show(stored_partition(bridge, arguments, values))


def stored_partition(bridge: Bridge, arguments: Record, values: list[str]) -> Json:
    """Return one partition in Glue's form."""
    found: Json = bridge.glue.call(
        "get_partition",
        DatabaseName=arguments["db_name"],
        TableName=arguments["tbl_name"],
        PartitionValues=[value or NULL_VALUE for value in values],
    )["Partition"]
    return found


def partition_keys(table: Json) -> list[str]:
    """Return the names of a table's partition keys."""
    return [key["Name"] for key in table.get("PartitionKeys") or ()]


def _table(bridge: Bridge, arguments: Record) -> Json:
    return bridge.glue.find_table(arguments["db_name"], arguments["tbl_name"])


def _shown(
    bridge: Bridge, arguments: Record, expression: str | None, table: Json | None = None
) -> list[Record]:
    view = PartitionView(table or _table(bridge, arguments), bridge.abilities)
    return [view.show(partition) for partition in _listed(bridge, arguments, expression)]


def _names(bridge: Bridge, arguments: Record, values: list[str]) -> list[str]:
    keys = partition_keys(_table(bridge, arguments))
    found = _listed(bridge, arguments, equal_values(keys, values), is_brief=True)
    return sorted(partition_name(keys, partition["Values"]) for partition in found)


def _listed(
    bridge: Bridge, arguments: Record, expression: str | None, *, is_brief: bool = False
) -> Iterator[Json]:
    limit = arguments.get("max_parts", -1)
    wanted: dict[str, Any] = {"Expression": expression} if expression else {}
    if is_brief:
        wanted["ExcludeColumnSchema"] = True
    found = bridge.glue.all_of(
        "get_partitions",
        "Partitions",
        DatabaseName=arguments["db_name"],
        TableName=arguments["tbl_name"],
        MaxResults=PAGE,
        **wanted,
    )
    for number, partition in enumerate(found):
        if 0 <= limit <= number:
            return
        yield partition
