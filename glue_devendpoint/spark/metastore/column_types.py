"""Column types: Hive's type strings and Spark's JSON schema, in both directions.

The catalog stores `struct<a:int,b:array<string>>`; a Spark data source table needs the same type as
Spark's JSON schema in the property `spark.sql.sources.schema`.
"""

from __future__ import annotations

from typing import Any

from glue_table_format.hive_types import (
    Array,
    Decimal,
    HiveType,
    HiveTypeError,
    Map,
    Primitive,
    Struct,
    Text,
    parse,
    text_of,
)

Json = dict[str, Any]
SparkType = str | Json

RAW_TYPE = "__CHAR_VARCHAR_TYPE_STRING"
_TO_SPARK = {
    "tinyint": "byte", "smallint": "short", "int": "integer", "bigint": "long", "float": "float",
    "double": "double", "string": "string", "boolean": "boolean", "binary": "binary",
    "date": "date", "timestamp": "timestamp", "timestamp_ntz": "timestamp_ntz",
    "variant": "variant", "void": "void",
}  # fmt: skip
_TO_HIVE = {"byte": "tinyint", "short": "smallint", "integer": "int", "long": "bigint"}


class UnknownType(ValueError):
    """A type string that is invalid in Hive and Spark."""


def spark_type(text: str) -> SparkType:
    """Return Spark's JSON for a Hive type string."""
    return _spark(_tree(text))


def spark_field(name: str, hive_type: str, comment: str | None = None) -> Json:
    """Return Spark's JSON for one column."""
    kind = _tree(hive_type)
    metadata: Json = {"comment": comment} if comment else {}
    if isinstance(kind, Text) and kind.length is not None:
        metadata[RAW_TYPE] = text_of(kind)
    return _field(name, kind, metadata)


def hive_type(kind: SparkType, metadata: Json | None = None) -> str:
    """Return the Hive type string of a type in Spark's JSON."""
    if metadata and RAW_TYPE in metadata:
        return str(metadata[RAW_TYPE])
    return text_of(_hive(kind))


def _tree(text: str) -> HiveType:
    try:
        return parse(text)
    except HiveTypeError as err:
        raise UnknownType(str(err)) from err


def _spark(kind: HiveType) -> SparkType:
    match kind:
        case Primitive(name) if name in _TO_SPARK:
            return _TO_SPARK[name]
        case Text():
            return "string"
        case Decimal():
            return text_of(kind)
        case Array(element):
            return {"type": "array", "elementType": _spark(element), "containsNull": True}
        case Map(key, value):
            inner = {"keyType": _spark(key), "valueType": _spark(value)}
            return {"type": "map", **inner, "valueContainsNull": True}
        case Struct(fields):
            return {"type": "struct", "fields": [_field(name, each, {}) for name, each in fields]}
    raise UnknownType(f"Spark has no type {text_of(kind)!r}")


def _field(name: str, kind: HiveType, metadata: Json) -> Json:
    return {"name": name, "type": _spark(kind), "nullable": True, "metadata": metadata}


def _hive(kind: SparkType) -> HiveType:
    if isinstance(kind, str):
        return Primitive(_TO_HIVE.get(kind, kind))
    match kind["type"]:
        case "array":
            return Array(_hive(kind["elementType"]))
        case "map":
            return Map(_hive(kind["keyType"]), _hive(kind["valueType"]))
        case "struct":
            return Struct(tuple((each["name"], _hive_field(each)) for each in kind["fields"]))
        case "udt":
            return _hive(kind["sqlType"])
    raise UnknownType(f"Spark's type {kind['type']!r} has no Hive equivalent")


def _hive_field(field: Json) -> HiveType:
    raw = (field.get("metadata") or {}).get(RAW_TYPE)
    return _tree(raw) if raw else _hive(field["type"])
