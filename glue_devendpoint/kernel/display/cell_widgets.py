"""Keeps track of each cell's widgets, to close them when the cell runs again."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import ipywidgets as widgets
from IPython.core.getipython import get_ipython

_by_cell: dict[str, list[tuple[str, widgets.Widget]]] = defaultdict(list)


def keep(widget: widgets.Widget) -> None:
    """Remember a widget that the running cell shows."""
    cell, run = _present()
    if cell:
        _by_cell[cell].append((run, widget))


def close_earlier(_info: Any) -> None:
    """Close the widgets of a cell's earlier runs; called when a cell starts."""
    cell, present = _present()
    shown = _by_cell.pop(cell, [])
    for run, widget in shown:
        if run == present:
            _by_cell[cell].append((run, widget))
        else:
            close(widget)


def close(widget: widgets.Widget) -> None:
    """Close a widget and all its parts."""
    for child in getattr(widget, "children", ()):
        close(child)
    for part in ("layout", "style"):
        if hasattr(widget, part):
            getattr(widget, part).close()
    widget.close()


def _present() -> tuple[str, str]:
    """Return the IDs of the running cell (empty if the front end sends none) and of the run."""
    request = getattr(get_ipython(), "parent_header", None) or {}
    cell = request.get("metadata", {}).get("cellId", "")
    return str(cell), str(request.get("header", {}).get("msg_id", ""))
