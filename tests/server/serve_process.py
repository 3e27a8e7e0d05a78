"""`serve` in a process of its own, and other commands over the same home."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

Starter = Callable[..., subprocess.Popen[str]]


def health(url: str) -> dict[str, str]:
    """Ask a server for its health."""
    with urllib.request.urlopen(f"{url}/health", timeout=10) as answer:
        found: dict[str, str] = json.load(answer)
    return found


def command(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run another command over the same home."""
    return subprocess.run(
        [sys.executable, "-m", "glue_devendpoint", *words, "--home", str(tmp_path / "home")],
        capture_output=True,
        text=True,
    )
