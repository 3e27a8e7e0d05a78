"""Transforms compared with a plain-Python model of Glue's records, on random nested records.

A record of the model is a dict that holds only the fields it has; a null in it is explicit.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from awsglue.dynamicframe import DynamicFrame
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = [pytest.mark.spark, pytest.mark.slow]
Record = dict[str, Any]
Make = Callable[[list[Record]], DynamicFrame]

NAMES = st.sampled_from(["a", "b", "x.y", "Größe"])
ATOMS = st.one_of(
    st.none(),
    st.integers(-(2**40), 2**40),
    st.booleans(),
    st.sampled_from(["", "1", "2.5", "text", "null", '"q"']),
    st.sampled_from([0.5, -1.25, 1e300]),
)
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.dictionaries(NAMES, inner, max_size=3), st.lists(inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip
RECORDS = st.lists(st.dictionaries(NAMES, VALUES, max_size=3), min_size=1, max_size=8)
few = settings(
    max_examples=8, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


def numbered(records: list[Record]) -> list[Record]:
    """Give each record a field `i`, so that order does not matter."""
    return [{"i": i, **record} for i, record in enumerate(records)]


def seen_by_python(frame: DynamicFrame) -> list[Record]:
    """Return the records as a Python function sees them."""
    rows = frame.map(lambda record: {"seen": repr(plain(record))}).toDF().collect()
    found = [eval(row["seen"]) for row in rows]
    return sorted(found, key=lambda record: record["i"])


def plain(value: Any) -> Any:
    """Return a value with dicts in place of records."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


@few
@given(RECORDS)
def test_python_functions_see_records_as_they_were_written(
    make_frame: Make, records: list[Record]
) -> None:
    wanted = numbered(records)

    assert seen_by_python(make_frame(wanted)) == wanted


@few
@given(RECORDS)
def test_dropping_and_renaming_keep_missing_and_null(
    make_frame: Make, records: list[Record]
) -> None:
    wanted = numbered(records)
    frame = make_frame(wanted).rename_field("b", "c").drop_fields(["a.a", "`x.y`"])

    for record in wanted:
        if "b" in record:
            record["c"] = record.pop("b")
        record.pop("x.y", None)
        _drop(record.get("a"), "a")

    assert seen_by_python(frame) == wanted if not _mixes(wanted) else frame.count() == len(wanted)


@few
@given(RECORDS)
def test_a_filter_keeps_what_the_model_keeps(make_frame: Make, records: list[Record]) -> None:
    wanted = numbered(records)

    def choose(record: Record) -> bool:
        return record["a"] is None or len(record["b"]) > 0

    kept = make_frame(wanted).filter(choose)

    model = []
    for record in wanted:
        try:
            if choose(record):
                model.append(record["i"])
        except (KeyError, TypeError):
            continue
    assert sorted(row["i"] for row in kept.toDF().collect()) == model


@few
@given(RECORDS, RECORDS)
def test_a_union_holds_the_records_of_both(
    make_frame: Make, one: list[Record], two: list[Record]
) -> None:
    first = numbered(one)
    second = [{**record, "i": i + 100} for i, record in enumerate(two)]

    both = make_frame(first).union(make_frame(second))

    assert seen_by_python(both) == first + second


@few
@given(RECORDS)
def test_casting_a_choice_to_text_loses_no_value(make_frame: Make, records: list[Record]) -> None:
    wanted = numbered(records)

    rows = make_frame(wanted).resolveChoice(specs=[("a", "cast:string")]).toDF().collect()

    given_values = {record["i"] for record in wanted if record.get("a") is not None}
    held = {row["i"] for row in rows if "a" in row.asDict() and row["a"] is not None}
    assert held == given_values


@few
@given(st.lists(st.lists(st.integers(0, 99), max_size=4) | st.none(), min_size=1, max_size=8))
def test_relationalized_arrays_join_back(make_frame: Make, lists: list[list[int] | None]) -> None:
    wanted = [{"i": i, "l": [*each, *each] if each else each} for i, each in enumerate(lists)]
    wanted.append({"i": 100, "l": [1]})

    tables = make_frame(copy.deepcopy(wanted)).relationalize("root", "s3://x/tmp")

    keys = {row["l"]: row["i"] for row in tables["root"].toDF().collect() if row["l"] is not None}
    back: dict[int, dict[int, int]] = {}
    for row in tables["root_l"].toDF().collect():
        back.setdefault(keys[row["id"]], {})[row["index"]] = row["l.val"]
    rebuilt = {i: [values[at] for at in sorted(values)] for i, values in back.items()}
    assert rebuilt == {record["i"]: record["l"] for record in wanted if record["l"]}


def _drop(value: Any, name: str) -> None:
    if isinstance(value, dict):
        value.pop(name, None)
    elif isinstance(value, list):
        for each in value:
            if isinstance(each, dict):
                each.pop(name, None)


def _mixes(records: list[Record]) -> bool:
    """Tell whether `a` is of several kinds: a path does not lead into a choice."""
    kinds = {type(record["a"]) for record in records if record.get("a") is not None}
    inner = {
        type(each) for record in records if isinstance(record.get("a"), list)
        for each in record["a"] if each is not None
    }  # fmt: skip
    return len(kinds) > 1 or len(inner) > 1
