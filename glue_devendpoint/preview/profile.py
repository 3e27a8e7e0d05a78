"""Profiles: statistics of each column, computed with Arrow over a sample."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from math import isfinite
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from glue_devendpoint.preview.cells import cell
from glue_devendpoint.preview.plan import Column
from glue_devendpoint.preview.readers import Row

TOP = 5
BINS = 12
QUANTILES = (0.25, 0.5, 0.75)
WHOLE = dict.fromkeys(("tinyint", "smallint", "int", "integer", "bigint", "long"), pa.int64())
BROKEN = dict.fromkeys(("float", "double", "real", "decimal", "numeric"), pa.float64())
OTHERS = {"boolean": pa.bool_(), "date": pa.date32(), "timestamp": pa.timestamp("us")}
ARROW_TYPES = WHOLE | BROKEN | OTHERS


def profile_columns(columns: Sequence[Column], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Profile every column over the given rows."""
    return [_profile(column, [row[place] for row in rows]) for place, column in enumerate(columns)]


def _profile(column: Column, values: list[Any]) -> dict[str, Any]:
    arrow, is_number, is_ordered = _as_arrow(column, values)
    present = arrow.drop_null()
    counted = pc.value_counts(present)
    least, most = _ends(counted.field("values")) if is_ordered else (None, None)
    finite = _finite(present) if is_number else pa.array([], pa.float64())
    return {
        "name": column.name,
        "type": column.type,
        "rows": len(arrow),
        "nulls": arrow.null_count,
        "distinct": len(counted),
        "distinct_is_approximate": False,
        "min": cell(least),
        "max": cell(most),
        "mean": cell(pc.mean(finite).as_py()),
        "stddev": cell(pc.stddev(finite, ddof=1).as_py()) if len(finite) > 1 else None,
        "quantiles": _quantiles(finite),
        "top": _top(counted),
        "histogram": _histogram(finite, least, most) if is_number else [],
    }


def _finite(present: Any) -> Any:
    """Return numbers as doubles, without those that are infinite or not a number."""
    doubles = present.cast(pa.float64(), safe=False)
    return doubles.filter(pc.is_finite(doubles))


def _quantiles(finite: Any) -> list[dict[str, float]]:
    if len(finite) == 0:
        return []
    values = pc.quantile(finite, list(QUANTILES)).to_pylist()
    return [
        {"share": share, "value": value} for share, value in zip(QUANTILES, values, strict=True)
    ]


def _ends(values: Any) -> tuple[Any, Any]:
    ends = pc.min_max(values).as_py()
    return ends["min"], ends["max"]


def _top(counted: Any) -> list[dict[str, Any]]:
    """Return the most frequent values. Smaller values come first if equally frequent."""
    if len(counted) > TOP:
        table = pa.table([counted.field("values"), counted.field("counts")], ["value", "count"])
        order = [("count", "descending"), ("value", "ascending")]
        listed = table.take(pc.select_k_unstable(table, TOP, order)).to_pylist()
    else:
        # Some types can't be sorted by Arrow.
        listed = [
            {"value": each["values"], "count": each["counts"]} for each in counted.to_pylist()
        ]
        listed.sort(key=lambda each: (-each["count"], each["value"]))
    return [{"value": cell(each["value"]), "count": each["count"]} for each in listed]


def _histogram(finite: Any, least: Any, most: Any) -> list[dict[str, Any]]:
    """Return bins of equal width between minimum and maximum."""
    if least is None or not isfinite(least) or not isfinite(most) or least == most:
        return []
    width = (most - least) / BINS
    bins = pc.floor(pc.divide(pc.subtract(finite, float(least)), width))
    counts = pc.value_counts(pc.min_element_wise(bins, BINS - 1.0))
    counted = {each["values"]: each["counts"] for each in counts.to_pylist()}
    return [
        {
            "low": cell(least + place * width),
            "high": cell(least + (place + 1) * width),
            "count": counted.get(float(place), 0),
        }
        for place in range(BINS)
    ]


def _as_arrow(column: Column, values: list[Any]) -> tuple[Any, bool, bool]:
    """Return the values as an Arrow array, whether they are numeric, and whether ordered."""
    base = column.type.partition("(")[0].strip().lower()
    if base in BROKEN:
        values = [float(value) if isinstance(value, Decimal) else value for value in values]
    if base in ARROW_TYPES:
        try:
            return pa.array(values, ARROW_TYPES[base]), base in WHOLE | BROKEN, True
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            pass  # the files' types differ from the catalog: show what they contain
    nested = any(isinstance(value, dict | list) for value in values)
    texts = [None if value is None else _text(value) for value in values]
    return pa.array(texts, pa.string()), False, not nested


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    shown = cell(value)
    return shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
