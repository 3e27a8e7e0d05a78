"""docs/clients.md: its blocks run as they stand, in order, against a running endpoint."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import Served

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "docs" / "clients.md"
BLOCK = re.compile(r"```(sh|python)\n(.*?)```", re.DOTALL)


def test_every_block_of_the_page_runs(served: Served, tmp_path: Path) -> None:
    programs = str(Path(sys.executable).parent)
    environ = {
        **os.environ,
        **served.environment,
        "GLUE_DEVENDPOINT_HOME": str(served.home),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
    }
    said = []
    for language, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        shell = {"sh": ["bash", "-euc", text], "python": [sys.executable, "-c", text]}[language]
        done = subprocess.run(
            shell, env=environ, cwd=tmp_path, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, f"{text}\n{done.stderr}"
        said.append(done.stdout)

    everything = "".join(said)
    for part in ("orders", "2026-01-31", "reason", "amount"):
        assert part in everything
