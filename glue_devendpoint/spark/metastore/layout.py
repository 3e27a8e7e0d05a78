"""Spark's own table properties: the data source that reads a table, and its Spark schema.

The catalog stores two of them, provider and schema, which contain case, nullability and types that
Hive doesn't have. The others repeat what the table states. They are generated when Spark reads the
table and removed when Spark writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from glue_devendpoint.spark.metastore.column_types import (
    UnknownType,
    hive_type,
    spark_field,
)
from glue_devendpoint.spark.metastore.sources import (
    PYTHON_OPTIONS,
    TableReading,
    original_names,
)

Json = dict[str, Any]

PROVIDER = "spark.sql.sources.provider"
SCHEMA = "spark.sql.sources.schema"
_PARTITION_PROVIDER = "spark.sql.partitionProvider"
_MADE_UP = (
    f"{SCHEMA}.numParts",
    f"{SCHEMA}.part.",
    f"{SCHEMA}.numPartCols",
    f"{SCHEMA}.partCol.",
    _PARTITION_PROVIDER,
    "spark.sql.create.version",
)


def without_layout(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters without Spark's layout properties."""
    return {
        name: value
        for name, value in parameters.items()
        if name not in (PROVIDER, SCHEMA) and not name.startswith(_MADE_UP)
    }


def stated_schema(parameters: Mapping[str, str]) -> Json | None:
    """Return the schema that Spark wrote, in one or several properties."""
    text = parameters.get(SCHEMA)
    if text is None:
        count = int(parameters.get(f"{SCHEMA}.numParts", "0"))
        parts = [parameters.get(f"{SCHEMA}.part.{number}", "") for number in range(count)]
        text = "".join(parts)
    try:
        schema = json.loads(text) if text else None
    except ValueError:
        return None
    return schema if isinstance(schema, dict) and "fields" in schema else None


def layout_of(table: Json, reading: TableReading) -> tuple[dict[str, str], dict[str, str]]:
    """Return the layout properties and source options with which Spark reads a table."""
    parameters = table.get("Parameters") or {}
    descriptor = table.get("StorageDescriptor") or {}
    provider, options = parameters.get(PROVIDER), dict[str, str]()
    is_ours = provider is None or PYTHON_OPTIONS in table
    if is_ours and (source := reading.source()):
        provider, options = source.provider, {**source.options, **reading.decoding()}
    try:
        schema = _schema(table, stated_schema(parameters), is_needed=provider is not None)
    except UnknownType:
        return {}, {}  # Spark can't read it: show the table unchanged
    if schema is None:
        return {}, {}
    properties = {SCHEMA: json.dumps(schema, separators=(",", ":"))}
    keys = table.get("PartitionKeys") or []
    if keys:
        properties[f"{SCHEMA}.numPartCols"] = str(len(keys))
        for number, key in enumerate(keys):
            properties[f"{SCHEMA}.partCol.{number}"] = _cased(key["Name"], schema)
    if provider is not None:
        properties[PROVIDER] = provider
        properties[_PARTITION_PROVIDER] = "catalog"
        if descriptor.get("Location"):
            options["path"] = reading.location(descriptor["Location"])
    return properties, options


def columns_of(schema: Json, keys: list[str]) -> list[Json]:
    """Return the Glue columns of a schema, without the partition keys."""
    skipped = {key.lower() for key in keys}
    return [
        glue_column(field["name"], hive_type(field["type"], field.get("metadata")), field)
        for field in schema["fields"]
        if field["name"].lower() not in skipped
    ]


def glue_column(name: str, kind: str, field: Json) -> Json:
    """Return a Glue column. Its comment comes from the field's metadata."""
    comment = (field.get("metadata") or {}).get("comment")
    column = {"Name": name.lower(), "Type": kind}
    return column | ({"Comment": comment} if comment else {})


def _schema(table: Json, stated: Json | None, *, is_needed: bool) -> Json | None:
    """Return the stored schema if it still matches the columns, or else one created from them."""
    keys = table.get("PartitionKeys") or []
    columns = [*((table.get("StorageDescriptor") or {}).get("Columns") or []), *keys]
    if stated is not None:
        ordered = _keys_last(stated, [key["Name"].lower() for key in keys])
        if _signature_of_fields(ordered) == _signature_of_columns(columns):
            return {"type": "struct", "fields": ordered}
    if not is_needed:
        return None
    names = original_names(table)
    fields = [
        spark_field(
            names.get(column["Name"].lower(), column["Name"]),
            column.get("Type") or "string",
            column.get("Comment"),
        )
        for column in columns
    ]
    return {"type": "struct", "fields": fields}


def _keys_last(schema: Json, keys: list[str]) -> list[Json]:
    fields: list[Json] = schema["fields"]
    by_name = {field["name"].lower(): field for field in fields}
    data = [field for field in fields if field["name"].lower() not in keys]
    return [*data, *(by_name[key] for key in keys if key in by_name)]


def _signature_of_fields(fields: list[Json]) -> list[tuple[str, str]]:
    return [
        (field["name"].lower(), hive_type(field["type"], field.get("metadata")).lower())
        for field in fields
    ]


def _signature_of_columns(columns: list[Json]) -> list[tuple[str, str]]:
    fields = [spark_field(each["Name"], each.get("Type") or "string") for each in columns]
    return _signature_of_fields(fields)


def _cased(name: str, schema: Json) -> str:
    for field in schema["fields"]:
        if field["name"].lower() == name.lower():
            return str(field["name"])
    return name
