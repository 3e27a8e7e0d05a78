"""`make test` runs every test file in exactly one part, and CONTRIBUTING.md has its budget."""

from __future__ import annotations

import re

import pytest

from tests.parts import PARTS, POSTGRES, ROOT, WITHOUT_POSTGRES, Outcome, report

FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("marks", [POSTGRES, WITHOUT_POSTGRES])
def test_every_file_is_run_by_exactly_one_part(marks: str) -> None:
    runs = {file: [part.name for part in PARTS if part.runs(file, marks)] for file in FILES}

    assert {file: parts for file, parts in runs.items() if len(parts) != 1} == {}


def test_every_path_of_a_part_exists() -> None:
    missing = [path for part in PARTS for path in part.paths if not (ROOT / path).exists()]

    assert missing == []


def test_the_budget_of_each_part_is_documented() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

    documented = re.findall(r"^\| ([\w ]+?) +\| .* \| +\d+ \|", text, re.MULTILINE)

    assert documented == [part.name for part in PARTS]


@pytest.mark.parametrize(
    ("output", "closing"),
    [
        ("..\n2 passed, 1 deselected in 0.02s\n", "2 passed, 1 deselected in 0.02s"),
        (
            "==== 1 failed, 2 passed in 61.30s (0:01:01) ====",
            "1 failed, 2 passed in 61.30s (0:01:01)",
        ),
        ("make: *** [lint] Error 1", "exit code 1"),
    ],
)
def test_the_closing_line_of_pytest_is_found(output: str, closing: str) -> None:
    assert Outcome(PARTS[0], 1, 1.0, 1.0, output).closing == closing


@pytest.mark.parametrize(
    ("code", "arguments", "expected"), [(0, [], 0), (1, [], 1), (5, [], 1), (5, ["-k", "x"], 0)]
)
def test_one_part_that_fails_fails_the_whole(
    code: int, arguments: list[str], expected: int, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = [Outcome(part, 0, 1.0, 1.0, "1 passed in 1.00s") for part in PARTS[1:]]
    output = "FAILED tests/test_x.py::test_y - assert 1 == 2\n1 failed in 1.00s\n"

    told = report([Outcome(PARTS[0], code, 1.0, 1.0, output), *outcomes], arguments, 10.0)

    shown = capsys.readouterr().out
    assert told == expected
    assert ("FAILED tests/test_x.py::test_y" in shown) == bool(expected)
