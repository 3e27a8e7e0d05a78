"""Cases of documents in binary form, or of more types than JSON has: BSON and Amazon Ion."""

from __future__ import annotations

import datetime as dt
import gzip
import struct
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from amazon.ion import simpleion
from amazon.ion.core import IonType
from amazon.ion.simple_types import IonPyBytes, IonPySymbol

from .readable_lake import COMPRESSIONS, Case, Row, days

BSON_ROWS: list[Row] = [
    {
        "id": 7,
        "userName": "Zoë",
        "big": 5_000_000_000,
        "price": -2.5,
        "ok": True,
        "none": None,
        "at": dt.datetime(2024, 3, 1, 12, 30, 15, 123000, dt.UTC),
        "home": {"City": "Rom", "tags": ["a", "b"]},
        "oid": "00112233445566778899aabb",
        "raw": b"\x00\xff",
        "exact": "-12345678901234567890.25",
    },
    {"id": 8, "userName": "Bob"},
]


def _bson(row: Mapping[str, Any]) -> bytes:
    """Return a document as mongodump writes it."""
    body = b"".join(_bson_field(name, value) for name, value in row.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def _bson_field(name: str, value: Any) -> bytes:
    if name == "oid":
        kind, content = 0x07, bytes.fromhex(value)
    elif name == "exact":
        digits = 1234567890123456789025
        exponent = (6176 - 2) << 49
        kind, content = (
            0x13,
            struct.pack("<QQ", digits & (2**64 - 1), 1 << 63 | exponent | digits >> 64),
        )
    else:
        kind, content = _bson_value(value)
    return bytes([kind]) + name.encode() + b"\0" + content


def _bson_value(value: Any) -> tuple[int, bytes]:
    match value:
        case None:
            return 0x0A, b""
        case bool():
            return 0x08, bytes([value])
        case int():
            is_long = abs(value) >= 2**31
            return (0x12, struct.pack("<q", value)) if is_long else (0x10, struct.pack("<i", value))
        case float():
            return 0x01, struct.pack("<d", value)
        case str():
            text = value.encode() + b"\0"
            return 0x02, struct.pack("<i", len(text)) + text
        case bytes():
            return 0x05, struct.pack("<i", len(value)) + b"\0" + value
        case dt.datetime():
            return 0x09, struct.pack("<q", round(value.timestamp() * 1000))
        case list():
            return 0x04, _bson({str(place): each for place, each in enumerate(value)})
    return 0x03, _bson(value)


ION_ROWS: list[Row] = [
    {
        "id": 1,
        "userName": "Zoë",
        "ok": True,
        "price": -2.5,
        "exact": Decimal("1234.50"),
        "big": 5_000_000_000,
        "at": dt.datetime(2024, 3, 1, 13, 30, 15, 123000, dt.timezone(dt.timedelta(hours=1))),
        "raw": b"\x00\xff",
        "text": b"plain",
        "kind": "a symbol",
        "tags": ["a", "b"],
        "home": {"City": "Rom", "zip": 1},
        "lines": [{"n": 1}, {"n": 2}],
        "none": None,
    },
    {"id": 2, "userName": None, "price": 0.25, "tags": [], "home": {"zip": 7}},
    {"id": 3, "userName": "Bob", "kind": "b"},
]
# A decimal is a double in the catalog, as the crawler has it; a field may be missing.
ION_READ: list[Row] = [
    {
        **dict.fromkeys(ION_ROWS[0]),
        **row,
        **({"exact": 1234.5} if "exact" in row else {}),
        **({"home": {"City": None, **row["home"]}} if "home" in row else {}),
    }
    for row in ION_ROWS
]


def _ion(rows: list[Row], form: str) -> bytes:
    """Return values as Ion's own library writes them, of its own types too."""
    own = {
        "text": lambda value: IonPyBytes.from_value(IonType.CLOB, value, ("note",)),
        "kind": lambda value: IonPySymbol.from_value(IonType.SYMBOL, value),
    }
    typed = [
        {name: own[name](value) if name in own else value for name, value in row.items()}
        for row in rows
    ]
    content = simpleion.dumps(typed, binary=form == "binary", sequence_as_stream=True)
    return content if isinstance(content, bytes) else content.encode()


def _packed_ion(form: str, number: int) -> bytes:
    return gzip.compress(_ion([ION_ROWS[0] | {"id": number}], form))


def _compressed() -> dict[str, Case]:
    made: dict[str, Case] = {}
    for name, (suffix, compress) in COMPRESSIONS.items():
        made[f"bson_{name}"] = Case(
            {f"a.bson.{suffix}": compress(b"".join(map(_bson, BSON_ROWS)))}, BSON_READ
        )
        for form in ("text", "binary"):
            content = compress(_ion(ION_ROWS, form))
            made[f"ion_{form}_{name}"] = Case({f"a.ion.{suffix}": content}, ION_READ)
    return made


BSON_READ = [{**dict.fromkeys(BSON_ROWS[0]), **row} for row in BSON_ROWS]
DOCUMENTS: dict[str, Case] = {
    "bson": Case({"a.bson": b"".join(map(_bson, BSON_ROWS))}, BSON_READ),
    "bson_gzip_days": days(
        "bson.gz",
        lambda i: gzip.compress(_bson({"id": i, "name": "a"})),
        [{"id": i, "name": "a"} for i in range(3)],
        "day",
    ),
    **{
        f"ion_{form}": Case({f"{form}.ion": _ion(ION_ROWS, form)}, ION_READ)
        for form in ("text", "binary")
    },
    **{
        f"ion_{form}_days": days(
            "ion.gz",
            partial(_packed_ion, form),
            [ION_READ[0] | {"id": i} for i in range(3)],
            "day",
        )
        for form in ("text", "binary")
    },
    **_compressed(),
}
