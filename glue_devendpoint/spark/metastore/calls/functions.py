"""User-defined functions."""

from __future__ import annotations

import re

from botocore.exceptions import ClientError

from glue_devendpoint.spark.metastore.calls.bridge import Bridge, Calls
from glue_devendpoint.spark.metastore.calls.databases import DEFAULT, ensure_database
from glue_devendpoint.spark.metastore.errors import HiveError, is_code, missing
from glue_devendpoint.spark.metastore.gateway import Json
from glue_devendpoint.spark.metastore.names import name_filter
from glue_devendpoint.spark.metastore.tables import seconds
from glue_devendpoint.spark.metastore.thrift import Record

calls = Calls()
JAVA = 1
_OWNERS = {1: "USER", 2: "ROLE", 3: "GROUP"}
_RESOURCES = {1: "JAR", 2: "FILE", 3: "ARCHIVE"}


@calls.serves("get_functions")
def get_functions(bridge: Bridge, arguments: Record) -> list[str]:
    """Return the names that match a pattern."""
    fits = name_filter(arguments.get("pattern"))
    database = arguments["dbName"]
    if database.lower() == DEFAULT and not bridge.glue.has_database(DEFAULT):
        return []
    found = bridge.glue.all_of(
        "get_user_defined_functions",
        "UserDefinedFunctions",
        DatabaseName=database,
        Pattern=".*",
    )
    return [each["FunctionName"] for each in found if fits.fullmatch(each["FunctionName"])]


@calls.serves("get_function")
def get_function(bridge: Bridge, arguments: Record) -> Record:
    """Return one function."""
    database, name = arguments["dbName"], arguments["funcName"]
    try:
        found = bridge.glue.call(
            "get_user_defined_function", DatabaseName=database, FunctionName=name
        )
    except ClientError as err:
        if not is_code(err, "EntityNotFoundException"):
            raise
        # Spark recognizes a missing function by exactly this text.
        raise missing(f"Function {database}.{name} does not exist") from err
    return _shown(found["UserDefinedFunction"])


@calls.serves("get_all_functions")
def get_all_functions(bridge: Bridge, _arguments: Record) -> Record:
    """Return every function of every database."""
    found = bridge.glue.all_of("get_user_defined_functions", "UserDefinedFunctions", Pattern=".*")
    return {"functions": [_shown(each) for each in found]}


@calls.serves("create_function")
def create_function(bridge: Bridge, arguments: Record) -> None:
    """Create a function."""
    record = arguments["func"]
    ensure_database(bridge, record["dbName"])
    bridge.glue.call(
        "create_user_defined_function",
        DatabaseName=record["dbName"],
        FunctionInput=_input(record),
    )


@calls.serves("alter_function")
def alter_function(bridge: Bridge, arguments: Record) -> None:
    """Replace a function. Its name can't change."""
    record = arguments["newFunc"]
    if record["functionName"].lower() != arguments["funcName"].lower():
        raise HiveError("InvalidOperationException", "functions can't be renamed")
    bridge.glue.call(
        "update_user_defined_function",
        DatabaseName=arguments["dbName"],
        FunctionName=arguments["funcName"],
        FunctionInput=_input(record),
    )


@calls.serves("drop_function")
def drop_function(bridge: Bridge, arguments: Record) -> None:
    """Drop a function."""
    bridge.glue.call(
        "delete_user_defined_function",
        DatabaseName=arguments["dbName"],
        FunctionName=arguments["funcName"],
    )


def _shown(function: Json) -> Record:
    kinds = {name: number for number, name in _RESOURCES.items()}
    owners = {name: number for number, name in _OWNERS.items()}
    return {
        "functionName": function["FunctionName"],
        "dbName": function.get("DatabaseName", ""),
        "className": function.get("ClassName", ""),
        "ownerName": function.get("OwnerName", ""),
        "ownerType": owners.get(function.get("OwnerType", "USER"), 1),
        "createTime": seconds(function.get("CreateTime")),
        "functionType": JAVA,
        "resourceUris": [
            {"resourceType": kinds.get(uri.get("ResourceType", "JAR"), 1), "uri": uri["Uri"]}
            for uri in function.get("ResourceUris") or ()
        ],
    }


def _input(record: Record) -> Json:
    found: Json = {
        "FunctionName": record["functionName"],
        "ClassName": record["className"],
        "OwnerType": _OWNERS.get(record.get("ownerType", 1), "USER"),
        "ResourceUris": [
            {"ResourceType": _RESOURCES.get(uri.get("resourceType", 1), "JAR"), "Uri": uri["uri"]}
            for uri in record.get("resourceUris") or ()
        ],
    }
    if re.search(r"\S", record.get("ownerName") or ""):
        found["OwnerName"] = record["ownerName"]
    return found
