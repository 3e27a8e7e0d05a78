"""Python records as Spark types and Arrow arrays, in the workers that run users' functions."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import types as T
from pyspark.sql.pandas.types import to_arrow_type

from awsglue.gluetypes import DynamicRecord
from awsglue.plans import GUESS_FAILED
from awsglue.shapes import (
    CHOICE_MARK,
    NULL_MARK,
    has_choice,
    is_choice,
    is_flag,
    is_marked,
    merge_types,
    record_fields,
    type_name,
)

Convert = Callable[[Any], Any]
_INT = range(-(2**31), 2**31)
_LONG = range(-(2**63), 2**63)


def value_type(value: Any) -> T.DataType:
    """Return the type of a Python value."""
    if value is None:
        return T.NullType()
    found = _TYPES.get(type(value))
    if found is not None:
        return found
    if isinstance(value, int):
        if value in _INT:
            return T.IntegerType()
        return T.LongType() if value in _LONG else T.DecimalType(38, 0)
    if isinstance(value, dict):
        return T.StructType([T.StructField(str(k), value_type(v)) for k, v in value.items()])
    if isinstance(value, (list, tuple, set, frozenset)):
        return T.ArrayType(merged_type(value_type(each) for each in value))
    if isinstance(value, decimal.Decimal):
        return _decimal_type(value)
    if hasattr(value, "item"):
        return value_type(value.item())
    raise TypeError(f"a record cannot hold {value!r}, a {type(value).__name__}")


_TYPES: dict[type, T.DataType] = {
    bool: T.BooleanType(),
    float: T.DoubleType(),
    str: T.StringType(),
    bytes: T.BinaryType(),
    bytearray: T.BinaryType(),
    datetime.datetime: T.TimestampType(),
    datetime.date: T.DateType(),
}


def merged_type(types: Iterable[T.DataType]) -> T.DataType:
    """Return the type that holds all of these."""
    merged: T.DataType = T.NullType()
    for each in types:
        merged = merge_types(merged, each)
    return merged


def _decimal_type(value: decimal.Decimal) -> T.DecimalType:
    _, digits, exponent = value.as_tuple()
    scale = max(0, -exponent) if isinstance(exponent, int) else 0
    whole = max(0, len(digits) - scale) if exponent != "n" else 0
    return T.DecimalType(min(38, max(1, whole + scale)), min(38, scale))


def reader(schema: T.StructType) -> Callable[[pa.RecordBatch], list[DynamicRecord]]:
    """Return the function that turns Arrow batches of a spelled schema into records."""
    fields = record_fields(schema)
    names = [field.name for field in fields]
    converts = [_from_arrow(field.dataType) for field in fields]
    if len(fields) < len(schema.fields):
        whole, held = _struct_reader(schema), schema.names
        return lambda batch: [whole(row) for row in batch.rename_columns(held).to_pylist()]

    def read(batch: pa.RecordBatch) -> list[DynamicRecord]:
        columns = [
            column.to_pylist() if convert is None else [convert(v) for v in column.to_pylist()]
            for column, convert in zip(batch.columns, converts, strict=True)
        ]
        if not columns:
            return [DynamicRecord() for _ in range(batch.num_rows)]
        return [DynamicRecord(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    return read


def _from_arrow(data_type: T.DataType) -> Convert | None:
    """Return the conversion of a value read from Arrow, or None where it needs none."""
    if is_choice(data_type):
        return _choice_reader(data_type)
    if isinstance(data_type, T.StructType):
        return _nullable(_struct_reader(data_type))
    if isinstance(data_type, T.ArrayType):
        inside = _from_arrow(data_type.elementType)
        return None if inside is None else _nullable(lambda v: [inside(each) for each in v])
    if isinstance(data_type, T.MapType):
        convert = _from_arrow(data_type.valueType) or _same
        return _nullable(lambda v: DynamicRecord({k: convert(each) for k, each in v}))
    if isinstance(data_type, T.TimestampType):
        return _nullable(lambda v: v.replace(tzinfo=None))
    return None


def _same(value: Any) -> Any:
    return value


def _nullable(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _struct_reader(struct: T.StructType) -> Convert:
    flags = {field.name for field in struct.fields if is_flag(field.name)}
    parts = [
        (
            f.name,
            NULL_MARK + f.name if NULL_MARK + f.name in flags else None,
            _from_arrow(f.dataType) or _same,
        )
        for f in record_fields(struct)
    ]

    def read(row: dict[str, Any]) -> DynamicRecord:
        return DynamicRecord(
            (name, convert(row[name]))
            for name, flag, convert in parts
            if flag is None or row[name] is not None or row[flag]
        )

    return read


def _choice_reader(choice: T.StructType) -> Convert:
    parts = [(f.name, _from_arrow(f.dataType) or _same) for f in choice.fields]

    def read(value: Any) -> Any:
        if value is not None:
            for name, convert in parts:
                if value[name] is not None:
                    return convert(value[name])
        return None

    return read


class Misfit(Exception):
    """Raised when a record does not fit the types chosen for it."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"{GUESS_FAILED}: {detail}")


class Encoder:
    """Turns records into Arrow batches of one spelled schema."""

    def __init__(self, schema: T.StructType, time_zone: str) -> None:
        self._schema = schema
        self._zone = ZoneInfo(time_zone)
        self._zone_name = time_zone
        self._arrow = to_arrow_type(schema)
        self._is_plain = not is_marked(schema) and not has_choice(schema)

    def batch(self, records: Sequence[dict[str, Any]]) -> pa.RecordBatch:
        """Return records as one batch, or raise Misfit."""
        array = self._fast(records) if self._is_plain else None
        if array is None:
            rows = [self._struct(record, self._schema) for record in records]
            array = pa.array(rows, type=self._arrow)
        fields = [self._arrow.field(i) for i in range(self._arrow.num_fields)]
        columns = [array.field(i) for i in range(len(fields))]
        if not fields:
            return pa.RecordBatch.from_struct_array(array)
        return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))

    def _fast(self, records: Sequence[dict[str, Any]]) -> pa.Array | None:
        """Return records converted by Arrow's own inference, or None if that will not do."""
        try:
            array = pa.array(records)
            return self._fit(array, self._schema, records, ())
        except (
            pa.ArrowInvalid,
            pa.ArrowTypeError,
            pa.ArrowNotImplementedError,
            _Slow,
            OverflowError,
        ):
            return None

    def _fit(
        self, array: pa.Array, wanted: T.DataType, records: Sequence[Any], path: tuple[str, ...]
    ) -> pa.Array:
        held = array.type
        if pa.types.is_null(held):
            return pa.nulls(len(array), to_arrow_type(wanted))
        if isinstance(wanted, T.StructType) and pa.types.is_struct(held):
            return self._fit_struct(array, wanted, records, path)
        if isinstance(wanted, T.ArrayType) and pa.types.is_list(held):
            values = self._fit(array.values, wanted.elementType, records, (*path, "[]"))
            offsets, mask = array.offsets, array.is_null()
            made = pa.ListArray.from_arrays(offsets, values, mask=mask)
            return made.cast(to_arrow_type(wanted))
        if isinstance(wanted, T.DoubleType) and pa.types.is_float64(held):
            if any(type(each) is int for each in _leaves(records, path)):
                raise _Slow
            return array
        if isinstance(wanted, T.TimestampType) and pa.types.is_timestamp(held):
            if held.tz is None:
                array = pc.assume_timezone(
                    array, self._zone_name, ambiguous="earliest", nonexistent="earliest"
                )
            return array.cast(to_arrow_type(wanted))
        if _same_kind(held, wanted):
            return array.cast(to_arrow_type(wanted))
        raise _Slow

    def _fit_struct(
        self, array: pa.Array, wanted: T.StructType, records: Sequence[Any], path: tuple[str, ...]
    ) -> pa.Array:
        at = {array.type.field(i).name: i for i in range(array.type.num_fields)}
        if not at.keys() <= {field.name for field in wanted.fields}:
            raise _Slow
        columns = [
            self._fit(array.field(at[f.name]), f.dataType, records, (*path, f.name))
            if f.name in at
            else pa.nulls(len(array), to_arrow_type(f.dataType))
            for f in wanted.fields
        ]
        if not columns:
            return array
        arrow = to_arrow_type(wanted)
        fields = [arrow.field(i) for i in range(arrow.num_fields)]
        return pa.StructArray.from_arrays(columns, fields=fields, mask=array.is_null())

    def _struct(self, record: dict[Any, Any], struct: T.StructType) -> dict[str, Any]:
        held = {str(k): v for k, v in record.items()}
        row: dict[str, Any] = {}
        for field in struct.fields:
            if is_flag(field.name):
                name = field.name.removeprefix(NULL_MARK)
                row[field.name] = name in record and record[name] is None
            else:
                row[field.name] = self._value(held.pop(field.name, None), field.dataType)
        if held:
            raise Misfit(f"unexpected field {next(iter(held))!r}")
        return row

    def _value(self, value: Any, wanted: T.DataType) -> Any:
        if value is None:
            return None
        if is_choice(wanted):
            return self._choice(value, wanted)
        if isinstance(wanted, T.StructType) and isinstance(value, dict):
            return self._struct(value, wanted)
        if isinstance(wanted, T.ArrayType) and isinstance(value, (list, tuple, set, frozenset)):
            return [self._value(each, wanted.elementType) for each in value]
        if hasattr(value, "item"):
            value = value.item()
        found = value_type(value)
        if type(merge_types(found, wanted)) is not type(wanted):
            raise Misfit(f"{value!r} is no {type_name(wanted)}")
        if isinstance(value, datetime.datetime) and value.tzinfo is None:
            return value.replace(tzinfo=self._zone)
        return value

    def _choice(self, value: Any, choice: T.StructType) -> dict[str, Any]:
        found = value_type(value)
        for field in choice.fields:
            if type(merge_types(found, field.dataType)) is type(field.dataType) and not is_choice(
                merge_types(found, field.dataType)
            ):
                return {field.name: self._value(value, field.dataType)}
        known = ", ".join(f.name.removeprefix(CHOICE_MARK) for f in choice.fields)
        raise Misfit(f"{value!r} is none of {known}")


class _Slow(Exception):
    """Raised when Arrow's inference cannot be trusted with a batch."""


def _same_kind(held: pa.DataType, wanted: T.DataType) -> bool:
    kinds: list[tuple[Callable[[pa.DataType], bool], tuple[type[T.DataType], ...]]] = [
        (pa.types.is_int64, (T.IntegerType, T.LongType)),
        (pa.types.is_string, (T.StringType,)),
        (pa.types.is_boolean, (T.BooleanType,)),
        (pa.types.is_binary, (T.BinaryType,)),
        (pa.types.is_date32, (T.DateType,)),
        (pa.types.is_decimal, (T.DecimalType,)),
    ]
    return any(test(held) and isinstance(wanted, kind) for test, kind in kinds)


def _leaves(values: Iterable[Any], path: tuple[str, ...]) -> Iterator[Any]:
    """Yield the values at a path below a list; `[]` steps into a list."""
    if not path:
        yield from values
        return
    held = (each for each in values if each is not None)
    if path[0] == "[]":
        yield from _leaves((inner for each in held for inner in each), path[1:])
    else:
        yield from _leaves((each.get(path[0]) for each in held), path[1:])


def records_type(records: Sequence[dict[str, Any]]) -> T.DataType:
    """Return the type that holds all of these records, by Arrow's inference where it is exact."""
    try:
        array = pa.array(records)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        array = None
    if array is None or any(
        type(each) is int for path in _double_paths(array.type) for each in _leaves(records, path)
    ):
        return merged_type(value_type(each) for each in records)
    return array_type(array)


def _double_paths(held: pa.DataType, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if pa.types.is_floating(held):
        yield path
    elif pa.types.is_list(held):
        yield from _double_paths(held.value_type, (*path, "[]"))
    elif pa.types.is_struct(held):
        for i in range(held.num_fields):
            yield from _double_paths(held.field(i).type, (*path, held.field(i).name))


def array_type(array: pa.Array) -> T.DataType:
    """Return the type of an Arrow array, integers only as wide as their values."""
    held = array.type
    if pa.types.is_struct(held):
        return T.StructType(
            [
                T.StructField(held.field(i).name, array_type(array.field(i)))
                for i in range(held.num_fields)
            ]
        )
    if pa.types.is_list(held):
        return T.ArrayType(array_type(array.values))
    if pa.types.is_int64(held):
        return integer_type(array)
    if pa.types.is_decimal(held):
        return T.DecimalType(held.precision, held.scale)
    kinds: list[tuple[Callable[[pa.DataType], bool], T.DataType]] = [
        (pa.types.is_null, T.NullType()),
        (pa.types.is_boolean, T.BooleanType()),
        (pa.types.is_floating, T.DoubleType()),
        (pa.types.is_timestamp, T.TimestampType()),
        (pa.types.is_date, T.DateType()),
        (pa.types.is_binary, T.BinaryType()),
    ]
    return next((made for test, made in kinds if test(held)), T.StringType())


def integer_type(array: pa.Array) -> T.DataType:
    """Return the narrowest type that holds an array's integers."""
    bounds = pc.min_max(array)
    low, high = bounds["min"].as_py(), bounds["max"].as_py()
    return T.NullType() if low is None else merge_types(value_type(low), value_type(high))


def flagged(struct: T.StructType) -> T.StructType:
    """Return a schema with an explicit-null flag beside every field of every struct."""
    fields: list[T.StructField] = []
    for field in record_fields(struct):
        fields.append(T.StructField(field.name, _flagged_inside(field.dataType)))
        fields.append(T.StructField(NULL_MARK + field.name, T.BooleanType()))
    return T.StructType(fields)


def _flagged_inside(data_type: T.DataType) -> T.DataType:
    if is_choice(data_type):
        return T.StructType(
            [T.StructField(f.name, _flagged_inside(f.dataType)) for f in data_type.fields]
        )
    if isinstance(data_type, T.StructType):
        return flagged(data_type)
    if isinstance(data_type, T.ArrayType):
        return T.ArrayType(_flagged_inside(data_type.elementType))
    return data_type
