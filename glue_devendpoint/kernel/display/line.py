"""A status line below a cell.

While the work runs, the line is a widget if the front end supports widgets; otherwise display
updates change it in place. It ends as a line of HTML, which is what a saved notebook contains.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextvars import copy_context
from html import escape
from typing import Any

import ipywidgets as widgets
from IPython.display import DisplayHandle, display

from glue_devendpoint.kernel.display import cell_widgets
from glue_devendpoint.kernel.display.front_end import shows_widgets
from glue_devendpoint.kernel.display.links import Link

STYLE = (
    "font-family:var(--jp-ui-font-family,sans-serif);font-size:var(--jp-ui-font-size1,13px);"
    "color:var(--jp-ui-font-color1,inherit);display:flex;gap:.6em;align-items:center"
)
LINK = "color:var(--jp-content-link-color,revert)"
MARKS = {"busy": "◌", "done": "✓", "failed": "✗", "stopped": "◼"}


def show_data(data: Mapping[str, Any]) -> None:
    """Show data in several formats, keyed by MIME type."""
    display(data, raw=True)  # type: ignore[no-untyped-call]


class Line:
    """A status line."""

    def __init__(self) -> None:
        self._handle: DisplayHandle | None = None
        self._running: RunningLine | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the line has been shown."""
        return self._handle is not None

    def show(
        self,
        text: str,
        *,
        state: str = "busy",
        fraction: float | None = None,
        links: Mapping[str, Link] | None = None,
    ) -> None:
        """Show or update the line."""
        data = line_data(text, state, fraction, links or {})
        if state != "busy":
            self._show_data(data)
            self._end_widget()
        elif self._running is not None:
            self._running.show(text, fraction, links or {})
        elif self._handle is None and shows_widgets():
            self._running = RunningLine()
            self._running.show(text, fraction, links or {})
            self._show_data(data | self._running.view())
        else:
            self._show_data(data)

    def _show_data(self, data: Mapping[str, Any]) -> None:
        if self._handle is None:
            self._handle = display(data, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(data, raw=True)  # type: ignore[no-untyped-call]

    def _end_widget(self) -> None:
        if self._running is not None:
            self._running.close()
            self._running = None


class RunningLine:
    """A line's widget: text with links, and a progress bar once the progress is known."""

    def __init__(self) -> None:
        self._bar: widgets.FloatProgress | None = None
        self._text = widgets.HTML()
        self._box = widgets.HBox([self._text], layout={"align_items": "center"})
        cell_widgets.keep(self._box)

    def view(self) -> dict[str, Any]:
        """Return the widget's display data."""
        bundle: dict[str, Any] = self._box._repr_mimebundle_()
        return {mime: value for mime, value in bundle.items() if mime != "text/plain"}

    def show(self, text: str, fraction: float | None, links: Mapping[str, Link]) -> None:
        """Update the text and the bar."""
        if fraction is not None:
            self._fill_bar(fraction)
        self._text.value = line_data(text, "busy", None, links)["text/html"]

    def close(self) -> None:
        """Close the widget."""
        cell_widgets.close(self._box)

    def _fill_bar(self, fraction: float) -> None:
        if self._bar is None:
            self._bar = widgets.FloatProgress(max=1, layout={"width": "10em", "height": "20px"})
            self._box.children = [self._bar, self._text]
        self._bar.value = fraction


def line_data(
    text: str, state: str, fraction: float | None, links: Mapping[str, Link]
) -> dict[str, str]:
    """Return a line as HTML and as plain text."""
    bar = ""
    if fraction is not None and state == "busy":
        bar = f'<progress max="1" value="{fraction:.3f}" aria-label="{escape(text)}"></progress>'
    anchors = "".join(
        f'<a href="{escape(link.page)}" target="_blank" rel="noopener" style="{LINK}">'
        f"{escape(label)}</a>"
        for label, link in links.items()
    )
    mark = MARKS[state]
    html = (
        f'<div class="jp-GlueLine" data-state="{state}" role="status" style="{STYLE}">'
        f'<span aria-hidden="true">{mark}</span>{bar}<span>{escape(text)}</span>{anchors}</div>'
    )
    tail = "".join(f" · {label}: {link.url}" for label, link in links.items())
    return {"text/html": html, "text/plain": f"{mark} {text}{tail}"}


def many(count: int, noun: str) -> str:
    """Return a count with its noun in singular or plural."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


class Ticker:
    """Calls a function repeatedly from a thread, with its output in the current cell.

    The same thread calls `at_end` at the end, before `__exit__` returns.
    """

    def __init__(
        self,
        seconds: float,
        tick: Callable[[], None],
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self._seconds = seconds
        self._tick = tick
        self._at_end = at_end
        self._ended = threading.Event()
        self._thread = threading.Thread(
            target=copy_context().run, args=(self._run,), name="glue-ticker", daemon=True
        )

    def __enter__(self) -> Ticker:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            self._tick()
        self._at_end()
