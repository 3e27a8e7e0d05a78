"""Column types: Hive's type strings and Spark's JSON schema, in both directions.

The catalog stores `struct<a:int,b:array<string>>`; a Spark data source table needs the same as
Spark's JSON schema in the property `spark.sql.sources.schema`.
"""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]
SparkType = str | Json

RAW_TYPE = "__CHAR_VARCHAR_TYPE_STRING"
_TO_SPARK = {
    "tinyint": "byte", "smallint": "short", "int": "integer", "integer": "integer",
    "bigint": "long", "long": "long", "float": "float", "double": "double", "real": "float",
    "string": "string", "boolean": "boolean", "binary": "binary", "date": "date",
    "timestamp": "timestamp", "timestamp_ntz": "timestamp_ntz", "variant": "variant",
    "void": "void", "byte": "byte", "short": "short",
}  # fmt: skip
_TO_HIVE = {"byte": "tinyint", "short": "smallint", "integer": "int", "long": "bigint"}
_TOKEN = re.compile(r"`(?:[^`]|``)+`|[^<>,:()\s]+|[<>,:()]")


class UnknownType(ValueError):
    """A type string that neither Hive nor Spark can mean."""


def spark_type(text: str) -> SparkType:
    """Return Spark's JSON for a Hive type string."""
    tokens = _TOKEN.findall(text)
    try:
        kind, rest = _parse(tokens)
    except IndexError:
        raise UnknownType(f"the type {text!r} ends too early") from None
    if rest:
        raise UnknownType(f"{''.join(rest)!r} is left over in the type {text!r}")
    return kind


def spark_field(name: str, hive_type: str, comment: str | None = None) -> Json:
    """Return Spark's JSON for one column."""
    metadata: Json = {"comment": comment} if comment else {}
    if re.fullmatch(r"(var)?char\s*\(\s*\d+\s*\)", hive_type.strip().lower()):
        metadata[RAW_TYPE] = hive_type.strip().lower()
    return {"name": name, "type": spark_type(hive_type), "nullable": True, "metadata": metadata}


def hive_type(kind: SparkType, metadata: Json | None = None) -> str:
    """Return the Hive type string of a type in Spark's JSON."""
    if metadata and RAW_TYPE in metadata:
        return str(metadata[RAW_TYPE])
    if isinstance(kind, str):
        return _TO_HIVE.get(kind, kind)
    if kind["type"] == "array":
        return f"array<{hive_type(kind['elementType'])}>"
    if kind["type"] == "map":
        return f"map<{hive_type(kind['keyType'])},{hive_type(kind['valueType'])}>"
    if kind["type"] == "struct":
        fields = (f"{_name(field['name'])}:{_of_field(field)}" for field in kind["fields"])
        return f"struct<{','.join(fields)}>"
    if kind["type"] == "udt":
        return hive_type(kind["sqlType"])
    raise UnknownType(f"Spark's type {kind['type']!r} has no Hive name")


def _of_field(field: Json) -> str:
    return hive_type(field["type"], field.get("metadata"))


def _name(name: str) -> str:
    return name if re.fullmatch(r"[^<>,:()`\s]+", name) else "`" + name.replace("`", "``") + "`"


def _parse(tokens: list[str]) -> tuple[SparkType, list[str]]:
    name, rest = tokens[0].lower(), tokens[1:]
    if name == "array":
        element, rest = _parse(_after("<", rest))
        kind: Json = {"type": "array", "elementType": element, "containsNull": True}
        return kind, _after(">", rest)
    if name == "map":
        key, rest = _parse(_after("<", rest))
        value, rest = _parse(_after(",", rest))
        kind = {"type": "map", "keyType": key, "valueType": value, "valueContainsNull": True}
        return kind, _after(">", rest)
    if name == "struct":
        return _parse_struct(_after("<", rest))
    if name in ("decimal", "char", "varchar"):
        return _parse_sized(name, rest)
    if name not in _TO_SPARK:
        raise UnknownType(f"there is no type {name!r}")
    return _TO_SPARK[name], rest


def _parse_struct(rest: list[str]) -> tuple[SparkType, list[str]]:
    fields = []
    while rest[0] != ">":
        name = rest[0]
        if name.startswith("`"):
            name = name[1:-1].replace("``", "`")
        kind, rest = _parse(_after(":", rest[1:]))
        fields.append({"name": name, "type": kind, "nullable": True, "metadata": {}})
        if rest[0] == ",":
            rest = rest[1:]
    return {"type": "struct", "fields": fields}, rest[1:]


def _parse_sized(name: str, rest: list[str]) -> tuple[SparkType, list[str]]:
    sizes: list[str] = []
    if rest[:1] == ["("]:
        end = rest.index(")")
        sizes, rest = rest[1:end], rest[end + 1 :]
    if name != "decimal":
        return "string", rest
    numbers = [part for part in sizes if part != ","] or ["10", "0"]
    return f"decimal({numbers[0]},{numbers[1] if len(numbers) > 1 else 0})", rest


def _after(token: str, tokens: list[str]) -> list[str]:
    if tokens[0] != token:
        raise UnknownType(f"{token!r} expected before {tokens[0]!r}")
    return tokens[1:]
