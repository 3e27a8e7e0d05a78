"""DynamoDB JSON: values wrapped in a struct that names their type, such as `{"S": "text"}`."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.shapes import is_choice, is_record, record_fields
from awsglue.values import (
    Named,
    Value,
    columns_of,
    fields_of,
    find,
    map_elements,
    same_struct,
    select,
)

_WORDS = {"S", "N", "BOOL", "B", "NULL", "M", "L", "SS", "NS", "BS"}


def simplify_ddb_json(data: DataFrame) -> DataFrame:
    """Unwrap every typed value."""
    return select(data, [Named(each.name, _unwrapped(each.value)) for each in columns_of(data)])


def unnest_ddb_json(data: DataFrame) -> DataFrame:
    """Unwrap the typed values of the top-level struct `Item`, or of the records themselves."""
    item = find(columns_of(data), "Item")
    fields = (
        fields_of(item.value)
        if item is not None and is_record(item.value.type)
        else columns_of(data)
    )
    return select(data, [Named(each.name, _unwrapped(each.value)) for each in fields])


def _is_typed(data_type: T.DataType) -> bool:
    return (
        is_record(data_type)
        and bool(data_type.fields)
        and all(field.name in _WORDS for field in record_fields(data_type))
    )


def _unwrapped(value: Value) -> Value:
    if _is_typed(value.type):
        return _inner(value)
    if is_record(value.type):
        inside = [Named(each.name, _unwrapped(each.value)) for each in fields_of(value)]
        return same_struct(value, inside)
    if isinstance(value.type, T.ArrayType) and not is_choice(value.type.elementType):
        return map_elements(value, _unwrapped)
    return value


def _inner(value: Value) -> Value:
    parts = [_part(each) for each in fields_of(value) if each.name != "NULL"]
    if not parts:
        return Value(F.lit(None), T.NullType())
    if len(parts) == 1:
        return parts[0]
    if all(part.type == parts[0].type for part in parts):
        return Value(F.coalesce(*(part.column for part in parts)), parts[0].type)
    texts = [
        F.to_json(part.column)
        if isinstance(part.type, (T.StructType, T.ArrayType))
        else part.column.cast("string")
        for part in parts
    ]
    return Value(F.coalesce(*texts), T.StringType())


def _part(field: Named) -> Value:
    value = field.value
    if field.name == "N":
        return Value(value.column.cast("string").try_cast("double"), T.DoubleType())
    if field.name == "M" and is_record(value.type):
        inside = [Named(each.name, _unwrapped(each.value)) for each in fields_of(value)]
        return same_struct(value, inside)
    if field.name == "L" and isinstance(value.type, T.ArrayType):
        return map_elements(value, _unwrapped)
    return value
