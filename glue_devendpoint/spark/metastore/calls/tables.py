"""Reading tables."""

from __future__ import annotations

from collections.abc import Iterator

from botocore.exceptions import ClientError

from glue_devendpoint.spark.metastore.calls.bridge import Bridge, Calls
from glue_devendpoint.spark.metastore.calls.databases import DEFAULT
from glue_devendpoint.spark.metastore.errors import is_code
from glue_devendpoint.spark.metastore.gateway import Json
from glue_devendpoint.spark.metastore.names import name_filter
from glue_devendpoint.spark.metastore.python_tables import with_python_source
from glue_devendpoint.spark.metastore.tables import EXTERNAL, shown_column, shown_table
from glue_devendpoint.spark.metastore.thrift import Record

calls = Calls()


@calls.serves("get_table")
def get_table(bridge: Bridge, arguments: Record) -> Record:
    """Return one table."""
    return _shown(bridge, arguments["dbname"], arguments["tbl_name"])


@calls.serves("get_table_req")
def get_table_req(bridge: Bridge, arguments: Record) -> Record:
    """Return one table, with the newer request."""
    request = arguments["req"]
    return {"table": _shown(bridge, request["dbName"], request["tblName"])}


@calls.serves("get_table_objects_by_name")
def get_tables_by_name(bridge: Bridge, arguments: Record) -> list[Record]:
    """Return the named tables that exist."""
    return list(_named(bridge, arguments["dbname"], arguments.get("tbl_names") or []))


@calls.serves("get_table_objects_by_name_req")
def get_tables_by_name_req(bridge: Bridge, arguments: Record) -> Record:
    """Return the named tables that exist, with the newer request."""
    request = arguments["req"]
    return {"tables": list(_named(bridge, request["dbName"], request.get("tblNames") or []))}


@calls.serves("get_tables")
def get_tables(bridge: Bridge, arguments: Record) -> list[str]:
    """Return the names that match a pattern."""
    fits = name_filter(arguments.get("pattern"))
    found = _listed(bridge, arguments["db_name"], ["NAME"])
    return [table["Name"] for table in found if fits.fullmatch(table["Name"])]


@calls.serves("get_all_tables")
def get_all_tables(bridge: Bridge, arguments: Record) -> list[str]:
    """Return every name."""
    return [table["Name"] for table in _listed(bridge, arguments["db_name"], ["NAME"])]


@calls.serves("get_tables_by_type")
def get_tables_by_type(bridge: Bridge, arguments: Record) -> list[str]:
    """Return the matching names of tables of one type, for example views."""
    fits = name_filter(arguments.get("pattern"))
    found = _listed(bridge, arguments["db_name"], ["NAME", "TABLE_TYPE"])
    return [
        table["Name"]
        for table in found
        if (table.get("TableType") or EXTERNAL) == arguments["tableType"]
        and fits.fullmatch(table["Name"])
    ]


@calls.serves("get_table_meta")
def get_table_meta(bridge: Bridge, arguments: Record) -> list[Record]:
    """Return names, types and comments of matching tables in matching databases."""
    database_fits = name_filter(arguments.get("db_patterns"))
    table_fits = name_filter(arguments.get("tbl_patterns"))
    kinds = set(arguments.get("tbl_types") or ())
    return [
        {
            "dbName": database["Name"],
            "tableName": table["Name"],
            "tableType": table.get("TableType") or EXTERNAL,
            "comments": table.get("Description") or "",
        }
        for database in bridge.glue.all_of("get_databases", "DatabaseList")
        if database_fits.fullmatch(database["Name"])
        for table in _listed(bridge, database["Name"], [])
        if table_fits.fullmatch(table["Name"])
        and (not kinds or (table.get("TableType") or EXTERNAL) in kinds)
    ]


@calls.serves(
    "get_fields", "get_fields_with_environment_context",
    "get_schema", "get_schema_with_environment_context",
)  # fmt: skip
def get_schema(bridge: Bridge, arguments: Record) -> list[Record]:
    """Return the columns of a table, partition keys last."""
    table = bridge.glue.find_table(arguments["db_name"], arguments["table_name"])
    columns = (table.get("StorageDescriptor") or {}).get("Columns") or []
    return [shown_column(column) for column in [*columns, *(table.get("PartitionKeys") or [])]]


def _shown(bridge: Bridge, database: str, name: str) -> Record:
    table = bridge.glue.find_table(database, name)
    abilities = bridge.abilities
    told = with_python_source(table, bridge.glue, bridge.folders.buckets, abilities)
    return shown_table(told, abilities)


def _named(bridge: Bridge, database: str, names: list[str]) -> Iterator[Record]:
    for name in names:
        try:
            yield _shown(bridge, database, name)
        except ClientError as err:
            if not is_code(err, "EntityNotFoundException"):
                raise


def _listed(bridge: Bridge, database: str, attributes: list[str]) -> Iterator[Json]:
    wanted = {"AttributesToGet": attributes} if attributes else {}
    try:
        yield from bridge.glue.all_of("get_tables", "TableList", DatabaseName=database, **wanted)
    except ClientError as err:  # `default` may not exist in the catalog yet: then it is empty
        if database.lower() != DEFAULT or not is_code(err, "EntityNotFoundException"):
            raise
