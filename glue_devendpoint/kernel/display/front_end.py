"""Whether the front end shows widgets.

One that does asks a kernel for them as it connects, after each restart, too: it opens a comm, or
asks which comms there are. nbclient, papermill and consoles ask nothing.
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
    """Tell whether widgets can be shown."""
    return _asked.is_set()


def listen(kernel: Any) -> None:
    """Learn from what a kernel is asked whether its front end shows widgets."""
    widgets.register_comm_target()
    for kind in ("comm_open", "comm_info_request"):
        kernel.shell_handlers[kind] = _listening(kernel.shell_handlers[kind])


def ask() -> None:
    """Ask a front end that connected before: one with comms closes what it does not know."""
    comm = BaseComm(target_name=UNKNOWN_TARGET)  # type: ignore[no-untyped-call]
    comm.on_close(lambda _message: _asked.set())


def _listening(handler: Handler) -> Handler:
    def handle(stream: Any, ident: Any, message: Any) -> Any:
        if message["content"].get("target_name") in TARGETS:
            _asked.set()
        return handler(stream, ident, message)

    return handle
