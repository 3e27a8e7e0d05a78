"""Profiles: what the values of each column are like, computed by DuckDB over a sample."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from glue_devendpoint.preview.cells import cell
from glue_devendpoint.preview.plan import Column
from glue_devendpoint.preview.readers import Row

TOP = 5
BINS = 12
WHOLE = dict.fromkeys(("tinyint", "smallint", "int", "integer", "bigint", "long"), pa.int64())
BROKEN = dict.fromkeys(("float", "double", "real", "decimal", "numeric"), pa.float64())
OTHERS = {"boolean": pa.bool_(), "date": pa.date32(), "timestamp": pa.timestamp("us")}
ARROW_TYPES = WHOLE | BROKEN | OTHERS


def profile_columns(columns: Sequence[Column], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Profile every column over the given rows."""
    connection = duckdb.connect(config={"threads": 1, "enable_external_access": False})
    return [
        _profile(connection, column, [row[place] for row in rows])
        for place, column in enumerate(columns)
    ]


def _profile(
    connection: duckdb.DuckDBPyConnection, column: Column, values: list[Any]
) -> dict[str, Any]:
    arrow, is_number, is_ordered = _as_arrow(column, values)
    connection.register("sample", pa.table({"v": arrow}))
    count, present, distinct, least, most = _one(
        connection,
        "SELECT count(*), count(v), count(DISTINCT v), "
        + ("min(v), max(v) FROM sample" if is_ordered else "NULL, NULL FROM sample"),
    )
    top = connection.execute(
        "SELECT v, count(*) AS n FROM sample WHERE v IS NOT NULL "
        f"GROUP BY v ORDER BY n DESC, v LIMIT {TOP}"
    ).fetchall()
    return {
        "name": column.name,
        "type": column.type,
        "rows": count,
        "nulls": count - present,
        "distinct": distinct,
        "distinct_is_approximate": False,
        "min": cell(least),
        "max": cell(most),
        "top": [{"value": cell(value), "count": n} for value, n in top],
        "histogram": _histogram(connection, least, most) if is_number else [],
    }


def _histogram(
    connection: duckdb.DuckDBPyConnection, least: float | None, most: float | None
) -> list[dict[str, Any]]:
    if least is None or most is None or not float("-inf") < least < most < float("inf"):
        return []
    width = (most - least) / BINS
    counted = dict(
        connection.execute(
            "SELECT least(floor((v - $1) / $2), $3 - 1)::INT AS bin, count(*) FROM sample "
            "WHERE v IS NOT NULL AND isfinite(v::DOUBLE) GROUP BY bin",
            [least, width, BINS],
        ).fetchall()
    )
    return [
        {
            "low": cell(least + place * width),
            "high": cell(least + (place + 1) * width),
            "count": counted.get(place, 0),
        }
        for place in range(BINS)
    ]


def _as_arrow(column: Column, values: list[Any]) -> tuple[pa.Array, bool, bool]:
    """Return the values for DuckDB, whether they are numbers, and whether they have an order."""
    base = column.type.partition("(")[0].strip().lower()
    if base in BROKEN:
        values = [float(value) if isinstance(value, Decimal) else value for value in values]
    if base in ARROW_TYPES:
        try:
            return pa.array(values, ARROW_TYPES[base]), base in WHOLE | BROKEN, True
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            pass  # the files hold something else than the catalog says: show what is there
    nested = any(isinstance(value, dict | list) for value in values)
    texts = [None if value is None else _text(value) for value in values]
    return pa.array(texts, pa.string()), False, not nested


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    shown = cell(value)
    return shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    found: tuple[Any, ...] = row
    return found
