"""Jupyter's fixtures, only for this folder: as a plugin, they would affect all other tests."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_jupyter.jupyter_server import *  # noqa: F403

from tests.server.serve_process import Starter
from tests.serving import start_serve


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Start `serve` over the test's home, with further flags; every process is ended."""
    started: list[subprocess.Popen[str]] = []

    def _start(*words: str) -> subprocess.Popen[str]:
        started.append(start_serve(tmp_path / "home", *words, stderr=subprocess.PIPE))
        return started[-1]

    yield _start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()
