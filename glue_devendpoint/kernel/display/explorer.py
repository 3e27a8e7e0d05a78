"""A result as widgets that filter, sort and plot all fetched rows.

Where widgets can't be shown, or no longer, the same output falls back to the plain grid.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import ipywidgets as widgets
import pyarrow as pa
import pyarrow.compute as pc

from glue_devendpoint.kernel.display import cell_widgets
from glue_devendpoint.kernel.display.charts import (
    AGGREGATES,
    AUTOMATIC,
    EVERY_ROW,
    KINDS,
    Choice,
    chart_data,
    measures,
    usual_choice,
)
from glue_devendpoint.kernel.display.grid import Grid, text_of
from glue_devendpoint.kernel.display.rows import LIMIT, Rows, grid_of
from glue_devendpoint.kernel.failures import CellFailed

TABLE = "table"
_ORIGINAL_ORDER = -1
_NONE = -1


class Explorer:
    """A result with a filter, a sort order and a view; shows the first matching rows."""

    def __init__(self, rows: Rows, plot: str | None = None) -> None:
        self._is_cut = rows.is_cut
        self._names = rows.table.column_names
        self._types = rows.types
        places = [str(place) for place in range(len(self._names))]
        self._table = rows.table.rename_columns(places)
        self._texts: list[pa.ChunkedArray] | None = None
        self.can_draw = any(_is_numeric(kind) for kind in self._table.schema.types)
        sortable = [
            (name, place)
            for place, name in enumerate(self._names)
            if _is_sortable(self._table.column(place).type)
        ]
        self.filter = widgets.Text(
            placeholder="Filter rows", tooltip="Filter rows", layout={"width": "14em"}
        )
        self.order = widgets.Dropdown(
            options=[("Original order", _ORIGINAL_ORDER), *sortable],
            tooltip="Order by", layout={"width": "13em"},
        )  # fmt: skip
        self.falling = widgets.ToggleButton(
            icon="sort-amount-desc", tooltip="Descending", layout={"width": "3em"}
        )
        self.view = widgets.Dropdown(
            options=[("Table", TABLE), *((f"{kind.capitalize()} chart", kind) for kind in KINDS)],
            value=plot if plot and self.can_draw else TABLE,
            tooltip="Show as", layout={"width": "9em"},
        )  # fmt: skip
        self.chart = ChartControls(self._grid(self._table)) if self.can_draw else None
        self.note = widgets.HTML()
        self.body = widgets.Output()
        shown = self.chart.widgets if self.chart else ()
        for each in (self.filter, self.order, self.falling, self.view, *shown):
            each.observe(self._show, "value")
        self._show()

    def data(self) -> dict[str, Any]:
        """Return the widgets, with their first view as HTML or chart and text as a fallback.

        Front ends prefer HTML to a chart, so a chart's data includes no HTML.
        """
        controls = [self.filter, self.order, self.falling]
        controls += [self.view, self.note] if self.can_draw else [self.note]
        row = widgets.HBox(controls, layout={"flex_flow": "row wrap", "align_items": "center"})
        lines = [row, self.chart.row, self.body] if self.chart else [row, self.body]
        box = widgets.VBox(lines)
        cell_widgets.keep(box)
        shown = self.body.outputs[0]["data"]
        if self.view.value != TABLE:
            shown = {**shown, "text/plain": self._grid(self._table).text()}
        return {**box._repr_mimebundle_(), **shown}

    def _show(self, _change: object = None) -> None:
        found = self._found()
        self.note.value = self._note(found.num_rows)
        grid = self._grid(found)
        is_chart = self.chart is not None and self.view.value != TABLE
        if self.chart is not None:
            self.chart.row.layout.display = "flex" if is_chart else "none"
        try:
            if self.chart is not None and is_chart and grid.rows:
                data = chart_data(grid, self.view.value, self.chart.choice)
            else:
                data = grid.data()
        except CellFailed as err:
            data = {"text/plain": str(err)}
        self.body.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},)

    def _found(self) -> pa.Table:
        found = self._table
        wanted = self.filter.value.strip()
        if wanted:
            found = found.filter(self._matches(wanted))
        if self.order.value != _ORIGINAL_ORDER:
            direction = "descending" if self.falling.value else "ascending"
            keys = [(str(self.order.value), direction)]
            found = found.take(pc.sort_indices(found, sort_keys=keys))
        return found

    def _matches(self, wanted: str) -> pa.ChunkedArray:
        """Return which rows contain a text in any column."""
        if self._texts is None:
            self._texts = [_texts(column) for column in self._table.columns]
        hits = [pc.match_substring(each, wanted, ignore_case=True) for each in self._texts]
        return reduce(pc.or_, [pc.fill_null(hit, False) for hit in hits])

    def _grid(self, found: pa.Table) -> Grid:
        is_whole = found.num_rows == self._table.num_rows
        named = found.rename_columns(self._names)
        return grid_of(Rows(named, self._types, self._is_cut and is_whole))

    def _note(self, matching: int) -> str:
        """Return how many of the fetched rows match, or how many there are if not all are shown."""
        count = f"{self._table.num_rows:,}"
        fetched = f"the first {count} rows" if self._is_cut else f"{count} rows"
        if self.filter.value.strip():
            return f"{matching:,} of {fetched} match"
        if self._table.num_rows <= LIMIT:
            return ""
        return f"Fetched {fetched}" if self._is_cut else fetched


class ChartControls:
    """The choice of what a chart shows."""

    def __init__(self, grid: Grid) -> None:
        usual, numeric = usual_choice(grid), measures(grid)
        names = [name for name, _ in grid.columns]
        named = [(name, place) for place, name in enumerate(names)]
        numbers = [(names[place], (place,)) for place in numeric]
        several = [("All numbers", usual.upward)] if len(usual.upward) > 1 else []
        words = [each for each in named if each[1] not in numeric]
        self.across = widgets.Dropdown(
            options=named, value=usual.across, description="Across", layout={"width": "15em"}
        )
        self.upward = widgets.Dropdown(
            options=[*several, *numbers], value=usual.upward, description="Up",
            layout={"width": "15em"},
        )  # fmt: skip
        self.color = widgets.Dropdown(
            options=[("None", _NONE), *words],
            value=_NONE if usual.color is None else usual.color,
            description="Color", layout={"width": "15em"},
        )  # fmt: skip
        self.aggregate = widgets.Dropdown(
            options=[AUTOMATIC, *AGGREGATES, EVERY_ROW], description="Combine by",
            layout={"width": "15em"},
        )  # fmt: skip
        self.widgets = (self.across, self.upward, self.color, self.aggregate)
        self.row = widgets.HBox(self.widgets, layout={"flex_flow": "row wrap", "display": "none"})

    @property
    def choice(self) -> Choice:
        """The columns and the aggregate that are selected."""
        color = None if self.color.value == _NONE else self.color.value
        return Choice(self.across.value, self.upward.value, color, self.aggregate.value)


def _is_sortable(kind: pa.DataType) -> bool:
    return not pa.types.is_nested(kind) and not pa.types.is_null(kind)


def _is_numeric(kind: pa.DataType) -> bool:
    return any(
        test(kind) for test in (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    )


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as text, as shown in a grid."""
    if pa.types.is_string(column.type) or pa.types.is_integer(column.type):
        return column.cast(pa.string())
    return pa.chunked_array([pa.array(map(text_of, column.to_pylist()), pa.string())])
