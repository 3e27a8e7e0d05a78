"""Shows results below a cell: as widgets that filter and sort, or as a plain grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from glue_devendpoint.kernel.display.charts import NO_NUMBERS, chart_data
from glue_devendpoint.kernel.display.front_end import shows_widgets
from glue_devendpoint.kernel.display.grid import Grid
from glue_devendpoint.kernel.display.line import show_data
from glue_devendpoint.kernel.display.rows import LIMIT, Rows, grid_of, listed
from glue_devendpoint.kernel.failures import CellFailed

AT_A_GLANCE = 10


def show_rows(rows: Rows, limit: int = LIMIT, plot: str | None = None) -> None:
    """Show rows as widgets; without widget support, the first rows as a grid and as a chart."""
    if rows.table.num_rows > 1 and shows_widgets():
        from glue_devendpoint.kernel.display.explorer import Explorer

        explorer = Explorer(rows, plot)
        show_data(explorer.data())
        if plot and not explorer.can_draw:
            raise CellFailed(NO_NUMBERS)
        return
    grid = grid_of(rows, limit)
    show_data(grid.data())
    if plot:
        show_data(chart_data(grid, plot))


def show_listing(
    columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]], is_cut: bool = False
) -> None:
    """Show a list; short lists are shown as a plain grid."""
    if len(rows) > AT_A_GLANCE:
        show_rows(listed(columns, rows, is_cut))
    else:
        show_data(Grid(columns, rows, is_cut).data())
