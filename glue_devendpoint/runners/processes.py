"""Processes: starting one in its own process group, identifying it later, and ending the group.

A process is identified by its ID and its start time, because process IDs are reused.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


def start_process(
    command: Sequence[str], log: Path, environment: Mapping[str, str], folder: Path
) -> subprocess.Popen[bytes]:
    """Start a process that outlives this one; its output is appended to a log."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
        )


def birth_of(pid: int) -> str | None:
    """Return the start time of a process, or None if it isn't running."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None if Path("/proc/self").is_dir() else _birth_by_ps(pid)
    state, *fields = stat.rpartition(")")[2].split()
    return None if state in "ZX" else fields[18]


def is_alive(pid: int, birth: str) -> bool:
    """Return whether the process is still running."""
    return birth_of(pid) == birth


def end_group(pid: int, *, at_once: bool) -> None:
    """Ask a process group to end, or kill it."""
    try:
        os.killpg(pid, signal.SIGKILL if at_once else signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        return


def _birth_by_ps(pid: int) -> str | None:
    asked = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or None
