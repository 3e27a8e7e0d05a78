"""Hive column types: the lattice in which the schemas of many files become one.

A Glue crawler writes Hive type strings. Two values of different types merge to the narrowest type
that represents both without changing their meaning, or to `string` if there is none.
"""

from __future__ import annotations

from collections.abc import Iterable

from glue_table_format.hive_types import (
    BIGINT,
    DATE,
    DOUBLE,
    FLOAT,
    INT,
    MAX_DECIMAL_PRECISION,
    SMALLINT,
    STRING,
    TIMESTAMP,
    TINYINT,
    VOID,
    Array,
    Decimal,
    HiveType,
    HiveTypeError,
    Map,
    Primitive,
    Struct,
    parse,
    text_of,
)

EMPTY = Struct(())
_INTEGER_DIGITS = {TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19}
_INTEGER_RANK = (TINYINT, SMALLINT, INT, BIGINT)
_TIME_RANK = (DATE, TIMESTAMP)


def merge(left: HiveType, right: HiveType) -> HiveType:
    """Return the narrowest type for the values of both."""
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
        # A float has 24 exact bits, so only the two small integers fit.
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
    """Return whether the two types merge without becoming text."""
    if VOID in (left, right):
        return True
    if isinstance(left, Array) and isinstance(right, Array):
        return are_compatible(left.element, right.element)
    if isinstance(left, Struct) and isinstance(right, Struct):
        return True
    return left == right or merge(left, right) != STRING


def stated_type(text: str) -> HiveType:
    """Return the type that a table states. Invalid Hive types stay as written."""
    try:
        return parse(text)
    except HiveTypeError:
        return Primitive(text)


def render(kind: HiveType) -> str:
    """Return the Hive type string. Types seen only as null or empty become `string`."""
    return text_of(_readable(kind))


def _readable(kind: HiveType) -> HiveType:
    match kind:
        case Array(element):
            return Array(_readable(element))
        case Map(key, value):
            return Map(_readable(key), _readable(value))
        case Struct(fields) if fields:
            return Struct(tuple((name, _readable(each)) for name, each in fields))
    return STRING if kind in (VOID, EMPTY) else kind
