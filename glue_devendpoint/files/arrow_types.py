"""Arrow types as Hive types: how the metadata of Parquet and ORC files becomes columns."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
from glue_table_format.hive_types import (
    BIGINT,
    BINARY,
    BOOLEAN,
    DATE,
    DOUBLE,
    FLOAT,
    INT,
    SMALLINT,
    STRING,
    TIMESTAMP,
    TINYINT,
    VOID,
    Array,
    Decimal,
    HiveType,
    Map,
    Struct,
)
from pyarrow import types as kinds

from glue_devendpoint.files.types import merge_structs

_Check = Callable[[pa.DataType], bool]
# Unsigned integers and times of day take the type in which Spark reads their Parquet form.
_SCALARS: tuple[tuple[_Check, HiveType], ...] = (
    (kinds.is_boolean, BOOLEAN),
    (kinds.is_int8, TINYINT),
    (kinds.is_int16, SMALLINT),
    (kinds.is_uint8, SMALLINT),
    (kinds.is_int32, INT),
    (kinds.is_uint16, INT),
    (kinds.is_int64, BIGINT),
    (kinds.is_uint32, BIGINT),
    (kinds.is_uint64, Decimal(20, 0)),
    (kinds.is_float32, FLOAT),
    (kinds.is_float16, FLOAT),
    (kinds.is_float64, DOUBLE),
    (kinds.is_date, DATE),
    (kinds.is_timestamp, TIMESTAMP),
    (kinds.is_time32, INT),
    (kinds.is_time64, BIGINT),
    (kinds.is_duration, BIGINT),
    (kinds.is_null, VOID),
    (kinds.is_string, STRING),
    (kinds.is_large_string, STRING),
    (kinds.is_string_view, STRING),
    (kinds.is_binary, BINARY),
    (kinds.is_large_binary, BINARY),
    (kinds.is_binary_view, BINARY),
    (kinds.is_fixed_size_binary, BINARY),
)


def to_hive(kind: pa.DataType) -> HiveType:
    """Return the Hive type for the values of an Arrow type."""
    for check, hive in _SCALARS:
        if check(kind):
            return hive
    if kinds.is_decimal(kind):
        return Decimal(kind.precision, kind.scale) if kind.precision <= 38 else STRING
    if kinds.is_dictionary(kind):
        return to_hive(kind.value_type)
    if isinstance(kind, pa.BaseExtensionType):
        return to_hive(kind.storage_type)
    if kinds.is_map(kind):
        return Map(to_hive(kind.key_type), to_hive(kind.item_type))
    if kinds.is_struct(kind):
        return Struct(tuple((field.name, to_hive(field.type)) for field in kind.fields))
    if kinds.is_list(kind) or kinds.is_large_list(kind) or kinds.is_fixed_size_list(kind):
        return Array(to_hive(kind.value_type))
    return STRING


def schema_to_hive(schema: pa.Schema) -> Struct:
    """Return the columns of an Arrow schema. Names that differ only in case are merged."""
    columns = Struct(tuple((field.name, to_hive(field.type)) for field in schema))
    names = {name.lower() for name, _ in columns.fields}
    return columns if len(names) == len(columns.fields) else merge_structs(Struct(()), columns)
