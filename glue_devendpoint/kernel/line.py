"""One line under a cell, updated in place by display updates, so that it works in any front end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextvars import copy_context
from html import escape
from typing import Any

from IPython.display import DisplayHandle, display

STYLE = (
    "font-family:var(--jp-ui-font-family,sans-serif);font-size:var(--jp-ui-font-size1,13px);"
    "color:var(--jp-ui-font-color1,inherit);display:flex;gap:.6em;align-items:center"
)
MARKS = {"busy": "◌", "done": "✓", "failed": "✗", "stopped": "◼"}


def show_data(data: Mapping[str, Any]) -> None:
    """Show something in all the forms that it has, by their MIME types."""
    display(data, raw=True)  # type: ignore[no-untyped-call]


class Line:
    """A line that says how something stands."""

    def __init__(self) -> None:
        self._handle: DisplayHandle | None = None

    @property
    def is_shown(self) -> bool:
        """Whether anybody has seen it yet."""
        return self._handle is not None

    def show(
        self,
        text: str,
        *,
        state: str = "busy",
        fraction: float | None = None,
        links: Mapping[str, str] | None = None,
    ) -> None:
        """Show the line, or change it."""
        data = line_data(text, state, fraction, links or {})
        if self._handle is None:
            self._handle = display(data, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(data, raw=True)  # type: ignore[no-untyped-call]


def line_data(
    text: str, state: str, fraction: float | None, links: Mapping[str, str]
) -> dict[str, str]:
    """Return a line as HTML and as plain text."""
    bar = ""
    if fraction is not None and state == "busy":
        bar = f'<progress max="1" value="{fraction:.3f}" aria-label="{escape(text)}"></progress>'
    anchors = "".join(
        f'<a href="{escape(url)}" target="_blank" rel="noopener">{escape(label)}</a>'
        for label, url in links.items()
    )
    mark = MARKS[state]
    html = (
        f'<div class="jp-GlueLine" data-state="{state}" role="status" style="{STYLE}">'
        f'<span aria-hidden="true">{mark}</span>{bar}<span>{escape(text)}</span>{anchors}</div>'
    )
    tail = "".join(f" · {label}: {url}" for label, url in links.items())
    return {"text/html": html, "text/plain": f"{mark} {text}{tail}"}


def many(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


class Ticker:
    """Calls a function every so often from a thread, with the output of the present cell.

    `at_end` is called by the same thread when all is over, before `__exit__` returns.
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
