"""Converts text and JSON to values of a Hive type. Invalid values become null, as in Spark.

Types are parsed once for many values, so each type gets a plain conversion function.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal as Exact
from decimal import InvalidOperation
from functools import lru_cache
from typing import Any, TypeAlias

from glue_table_format.hive_types import (
    STRING,
    Array,
    Decimal,
    HiveType,
    Map,
    Primitive,
    Struct,
    parse,
)

FromText: TypeAlias = Callable[[str], Any]

_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NO_NUMBERS = {
    "NaN": "nan",
    "Inf": "inf",
    "Infinity": "inf",
    "+Infinity": "inf",
    "-Inf": "-inf",
    "-Infinity": "-inf",
}
_BITS = {"tinyint": 8, "smallint": 16, "int": 32, "bigint": 64}


@lru_cache(maxsize=4096)
def hive_type(text: str) -> HiveType:
    """Return the type of a column. Invalid types become string."""
    try:
        return parse(text)
    except ValueError:
        return STRING


@lru_cache(maxsize=4096)
def from_text(kind: HiveType) -> FromText:
    """Return a function that converts text to a type."""
    if isinstance(kind, Decimal):
        return lambda text: _exact(text, kind)
    if not isinstance(kind, Primitive):
        return str
    if kind.name in _BITS:
        bits = _BITS[kind.name]
        return lambda text: _integer(text, bits)
    return _FROM_TEXT.get(kind.name, str)


def from_json(value: Any, kind: HiveType) -> Any:
    """Return a JSON value converted to a type."""
    if value is None:
        return None
    match kind:
        case Array():
            is_list = isinstance(value, list)
            return [from_json(each, kind.element) for each in value] if is_list else None
        case Map():
            is_map = isinstance(value, dict)
            return {k: from_json(v, kind.value) for k, v in value.items()} if is_map else None
        case Struct():
            return _struct(value, kind) if isinstance(value, dict) else None
    if isinstance(value, str):
        return _bytes(value) if kind.name == "binary" else from_text(kind)(value)  # type: ignore[union-attr]
    return _scalar(value, kind)


def from_xml(value: Any, kind: HiveType) -> Any:
    """Return an XML element converted to a type. It can be repeated or have attributes."""
    if value is None:
        return None
    if isinstance(kind, Array):
        values = value if isinstance(value, list) else [value]
        return [from_xml(each, kind.element) for each in values]
    if isinstance(value, list):
        value = value[-1]
    if isinstance(kind, Struct):
        held = value if isinstance(value, dict) else {"_VALUE": value}
        return {name: from_xml(held.get(name), inner) for name, inner in kind.fields}
    return from_json(value.get("_VALUE") if isinstance(value, dict) else value, kind)


def _scalar(value: Any, kind: Any) -> Any:
    if isinstance(kind, Decimal):
        return None if isinstance(value, bool | list | dict) else _exact(str(value), kind)
    if kind.name in _BITS:
        is_integer = isinstance(value, int) and not isinstance(value, bool)
        return value if is_integer and _fits(value, _BITS[kind.name]) else None
    if kind.name in ("float", "double"):
        is_number = isinstance(value, int | float | Exact) and not isinstance(value, bool)
        return float(value) if is_number else None
    if kind.name == "boolean":
        return value if isinstance(value, bool) else None
    if kind.name in ("date", "timestamp", "binary"):
        return None
    plain = float(value) if isinstance(value, Exact) else value
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=float)


def _struct(value: dict[str, Any], kind: Struct) -> dict[str, Any]:
    folded = {name.lower(): each for name, each in value.items()} | value
    return {
        name: from_json(folded.get(name, folded.get(name.lower())), inner)
        for name, inner in kind.fields
    }


def _integer(text: str, bits: int) -> int | None:
    value = int(text) if _INTEGER.fullmatch(text) else None
    return value if value is not None and _fits(value, bits) else None


def _fits(value: int, bits: int) -> bool:
    return -(1 << bits - 1) <= value < 1 << bits - 1


def _number(text: str) -> float | None:
    stripped = text.strip()
    return (
        float(_NO_NUMBERS.get(stripped) or stripped)
        if (stripped in _NO_NUMBERS or _NUMBER.fullmatch(stripped))
        else None
    )


def _exact(text: str, kind: Decimal) -> Exact | None:
    try:
        value = Exact(text)
        rounded = value.quantize(Exact(1).scaleb(-kind.scale)) if value.is_finite() else None
    except InvalidOperation:
        return None
    if rounded is None or len(rounded.as_tuple().digits) > kind.precision:
        return None
    return rounded


def _boolean(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None


_FROM_TEXT: dict[str, FromText] = {
    "float": _number,
    "double": _number,
    "boolean": _boolean,
    "date": _date,
    "timestamp": _moment,
    "binary": str.encode,
}
