"""Reads JSON with a schema that contains choices, or that distinguishes missing from null."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.paths import quote
from awsglue.shapes import has_choice, is_choice
from awsglue.values import Named, Value, columns_of, fields_of, null, same_struct, select

_KINDS: list[tuple[tuple[type[T.DataType], ...], Callable[[Column], Column]]] = [
    ((T.StringType,), lambda tag: tag == "STRING"),
    ((T.BooleanType,), lambda tag: tag == "BOOLEAN"),
    ((T.IntegerType, T.LongType), lambda tag: tag == "BIGINT"),
    ((T.DoubleType, T.DecimalType), lambda tag: (tag == "DOUBLE") | tag.startswith("DECIMAL")),
    ((T.StructType,), lambda tag: tag.startswith("OBJECT")),
    ((T.ArrayType,), lambda tag: tag.startswith("ARRAY")),
]
"""How the result of `schema_of_variant` starts for values of a type. Uses comparisons for speed: a
regular expression per value and alternative takes longer than reading a record."""


def reading_type(wanted: T.DataType) -> T.DataType:
    """Return the type to read with, in which choices are variants."""
    if not has_choice(wanted):
        return wanted
    if is_choice(wanted):
        return T.VariantType()
    if isinstance(wanted, T.StructType):
        return T.StructType(
            [T.StructField(each.name, reading_type(each.dataType)) for each in wanted.fields]
        )
    if isinstance(wanted, T.ArrayType):
        return T.ArrayType(reading_type(wanted.elementType))
    assert isinstance(wanted, T.MapType)
    return T.MapType(wanted.keyType, reading_type(wanted.valueType))


def reading_schema(wanted: T.StructType, present: bool) -> T.StructType:
    """Return the schema to read with. Distinguishing missing from null requires variants."""
    if present:
        return T.StructType([T.StructField(each.name, T.VariantType()) for each in wanted.fields])
    made = reading_type(wanted)
    assert isinstance(made, T.StructType)
    return made


def decoded(data: DataFrame, wanted: T.StructType, present: bool, keep: list[str]) -> DataFrame:
    """Convert what was read to its spelled schema, and keep the given columns."""
    if not present and not has_choice(wanted):
        return data
    types = {each.name: each.dataType for each in wanted.fields}
    fields = [
        field
        if field.name in keep
        else Named(field.name, _decode(field.value, types[field.name], present))
        for field in columns_of(data)
    ]
    return select(data, fields)


def decoded_value(value: Value, wanted: T.DataType) -> Value:
    """Convert a value that was read with `reading_schema` to its spelled type."""
    return replace(_decode(value, wanted, present=False), flag=value.flag)


def _decode(value: Value, wanted: T.DataType, present: bool) -> Value:
    if isinstance(value.type, T.VariantType):
        flag = F.coalesce(F.is_variant_null(value.column), F.lit(False)) if present else None
        return replace(_from_variant(value.column, wanted, present), flag=flag)
    if not has_choice(wanted):
        return value
    if isinstance(wanted, T.ArrayType):
        assert isinstance(value.type, T.ArrayType)
        held = value.type.elementType
        column = F.transform(
            value.column, lambda e: _decode(Value(e, held), wanted.elementType, present).column
        )
        return Value(column, wanted)
    assert isinstance(wanted, T.StructType)
    types = {each.name: each.dataType for each in wanted.fields}
    inside = [
        _decode(each.value, types[each.name], present).column.alias(each.name)
        for each in fields_of(value)
    ]
    return Value(F.when(value.column.isNotNull(), F.struct(*inside)), wanted)


def _from_variant(variant: Column, wanted: T.DataType, present: bool) -> Value:
    if is_choice(wanted):
        return _choice(variant, wanted, present)
    if isinstance(wanted, T.StructType):
        return _struct(variant, wanted, present)
    if isinstance(wanted, T.NullType):
        return Value(null(wanted), wanted)
    if isinstance(wanted, T.ArrayType):
        elements = F.try_variant_get(variant, "$", "array<variant>")
        inside = wanted.elementType
        made = _from_variant(F.lit(None), inside, present).type
        column = F.transform(elements, lambda each: _from_variant(each, inside, present).column)
        return Value(column, T.ArrayType(made))
    return Value(F.try_variant_get(variant, "$", wanted.simpleString()), wanted)


def _struct(variant: Column, wanted: T.StructType, present: bool) -> Value:
    if not wanted.fields:
        is_object = F.schema_of_variant(variant).startswith("OBJECT")
        return Value(F.when(is_object, F.struct()), wanted)
    shape = ",".join(f"{quote(each.name)}:variant" for each in wanted.fields)
    whole = F.try_variant_get(variant, "$", f"struct<{shape}>")
    fields: list[Named] = []
    for field in wanted.fields:
        held = Value(whole.getField(field.name), T.VariantType())
        fields.append(Named(field.name, _decode(held, field.dataType, present)))
    return same_struct(Value(whole, wanted), fields)


def _choice(variant: Column, choice: T.StructType, present: bool) -> Value:
    tag = F.schema_of_variant(variant)
    columns: list[Column] = []
    fields: list[T.StructField] = []
    for field in choice.fields:
        held = _from_variant(variant, field.dataType, present)
        matches = next(
            (test(tag) for types, test in _KINDS if isinstance(field.dataType, types)), F.lit(False)
        )
        columns.append(F.when(matches, held.column).alias(field.name))
        fields.append(T.StructField(field.name, held.type))
    is_there = variant.isNotNull() & ~F.is_variant_null(variant)
    return Value(F.when(is_there, F.struct(*columns)), T.StructType(fields))
