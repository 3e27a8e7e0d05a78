"""Hive column types: the lattice in which the schemas of many files become one.

A Glue crawler writes Hive type strings. Two values of different types meet at the narrowest type
that still holds both without changing their meaning; where there is none, that type is `string`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

MAX_DECIMAL_PRECISION = 38


@dataclass(frozen=True, slots=True)
class Primitive:
    """A type without parameters, known by its Hive name; `void` has only nulls."""

    name: str


@dataclass(frozen=True, slots=True)
class Decimal:
    """An exact number of `precision` digits, `scale` of them after the point."""

    precision: int
    scale: int


@dataclass(frozen=True, slots=True)
class Array:
    """A list of values of one type."""

    element: HiveType


@dataclass(frozen=True, slots=True)
class Map:
    """Keys and values, each of one type."""

    key: HiveType
    value: HiveType


@dataclass(frozen=True, slots=True)
class Struct:
    """Named fields in order; also the schema of a file. Names keep the case of the source."""

    fields: tuple[tuple[str, HiveType], ...]


HiveType: TypeAlias = Primitive | Decimal | Array | Map | Struct

VOID = Primitive("void")
BOOLEAN = Primitive("boolean")
TINYINT = Primitive("tinyint")
SMALLINT = Primitive("smallint")
INT = Primitive("int")
BIGINT = Primitive("bigint")
FLOAT = Primitive("float")
DOUBLE = Primitive("double")
STRING = Primitive("string")
BINARY = Primitive("binary")
DATE = Primitive("date")
TIMESTAMP = Primitive("timestamp")
EMPTY = Struct(())

PRIMITIVES = {
    each.name: each
    for each in (
        VOID, BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, STRING, BINARY, DATE,
        TIMESTAMP,
    )
}  # fmt: skip
_INTEGER_DIGITS = {TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19}
_INTEGER_RANK = (TINYINT, SMALLINT, INT, BIGINT)
_TIME_RANK = (DATE, TIMESTAMP)


def merge(left: HiveType, right: HiveType) -> HiveType:
    """Return the narrowest type that holds the values of both."""
    if left == right or right == VOID:
        return left
    if left == VOID:
        return right
    if isinstance(left, Struct) and isinstance(right, Struct):
        return merge_structs(left, right)
    if isinstance(left, Array) and isinstance(right, Array):
        return Array(merge(left.element, right.element))
    if isinstance(left, Map) and isinstance(right, Map):
        return Map(merge(left.key, right.key), merge(left.value, right.value))
    if _is_number(left) and _is_number(right):
        return _merge_numbers(left, right)
    if left in _TIME_RANK and right in _TIME_RANK:
        return TIMESTAMP
    return STRING


def merge_structs(left: Struct, right: Struct) -> Struct:
    """Return the union of the fields in first-seen order; names match without regard to case."""
    fields: dict[str, tuple[str, HiveType]] = {}
    for name, kind in (*left.fields, *right.fields):
        key = name.lower()
        seen = fields.get(key)
        fields[key] = (name, kind) if seen is None else (seen[0], merge(seen[1], kind))
    return Struct(tuple(fields.values()))


def merge_schemas(schemas: Iterable[Struct]) -> Struct:
    """Return one schema for the files of many; equal schemas cost nothing."""
    merged = EMPTY
    seen: set[int] = set()
    for schema in schemas:
        if id(schema) not in seen:
            seen.add(id(schema))
            merged = schema if merged is EMPTY else merge_structs(merged, schema)
    return merged


def _is_number(kind: HiveType) -> bool:
    return isinstance(kind, Decimal) or kind in _INTEGER_DIGITS or kind in (FLOAT, DOUBLE)


def _merge_numbers(left: HiveType, right: HiveType) -> HiveType:
    if left in _INTEGER_DIGITS and right in _INTEGER_DIGITS:
        return max(left, right, key=lambda kind: _INTEGER_DIGITS[kind])
    if DOUBLE in (left, right):
        return DOUBLE
    if FLOAT in (left, right):
        other = right if left == FLOAT else left
        # A float holds 24 bits exactly, so only the two small integers fit it.
        return FLOAT if other in (TINYINT, SMALLINT) else DOUBLE
    return _merge_decimals(_as_decimal(left), _as_decimal(right))


def _as_decimal(kind: HiveType) -> Decimal:
    if isinstance(kind, Decimal):
        return kind
    return Decimal(_INTEGER_DIGITS[kind], 0)  # type: ignore[index]


def _merge_decimals(left: Decimal, right: Decimal) -> HiveType:
    whole = max(left.precision - left.scale, right.precision - right.scale)
    scale = max(left.scale, right.scale)
    return Decimal(whole + scale, scale) if whole + scale <= MAX_DECIMAL_PRECISION else STRING


def are_compatible(left: HiveType, right: HiveType) -> bool:
    """Say whether the two meet without one of them having to become text."""
    if VOID in (left, right):
        return True
    if isinstance(left, Array) and isinstance(right, Array):
        return are_compatible(left.element, right.element)
    if isinstance(left, Struct) and isinstance(right, Struct):
        return True
    return left == right or merge(left, right) != STRING


def render(kind: HiveType) -> str:
    """Return the Hive type string; what was only ever null or empty reads as `string`."""
    match kind:
        case Primitive(name):
            return "string" if name == "void" else name
        case Decimal(precision, scale):
            return f"decimal({precision},{scale})"
        case Array(element):
            return f"array<{render(element)}>"
        case Map(key, value):
            return f"map<{render(key)},{render(value)}>"
        case Struct(fields):
            inner = ",".join(f"{_quoted(name)}:{render(each)}" for name, each in fields)
            return f"struct<{inner}>" if fields else "string"


def _quoted(name: str) -> str:
    """Quote only the names that would break the type string: Glue writes all others bare."""
    is_bare = name and name == name.strip() and not _BREAKING.search(name)
    return name if is_bare else "`" + name.replace("`", "``") + "`"


_BREAKING = re.compile(r"[:,<>`()]")
_TOKEN = re.compile(r"\s*(`(?:[^`]|``)*`|[<>:,()]|[^<>:,()`]+)")
_SYNONYMS = {"integer": INT, "long": BIGINT, "short": SMALLINT, "byte": TINYINT, "null": VOID}


def parse(text: str) -> HiveType:
    """Read a Hive type string; a type this lattice does not know stays as its own name."""
    tokens = _Tokens(_TOKEN.findall(text))
    kind = _parse(tokens)
    if tokens.next is not None:
        raise ValueError(f"{text!r} is not a Hive type: unexpected {tokens.next!r}")
    return kind


class _Tokens:
    """The words of a type string, one ahead."""

    def __init__(self, words: list[str]) -> None:
        self._words: Iterator[str] = iter(words)
        self.next: str | None = next(self._words, None)

    def take(self) -> str:
        word, self.next = self.next, next(self._words, None)
        if word is None:
            raise ValueError("the Hive type ends too early")
        return word

    def expect(self, wanted: str) -> None:
        if (found := self.take().strip()) != wanted:
            raise ValueError(f"a Hive type needs {wanted!r} where {found!r} stands")


def _parse(tokens: _Tokens) -> HiveType:
    name = tokens.take().strip().lower()
    if tokens.next == "<":
        return _parse_nested(name, tokens)
    if tokens.next == "(":
        return _parse_sized(name, tokens)
    return _SYNONYMS.get(name) or PRIMITIVES.get(name) or _unknown(name)


def _unknown(name: str) -> HiveType:
    return Decimal(10, 0) if name == "decimal" else Primitive(name)


def _parse_nested(name: str, tokens: _Tokens) -> HiveType:
    tokens.expect("<")
    kind: HiveType
    if name == "array":
        kind = Array(_parse(tokens))
    elif name == "map":
        key = _parse(tokens)
        tokens.expect(",")
        kind = Map(key, _parse(tokens))
    elif name == "struct":
        kind = Struct(tuple(_parse_fields(tokens)))
    else:
        raise ValueError(f"{name!r} is not a nested Hive type")
    tokens.expect(">")
    return kind


def _parse_fields(tokens: _Tokens) -> Iterator[tuple[str, HiveType]]:
    while tokens.next != ">":
        name = tokens.take()
        if name.startswith("`"):
            name = name[1:-1].replace("``", "`")
        tokens.expect(":")
        yield name, _parse(tokens)
        if tokens.next != ",":
            return
        tokens.expect(",")


def _parse_sized(name: str, tokens: _Tokens) -> HiveType:
    tokens.expect("(")
    sizes = [tokens.take().strip()]
    while tokens.next == ",":
        tokens.expect(",")
        sizes.append(tokens.take().strip())
    tokens.expect(")")
    if name == "decimal":
        return Decimal(int(sizes[0]), int(sizes[1]) if len(sizes) > 1 else 0)
    return Primitive(f"{name}({','.join(sizes)})")
