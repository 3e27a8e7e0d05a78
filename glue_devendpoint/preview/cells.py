"""Cells: values as the front end shows them, as JSON.

What JSON cannot say without loss goes as text: big integers, decimals, times, bytes.
"""

from __future__ import annotations

import base64
import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

MAX_TEXT = 10_000
MAX_EXACT = 2**53
MAX_ITEMS = 1_000


def cell(value: Any) -> Any:
    """Return a value as JSON can carry it."""
    match value:
        case None | bool():
            return value
        case int():
            return value if -MAX_EXACT <= value <= MAX_EXACT else str(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case str():
            return value if len(value) <= MAX_TEXT else value[:MAX_TEXT] + "…"
        case Decimal():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(bytes(value)[:MAX_TEXT]).decode()
        case dict():
            return {str(key): cell(each) for key, each in list(value.items())[:MAX_ITEMS]}
        case list() | tuple():
            return [cell(each) for each in value[:MAX_ITEMS]]
        case timedelta():
            return str(value)
    return str(value)


def typed(text: str, kind: str) -> Any:
    """Return a text as a value of a Hive type, or None as Spark would where it does not fit."""
    base = kind.partition("(")[0].strip().lower()
    try:
        if base in ("tinyint", "smallint", "int", "integer", "bigint", "long"):
            return int(text)
        if base in ("float", "double", "real"):
            return float(text)
        if base in ("decimal", "numeric"):
            return Decimal(text)
        if base == "boolean":
            return {"true": True, "false": False}.get(text.strip().lower())
        if base == "date":
            return date.fromisoformat(text.strip())
        if base == "timestamp":
            return datetime.fromisoformat(text.strip())
    except (ValueError, InvalidOperation):
        return None
    return text
