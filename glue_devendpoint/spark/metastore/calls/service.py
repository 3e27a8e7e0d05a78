"""Calls about the metastore itself. `set_ugi` states a user name, but proves nothing."""

from __future__ import annotations

from glue_devendpoint.spark.metastore.calls.bridge import Bridge, Calls
from glue_devendpoint.spark.metastore.names import partition_values
from glue_devendpoint.spark.metastore.thrift import Record

calls = Calls()
ALIVE = 2


@calls.serves("getName")
def get_name(_bridge: Bridge, _arguments: Record) -> str:
    """Return the name of the service."""
    return "metastore"


@calls.serves("getVersion")
def get_version(_bridge: Bridge, _arguments: Record) -> str:
    """Return the version of the Hive interface."""
    return "3.0"


@calls.serves("getStatus")
def get_status(_bridge: Bridge, _arguments: Record) -> int:
    """Report that the service is alive."""
    return ALIVE


@calls.serves("set_ugi")
def set_ugi(_bridge: Bridge, arguments: Record) -> list[str]:
    """Do nothing: access depends on the socket's owner."""
    return [arguments.get("user_name", "")]


@calls.serves("getMetaConf")
def get_setting(_bridge: Bridge, _arguments: Record) -> str:
    """Return an empty setting: there are none."""
    return ""


@calls.serves("setMetaConf", "shutdown")
def ignore(_bridge: Bridge, _arguments: Record) -> None:
    """Do nothing: clients call this when they close."""


@calls.serves("get_config_value")
def get_config_value(_bridge: Bridge, arguments: Record) -> str:
    """Return the client's default value."""
    return str(arguments.get("defaultValue", ""))


@calls.serves("partition_name_has_valid_characters")
def has_valid_characters(_bridge: Bridge, _arguments: Record) -> bool:
    """Accept every value: names are escaped."""
    return True


@calls.serves("partition_name_to_spec")
def name_to_spec(_bridge: Bridge, arguments: Record) -> dict[str, str]:
    """Return keys and values of a partition's name."""
    return partition_values(arguments["part_name"])


@calls.serves("partition_name_to_vals")
def name_to_values(_bridge: Bridge, arguments: Record) -> list[str]:
    """Return the values of a partition's name."""
    return list(partition_values(arguments["part_name"]).values())
