"""Databases. Hive clients expect `default` to exist, so it is created when first used."""

from __future__ import annotations

from botocore.exceptions import ClientError

from glue_devendpoint.spark.metastore.calls.bridge import Bridge, Calls
from glue_devendpoint.spark.metastore.errors import is_code, not_possible
from glue_devendpoint.spark.metastore.gateway import Json
from glue_devendpoint.spark.metastore.names import name_filter
from glue_devendpoint.spark.metastore.tables import is_managed
from glue_devendpoint.spark.metastore.thrift import Record

calls = Calls()
DEFAULT = "default"
USER = 1


def find_database(bridge: Bridge, name: str) -> Json:
    """Return a Glue database. `default` is returned even if the catalog doesn't contain it."""
    try:
        found: Json = bridge.glue.call("get_database", Name=name)["Database"]
    except ClientError as err:
        if name.lower() != DEFAULT or not is_code(err, "EntityNotFoundException"):
            raise
        found = {"Name": DEFAULT, "Description": "default database"}
    return found


def ensure_database(bridge: Bridge, name: str) -> None:
    """Create `default` in the catalog before something is added to it."""
    if name.lower() == DEFAULT and not bridge.glue.has_database(DEFAULT):
        database = find_database(bridge, DEFAULT)
        bridge.glue.call("create_database", DatabaseInput=_input(shown_database(bridge, database)))


def database_location(bridge: Bridge, database: Json) -> str:
    """Return the folder for tables of a database that have no location."""
    name = database["Name"]
    stated: str = database.get("LocationUri") or ""
    if stated:
        return stated
    if name == DEFAULT:
        return bridge.folders.default_location()
    return bridge.folders.default_location(f"{name}.db")


def shown_database(bridge: Bridge, database: Json) -> Record:
    """Return a Glue database as a Hive database."""
    return {
        "name": database["Name"],
        "description": database.get("Description") or "",
        "locationUri": database_location(bridge, database),
        "parameters": dict(database.get("Parameters") or {}),
        "ownerName": "",
        "ownerType": USER,
    }


@calls.serves("get_databases")
def get_databases(bridge: Bridge, arguments: Record) -> list[str]:
    """Return the names that match a pattern."""
    fits = name_filter(arguments.get("pattern"))
    return [name for name in _names(bridge) if fits.fullmatch(name)]


@calls.serves("get_all_databases")
def get_all_databases(bridge: Bridge, _arguments: Record) -> list[str]:
    """Return every name."""
    return _names(bridge)


@calls.serves("get_database")
def get_database(bridge: Bridge, arguments: Record) -> Record:
    """Return one database."""
    return shown_database(bridge, find_database(bridge, arguments["name"]))


@calls.serves("create_database")
def create_database(bridge: Bridge, arguments: Record) -> None:
    """Create a database and its folder."""
    record = arguments["database"]
    if not record.get("locationUri"):
        record["locationUri"] = database_location(bridge, {"Name": record["name"].lower()})
    bridge.glue.call("create_database", DatabaseInput=_input(record))
    bridge.folders.make(record["locationUri"])


@calls.serves("alter_database")
def alter_database(bridge: Bridge, arguments: Record) -> None:
    """Change description, location or properties."""
    ensure_database(bridge, arguments["dbname"])
    bridge.glue.call(
        "update_database", Name=arguments["dbname"], DatabaseInput=_input(arguments["db"])
    )


@calls.serves("drop_database")
def drop_database(bridge: Bridge, arguments: Record) -> None:
    """Drop a database. Its tables are only dropped with `cascade`."""
    name = arguments["name"]
    database = find_database(bridge, name)
    tables = list(bridge.glue.all_of("get_tables", "TableList", DatabaseName=name))
    if tables and not arguments.get("cascade"):
        raise not_possible(f"Database {name} is not empty. One or more tables exist.")
    bridge.glue.call("delete_database", Name=name)
    if arguments.get("deleteData"):
        own = database_location(bridge, database)
        for table in filter(is_managed, tables):
            bridge.folders.remove((table.get("StorageDescriptor") or {}).get("Location", ""), own)
        bridge.folders.remove(own)


def _names(bridge: Bridge) -> list[str]:
    found = bridge.glue.all_of("get_databases", "DatabaseList", AttributesToGet=["NAME"])
    return [database["Name"] for database in found]


def _input(record: Record) -> Json:
    found: Json = {"Name": record["name"].lower(), "Parameters": record.get("parameters") or {}}
    if record.get("description"):
        found["Description"] = record["description"]
    if record.get("locationUri"):
        found["LocationUri"] = record["locationUri"]
    return found
