"""A quick chart of a result, in the Vega-Lite format that JupyterLab and VS Code can render."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Sequence
from typing import Any

from glue_devendpoint.kernel.display.grid import Grid
from glue_devendpoint.kernel.failures import CellFailed

KINDS = ("bar", "line", "point", "area")
MIME = "application/vnd.vegalite.v5+json"
NO_NUMBERS = "--plot: the result has no numeric column to plot"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"


def chart_data(grid: Grid, kind: str) -> dict[str, Any]:
    """Return a chart of the numeric columns (y-axis) by the first non-numeric column (x-axis)."""
    names = [name for name, _ in grid.columns]
    numeric = [n for n in range(len(names)) if _is_numeric([row[n] for row in grid.rows])]
    if not numeric:
        raise CellFailed(NO_NUMBERS)
    across = next((n for n in range(len(names)) if n not in numeric), numeric[0])
    upward = [n for n in numeric if n != across] or numeric
    values = [
        {"x": _plain(row[across]), "y": _plain(row[n]), "series": names[n]}
        for row in grid.rows
        for n in upward
    ]
    encoding: dict[str, Any] = {
        "x": {
            "field": "x",
            "type": _scale(grid.rows, across),
            "title": names[across],
            "sort": None,
        },
        "y": {"field": "y", "type": "quantitative", "title": ", ".join(names[n] for n in upward)},
    }
    if len(upward) > 1:
        encoding["color"] = {"field": "series", "type": "nominal", "title": None}
        encoding["xOffset"] = {"field": "series"} if kind == "bar" else None
    specification = {
        "$schema": SCHEMA,
        "width": 480,
        "height": 240,
        "mark": {"type": kind, "tooltip": True},
        "data": {"values": values},
        "encoding": {name: each for name, each in encoding.items() if each is not None},
    }
    return {MIME: specification, "text/plain": f"{kind} chart of {len(grid.rows)} rows"}


def _is_numeric(values: Sequence[Any]) -> bool:
    present = [value for value in values if value is not None]
    return bool(present) and all(
        isinstance(value, int | float | decimal.Decimal) and not isinstance(value, bool)
        for value in present
    )


def _scale(rows: Sequence[Sequence[Any]], place: int) -> str:
    values = [row[place] for row in rows]
    if _is_numeric(values):
        return "quantitative"
    if values and all(isinstance(value, datetime.date) for value in values if value is not None):
        return "temporal"
    return "nominal"


def _plain(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        return float(value)
    if value is None or isinstance(value, int | float | str):
        return value
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
