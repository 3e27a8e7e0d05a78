"""A result to explore: filtered, sorted and drawn by widgets, over more rows than a grid shows.

Where widgets cannot be shown, the same display is the plain grid.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import ipywidgets as widgets
import pyarrow as pa
import pyarrow.compute as pc

from glue_devendpoint.kernel.charts import KINDS, chart_data
from glue_devendpoint.kernel.failures import CellFailed
from glue_devendpoint.kernel.grid import Grid, text_of
from glue_devendpoint.kernel.results import LIMIT, Rows, grid_of

TABLE = "table"
_AS_IT_COMES = -1


class Explorer:
    """A result under a filter, an order and a view; the first rows that fit are shown."""

    def __init__(self, rows: Rows, explored: int) -> None:
        self._is_cut = rows.table.num_rows > explored
        self._names = rows.table.column_names
        self._types = rows.types
        places = [str(place) for place in range(len(self._names))]
        self._table = rows.table.slice(0, explored).rename_columns(places)
        self._texts: list[pa.ChunkedArray] | None = None
        sortable = [
            (name, place)
            for place, name in enumerate(self._names)
            if not pa.types.is_nested(self._table.column(place).type)
        ]
        self.filter = widgets.Text(placeholder="Filter rows", layout={"width": "16em"})
        self.order = widgets.Dropdown(
            options=[("Order as it comes", _AS_IT_COMES), *sortable], layout={"width": "14em"}
        )
        self.falling = widgets.ToggleButton(description="Descending", layout={"width": "8em"})
        self.view = widgets.ToggleButtons(options=[TABLE, *KINDS], style={"button_width": "5em"})
        self.note = widgets.HTML()
        self.body = widgets.Output()
        for each in (self.filter, self.order, self.falling, self.view):
            each.observe(self._show, "value")
        self._show()

    def data(self) -> dict[str, Any]:
        """Return the widgets, and the plain grid for where there are none."""
        controls = widgets.HBox(
            [self.filter, self.order, self.falling, self.view], layout={"flex_flow": "row wrap"}
        )
        box = widgets.VBox([controls, self.note, self.body])
        shown: dict[str, Any] = box._repr_mimebundle_()
        return shown | self._grid(self._table).data()

    def _show(self, _change: object = None) -> None:
        found = self._found()
        grid = self._grid(found)
        self.note.value = self._note(found.num_rows)
        kind = self.view.value
        try:
            data = grid.data() if kind == TABLE else chart_data(grid, kind)
        except CellFailed as err:
            data = {"text/plain": str(err)}
        self.body.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},)

    def _found(self) -> pa.Table:
        found = self._table
        wanted = self.filter.value.strip()
        if wanted:
            found = found.filter(self._matches(wanted))
        if self.order.value != _AS_IT_COMES:
            direction = "descending" if self.falling.value else "ascending"
            keys = [(str(self.order.value), direction)]
            found = found.take(pc.sort_indices(found, sort_keys=keys))
        return found

    def _matches(self, wanted: str) -> pa.ChunkedArray:
        """Return which rows hold a text anywhere."""
        if self._texts is None:
            self._texts = [_texts(column) for column in self._table.columns]
        hits = [pc.match_substring(each, wanted, ignore_case=True) for each in self._texts]
        return reduce(pc.or_, [pc.fill_null(hit, False) for hit in hits])

    def _grid(self, found: pa.Table) -> Grid:
        return grid_of(Rows(found.rename_columns(self._names), self._types), LIMIT)

    def _note(self, fitting: int) -> str:
        """Say what the grid itself does not: how many rows fit, and whether these were all."""
        count = f"{self._table.num_rows:,}"
        whole = f"the first {count} rows of the result" if self._is_cut else f"{count} rows"
        if self.filter.value.strip():
            return f"{fitting:,} of {whole} fit"
        return whole if self._is_cut else ""


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as the texts that a grid shows."""
    if pa.types.is_string(column.type) or pa.types.is_integer(column.type):
        return column.cast(pa.string())
    return pa.chunked_array([pa.array(map(text_of, column.to_pylist()), pa.string())])
