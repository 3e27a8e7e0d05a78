"""Shows results below a cell: as widgets that filter and sort, or as a plain grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from glue_devendpoint.kernel.display.charts import NO_NUMBERS, chart_data
from glue_devendpoint.kernel.display.front_end import shows_widgets
from glue_devendpoint.kernel.display.grid import Grid
from glue_devendpoint.kernel.display.line import show_data
from glue_devendpoint.kernel.display.rows import LIMIT, Rows, grid_of, listed
from glue_devendpoint.kernel.failures import CellFailed

if TYPE_CHECKING:
    from glue_devendpoint.kernel.display.explorer import Explorer

AT_A_GLANCE = 10


def show_rows(rows: Rows, limit: int = LIMIT, plot: str | None = None) -> None:
    """Show rows as widgets; without widget support, the first rows as a grid and as a chart."""
    if explorer := _explorer(rows, plot):
        show_data(explorer.data())
        if plot and not explorer.can_draw:
            raise CellFailed(NO_NUMBERS)
        return
    grid = grid_of(rows, limit)
    show_data(grid.data())
    if plot:
        show_data(chart_data(grid, plot))


def data_of(rows: Rows) -> dict[str, Any]:
    """Return rows as widgets; without widget support, as a grid."""
    explorer = _explorer(rows)
    return grid_of(rows).data() if explorer is None else explorer.data()


def _explorer(rows: Rows, plot: str | None = None) -> Explorer | None:
    if rows.table.num_rows < 2 or not shows_widgets():
        return None
    from glue_devendpoint.kernel.display.explorer import Explorer

    return Explorer(rows, plot)


def show_listing(
    columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]], is_cut: bool = False
) -> None:
    """Show a list; short lists are shown as a plain grid."""
    if len(rows) > AT_A_GLANCE:
        show_rows(listed(columns, rows, is_cut))
    else:
        show_data(Grid(columns, rows, is_cut).data())
