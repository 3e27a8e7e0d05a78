"""A frame's values as Spark column expressions with their spelled types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.paths import quote
from awsglue.shapes import (
    CHOICE_MARK,
    NULL_MARK,
    alternatives,
    is_choice,
    is_marked,
    merge_types,
    record_fields,
    simplified,
)


@dataclass(frozen=True, slots=True)
class Value:
    """A column expression, its type, and its explicit-null flag if known."""

    column: Column
    type: T.DataType
    flag: Column | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A value with its field name."""

    name: str
    value: Value


def columns_of(data: DataFrame) -> list[Named]:
    """Return the top-level fields of a frame's records."""
    return _named(data.schema, lambda name: F.col(quote(name)))


def fields_of(value: Value) -> list[Named]:
    """Return the fields of a struct value."""
    assert isinstance(value.type, T.StructType)
    return _named(value.type, value.column.getField)


def _named(struct: T.StructType, get: Callable[[str], Column]) -> list[Named]:
    held = {field.name for field in struct.fields}
    return [
        Named(
            field.name,
            Value(
                get(field.name),
                simplified(field.dataType),
                get(NULL_MARK + field.name) if NULL_MARK + field.name in held else None,
            ),
        )
        for field in record_fields(struct)
    ]


def spelled(fields: Iterable[Named]) -> list[Column]:
    """Return the columns that encode these fields, including flags."""
    columns: list[Column] = []
    for field in fields:
        columns.append(field.value.column.alias(field.name))
        if field.value.flag is not None:
            columns.append(field.value.flag.alias(NULL_MARK + field.name))
    return columns


def spelled_type(fields: Iterable[Named]) -> T.StructType:
    """Return the struct type of the columns from `spelled`."""
    parts: list[T.StructField] = []
    for field in fields:
        parts.append(T.StructField(field.name, field.value.type))
        if field.value.flag is not None:
            parts.append(T.StructField(NULL_MARK + field.name, T.BooleanType()))
    return T.StructType(parts)


def select(data: DataFrame, fields: Sequence[Named]) -> DataFrame:
    """Return a frame with exactly these fields, or the frame itself if nothing changes."""
    return data.select(*spelled(fields))


def null(data_type: T.DataType) -> Column:
    """Return a null of a type."""
    return F.lit(None).cast(data_type)


def same_struct(value: Value, fields: Sequence[Named]) -> Value:
    """Return a struct value with other fields, which is null where the struct is null."""
    built = F.when(value.column.isNotNull(), F.struct(*spelled(fields)))
    return Value(built, spelled_type(fields), value.flag)


def new_struct(fields: Sequence[Named]) -> Value:
    """Return a struct of values, which is absent if all of them are."""
    built = F.struct(*spelled(fields))
    there = [
        each.value.column.isNotNull()
        if each.value.flag is None
        else (each.value.column.isNotNull() | F.coalesce(each.value.flag, F.lit(False)))
        for each in fields
    ]
    flag = F.lit(False) if any(each.value.flag is not None for each in fields) else None
    return Value(F.when(reduce(Column.__or__, there), built), spelled_type(fields), flag)


def map_elements(value: Value, step: Callable[[Value], Value]) -> Value:
    """Return an array value with each element replaced."""
    assert isinstance(value.type, T.ArrayType)
    element_type = value.type.elementType
    made = step(Value(F.lit(None), element_type)).type
    column = F.transform(value.column, lambda each: step(Value(each, element_type)).column)
    return Value(column, T.ArrayType(made), value.flag)


def map_entries(value: Value, step: Callable[[Value], Value]) -> Value:
    """Return a map value with each entry's value replaced."""
    assert isinstance(value.type, T.MapType)
    value_type = value.type.valueType
    made = step(Value(F.lit(None), value_type)).type
    column = F.transform_values(
        value.column, lambda _key, each: step(Value(each, value_type)).column
    )
    return Value(column, T.MapType(value.type.keyType, made), value.flag)


def alternative(value: Value, index: int) -> Value:
    """Return one alternative of a choice."""
    assert is_choice(value.type)
    field = value.type.fields[index]
    return Value(value.column.getField(field.name), field.dataType)


def plain(value: Value) -> Value:
    """Return a value as `toDF` shows it."""
    if not is_marked(value.type):
        return replace(value, flag=None)
    if isinstance(value.type, T.ArrayType):
        return replace(map_elements(value, plain), flag=None)
    if isinstance(value.type, T.MapType):
        return replace(map_entries(value, plain), flag=None)
    assert isinstance(value.type, T.StructType)
    fields = [
        Named(each.name.removeprefix(CHOICE_MARK), plain(each.value)) for each in fields_of(value)
    ]
    return replace(same_struct(value, fields), flag=None)


def plain_frame(data: DataFrame) -> DataFrame:
    """Return a frame as a plain DataFrame, or the frame itself if it isn't marked."""
    if not is_marked(data.schema):
        return data
    return select(data, [Named(each.name, plain(each.value)) for each in columns_of(data)])


def unflag(value: Value) -> Value:
    """Return a value without explicit-null flags inside it."""
    if not is_marked(value.type):
        return replace(value, flag=None)
    if isinstance(value.type, T.ArrayType):
        return replace(map_elements(value, unflag), flag=None)
    if isinstance(value.type, T.MapType):
        return replace(map_entries(value, unflag), flag=None)
    assert isinstance(value.type, T.StructType)
    fields = [Named(each.name, unflag(each.value)) for each in fields_of(value)]
    return replace(same_struct(value, fields), flag=None)


def unflag_frame(data: DataFrame) -> DataFrame:
    """Return a frame without explicit-null flags."""
    return select(data, [Named(each.name, unflag(each.value)) for each in columns_of(data)])


def widen(value: Value, target: T.DataType) -> Value:
    """Return a value converted to a type that `merge_types` returned for it."""
    if simplified(value.type) == simplified(target):
        return replace(value, type=target)
    if isinstance(value.type, T.NullType):
        return Value(null(target), target, value.flag)
    if is_choice(target):
        return _into_choice(value, target)
    if isinstance(target, T.StructType) and isinstance(value.type, T.StructType):
        return _into_struct(value, target)
    if isinstance(target, T.ArrayType):
        return map_elements(value, lambda each: widen(each, target.elementType))
    if isinstance(target, T.MapType):
        return map_entries(value, lambda each: widen(each, target.valueType))
    return Value(value.column.cast(target), target, value.flag)


def _into_struct(value: Value, target: T.StructType) -> Value:
    return same_struct(value, fitted(fields_of(value), target))


def fitted(fields: Sequence[Named], target: T.StructType) -> list[Named]:
    """Return fields converted to a struct type that `merge_structs` returned for them."""
    held = {each.name: each.value for each in fields}
    names = {field.name for field in target.fields}
    made: list[Named] = []
    for field in record_fields(target):
        value = held.get(field.name)
        absent = value is None
        value = Value(null(field.dataType), field.dataType) if value is None else value
        wide = widen(value, field.dataType)
        if NULL_MARK + field.name in names and wide.flag is None:
            wide = replace(wide, flag=F.lit(False) if absent else value.column.isNull())
        made.append(Named(field.name, wide))
    return made


def _into_choice(value: Value, target: T.StructType) -> Value:
    if is_choice(value.type):
        held = {each.name: each.value for each in fields_of(value)}
    else:
        held = {_alternative_for(value.type, target): value}
    fields = [
        Named(
            field.name,
            widen(held[field.name], field.dataType)
            if field.name in held
            else Value(null(field.dataType), field.dataType),
        )
        for field in target.fields
    ]
    return replace(
        same_struct(value, [replace(f, value=replace(f.value, flag=None)) for f in fields]),
        type=target,
    )


def _alternative_for(data_type: T.DataType, choice: T.StructType) -> str:
    for field in choice.fields:
        if not is_choice(merge_types(field.dataType, data_type)):
            return field.name
    raise ValueError(f"{data_type.simpleString()} isn't an alternative of {choice.simpleString()}")


def find(fields: Sequence[Named], name: str, case_sensitive: bool = True) -> Named | None:
    """Return the field with a name, preferring an exact match."""
    exact = next((each for each in fields if each.name == name), None)
    if exact is not None or case_sensitive:
        return exact
    return next((each for each in fields if each.name.lower() == name.lower()), None)


def any_alternative(value: Value, convert: Callable[[Value], Column]) -> Column:
    """Return the converted value of whichever alternative of a choice is set."""
    assert is_choice(value.type)
    parts = [convert(alternative(value, i)) for i in range(len(alternatives(value.type)))]
    return F.coalesce(*parts)
