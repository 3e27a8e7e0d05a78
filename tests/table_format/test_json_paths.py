"""JSON paths: the steps that a text stands for, and what is no path."""

from __future__ import annotations

import pytest
from glue_table_format.json_documents import JsonDocuments
from glue_table_format.json_paths import InvalidJsonPath, Step, parse_path, select

from tests.golden.json_cases import REFUSED_PATHS


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("$", ()),
        ("$[*]", (None,)),
        ("$.*", (None,)),
        ("$.a.b", ("a", "b")),
        ("$['a.b']", ("a.b",)),
        ('$["a"]', ("a",)),
        ("$.items[*]", ("items", None)),
        ("$[0]", (0,)),
        ("$['0']", ("0",)),
        ("$['*']", ("*",)),
        (" $ ", ()),
    ],
)
def test_a_path_is_a_row_of_steps(path: str, steps: tuple[Step, ...]) -> None:
    assert parse_path(path) == steps


@pytest.mark.parametrize("path", ["", "a", "$$", *REFUSED_PATHS.values()])
def test_what_is_no_path_is_refused_with_what_one_is(path: str) -> None:
    with pytest.raises(InvalidJsonPath, match=r"use \$ for the root"):
        parse_path(path)


def test_steps_lead_nowhere_in_values_of_another_kind() -> None:
    document = {"a": [1], "0": 2}

    assert list(select(document, ("a", "b"))) == []
    assert list(select(document, (0,))) == []
    assert list(select(document, ("a", 1))) == []
    assert list(select(document, ("a", 0, None))) == []


def test_what_is_no_object_is_wrapped_or_taken_apart() -> None:
    document = {"found": [{"n": 1}, 2, [{"n": 3}]]}

    wrapped = JsonDocuments(is_lines=False, path="$.found", wrap="record")
    taken_apart = JsonDocuments(is_lines=False, path="$.found")

    assert list(wrapped.records(document)) == [{"record": document["found"]}]
    assert list(taken_apart.records(document)) == [{"n": 1}]
