"""Creating, changing and dropping tables."""

from __future__ import annotations

from typing import Any

from glue_devendpoint.spark.metastore.calls.bridge import Bridge, Calls
from glue_devendpoint.spark.metastore.calls.databases import (
    database_location,
    ensure_database,
    find_database,
)
from glue_devendpoint.spark.metastore.errors import not_possible
from glue_devendpoint.spark.metastore.gateway import Json
from glue_devendpoint.spark.metastore.names import partition_name
from glue_devendpoint.spark.metastore.tables import (
    changed_table_input,
    is_managed,
    is_view,
    table_input,
)
from glue_devendpoint.spark.metastore.thrift import Record

calls = Calls()


@calls.serves("create_table", "create_table_with_environment_context")
def create_table(bridge: Bridge, arguments: Record) -> None:
    """Create a table, and its folder if it is managed."""
    record = arguments["tbl"]
    database = record["dbName"]
    ensure_database(bridge, database)
    wanted = table_input(record)
    descriptor = wanted["StorageDescriptor"]
    if not is_view(wanted) and not descriptor.get("Location"):
        parent = database_location(bridge, find_database(bridge, database))
        descriptor["Location"] = f"{parent.rstrip('/')}/{wanted['Name']}"
    bridge.glue.call("create_table", DatabaseName=database, TableInput=wanted)
    if is_managed(wanted):
        bridge.folders.make(descriptor["Location"])


@calls.serves(
    "alter_table", "alter_table_with_environment_context", "alter_table_with_cascade",
)  # fmt: skip
def alter_table(bridge: Bridge, arguments: Record) -> None:
    """Change a table. A new name or database moves it."""
    database, name = arguments["dbname"], arguments["tbl_name"]
    record = arguments["new_tbl"]
    stored = bridge.glue.find_table(database, name)
    wanted = changed_table_input(stored, record, bridge.abilities)
    target = record.get("dbName") or database
    if wanted["Name"] != stored["Name"] or target.lower() != stored["DatabaseName"]:
        _move_table(bridge, stored, target, wanted)
        return
    version: dict[str, Any] = {}
    if stored.get("VersionId"):
        version["VersionId"] = stored["VersionId"]
    bridge.glue.call(
        "update_table", DatabaseName=stored["DatabaseName"], TableInput=wanted, **version
    )


@calls.serves("drop_table", "drop_table_with_environment_context")
def drop_table(bridge: Bridge, arguments: Record) -> None:
    """Drop a table. Deletes its files if it is managed."""
    database, name = arguments["dbname"], arguments["name"]
    stored: Json = bridge.glue.call("get_table", DatabaseName=database, Name=name)["Table"]
    bridge.glue.call("delete_table", DatabaseName=database, Name=name)
    if arguments.get("deleteData") and is_managed(stored):
        own = database_location(bridge, find_database(bridge, database))
        bridge.folders.remove((stored.get("StorageDescriptor") or {}).get("Location", ""), own)


@calls.serves("truncate_table")
def truncate_table(bridge: Bridge, arguments: Record) -> None:
    """Empty the folders of a managed table or of some of its partitions."""
    database, name = arguments["dbName"], arguments["tableName"]
    table = bridge.glue.find_table(database, name)
    if not is_managed(table):
        raise not_possible(f"Can't truncate {database}.{name}: it isn't a managed table.")
    own = database_location(bridge, find_database(bridge, database))
    keys = [key["Name"] for key in table.get("PartitionKeys") or ()]
    chosen = set(arguments.get("partNames") or ())
    locations = [table["StorageDescriptor"]["Location"]] if not keys else []
    partitions = bridge.glue.all_of(
        "get_partitions", "Partitions", DatabaseName=database, TableName=name
    )
    locations += [
        each["StorageDescriptor"]["Location"]
        for each in partitions
        if not chosen or partition_name(keys, each["Values"]) in chosen
    ]
    for location in locations:
        bridge.folders.remove(location, own)
        bridge.folders.make(location)


def _move_table(bridge: Bridge, stored: Json, database: str, wanted: Json) -> None:
    """Rename a table. Glue can't, so this creates a new table and drops the old one.

    Partitions are copied. If that fails, the new table is dropped and the old one is kept.
    """
    source, old_location = stored["DatabaseName"], _location(stored)
    ensure_database(bridge, database)
    new_location = _own_location(bridge, stored, database, wanted)
    wanted["StorageDescriptor"] = {**wanted["StorageDescriptor"]}
    if new_location:
        wanted["StorageDescriptor"]["Location"] = new_location
    bridge.glue.call("create_table", DatabaseName=database, TableInput=wanted)
    try:
        _copy_partitions(bridge, stored, database, wanted)
        if new_location and new_location != old_location:
            bridge.folders.move(old_location, new_location)
    except BaseException:
        bridge.glue.call("delete_table", DatabaseName=database, Name=wanted["Name"])
        raise
    bridge.glue.call("delete_table", DatabaseName=source, Name=stored["Name"])


def _own_location(bridge: Bridge, stored: Json, database: str, wanted: Json) -> str:
    """Return the location of a renamed table. A managed table at its default location is moved."""
    sent = _location(wanted)
    if not is_managed(stored) or sent != _location(stored):
        return sent
    parent = database_location(bridge, find_database(bridge, stored["DatabaseName"]))
    if sent.rstrip("/") != f"{parent.rstrip('/')}/{stored['Name']}":
        return sent
    new_parent = database_location(bridge, find_database(bridge, database))
    return f"{new_parent.rstrip('/')}/{wanted['Name']}"


def _copy_partitions(bridge: Bridge, stored: Json, database: str, wanted: Json) -> None:
    if not stored.get("PartitionKeys"):
        return
    old, new = _location(stored).rstrip("/"), _location(wanted).rstrip("/")
    inputs = []
    for partition in bridge.glue.all_of(
        "get_partitions",
        "Partitions",
        DatabaseName=stored["DatabaseName"],
        TableName=stored["Name"],
    ):
        descriptor = dict(partition.get("StorageDescriptor") or {})
        location = descriptor.get("Location", "")
        if old and location.startswith(old + "/"):
            descriptor["Location"] = new + location[len(old) :]
        inputs.append(
            {
                "Values": partition["Values"],
                "StorageDescriptor": descriptor,
                "Parameters": partition.get("Parameters") or {},
            }
        )
    for error in bridge.glue.create_partitions(database, wanted["Name"], inputs):
        detail = error.get("ErrorDetail", {}).get("ErrorMessage", "")
        raise not_possible(f"can't move partition {error.get('PartitionValues')}: {detail}")


def _location(table: Json) -> str:
    return str((table.get("StorageDescriptor") or {}).get("Location") or "")
