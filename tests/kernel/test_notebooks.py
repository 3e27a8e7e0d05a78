"""Every tutorial notebook runs from top to bottom, as nbclient and papermill run it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.kernel.conftest import run_notebook
from tests.serving import Served

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))

pytestmark = [pytest.mark.spark, pytest.mark.slow]


def _stored(path: Path) -> Any:
    import nbformat  # only where it is wanted: it takes its time

    return nbformat.read(path, as_version=4)


def _shown(notebook: Any) -> str:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    texts = [
        output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs
    ]
    return "\n".join(texts)


@pytest.fixture(scope="module")
def ran_notebook(served: Served) -> Callable[[Path], Any]:
    """Runs a notebook, once for all tests, and returns it."""
    return cache(lambda path: run_notebook(_stored(path)))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_to_its_end_and_is_stored_without_outputs(
    path: Path, ran_notebook: Callable[[Path], Any]
) -> None:
    stored = _stored(path)
    assert all(not cell.get("outputs") for cell in stored.cells)

    ran = ran_notebook(path)

    code = [cell for cell in ran.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)


def test_the_first_notebook_shows_crawl_progress_and_results(
    ran_notebook: Callable[[Path], Any],
) -> None:
    shown = _shown(ran_notebook(NOTEBOOKS[0]))

    assert "Dry run: 1 table found, nothing was written" in shown
    assert "✓ Crawler shop-shop-orders: " in shown
    assert "✓ Spark 4.1" in shown
    assert "✓ Spark: " in shown
    assert "DE       2       27.75" in shown
    assert "40.75" in shown
