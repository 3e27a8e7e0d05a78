"""Tables as written by tools other than crawlers: boto3, Athena, Hive, Spark, the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

HIVE = "org.apache.hadoop.hive.serde2"
LAZY = f"{HIVE}.lazy.LazySimpleSerDe"
OPEN_CSV = f"{HIVE}.OpenCSVSerde"
REGEX = f"{HIVE}.RegexSerDe"
HIVE_JSON = f"{HIVE}.JsonSerDe"
HCATALOG = "org.apache.hive.hcatalog.data.JsonSerDe"
OPENX = "org.openx.data.jsonserde.JsonSerDe"
GROK = "com.amazonaws.glue.serde.GrokSerDe"
TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat"
TEXT_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"


def table(
    columns: str,
    library: str = "",
    serde: Mapping[str, str] | None = None,
    keys: str = "",
    partitions: Sequence[Mapping[str, Any]] = (),
    **parameters: str,
) -> dict[str, Any]:
    """Describe a table. Columns and keys have the form `name:type, ...`."""
    return {
        "columns": _columns(columns),
        "library": library,
        "serde": dict(serde or {}),
        "keys": _columns(keys),
        "partitions": partitions,
        "parameters": parameters,
    }


def _columns(text: str) -> list[dict[str, str]]:
    pairs = (part.strip().partition(":") for part in text.split("; ") if part.strip())
    return [{"Name": name, "Type": kind} for name, _, kind in pairs]


def table_input(name: str, location: str, described: Mapping[str, Any]) -> dict[str, Any]:
    """Return the TableInput of a described table."""
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": described["parameters"],
        "PartitionKeys": described["keys"],
        "StorageDescriptor": _descriptor(location, described, described["serde"]),
    }


def partition_inputs(location: str, described: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the PartitionInputs of its partitions. Their SerDes can have other parameters."""
    return [
        {
            "Values": [each["value"]],
            "StorageDescriptor": _descriptor(
                f"{location}{each['folder']}/", described, each.get("serde", described["serde"])
            ),
        }
        for each in described["partitions"]
    ]


def _descriptor(
    location: str, described: Mapping[str, Any], serde: Mapping[str, str]
) -> dict[str, Any]:
    info: dict[str, Any] = {"Parameters": dict(serde)}
    if described["library"]:
        info["SerializationLibrary"] = described["library"]
    return {
        "Columns": described["columns"],
        "Location": location,
        "InputFormat": TEXT_INPUT,
        "OutputFormat": TEXT_OUTPUT,
        "SerdeInfo": info,
    }
