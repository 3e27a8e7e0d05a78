"""Finds out whether the front end supports widgets.

A front end with widget support asks for them when it connects and after each restart: it opens a
comm, or requests the list of comms. nbclient, papermill and consoles do neither.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
from ipykernel.comm.comm import BaseComm

Handler = Callable[[Any, Any, Any], Any]
TARGETS = ("jupyter.widget", "jupyter.widget.control")
UNKNOWN_TARGET = "glue_devendpoint"
_asked = threading.Event()


def shows_widgets() -> bool:
    """Return whether widgets can be shown."""
    return _asked.is_set()


def listen(kernel: Any) -> None:
    """Watch a kernel's messages to learn whether its front end supports widgets."""
    widgets.register_comm_target()
    for kind in ("comm_open", "comm_info_request"):
        kernel.shell_handlers[kind] = _listening(kernel.shell_handlers[kind])


def ask() -> None:
    """Probe a front end that is already connected: one with comms closes an unknown comm."""
    comm = BaseComm(target_name=UNKNOWN_TARGET)  # type: ignore[no-untyped-call]
    comm.on_close(lambda _message: _asked.set())


def _listening(handler: Handler) -> Handler:
    def handle(stream: Any, ident: Any, message: Any) -> Any:
        if message["content"].get("target_name") in TARGETS:
            _asked.set()
        return handler(stream, ident, message)

    return handle
