"""The encoding of partition values: it preserves order and distinguishes partitions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glue_devendpoint.catalog.partition_values import KeyCodec, NotCastable, type_of
from glue_devendpoint.errors import InvalidInput

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


def encoded(type_name: str, text: str) -> bytes:
    """Return the encoding of one value."""
    return type_of(type_name).encode(text)


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
@example(0, -1)
@example(255, 256)
@example(-256, -255)
def test_integers_keep_their_order(a: int, b: int) -> None:
    assert (encoded("bigint", str(a)) < encoded("bigint", str(b))) == (a < b)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=5, min_value=-(10**9), max_value=10**9
    ),
    st.decimals(
        allow_nan=False, allow_infinity=False, places=9, min_value=-(10**9), max_value=10**9
    ),
)
@example(Decimal("0.1"), Decimal("0.10"))
@example(Decimal("-1"), Decimal("-1.5"))
@example(Decimal("99"), Decimal("100"))
def test_decimals_keep_their_order(a: Decimal, b: Decimal) -> None:
    first, second = encoded("decimal", f"{a:f}"), encoded("decimal", f"{b:f}")

    assert (first < second, first == second) == (a < b, a == b)


@given(TEXTS, TEXTS)
@example("a", "a\x00")
@example("\uffff", "\U00010000")
def test_texts_keep_the_order_of_their_code_points(a: str, b: str) -> None:
    assert (encoded("string", a) < encoded("string", b)) == (a < b)


@given(st.dates(), st.dates())
def test_dates_keep_their_order(a: date, b: date) -> None:
    assert (encoded("date", str(a)) < encoded("date", str(b))) == (a < b)


@given(st.datetimes(), st.datetimes())
def test_timestamps_keep_their_order(a: datetime, b: datetime) -> None:
    assert (encoded("timestamp", str(a)) < encoded("timestamp", str(b))) == (a < b)


VALUES = st.sampled_from(
    ["0", "-0", "00", "1", "01", "1.0", "1e0", "+1", "-1", "", "a", "a\x00", "\x00", "2024-01-01",
     "2024-01-01 00:00:00", "2024-01-01 00:00:00.0", "2024-01-01 00:00:00.10", "255", "256"]
)  # fmt: skip
TYPES = st.lists(
    st.sampled_from(["int", "string", "date", "timestamp", "decimal(3,1)", "boolean"]),
    min_size=1,
    max_size=3,
)


@given(TYPES, st.data())
def test_two_partitions_have_one_key_only_when_their_values_are_the_same_text(
    types: list[str], data: Any
) -> None:
    codec = KeyCodec(tuple(type_of(name) for name in types))
    values = st.lists(VALUES | TEXTS, min_size=len(types), max_size=len(types))
    a, b = data.draw(values), data.draw(values)

    assert (codec.encode(a).key == codec.encode(b).key) == (a == b)


@given(TYPES, st.data())
def test_a_key_is_split_into_the_values_it_was_made_of(types: list[str], data: Any) -> None:
    codec = KeyCodec(tuple(type_of(name) for name in types))
    values = data.draw(st.lists(VALUES | TEXTS, min_size=len(types), max_size=len(types)))
    key = codec.encode(values).key

    parts = codec.split(key, tuple(range(len(types))))

    assert len(parts) == len(types)
    assert key.startswith(b"".join(parts))
    for value_type, part, text in zip(codec.types, parts, values, strict=True):
        try:
            assert part == value_type.encode(text)
        except NotCastable:
            assert part.startswith(b"\xff")


@pytest.mark.parametrize(
    ("type_name", "text"),
    [
        ("int", ""), ("int", " 1"), ("int", "1_000"), ("int", "１"), ("int", "9" * 30),
        ("int", "9223372036854775808"), ("decimal", "nan"), ("decimal", "1e99999"),
        ("decimal", "."), ("date", "2024-1-1"), ("date", "20240101"), ("date", "2024-02-30"),
        ("timestamp", "2024-01-01T00:00:00"), ("timestamp", "2024-01-01 24:00:00"),
        ("timestamp", "2024-01-01 00:00:00.0123456789"),
    ],
)  # fmt: skip
def test_what_is_no_value_of_the_type_is_refused(type_name: str, text: str) -> None:
    with pytest.raises(NotCastable):
        type_of(type_name).encode(text)


def test_a_wrong_number_of_values_is_refused_in_aws_words() -> None:
    codec = KeyCodec((type_of("int"), type_of("int")))

    with pytest.raises(InvalidInput) as refused:
        codec.encode(["1"])

    assert str(refused.value) == (
        "The number of partition keys do not match the number of partition values"
    )
