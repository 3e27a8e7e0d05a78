"""Casts between Glue types. Values that can't be converted become null, not an error."""

from __future__ import annotations

from dataclasses import replace

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.shapes import is_choice, simplified
from awsglue.values import (
    Named,
    Value,
    any_alternative,
    fields_of,
    map_elements,
    map_entries,
    null,
    plain,
    same_struct,
)

_COMPLEX = (T.StructType, T.ArrayType, T.MapType)


def cast(value: Value, target: T.DataType) -> Value:
    """Return a value cast to another type. Each alternative of a choice is cast on its own."""
    if simplified(value.type) == simplified(target):
        return value
    column = _cast_column(value, target)
    flag = value.flag
    if flag is not None:
        flag = flag | (value.column.isNotNull() & column.isNull())
    return Value(column, target, flag)


def _cast_column(value: Value, target: T.DataType) -> Column:
    if is_choice(value.type):
        return any_alternative(value, lambda each: cast(each, target).column)
    if isinstance(target, _COMPLEX):
        return _cast_complex(value, target)
    if isinstance(value.type, _COMPLEX):
        return _text(value) if isinstance(target, T.StringType) else null(target)
    return _cast_atomic(value, target)


def _text(value: Value) -> Column:
    return F.to_json(plain(value).column)


def _cast_complex(value: Value, target: T.DataType) -> Column:
    if isinstance(value.type, T.ArrayType) and isinstance(target, T.ArrayType):
        return map_elements(value, lambda each: cast(each, target.elementType)).column
    if isinstance(value.type, T.MapType) and isinstance(target, T.MapType):
        return map_entries(value, lambda each: cast(each, target.valueType)).column
    if isinstance(value.type, T.StructType) and isinstance(target, T.StructType):
        held = {each.name.lower(): each.value for each in fields_of(value)}
        fields = [
            Named(
                field.name,
                cast(held[field.name.lower()], field.dataType)
                if field.name.lower() in held
                else Value(null(field.dataType), field.dataType),
            )
            for field in target.fields
        ]
        return same_struct(
            value, [replace(f, value=replace(f.value, flag=None)) for f in fields]
        ).column
    return null(target)


_INTEGERS = (T.ByteType, T.ShortType, T.IntegerType, T.LongType)
_FLOATS = (T.FloatType, T.DoubleType)


def _cast_atomic(value: Value, target: T.DataType) -> Column:
    column, source = value.column, value.type
    if isinstance(source, T.NullType):
        return null(target)
    if isinstance(target, T.TimestampType) and isinstance(source, _INTEGERS):
        return F.timestamp_millis(column.cast("bigint"))
    if isinstance(target, T.DateType) and isinstance(source, _INTEGERS):
        return F.to_date(F.timestamp_millis(column.cast("bigint")))
    if isinstance(source, T.TimestampType) and isinstance(target, T.LongType):
        return F.unix_millis(column)
    if isinstance(source, (T.DateType, T.TimestampType)) and isinstance(target, _INTEGERS):
        return F.unix_millis(column.cast("timestamp")).try_cast(target)
    if isinstance(source, T.BooleanType) and isinstance(target, (*_INTEGERS, *_FLOATS)):
        return column.cast(target)
    if _is_safe(source, target):
        return column.cast(target)
    if isinstance(source, T.StringType) and isinstance(target, (*_INTEGERS, *_FLOATS)):
        return F.trim(column).try_cast(target)
    if not _castable(source, target):
        return null(target)
    return column.try_cast(target)


def _is_safe(source: T.DataType, target: T.DataType) -> bool:
    if isinstance(target, T.StringType):
        return True
    if isinstance(source, _INTEGERS) and isinstance(target, _INTEGERS):
        return _INTEGERS.index(type(source)) <= _INTEGERS.index(type(target))
    return isinstance(source, (*_INTEGERS, *_FLOATS)) and isinstance(target, _FLOATS)


def _castable(source: T.DataType, target: T.DataType) -> bool:
    if isinstance(source, T.StringType):
        return True
    moments = (T.DateType, T.TimestampType, T.TimestampNTZType)
    if isinstance(source, moments) or isinstance(target, moments):
        return isinstance(source, moments) and isinstance(target, moments)
    numbers = (*_INTEGERS, *_FLOATS, T.DecimalType, T.BooleanType)
    return isinstance(source, numbers) and isinstance(target, numbers)
