"""What a Hive client asks of the metastore itself. `set_ugi` is a name, not a proof."""

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
    """Return the version of Hive's interface that is spoken."""
    return "3.0"


@calls.serves("getStatus")
def get_status(_bridge: Bridge, _arguments: Record) -> int:
    """Say that the service is alive."""
    return ALIVE


@calls.serves("set_ugi")
def set_ugi(_bridge: Bridge, arguments: Record) -> list[str]:
    """Take note of nothing: who may come in is decided by the socket's owner."""
    return [arguments.get("user_name", "")]


@calls.serves("getMetaConf")
def get_setting(_bridge: Bridge, _arguments: Record) -> str:
    """Return no setting: there are none."""
    return ""


@calls.serves("setMetaConf", "shutdown")
def ignore(_bridge: Bridge, _arguments: Record) -> None:
    """Do nothing, as a client at its end expects."""


@calls.serves("get_config_value")
def get_config_value(_bridge: Bridge, arguments: Record) -> str:
    """Return the client's own default."""
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
