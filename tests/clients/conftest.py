"""A real `serve` process for real AWS clients, over each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Served, serving


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    """A running `glue-devendpoint serve`."""
    with serving(tmp_path / "home", database_url) as server:
        yield server
