"""How a Spark schema encodes a frame's records.

A DynamicFrame is a Spark DataFrame. Choices and missing fields are encoded as two reserved kinds of
struct field, marked by a control character that no real field name contains:

* A field with several types (Glue's choice) is a struct with one field per alternative,
  `choice\\x1f<type name>`. At most one of them is not null.
* A field `x` of a struct can have a boolean beside it, `null\\x1fx`. True means that `x` is an
  explicit null; false, with a null in `x`, means that the record has no `x`. Only frames read for
  a Python function have such flags. In all others, a null is just a null.

The Spark schema alone therefore describes a frame completely. A type in this encoding is called
*spelled*, and *marked* if it contains a choice or a flag.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

from glue_table_format.hive_types import (
    Array,
    Decimal,
    HiveType,
    Map,
    Primitive,
    Struct,
    Text,
    head_of,
    parse,
    text_of,
)
from pyspark.sql import types as T

from awsglue import gluetypes as G

CHOICE_MARK = "choice\x1f"
NULL_MARK = "null\x1f"

_ATOMIC: list[tuple[type[T.DataType], type[G.DataType]]] = [
    (T.BinaryType, G.BinaryType),
    (T.BooleanType, G.BooleanType),
    (T.ByteType, G.ByteType),
    (T.DateType, G.DateType),
    (T.DoubleType, G.DoubleType),
    (T.FloatType, G.FloatType),
    (T.IntegerType, G.IntegerType),
    (T.LongType, G.LongType),
    (T.NullType, G.NullType),
    (T.ShortType, G.ShortType),
    (T.StringType, G.StringType),
    (T.TimestampNTZType, G.TimestampNTZType),
    (T.TimestampType, G.TimestampType),
]
_NAMES = {
    "bigint": "long",
    "smallint": "short",
    "tinyint": "byte",
    "void": "null",
    "bool": "boolean",
    "str": "string",
    "timestamp_ntz": "timestampntz",
}
_BY_NAME: dict[str, T.DataType] = {
    **{glue.typeName(): spark() for spark, glue in _ATOMIC},
    "variant": T.VariantType(),
}


def is_choice(data_type: T.DataType) -> TypeGuard[T.StructType]:
    """Return whether a Spark type encodes a choice."""
    return (
        isinstance(data_type, T.StructType)
        and len(data_type.fields) > 0
        and data_type.fields[0].name.startswith(CHOICE_MARK)
    )


def alternatives(choice: T.StructType) -> list[T.DataType]:
    """Return the alternative types of a choice."""
    return [field.dataType for field in choice.fields]


def choice_of(types: Iterable[T.DataType]) -> T.StructType:
    """Return the Spark type that encodes a choice of these types."""
    return T.StructType([T.StructField(CHOICE_MARK + type_name(each), each) for each in types])


def is_flag(name: str) -> bool:
    """Return whether a field is an explicit-null flag."""
    return name.startswith(NULL_MARK)


def record_fields(struct: T.StructType) -> list[T.StructField]:
    """Return the actual fields of a record, without flags."""
    return [field for field in struct.fields if not is_flag(field.name)]


def is_record(data_type: T.DataType) -> TypeGuard[T.StructType]:
    """Return whether a Spark type is a struct in the data, not an encoded choice."""
    return isinstance(data_type, T.StructType) and not is_choice(data_type)


def is_marked(data_type: T.DataType) -> bool:
    """Return whether a type contains a choice or a flag."""
    if isinstance(data_type, T.StructType):
        return any(
            field.name.startswith((CHOICE_MARK, NULL_MARK)) or is_marked(field.dataType)
            for field in data_type.fields
        )
    if isinstance(data_type, T.ArrayType):
        return is_marked(data_type.elementType)
    return isinstance(data_type, T.MapType) and is_marked(data_type.valueType)


def has_choice(data_type: T.DataType) -> bool:
    """Return whether a type contains a choice."""
    if is_choice(data_type):
        return True
    if isinstance(data_type, T.StructType):
        return any(has_choice(field.dataType) for field in data_type.fields)
    if isinstance(data_type, T.ArrayType):
        return has_choice(data_type.elementType)
    return isinstance(data_type, T.MapType) and has_choice(data_type.valueType)


def type_name(data_type: T.DataType) -> str:
    """Return the Glue name of a Spark type, as `make_cols` and `make_struct` use it."""
    return glue_type(data_type).typeName()


def glue_type(data_type: T.DataType) -> G.DataType:
    """Return the Glue type of a spelled Spark type."""
    if is_choice(data_type):
        return G.ChoiceType([glue_type(each) for each in alternatives(data_type)])
    if isinstance(data_type, T.StructType):
        return glue_struct(data_type)
    if isinstance(data_type, T.ArrayType):
        return G.ArrayType(glue_type(data_type.elementType))
    if isinstance(data_type, T.MapType):
        return G.MapType(glue_type(data_type.valueType))
    if isinstance(data_type, T.DecimalType):
        return G.DecimalType(data_type.precision, data_type.scale)
    for spark, glue in _ATOMIC:
        if isinstance(data_type, spark):
            return glue()
    return G.StringType() if isinstance(data_type, T.VariantType) else G.UnknownType()


def glue_struct(struct: T.StructType) -> G.StructType:
    """Return the Glue schema of a spelled Spark struct."""
    fields = record_fields(struct)
    return G.StructType([G.Field(each.name, glue_type(each.dataType)) for each in fields])


def spark_type(data_type: G.DataType) -> T.DataType:
    """Return the spelled Spark type of a Glue type."""
    if isinstance(data_type, G.ChoiceType):
        return choice_of(spark_type(each) for each in data_type.choices.values())
    if isinstance(data_type, G.StructType):
        fields = [T.StructField(each.name, spark_type(each.dataType)) for each in data_type.fields]
        return T.StructType(fields)
    if isinstance(data_type, G.ArrayType):
        return T.ArrayType(spark_type(data_type.elementType))
    if isinstance(data_type, G.MapType):
        return T.MapType(T.StringType(), spark_type(data_type.valueType))
    if isinstance(data_type, G.DecimalType):
        return T.DecimalType(data_type.precision, data_type.scale)
    if isinstance(data_type, G.UnknownType):
        return T.NullType()
    return _BY_NAME.get(data_type.typeName(), T.StringType())


def parse_type(text: str) -> T.DataType:
    """Return the Spark type of a type name in a mapping or a resolveChoice action."""
    if head_of(text) == text.strip().lower() == "decimal":
        return T.DecimalType(10, 2)  # as Glue's own DecimalType, and not as Hive's decimal
    try:
        return spark_type_of(parse(text))
    except ValueError as error:
        known = ", ".join(sorted([*_BY_NAME, "decimal(p,s)", "array<…>", "map<…>", "struct<…>"]))
        raise ValueError(f"unknown type {text!r} ({error}); use one of {known}") from error


def spark_type_of(kind: HiveType) -> T.DataType:
    """Return the Spark type of a Hive type, or raise ValueError when Spark has none."""
    match kind:
        case Text():
            return T.StringType()
        case Decimal(precision, scale):
            return T.DecimalType(precision, scale)
        case Array(element):
            return T.ArrayType(spark_type_of(element))
        case Map(key, value):
            return T.MapType(spark_type_of(key), spark_type_of(value))
        case Struct(fields):
            return T.StructType([T.StructField(name, spark_type_of(each)) for name, each in fields])
        case Primitive():
            name = head_of(kind.name)
            if found := _BY_NAME.get(_NAMES.get(name, name)):
                return found
    raise ValueError(f"Spark has no type {text_of(kind)!r}")


def plain_type(data_type: T.DataType) -> T.DataType:
    """Return a type as `toDF` shows it: choices become structs, and flags are removed."""
    if isinstance(data_type, T.StructType):
        return T.StructType(
            [
                T.StructField(field.name.removeprefix(CHOICE_MARK), plain_type(field.dataType))
                for field in record_fields(data_type)
            ]
        )
    if isinstance(data_type, T.ArrayType):
        return T.ArrayType(plain_type(data_type.elementType))
    if isinstance(data_type, T.MapType):
        return T.MapType(data_type.keyType, plain_type(data_type.valueType))
    return data_type


def merge_types(left: T.DataType, right: T.DataType) -> T.DataType:
    """Return a type that can hold values of both. Different kinds become a choice.

    Integers of different widths become the wider type. JSON has only one kind of integer, so a
    different width doesn't count as a different type.
    """
    if left == right or isinstance(right, T.NullType):
        return left
    if isinstance(left, T.NullType):
        return right
    if is_choice(left) or is_choice(right):
        return _merge_choices(left, right)
    if isinstance(left, T.StructType) and isinstance(right, T.StructType):
        return merge_structs(left, right)
    if isinstance(left, T.ArrayType) and isinstance(right, T.ArrayType):
        return T.ArrayType(merge_types(left.elementType, right.elementType))
    if isinstance(left, T.MapType) and isinstance(right, T.MapType):
        return T.MapType(T.StringType(), merge_types(left.valueType, right.valueType))
    return _wider(left, right) or choice_of([left, right])


def _wider(left: T.DataType, right: T.DataType) -> T.DataType | None:
    if isinstance(left, T.DecimalType) and isinstance(right, T.DecimalType):
        scale = max(left.scale, right.scale)
        whole = max(left.precision - left.scale, right.precision - right.scale)
        return T.DecimalType(min(38, whole + scale), scale)
    widths: list[type[T.DataType]] = [T.ByteType, T.ShortType, T.IntegerType, T.LongType]
    if type(left) in widths and type(right) in widths:
        return max(left, right, key=lambda each: widths.index(type(each)))
    return left if type(left) is type(right) else None


def merge_structs(left: T.StructType, right: T.StructType) -> T.StructType:
    """Merge structs by field: the left fields keep their order, and new fields follow."""
    others = {field.name: field for field in right.fields}
    merged = []
    for field in left.fields:
        other = others.pop(field.name, None)
        merged_type = (
            field.dataType if other is None else merge_types(field.dataType, other.dataType)
        )
        merged.append(T.StructField(field.name, merged_type))
    return T.StructType([*merged, *(T.StructField(e.name, e.dataType) for e in others.values())])


def _merge_choices(left: T.DataType, right: T.DataType) -> T.DataType:
    merged: list[T.DataType] = []
    for side in (left, right):
        for each in alternatives(side) if is_choice(side) else [side]:
            at = next(
                (i for i, held in enumerate(merged) if not is_choice(merge_types(held, each))), None
            )
            if at is None:
                merged.append(each)
            else:
                merged[at] = merge_types(merged[at], each)
    return merged[0] if len(merged) == 1 else choice_of(merged)


def simplified(data_type: T.DataType) -> T.DataType:
    """Return a type without metadata and nullability, so that equal data has equal types."""
    if isinstance(data_type, T.StructType):
        fields = [T.StructField(each.name, simplified(each.dataType)) for each in data_type.fields]
        return T.StructType(fields)
    if isinstance(data_type, T.ArrayType):
        return T.ArrayType(simplified(data_type.elementType))
    if isinstance(data_type, T.MapType):
        return T.MapType(simplified(data_type.keyType), simplified(data_type.valueType))
    return T.StringType() if isinstance(data_type, T.StringType) else data_type
