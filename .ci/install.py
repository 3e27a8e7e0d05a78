"""Run `pip install` and say what it is doing, so that a long set-up never looks stuck.

    python .ci/install.py TITLE PIP-ARGUMENT...

On a terminal one line is kept up to date; elsewhere a line is printed every ten seconds. When pip
fails, its last lines are shown and its exit code is returned.
"""

from __future__ import annotations

import queue
import re
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable

TAIL = 40
STEPS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"Collecting ([\w.\[\]-]+)", lambda found: f"looking up {found[1]}"),
    (r"Downloading (?:\S*/)?([\w.]+-[\w.]+)", lambda found: f"downloading {found[1]}"),
    (r"Installing build dependencies", lambda _: "getting build tools"),
    (r"(?:Preparing|Building) (?:editable|wheel)", lambda _: "building the package"),
    (
        r"Installing collected packages: (.*)",
        lambda found: f"installing {found[1].count(',') + 1} packages",
    ),
)


def step_of(line: str) -> str | None:
    """Return what a line of pip's output says that pip is doing now."""
    for pattern, words in STEPS:
        found = re.match(rf"\s*{pattern}", line)
        if found:
            return words(found)
    return None


class Progress:
    """The line that says how the set-up stands."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._start = time.monotonic()
        self._is_live = sys.stdout.isatty()
        self._said = self._start

    def show(self, step: str) -> None:
        """Say which step is under way."""
        now = time.monotonic()
        text = f"{self._title}: {step} ({now - self._start:.0f} s)"
        if self._is_live:
            print(f"\r\033[K{text[:100]}", end="", flush=True)
        elif now - self._said >= 10:
            self._said = now
            print(text, flush=True)

    def end(self, outcome: str) -> None:
        """Say how it ended."""
        start = "\r\033[K" if self._is_live else ""
        print(
            f"{start}{self._title}: {outcome} ({time.monotonic() - self._start:.0f} s)", flush=True
        )


def main(title: str, arguments: list[str]) -> int:
    """Run pip and follow it."""
    pip = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            *arguments,
            # Python compiles what it imports; pip would compile every module of every package.
            "--no-compile",
            "--progress-bar",
            "off",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(pip, lines), daemon=True).start()
    tail: deque[str] = deque(maxlen=TAIL)
    progress, step = Progress(title), "starting pip"
    while True:
        try:
            line = lines.get(timeout=1)
        except queue.Empty:
            progress.show(step)
            continue
        if line is None:
            break
        tail.append(line)
        step = step_of(line) or step
        progress.show(step)
    code = pip.wait()
    progress.end("done" if code == 0 else f"pip failed with exit code {code}")
    if code:
        sys.stderr.writelines(tail)
    return code


def _read(pip: subprocess.Popen[str], lines: queue.SimpleQueue[str | None]) -> None:
    assert pip.stdout is not None
    for line in pip.stdout:
        lines.put(line)
    lines.put(None)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2:]))
