"""The types of JSON lines, found by Arrow, against those of the parsed records."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from awsglue.formats.json_types import batch_type
from awsglue.record_types import records_type
from awsglue.shapes import glue_type
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "x.y", "Größe", 'q"a', "back\\slash", "a\\"])
ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**40), 2**40),
    st.sampled_from([0.5, -2.0, 1e300]), st.sampled_from(["", "1", 'say "a": 5', '"a":1,']),
)  # fmt: skip
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.dictionaries(NAMES, inner, max_size=3), st.lists(inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip
RECORDS = st.lists(st.dictionaries(NAMES, VALUES, max_size=3), min_size=1, max_size=8)
SPACED = st.sampled_from([(",", ":"), (", ", ": "), (" , ", " :  ")])
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(RECORDS, SPACED)
def test_the_type_of_lines_is_that_of_their_records(
    records: list[dict[str, Any]], separators: tuple[str, str]
) -> None:
    lines = [json.dumps(each, separators=separators, ensure_ascii=False) for each in records]

    found, is_clean = batch_type(pa.array(lines), [])

    assert is_clean
    assert unordered(glue_type(found)) == unordered(glue_type(records_type(records)))


@pytest.mark.parametrize("line", ["{", "1", '{"a": tru}', "text"])
def test_a_line_that_is_no_record_is_noticed(line: str) -> None:
    found, is_clean = batch_type(pa.array(['{"a": 1}', line]), [])

    assert (found.simpleString(), is_clean) == ("struct<a:int>", False)


def unordered(glue: Any) -> Any:
    """Return a Glue type as plain data in which the order of fields and choices is lost."""
    if hasattr(glue, "fields"):
        return {field.name: unordered(field.dataType) for field in glue.fields}
    if hasattr(glue, "choices"):
        return sorted(repr(unordered(each)) for each in glue.choices.values())
    if hasattr(glue, "elementType"):
        return [unordered(glue.elementType)]
    return glue.typeName()
