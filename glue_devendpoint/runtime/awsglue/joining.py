"""Join, Union, SplitRows and mergeDynamicFrame: transforms of the rows of whole frames."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any
from uuid import uuid4

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.casts import cast
from awsglue.fields import look_up
from awsglue.paths import Path
from awsglue.shapes import is_choice, merge_structs, merge_types
from awsglue.values import (
    Named,
    Value,
    columns_of,
    fitted,
    select,
    spelled_type,
    widen,
)

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def union(left: DataFrame, right: DataFrame) -> DataFrame:
    """Return the rows of both frames. Fields of different types become a choice."""
    merged = merge_structs(spelled_type(columns_of(left)), spelled_type(columns_of(right)))
    sides = [select(each, fitted(columns_of(each), merged)) for each in (left, right)]
    return sides[0].unionByName(sides[1])


def merge(source: DataFrame, staged: DataFrame, keys: Sequence[Path]) -> DataFrame:
    """Return all staged rows, and the source rows whose keys aren't staged."""
    mark = uuid4().hex
    wanted = [_key(columns_of(staged), key, "the staged frame") for key in keys]
    names = [f"{mark}{i}" for i in range(len(keys))]
    taken = staged.select(*(v.column.alias(n) for v, n in zip(wanted, names, strict=True)))
    held = [_key(columns_of(source), key, "the source frame") for key in keys]
    matches = [
        _equal(left, Value(F.col(name), right.type))
        for left, right, name in zip(held, wanted, names, strict=True)
    ]
    kept = source.join(taken, reduce(Column.__and__, matches), "left_anti")
    return union(kept, staged)


def split_rows(
    data: DataFrame, comparisons: Mapping[str, Mapping[str, Any]], paths: Mapping[str, Path]
) -> tuple[DataFrame, DataFrame]:
    """Return the rows that meet every comparison, and the rest."""
    fields = columns_of(data)
    tests: list[Column] = []
    for name, wanted in comparisons.items():
        value = look_up(fields, paths[name])
        if value is None:
            raise ValueError(f"SplitRows: the frame has no field {name!r}")
        tests += [_comparison(value, symbol, literal) for symbol, literal in wanted.items()]
    holds = F.coalesce(reduce(Column.__and__, tests), F.lit(False)) if tests else F.lit(True)
    return data.filter(holds), data.filter(~holds)


def _comparison(value: Value, symbol: str, literal: Any) -> Column:
    if symbol not in _COMPARE:
        raise ValueError(f"unknown comparison {symbol!r}; use one of {', '.join(_COMPARE)}")
    if is_choice(value.type):
        is_number = isinstance(literal, (int, float)) and not isinstance(literal, bool)
        value = cast(value, T.DoubleType() if is_number else T.StringType())
    result: Column = _COMPARE[symbol](value.column, F.lit(literal))
    return result


def _key(fields: Sequence[Named], path: Path, where: str) -> Value:
    value = look_up(fields, path)
    if value is None:
        names = ", ".join(each.name for each in fields)
        raise ValueError(f"{where} has no key field {'.'.join(path)!r}; its fields are {names}")
    return value


def _equal(left: Value, right: Value) -> Column:
    if left.type == right.type and not is_choice(left.type):
        return left.column == right.column
    numbers = (T.NumericType,)
    if isinstance(left.type, numbers) and isinstance(right.type, numbers):
        return left.column == right.column
    text = T.StringType()
    return cast(left, text).column == cast(right, text).column


def join(
    left: DataFrame,
    right: DataFrame,
    keys: Sequence[tuple[Path, Path]],
    per_record: Callable[[list[str], DataFrame, list[Column]], set[str]] | None,
) -> DataFrame:
    """Inner-join two frames. If both have a field, the right one is prefixed with a `.`.

    Glue decides this for each record: if the left side lacks the field, the right one keeps its
    plain name. If fields can be missing, `per_record` returns which of the fields any joined record
    has on both sides.
    """
    left_fields, left = _renamed(left, "l")
    right_fields, right = _renamed(right, "r")
    matches = [
        _equal(_key(left_fields, one, "the first frame"), _key(right_fields, two, "the second"))
        for one, two in keys
    ]
    joined = left.join(right, reduce(Column.__and__, matches), "inner")
    held = {field.name: field.value for field in left_fields}
    key_names = {path[0] for pair in keys for path in pair}
    clashing = [f for f in right_fields if f.name in held and f.name not in key_names]
    if per_record is None or not clashing:
        return select(joined, [*left_fields, *(_dotted(f, held) for f in right_fields)])
    both = [_there(held[f.name]) & _there(f.value) for f in clashing]
    doubled = per_record([f.name for f in clashing], joined, both)
    return select(joined, _resolved(left_fields, right_fields, {f.name for f in clashing}, doubled))


def _renamed(data: DataFrame, side: str) -> tuple[list[Named], DataFrame]:
    """Give all columns unique names, so that frames with equal names can be joined."""
    mark = f"{side}{uuid4().hex[:8]}_"
    fields: list[Named] = []
    columns: list[Column] = []
    for i, field in enumerate(columns_of(data)):
        columns.append(field.value.column.alias(f"{mark}{i}"))
        flag = None
        if field.value.flag is not None:
            columns.append(field.value.flag.alias(f"{mark}{i}f"))
            flag = F.col(f"{mark}{i}f")
        fields.append(Named(field.name, Value(F.col(f"{mark}{i}"), field.value.type, flag)))
    return fields, data.select(*columns)


def _dotted(field: Named, held: Mapping[str, Value]) -> Named:
    return Named("." + field.name, field.value) if field.name in held else field


def _there(value: Value) -> Column:
    there = value.column.isNotNull()
    return there if value.flag is None else there | value.flag


def _resolved(
    left: list[Named], right: list[Named], clashing: set[str], doubled: set[str]
) -> list[Named]:
    others = {field.name: field.value for field in right}
    held = {field.name: field.value for field in left}
    fields: list[Named] = []
    for field in left:
        other = others.get(field.name)
        if field.name in clashing and other is not None:
            fields.append(Named(field.name, _first_there(field.value, other)))
        else:
            fields.append(field)
    for field in right:
        if field.name not in clashing:
            fields.append(_dotted(field, held))
        elif field.name in doubled:
            both = _there(held[field.name])
            value = Value(
                F.when(both, field.value.column),
                field.value.type,
                None if field.value.flag is None else both & field.value.flag,
            )
            fields.append(Named("." + field.name, value))
    return fields


def _first_there(left: Value, right: Value) -> Value:
    merged = merge_types(left.type, right.type)
    one, two = widen(left, merged), widen(right, merged)
    column = F.when(_there(left), one.column).otherwise(two.column)
    if left.flag is None or right.flag is None:
        return Value(column, merged)
    return Value(column, merged, F.when(_there(left), left.flag).otherwise(right.flag))
