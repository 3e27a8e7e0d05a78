"""The port of a driver's Spark UI, for whoever shows it in a browser.

A driver announces its port in a file in the home folder. A reader trusts the file only if the
driver's process, or a process that it started (Spark's JVM), really listens on that port. So
nothing but a driver's own port can be reached this way, whatever the file says.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import psutil

from glue_devendpoint.home import Home

UI_PATH = "GLUE_SPARK_UI_PATH"
"""The variable that tells a kernel the path of its Spark UI on the Jupyter server."""
_LOCAL = frozenset({"127.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "::"})


def announce_ui(home: Home, port: int) -> None:
    """Announce the port of this process's Spark UI."""
    file = _file(home, os.getpid())
    if _read(file) == str(port):
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = file.with_suffix(".new")
    temporary.write_text(str(port), encoding="ascii")
    temporary.replace(file)


def forget_ui(home: Home) -> None:
    """Take back what this process has announced."""
    _file(home, os.getpid()).unlink(missing_ok=True)


def ui_port(home: Home, pid: int) -> int | None:
    """Return the port of a driver's Spark UI, or None if the driver has none."""
    text = _read(_file(home, pid))
    if not text.isdigit() or len(text) > 5:
        return None
    port = int(text)
    return port if any(_listens(process, port) for process in _family(pid)) else None


def _file(home: Home, pid: int) -> Path:
    return home.cache / "drivers" / f"{pid}.ui"


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def _family(pid: int) -> list[Any]:
    """Return a process and all that it has started."""
    with contextlib.suppress(psutil.Error):
        driver = psutil.Process(pid)
        return [driver, *driver.children(recursive=True)]
    return []


def _listens(process: Any, port: int) -> bool:
    # psutil 6 has renamed the method.
    read = getattr(process, "net_connections", None) or process.connections
    try:
        connections = read(kind="tcp")
    except psutil.Error:
        return False
    return any(
        each.status == psutil.CONN_LISTEN and each.laddr.port == port and each.laddr.ip in _LOCAL
        for each in connections
    )
