"""`serve` as a process of its own, for tests that kill it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(home: Path, database_url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `serve` and yield its process and URL."""
    command = [
        sys.executable, "-m", "glue_devendpoint", "serve", "--port", "0",
        "--home", str(home), "--database-url", database_url,
    ]  # fmt: skip
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("GLUE_")
    }
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        yield process, line.split(" answers at ")[1].split()[0]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
