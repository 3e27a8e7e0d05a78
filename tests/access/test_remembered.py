"""Remembered answers are good for as long as docs/access.md says a change may take."""

from __future__ import annotations

from pathlib import Path

from glue_devendpoint.access import remembered
from glue_devendpoint.access.remembered import Remembered

DOCS = Path(__file__).parents[2] / "docs" / "access.md"


def test_an_answer_is_good_for_two_seconds() -> None:
    kept: Remembered[str] = Remembered()
    kept.keep("owner", "may", 100.0)

    assert kept.get("owner", 101.9) == "may"
    assert kept.get("owner", 102.0) is None


def test_the_module_and_the_documentation_name_the_time_that_the_code_waits() -> None:
    assert "two seconds" in DOCS.read_text(encoding="utf-8")
    assert "two seconds" in (remembered.__doc__ or "")
