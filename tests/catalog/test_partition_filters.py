"""Filters compared with a simple evaluation of the same expression, on random partitions."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glue_devendpoint.catalog.expressions import parse_expression
from glue_devendpoint.catalog.filters import bind
from glue_devendpoint.catalog.partition_values import KeyCodec, type_of
from glue_devendpoint.catalog.spans import Span, Walk, walk_of
from glue_devendpoint.errors import InvalidInput

NAMES = ("n", "s", "d", "t", "x")
TYPES = ("int", "string", "date", "timestamp", "decimal(10,2)")
CODEC = KeyCodec(tuple(type_of(name) for name in TYPES))
ALL_COLUMNS = tuple(range(len(NAMES)))

READ: dict[str, Callable[[str], Any]] = {
    "n": int,
    "s": str,
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
    "x": Decimal,
}
VALUES = {
    "n": st.integers(-300, 300).map(str),
    "s": st.text("ab%_\x00\uffffé'", max_size=3),
    "d": st.dates(date(2023, 12, 30), date(2024, 1, 3)).map(str),
    "t": st.datetimes(datetime(2024, 1, 1), datetime(2024, 1, 1, 0, 0, 2)).map(str),
    "x": st.decimals(-20, 20, places=2).map(str),
}
ODD_VALUES = {"n": "x", "d": "soon", "t": "now", "x": "much"}


def quoted(text: str) -> str:
    """Return text as a literal."""
    return "'" + text.replace("'", "''") + "'"


@st.composite
def conditions(draw: st.DrawFn) -> tuple[str, Callable[[dict[str, str]], bool | None]]:
    """Draw a condition, and a function that evaluates it on a partition's values."""
    name = draw(st.sampled_from(NAMES))
    read = READ[name]
    first, second = draw(VALUES[name]), draw(VALUES[name])
    a, b = read(first), read(second)
    forms: dict[str, tuple[str, Callable[[Any], bool]]] = {
        "=": (f"{name} = {quoted(first)}", lambda v: v == a),
        "<>": (f"`{name}` <> {quoted(first)}", lambda v: v != a),
        "<": (f"{name}<{quoted(first)}", lambda v: v < a),
        "<=": (f"({name}) <= ({quoted(first)})", lambda v: v <= a),
        ">": (f"{name.upper()} > {quoted(first)}", lambda v: v > a),
        ">=": (f"{name} >= {quoted(first)}", lambda v: v >= a),
        "in": (f"{name} in ({quoted(first)}, {quoted(second)})", lambda v: v in (a, b)),
        "not in": (f"{name} not in ({quoted(first)})", lambda v: v != a),
        "between": (f"{name} between {quoted(first)} and {quoted(second)}", lambda v: a <= v <= b),
        "null": (f"{name} is null", lambda v: False),
        "not null": (f"{name} IS NOT NULL", lambda v: True),
    }
    if name == "s":
        like = re.compile(
            "".join({"%": ".*", "_": "."}.get(c, re.escape(c)) for c in first), re.DOTALL
        )
        forms["like"] = (f"s LIKE {quoted(first)}", lambda v: bool(like.fullmatch(v)))
        forms["not like"] = (f"s NOT LIKE {quoted(first)}", lambda v: not like.fullmatch(v))
    text, holds = forms[draw(st.sampled_from(sorted(forms)))]

    def meaning(values: dict[str, str]) -> bool | None:
        return None if values[name] == ODD_VALUES.get(name) else holds(read(values[name]))

    return text, meaning


def combine(parts: Any) -> Any:
    """Draw AND, OR and NOT over expressions."""

    def all_of(pair: Any) -> Any:
        (left, a), (right, b) = pair

        def meaning(values: dict[str, str]) -> bool | None:
            held = (a(values), b(values))
            return False if False in held else None if None in held else True

        return f"({left}) AND ({right})", meaning

    def any_of(pair: Any) -> Any:
        (left, a), (right, b) = pair

        def meaning(values: dict[str, str]) -> bool | None:
            held = (a(values), b(values))
            return True if True in held else None if None in held else False

        return f"({left}) or ({right})", meaning

    def opposite(part: Any) -> Any:
        text, a = part

        def meaning(values: dict[str, str]) -> bool | None:
            held = a(values)
            return None if held is None else not held

        return f"NOT ({text})", meaning

    pairs = st.tuples(parts, parts)
    return pairs.map(all_of) | pairs.map(any_of) | parts.map(opposite)


expressions = st.recursive(conditions(), combine, max_leaves=6)
sound_partitions = st.tuples(*(VALUES[name] for name in NAMES))
odd_partitions = st.tuples(
    *(VALUES[name] | st.just(ODD_VALUES[name]) if name in ODD_VALUES else VALUES[name]
      for name in NAMES)
)  # fmt: skip


def walked(walk: Walk, keys: list[bytes]) -> list[bytes]:
    """Return the matching keys that a walk visits, read as in GetPartitions."""
    found: list[bytes] = []
    span: Span | None = walk.first()
    while span is not None:
        inside = [key for key in keys if span.start <= key < span.stop]
        following: Span | None = walk.after(span)
        for key in inside:
            parts = walk.codec.split(key, walk.order)
            misfit = walk.misfit(parts)
            if misfit is None:
                found.append(key)
                continue
            assert not span.is_exact
            ahead = walk.beyond(parts, misfit)
            assert ahead is None or ahead.start > key
            if ahead is None or all(other < ahead.start for other in inside):
                following = ahead
                break
        span = following
    return found


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expressions, st.lists(odd_partitions, max_size=12), st.permutations(ALL_COLUMNS))
def test_a_filter_holds_exactly_where_its_expression_does(
    expression: Any, partitions: list[tuple[str, ...]], order: list[int]
) -> None:
    text, meaning = expression
    tree = parse_expression(text)
    assert tree is not None
    filter_ = bind(tree, NAMES, CODEC.types)
    expected = [meaning(dict(zip(NAMES, values, strict=True))) for values in partitions]

    keys = [CODEC.encode(list(values)).key for values in partitions]
    held = [filter_.holds(CODEC.split(key, ALL_COLUMNS)) for key in keys]

    assert held == expected
    entries = [
        b"".join(CODEC.split(key, ALL_COLUMNS)[column] for column in order) + key for key in keys
    ]
    walk = walk_of(filter_, CODEC, (*order, *ALL_COLUMNS), has_odd=True)
    visited = set(walked(walk, sorted(set(entries))))
    for entry, outcome in zip(entries, held, strict=True):
        assert entry in visited or outcome is False
        if filter_.is_product() and entry in visited:
            assert outcome is not False


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expressions, st.lists(sound_partitions, max_size=12, unique=True))
def test_a_walk_without_odd_values_visits_what_may_hold_in_order(
    expression: Any, partitions: list[tuple[str, ...]]
) -> None:
    text, meaning = expression
    tree = parse_expression(text)
    assert tree is not None
    filter_ = bind(tree, NAMES, CODEC.types)
    keys = {CODEC.encode(list(values)).key: values for values in partitions}

    visited = walked(walk_of(filter_, CODEC, ALL_COLUMNS, has_odd=False), sorted(keys))

    assert visited == sorted(set(visited))
    holding = {
        key for key, values in keys.items() if meaning(dict(zip(NAMES, values, strict=True)))
    }
    assert holding <= set(visited)
    if filter_.is_product():
        assert holding == set(visited)


@settings(max_examples=300, deadline=None)
@given(expressions, st.lists(sound_partitions, min_size=1, max_size=8, unique=True))
def test_a_walk_goes_on_after_any_key_where_it_was(
    expression: Any, partitions: list[tuple[str, ...]]
) -> None:
    tree = parse_expression(expression[0])
    assert tree is not None
    walk = walk_of(bind(tree, NAMES, CODEC.types), CODEC, ALL_COLUMNS, has_odd=False)
    keys = sorted({CODEC.encode(list(values)).key for values in partitions})
    visited = walked(walk, keys)

    for at, key in enumerate(visited):
        span = walk.at(key)

        assert span is not None
        assert span.start <= key < span.stop
        rest = [other for other in keys if other > key]
        assert walked(walk, rest) == visited[at + 1 :]


@pytest.mark.parametrize(
    "text",
    [
        "n = 5", "n='5'", "(n) = (5)", "((n = 5))", "`n` = 5", "N = +5", "n in (5)", "n in ((5))",
        "not n <> 5", "not not n = 5", "n between 5 and 5", "n >= 5 AND n<=5", "n = 5 or n = 5",
        "\n n = 5\t", "NOT (n < 5 OR n > 5)",
    ],
)  # fmt: skip
def test_every_way_to_say_five(text: str) -> None:
    tree = parse_expression(text)
    assert tree is not None

    filter_ = bind(tree, ["n"], [type_of("int")])

    codec = KeyCodec((type_of("int"),))
    outcomes = [filter_.holds(codec.split(codec.encode([str(n)]).key, (0,))) for n in range(9)]
    assert outcomes == [n == 5 for n in range(9)]


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_blank_expression_filters_nothing(text: str) -> None:
    assert parse_expression(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "n", "n =", "= 5", "5 = n", "n = m", "n == 5", "n = 5 AND", "AND n = 5", "n = 5 n = 6",
        "(n = 5", "n = 5)", "n IN ()", "n IN (5,)", "n IN 5", "n BETWEEN 5", "n BETWEEN 5 OR 6",
        "n LIKE 5", "n IS 5", "n IS NOT", "n NOT = 5", "n = 'a", "n = 5; DROP TABLE x", "n = 5 --",
        "n = \"5\"", "lower(n) = 5", "n + 1 = 5", "é = 5", "n = 5 XOR n = 6", "select 1", "-n = 5",
        "n = 1.5.2", "((n) = 5", "(((((((((((((((", "NOT", "n = date '2024-01-01'",
    ],
)  # fmt: skip
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="Unsupported expression"):
        parse_expression(text)


def test_deep_nesting_is_refused_and_not_a_crash() -> None:
    for text in ("(" * 1000 + "n = 5" + ")" * 1000, "n = " + "(" * 1000 + "5" + ")" * 1000):
        try:
            parse_expression(text)
        except InvalidInput as err:
            assert "Unsupported expression" in str(err)


@pytest.mark.parametrize(
    ("type_name", "text", "message"),
    [
        ("int", "k = 'abc'", '"abc" is not an integer.'),
        ("bigint", "k = 1.5", '"1.5" is not an integer.'),
        ("decimal(5,2)", "k > 'much'", '"much" is not a decimal.'),
        ("date", "k > '2024-13-01'", '"2024-13-01" is not a date.'),
        ("timestamp", "k > '2024-01-01'", '"2024-01-01" is not a timestamp.'),
        ("boolean", "k = 'true'", "Unknown type : 'boolean'"),
        ("array<int>", "k = 'x'", "Unknown type : 'array<int>'"),
        ("int", "k LIKE '5%'", "Integral data type doesn't support operation 'LIKE'"),
        ("date", "k LIKE '2024%'", "Date data type doesn't support operation 'LIKE'"),
        ("int", "other = 5", "Invalid partition expression!"),
    ],
)
def test_an_expression_that_does_not_fit_its_keys_is_refused(
    type_name: str, text: str, message: str
) -> None:
    tree = parse_expression(text)
    assert tree is not None

    with pytest.raises(InvalidInput) as refused:
        bind(tree, ["k"], [type_of(type_name)])

    assert str(refused.value) == message


def test_a_like_pattern_of_many_wildcards_ends_soon() -> None:
    tree = parse_expression("s LIKE '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b'")
    assert tree is not None
    filter_ = bind(tree, ["s"], [type_of("string")])

    held = filter_.holds([CODEC.types[1].encode("a" * 1000)])

    assert held is False
