"""Jupyter's fixtures, only for this folder: as a plugin, they would affect all other tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_jupyter.jupyter_server import *  # noqa: F403

from tests.server.serve_process import Starter


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Start `serve` over the test's home, with further flags; every process is ended."""
    started: list[subprocess.Popen[str]] = []

    def _start(*words: str) -> subprocess.Popen[str]:
        home = ["--home", str(tmp_path / "home")]
        process = subprocess.Popen(
            [sys.executable, "-m", "glue_devendpoint", "serve", "--port", "0", *home, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield _start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()
