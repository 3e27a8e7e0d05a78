"""Cells: values as JSON for the front end.

Values that JSON can't represent without loss become text: big integers, decimals, times, bytes.
"""

from __future__ import annotations

import base64
import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

MAX_TEXT = 10_000
MAX_EXACT = 2**53
MAX_ITEMS = 1_000


def cell(value: Any) -> Any:
    """Return a value in a form that JSON can represent."""
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
