"""Charts of a result, in the Vega-Lite format that JupyterLab and VS Code can render.

A chart has one column across, one or more numeric columns upward, and optionally one column whose
values get a color each. Rows that share a place in the chart are combined by an aggregate, which
the title states.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from glue_devendpoint.kernel.display.grid import Grid, text_of
from glue_devendpoint.kernel.failures import CellFailed

KINDS = ("bar", "line", "point", "area")
MIME = "application/vnd.vegalite.v5+json"
NO_NUMBERS = "--plot: the result has no numeric column to plot"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
MAX_COLORS = 12
MAX_NAMES = 50  # values of a text column that fit side by side
AUTOMATIC, EVERY_ROW = "Automatic", "Every row"
AGGREGATES: dict[str, Callable[[list[Any]], Any]] = {
    "Sum": sum,
    "Average": fmean,
    "Minimum": min,
    "Maximum": max,
    "Count": len,
}
# Gray is readable on light and on dark backgrounds.
_CONFIG = {
    "background": "transparent",
    "axis": {
        "labelColor": "#888", "titleColor": "#888", "gridColor": "#8884",
        "domainColor": "#888", "tickColor": "#888",
    },
    "legend": {"labelColor": "#888", "titleColor": "#888"},
    "title": {"color": "#888", "anchor": "start", "fontWeight": "normal", "fontSize": 12},
    "view": {"stroke": "#8884"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns that a chart shows, by their places, and how it combines rows."""

    across: int
    upward: tuple[int, ...]
    color: int | None = None
    aggregate: str = AUTOMATIC


def measures(grid: Grid) -> list[int]:
    """Return the places of the numeric columns."""
    return [place for place in range(len(grid.columns)) if _is_numeric(_values(grid, place))]


def usual_choice(grid: Grid) -> Choice:
    """Return what suits a result: times or names across, numbers upward, other names as colors."""
    numeric = measures(grid)
    if not numeric:
        raise CellFailed(NO_NUMBERS)
    names = [place for place in range(len(grid.columns)) if place not in numeric]
    times = [place for place in names if _scale(_values(grid, place)) == "temporal"]
    across = next(iter([*times, *names, *numeric]))
    upward = tuple(place for place in numeric if place != across) or (across,)
    color = next((place for place in names if place != across and _has_few(grid, place)), None)
    return Choice(across, upward if color is None else upward[:1], color)


def chart_data(grid: Grid, kind: str, choice: Choice | None = None) -> dict[str, Any]:
    """Return a chart of a result."""
    chosen = choice or usual_choice(grid)
    names = [name for name, _ in grid.columns]
    scale = _scale(_values(grid, chosen.across))
    groups = _groups(grid, chosen)
    aggregate = chosen.aggregate
    if aggregate == AUTOMATIC:
        is_combined = kind != "point" and any(len(values) > 1 for values in groups.values())
        aggregate = "Sum" if is_combined else EVERY_ROW
    places = list(dict.fromkeys(across for across, _ in groups))
    total = len(places)
    if scale == "nominal":
        places = places[:MAX_NAMES]
    elif kind in ("line", "area"):
        places.sort()
    values = [
        {"x": _plain(across), "y": _plain(value), "series": series}
        for across in places
        for series in dict.fromkeys(series for _, series in groups)
        for value in _combined(groups.get((across, series), []), aggregate)
    ]
    upward = ", ".join(names[place] for place in chosen.upward)
    encoding: dict[str, Any] = {
        "x": {"field": "x", "type": scale, "title": names[chosen.across], "sort": None},
        "y": {"field": "y", "type": "quantitative", "title": upward},
    }
    if chosen.color is not None or len(chosen.upward) > 1:
        title = None if chosen.color is None else names[chosen.color]
        encoding["color"] = {"field": "series", "type": "nominal", "title": title}
        if kind == "bar":
            encoding["xOffset"] = {"field": "series"}
    text = _title(aggregate, upward, names[chosen.across], len(places), total)
    specification = {
        "$schema": SCHEMA,
        "title": text,
        "width": 560,
        "height": 280,
        "config": _CONFIG,
        "mark": {"type": kind, "tooltip": True},
        "data": {"values": values},
        "encoding": encoding,
    }
    return {MIME: specification, "text/plain": f"{kind} chart of {len(grid.rows)} rows: {text}"}


def _groups(grid: Grid, choice: Choice) -> dict[tuple[Any, str], list[Any]]:
    """Return the numbers at each place of a chart, by the value across and the series."""
    found: dict[tuple[Any, str], list[Any]] = {}
    for row in grid.rows:
        across = row[choice.across]
        if isinstance(across, dict | list):
            across = text_of(across)
        for place in choice.upward:
            color = grid.columns[place][0] if choice.color is None else text_of(row[choice.color])
            if across is not None and row[place] is not None:
                found.setdefault((across, color), []).append(row[place])
    return found


def _combined(values: list[Any], aggregate: str) -> list[Any]:
    if aggregate == EVERY_ROW or not values:
        return values
    if aggregate == "Average":
        values = [float(value) for value in values]
    return [AGGREGATES[aggregate](values)]


def _title(aggregate: str, upward: str, across: str, shown: int, total: int) -> str:
    what = upward if aggregate == EVERY_ROW else f"{aggregate} of {upward}"
    cut = f" (the first {shown} of {total:,} values)" if shown < total else ""
    return f"{what} by {across}{cut}"


def _values(grid: Grid, place: int) -> list[Any]:
    return [row[place] for row in grid.rows]


def _has_few(grid: Grid, place: int) -> bool:
    return len({text_of(value) for value in _values(grid, place)}) <= MAX_COLORS


def _is_numeric(values: Sequence[Any]) -> bool:
    present = [value for value in values if value is not None]
    return bool(present) and all(
        isinstance(value, int | float | decimal.Decimal) and not isinstance(value, bool)
        for value in present
    )


def _scale(values: Sequence[Any]) -> str:
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
