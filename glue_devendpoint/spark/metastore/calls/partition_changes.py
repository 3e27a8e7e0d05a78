"""Adding, changing, renaming and dropping partitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from glue_devendpoint.spark.metastore.calls.bridge import Bridge, Calls
from glue_devendpoint.spark.metastore.calls.partitions import (
    partition_keys,
    stored_partition,
)
from glue_devendpoint.spark.metastore.errors import HiveError
from glue_devendpoint.spark.metastore.gateway import Json, raise_refused
from glue_devendpoint.spark.metastore.names import NULL_VALUE, partition_name, partition_values
from glue_devendpoint.spark.metastore.partitions import PartitionView
from glue_devendpoint.spark.metastore.tables import is_managed
from glue_devendpoint.spark.metastore.thrift import Record

calls = Calls()
EXISTS = "AlreadyExistsException"


@calls.serves("add_partition", "add_partition_with_environment_context")
def add_partition(bridge: Bridge, arguments: Record) -> Record:
    """Add one partition."""
    record = arguments["new_part"]
    return _add(bridge, record["dbName"], record["tableName"], [record])[0]


@calls.serves("append_partition")
def append_partition(bridge: Bridge, arguments: Record) -> Record:
    """Add the partition with the given values at its default location."""
    record = {"values": arguments["part_vals"]}
    return _add(bridge, arguments["db_name"], arguments["tbl_name"], [record])[0]


@calls.serves("add_partitions")
def add_partitions(bridge: Bridge, arguments: Record) -> int:
    """Add partitions: all or none."""
    records = arguments.get("new_parts") or []
    if records:
        _add(bridge, records[0]["dbName"], records[0]["tableName"], records)
    return len(records)


@calls.serves("add_partitions_req")
def add_partitions_req(bridge: Bridge, arguments: Record) -> Record:
    """Add partitions: all or none, or only those that don't exist."""
    request = arguments["request"]
    added = _add(
        bridge,
        request["dbName"],
        request["tblName"],
        request.get("parts") or [],
        is_if_not_exists=bool(request.get("ifNotExists")),
    )
    return {"partitions": added} if request.get("needResult", True) else {}


@calls.serves(
    "drop_partition", "drop_partition_with_environment_context",
)  # fmt: skip
def drop_partition(bridge: Bridge, arguments: Record) -> bool:
    """Drop a partition. Deletes its files if the table is managed."""
    return _drop(bridge, arguments, arguments["part_vals"])


@calls.serves("drop_partition_by_name")
def drop_partition_by_name(bridge: Bridge, arguments: Record) -> bool:
    """Drop a partition by name."""
    return _drop(bridge, arguments, list(partition_values(arguments["part_name"]).values()))


@calls.serves("drop_partitions_req")
def drop_partitions_req(bridge: Bridge, arguments: Record) -> Record:
    """Drop partitions by name. Spark never sends serialized expressions."""
    request = arguments["req"]
    names = (request.get("parts") or {}).get("names")
    if names is None:
        raise HiveError("MetaException", "partitions can only be dropped by name")
    for name in names:
        one = {
            "db_name": request["dbName"],
            "tbl_name": request["tblName"],
            "deleteData": request.get("deleteData", False),
        }
        try:
            _drop(bridge, one, list(partition_values(name).values()))
        except HiveError as err:
            if not (request.get("ifExists", True) and err.kind == "NoSuchObjectException"):
                raise
    return {"partitions": []} if request.get("needResult", True) else {}


@calls.serves("alter_partition", "alter_partition_with_environment_context")
def alter_partition(bridge: Bridge, arguments: Record) -> None:
    """Change one partition."""
    _alter(bridge, arguments, [arguments["new_part"]])


@calls.serves("alter_partitions", "alter_partitions_with_environment_context")
def alter_partitions(bridge: Bridge, arguments: Record) -> None:
    """Change partitions."""
    _alter(bridge, arguments, arguments.get("new_parts") or [])


@calls.serves("rename_partition")
def rename_partition(bridge: Bridge, arguments: Record) -> None:
    """Change a partition's values. If the table is managed, its folder is moved."""
    database, name = arguments["db_name"], arguments["tbl_name"]
    table = bridge.glue.find_table(database, name)
    old_values, record = _checked(arguments["part_vals"]), arguments["new_part"]
    stored = stored_partition(bridge, arguments, old_values)
    wanted = PartitionView(table, bridge.abilities).changed_input(stored, record)
    if wanted["Values"] == old_values:
        _update(bridge, database, name, old_values, wanted)
        return
    keys = partition_keys(table)
    old_location = _location(stored)
    own_name = partition_name(keys, old_values)
    moves = is_managed(table) and old_location.endswith("/" + own_name)
    if moves:
        parent = old_location.removesuffix(own_name)
        wanted["StorageDescriptor"]["Location"] = parent + partition_name(keys, wanted["Values"])
    _create(bridge, database, name, [wanted], is_if_not_exists=False)
    if moves:
        bridge.folders.move(old_location, _location(wanted))
    bridge.glue.delete_partitions(database, name, [old_values])


def _add(
    bridge: Bridge,
    database: str,
    name: str,
    records: Sequence[Record],
    *,
    is_if_not_exists: bool = False,
) -> list[Record]:
    table = bridge.glue.find_table(database, name)
    view, keys = PartitionView(table, bridge.abilities), partition_keys(table)
    root = _location(table).rstrip("/")
    inputs = []
    for record in records:
        values = _checked(record["values"])
        wanted = view.new_input({**record, "values": values})
        if not (record.get("sd") or {}).get("location"):
            wanted["StorageDescriptor"]["Location"] = f"{root}/{partition_name(keys, values)}"
        inputs.append(wanted)
    added = _create(bridge, database, name, inputs, is_if_not_exists=is_if_not_exists)
    for wanted in added:
        bridge.folders.make(_location(wanted))
    return [view.show(wanted) for wanted in added]


def _create(
    bridge: Bridge, database: str, name: str, inputs: list[Json], *, is_if_not_exists: bool
) -> list[Json]:
    errors = bridge.glue.create_partitions(database, name, inputs)
    refused = [tuple(error.get("PartitionValues") or ()) for error in errors]
    added = [each for each in inputs if tuple(each["Values"]) not in set(refused)]
    for error in errors:
        code = (error.get("ErrorDetail") or {}).get("ErrorCode")
        if not (is_if_not_exists and code == EXISTS):
            bridge.glue.delete_partitions(database, name, [each["Values"] for each in added])
            raise_refused(error)
    return added


def _drop(bridge: Bridge, arguments: Record, values: list[str]) -> bool:
    database, name = arguments["db_name"], arguments["tbl_name"]
    values = _checked(values)
    table = bridge.glue.find_table(database, name)
    stored = stored_partition(bridge, arguments, values)
    bridge.glue.call(
        "delete_partition", DatabaseName=database, TableName=name, PartitionValues=values
    )
    if arguments.get("deleteData") and is_managed(table):
        bridge.folders.remove(_location(stored), _location(table))
    return True


def _alter(bridge: Bridge, arguments: Record, records: Sequence[Record]) -> None:
    database, name = arguments["db_name"], arguments["tbl_name"]
    view = PartitionView(bridge.glue.find_table(database, name), bridge.abilities)
    for record in records:
        values = _checked(record["values"])
        stored = stored_partition(bridge, arguments, values)
        wanted = view.changed_input(stored, {**record, "values": values})
        _update(bridge, database, name, values, wanted)


def _update(bridge: Bridge, database: str, name: str, values: list[str], wanted: Json) -> None:
    arguments: dict[str, Any] = {"DatabaseName": database, "TableName": name}
    bridge.glue.call(
        "update_partition", **arguments, PartitionValueList=values, PartitionInput=wanted
    )


def _checked(values: list[str]) -> list[str]:
    return [value or NULL_VALUE for value in values]


def _location(described: Json) -> str:
    return str((described.get("StorageDescriptor") or {}).get("Location") or "")
