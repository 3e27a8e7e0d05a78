"""Hive type strings: one reader, held to the cases that the front end is held to as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from glue_table_format.hive_types import (
    MAX_DEPTH,
    MAX_LENGTH,
    PRIMITIVES,
    Array,
    Decimal,
    HiveType,
    HiveTypeError,
    Map,
    Primitive,
    Struct,
    Text,
    Union,
    check,
    head_of,
    parse,
    text_of,
)
from hypothesis import given
from hypothesis import strategies as st

GOLDEN: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "hive_types.json").read_text(encoding="utf-8")
)
DECIMALS = st.integers(1, 38).flatmap(
    lambda precision: st.integers(0, precision).map(lambda scale: Decimal(precision, scale))
)
TEXTS = st.builds(Text, st.sampled_from(["char", "varchar"]), st.none() | st.integers(1, 65_535))
SIMPLE: st.SearchStrategy[HiveType] = st.one_of(
    st.sampled_from([*PRIMITIVES.values(), Primitive("variant"), Primitive("timestamp(3)")]),
    DECIMALS,
    TEXTS,
)
TYPES: st.SearchStrategy[HiveType] = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(Array, inner),
        st.builds(Map, inner, inner),
        st.builds(Struct, st.lists(st.tuples(st.text(max_size=6), inner), max_size=3).map(tuple)),
        st.builds(Union, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)
PIECES = st.sampled_from(
    ["array", "map", "struct", "decimal", "int", "a", "<", ">", ",", ":", "(", ")", "`", "1", " "]
)


def tree_of(case: Any) -> HiveType:
    """Return the tree that a golden case spells in JSON."""
    if isinstance(case, str):
        return Primitive(case)
    ((name, parts),) = case.items()
    match name:
        case "decimal":
            return Decimal(*parts)
        case "array":
            return Array(tree_of(parts))
        case "map":
            return Map(*map(tree_of, parts))
        case "struct":
            return Struct(tuple((field, tree_of(each)) for field, each in parts))
        case "uniontype":
            return Union(tuple(map(tree_of, parts)))
    return Text(name, parts)


@pytest.mark.parametrize("case", GOLDEN["read"], ids=lambda case: case["text"])
def test_a_type_string_is_read_and_printed(case: dict[str, Any]) -> None:
    tree = parse(case["text"])

    assert tree == tree_of(case["tree"])
    assert text_of(tree) == case["printed"]


@pytest.mark.parametrize("case", GOLDEN["refused"], ids=lambda case: case["text"])
def test_what_is_no_type_is_refused_with_the_position(case: dict[str, Any]) -> None:
    with pytest.raises(HiveTypeError) as refused:
        parse(case["text"])

    assert refused.value.position == case["position"]
    assert f"at character {case['position'] + 1}" in str(refused.value)


@given(TYPES)
def test_what_is_printed_is_read_back(kind: HiveType) -> None:
    assert parse(text_of(kind)) == kind


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        kind = parse(text)
    except HiveTypeError as refused:
        assert 0 <= refused.position <= len(text)
    else:
        assert parse(text_of(kind)) == kind


@pytest.mark.parametrize(
    "text",
    [
        "<" * 100_000,
        "array<" * 20_000,
        "array<" * (MAX_DEPTH + 1) + "int" + ">" * (MAX_DEPTH + 1),
        "struct<" + "`" * 99_999 + "a",
        "struct<`" + "``" * 50_000,
        "struct<a:" * 10_000,
        "decimal(" + "1," * 50_000,
        "decimal(" + "1" * 100_000 + ")",
        "struct<" + " " * 100_000,
        "a" * (MAX_LENGTH + 1),
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_is_refused(text: str) -> None:
    with pytest.raises(HiveTypeError) as refused:
        parse(text)

    assert len(str(refused.value)) < 200


def test_each_character_is_looked_at_once() -> None:
    wide = "struct<" + ",".join(f"`f``{n}`:decimal(10,2)" for n in range(5_000)) + ">"

    kind = parse(wide)

    assert isinstance(kind, Struct)
    assert len(kind.fields) == 5_000
    assert text_of(kind) == wide


def test_a_type_as_deep_as_allowed_is_read() -> None:
    deep = "array<" * MAX_DEPTH + "int" + ">" * MAX_DEPTH

    assert text_of(parse(deep)) == deep


@pytest.mark.parametrize(
    ("text", "head"),
    [("DECIMAL (10,2)", "decimal"), (" array<int>", "array"), ("struct<", "struct"), ("<", "")],
)
def test_the_head_of_a_type_is_its_first_word(text: str, head: str) -> None:
    assert head_of(text) == head


@pytest.mark.parametrize(
    ("text", "problem", "position"),
    [
        ("timestmp", "unknown type 'timestmp' (did you mean timestamp?)", 0),
        ("array<strng>", "unknown type 'strng' (did you mean string?)", 6),
        ("struct<a:int,b:zzz>", "unknown type 'zzz'", 15),
        ("int(5)", "int can't have a size", 0),
        ("array<int", "expected '>'", 9),
    ],
)
def test_a_type_that_nobody_has_is_refused_by_name(text: str, problem: str, position: int) -> None:
    with pytest.raises(HiveTypeError) as refused:
        check(text)

    assert (refused.value.problem, refused.value.position) == (problem, position)


@pytest.mark.parametrize(
    "text", [*PRIMITIVES, "LONG", "double precision", "timestamp with local time zone", "variant"]
)
def test_every_type_of_hive_and_spark_is_accepted(text: str) -> None:
    assert check(text) == parse(text)


def test_a_long_name_is_refused_in_few_words() -> None:
    with pytest.raises(HiveTypeError) as refused:
        check("x" * 100_000)

    assert len(refused.value.problem) < 100
