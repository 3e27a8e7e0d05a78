"""The table of supported operations, and the answers of unsupported ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from glue_own_operations import OPERATIONS

from glue_devendpoint.access.callers import Caller
from glue_devendpoint.api.areas import AREAS, area_of
from glue_devendpoint.api.model import service_model
from glue_devendpoint.api.operations import Call, operations
from glue_devendpoint.api.support import (
    Support,
    support_page,
    support_table,
    unoffered_operation,
)
from glue_devendpoint.errors import EntityNotFound, OperationNotSupported

if TYPE_CHECKING:
    from glue_devendpoint.endpoint import Endpoint

MODEL = service_model()
PAGE = Path(__file__).parents[2] / "docs" / "api-support.md"


def test_page_of_the_documentation_is_current() -> None:
    """Compare what both know: each release of botocore may add or drop operations of Glue."""
    written, made = PAGE.read_text(encoding="utf-8"), support_page(MODEL)
    known = _operations_of(written) & _operations_of(made)

    assert _text_about(written, known) == _text_about(made, known), (
        "run: python -m glue_devendpoint.api.support > docs/api-support.md"
    )
    assert {
        each.operation for each in support_table(MODEL) if each.support is Support.SUPPORTED
    } <= known


def _operations_of(page: str) -> set[str]:
    return set(re.findall(r"^\| (\w+) \|", page, re.MULTILINE)) - {"Operation"}


def _text_about(page: str, operations: set[str]) -> str:
    """Return the page without the rows of other operations and without their total."""
    lines = re.sub(r"of Glue's \d+ operations", "of Glue's operations", page).splitlines()
    rows = (re.match(r"\| (\w+) \|", line) for line in lines)
    kept = [
        line
        for line, row in zip(lines, rows, strict=True)
        if row is None or row[1] in operations | {"Operation"}
    ]
    return "\n".join(kept)


def test_table_tells_of_every_operation_of_glue_once() -> None:
    names = [entry.operation for entry in support_table(MODEL)]

    assert sorted(names) == sorted(MODEL.operations)


def test_no_operation_stands_in_two_areas() -> None:
    named = [name for area in AREAS for name in area.operations]

    assert len(named) == len(set(named))


def test_operation_that_is_newer_than_the_areas_is_told_as_such() -> None:
    assert area_of("FoldTable").name == "Newer than this release"


def test_every_registered_operation_is_one_of_glue_or_described_as_our_own() -> None:
    assert set(operations()) - set(MODEL.operations) == set(OPERATIONS)


@pytest.mark.parametrize("name", sorted(MODEL.operations))
def test_empty_answer_fits_the_shape_of_the_operation(
    name: str, answer_problems: Callable[[str, Any], list[str]]
) -> None:
    unoffered = unoffered_operation(MODEL, name)
    call = Call(name, {}, Caller("ana", "arn:ana", True), cast("Endpoint", None), 0.0, "")

    try:
        answer: Any = unoffered.handler(call)
    except (EntityNotFound, OperationNotSupported) as err:
        assert name in str(err)
        return

    assert answer_problems(name, answer) == []
    assert answer
    assert all(value == [] for value in answer.values())


@pytest.mark.parametrize(
    ("name", "support"),
    [
        ("ListMLTransforms", Support.EMPTY),
        ("GetMLTransforms", Support.EMPTY),
        ("GetMLTransform", Support.NOT_FOUND),
        ("CreateMLTransform", Support.NOT_SUPPORTED),
        ("DescribeIntegrations", Support.EMPTY),
        ("DescribeEntity", Support.NOT_FOUND),
        ("GetUnfilteredTableMetadata", Support.NOT_SUPPORTED),
        ("StartMLEvaluationTaskRun", Support.NOT_SUPPORTED),
        ("GetMLTaskRuns", Support.EMPTY),
        ("BatchGetBlueprints", Support.EMPTY),
        ("ListGlossaries", Support.EMPTY),
    ],
)
def test_areas_that_are_not_offered_answer_truthfully(name: str, support: Support) -> None:
    table = {entry.operation: entry.support for entry in support_table(MODEL)}

    assert table[name] is support
