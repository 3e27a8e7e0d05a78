"""Converts Python records to Spark types and Arrow arrays, in the Python workers."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
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
    is_choice,
    merge_types,
    record_fields,
    type_name,
)

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
    raise TypeError(f"a record can't contain {value!r} of type {type(value).__name__}")


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
    """Return a type that can hold values of all of these."""
    merged: T.DataType = T.NullType()
    for each in types:
        merged = merge_types(merged, each)
    return merged


def _decimal_type(value: decimal.Decimal) -> T.DecimalType:
    _, digits, exponent = value.as_tuple()
    scale = max(0, -exponent) if isinstance(exponent, int) else 0
    whole = max(0, len(digits) - scale) if exponent != "n" else 0
    return T.DecimalType(min(38, max(1, whole + scale)), min(38, scale))


class Misfit(Exception):
    """Raised if a record doesn't fit the inferred types."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"{GUESS_FAILED}: {detail}")


class Encoder:
    """Converts records to Arrow batches of a spelled schema, column by column."""

    def __init__(self, schema: T.StructType, time_zone: str) -> None:
        self._schema = schema
        self._zone = ZoneInfo(time_zone)
        self._zone_name = time_zone

    def batch(self, records: Sequence[dict[str, Any]]) -> pa.RecordBatch:
        """Return records as a batch, or raise Misfit."""
        if not self._schema.fields:
            return pa.RecordBatch.from_struct_array(self._structs(records, self._schema))
        columns = self._columns(records, self._schema)
        return pa.RecordBatch.from_arrays(columns, schema=pa.schema(_fields(self._schema)))

    def _columns(self, records: Sequence[dict[Any, Any]], struct: T.StructType) -> list[pa.Array]:
        """Return the fields of records, and the flags of a marked struct, as arrays."""
        columns: dict[str, pa.Array] = {}
        in_all = True
        for field in record_fields(struct):
            values, always = _field_values(records, field.name)
            in_all = in_all and always
            columns[field.name] = self.array(values, field.dataType)
            flag = NULL_MARK + field.name
            if flag in struct.names:
                columns[flag] = _explicit_nulls(records, field.name, values, always)
        if in_all and sum(map(len, records)) == len(records) * len(columns):
            return [columns[name] for name in struct.names]
        return self._unless_more(records, struct, columns)

    def _unless_more(
        self,
        records: Sequence[dict[Any, Any]],
        struct: T.StructType,
        columns: dict[str, pa.Array],
    ) -> list[pa.Array]:
        """Return the columns if records have no other fields. Converts names to strings."""
        more = set().union(*records).difference(columns)
        if not more:
            return [columns[name] for name in struct.names]
        if all(isinstance(name, str) for name in more):
            raise Misfit(f"unexpected field {min(more)!r}")
        return self._columns([{str(k): v for k, v in each.items()} for each in records], struct)

    def array(self, values: Sequence[Any], wanted: T.DataType) -> pa.Array:
        """Return values as an array of a type, or raise Misfit."""
        kinds = set(map(type, values)) - {type(None)}
        if not kinds:
            return pa.nulls(len(values), to_arrow_type(wanted))
        if is_choice(wanted):
            return self._choices(values, wanted)
        if not kinds <= _KINDS.get(type(wanted), set()):
            values = [self._usual(each, wanted) for each in values]
        if isinstance(wanted, T.StructType):
            return self._structs(values, wanted)
        if isinstance(wanted, T.ArrayType):
            return self._lists(values, wanted)
        if isinstance(wanted, T.MapType):
            return self._maps(values, wanted)
        try:
            if isinstance(wanted, T.TimestampType):
                return self._times(values).cast(to_arrow_type(wanted))
            return pa.array(values, to_arrow_type(wanted))
        except (pa.ArrowInvalid, OverflowError) as error:
            raise Misfit(str(error)) from None

    def _usual(self, value: Any, wanted: T.DataType) -> Any:
        """Convert a value of an unusual Python type to the usual type."""
        if isinstance(wanted, (T.StructType, T.MapType)) and isinstance(value, dict):
            return dict(value)
        if isinstance(wanted, T.ArrayType) and isinstance(value, (list, tuple, set, frozenset)):
            return list(value)
        if hasattr(value, "item"):
            value = value.item()
        if type(merge_types(value_type(value), wanted)) is not type(wanted):
            raise Misfit(f"{value!r} isn't of type {type_name(wanted)}")
        return value

    def _times(self, values: Sequence[datetime.datetime | None]) -> pa.Array:
        """Return times as instants. Times without a zone use the session's time zone."""
        if all(each is None or (each.tzinfo is None and not each.fold) for each in values):
            times = pa.array(values, pa.timestamp("us"))
            try:
                return pc.assume_timezone(times, self._zone_name, ambiguous="earliest")
            except pa.ArrowInvalid:
                pass  # The hour skipped by daylight saving time; Python can convert it.
        zoned = [
            each if each is None or each.tzinfo is not None else each.replace(tzinfo=self._zone)
            for each in values
        ]
        return pa.array(zoned, pa.timestamp("us", "UTC"))

    def _structs(self, values: Sequence[dict[str, Any] | None], struct: T.StructType) -> pa.Array:
        records = [{} if each is None else each for each in values]
        columns = self._columns(records, struct)
        if not columns:
            return pa.array(values, to_arrow_type(struct))
        return pa.StructArray.from_arrays(columns, fields=_fields(struct), mask=_nulls(values))

    def _lists(self, values: Sequence[Sequence[Any] | None], wanted: T.ArrayType) -> pa.Array:
        elements = list(chain.from_iterable(each for each in values if each is not None))
        return pa.ListArray.from_arrays(
            _ends(values),
            self.array(elements, wanted.elementType),
            type=to_arrow_type(wanted),
            mask=_nulls(values),
        )

    def _maps(self, values: Sequence[dict[Any, Any] | None], wanted: T.MapType) -> pa.Array:
        given = [each for each in values if each is not None]
        keys = list(chain.from_iterable(given))
        items = list(chain.from_iterable(each.values() for each in given))
        return pa.MapArray.from_arrays(
            _ends(values),
            self.array(keys, wanted.keyType),
            self.array(items, wanted.valueType),
            type=to_arrow_type(wanted),
            mask=_nulls(values),
        )

    def _choices(self, values: Sequence[Any], choice: T.StructType) -> pa.Array:
        columns: list[list[Any]] = [[None] * len(values) for _ in choice.fields]
        for row, value in enumerate(values):
            if value is not None:
                columns[_alternative(value, choice)][row] = value
        arrays = [
            self.array(column, field.dataType)
            for column, field in zip(columns, choice.fields, strict=True)
        ]
        return pa.StructArray.from_arrays(arrays, fields=_fields(choice), mask=_nulls(values))


_RECORDS: set[type] = {dict, DynamicRecord}
_KINDS: dict[type[T.DataType], set[type]] = {
    T.BooleanType: {bool},
    T.IntegerType: {int},
    T.LongType: {int},
    T.DoubleType: {float},
    T.StringType: {str},
    T.BinaryType: {bytes, bytearray},
    T.DateType: {datetime.date},
    T.TimestampType: {datetime.datetime},
    T.DecimalType: {decimal.Decimal},
    T.StructType: _RECORDS,
    T.ArrayType: {list, tuple},
    T.MapType: {dict},
}
"""The Python types whose values Arrow accepts for a type without conversion."""


def _fields(struct: T.StructType) -> list[pa.Field]:
    arrow = to_arrow_type(struct)
    return [arrow.field(i) for i in range(arrow.num_fields)]


def _ends(values: Sequence[Any]) -> pa.Array:
    """Return the offsets of each list or map among all elements, and the end of the last."""
    ends = accumulate((0 if each is None else len(each) for each in values), initial=0)
    return pa.array(ends, pa.int32())


def _nulls(values: Sequence[Any]) -> pa.Array | None:
    """Return Arrow's mask of the null values."""
    return pa.array([each is None for each in values]) if None in values else None


def _field_values(records: Sequence[dict[Any, Any]], name: str) -> tuple[list[Any], bool]:
    """Return a field of all records, and whether all of them have it."""
    try:
        return [record[name] for record in records], True
    except KeyError:
        return [record.get(name) for record in records], False


def _explicit_nulls(
    records: Sequence[dict[Any, Any]], name: str, values: list[Any], always: bool
) -> pa.Array:
    if always:
        return pa.array([each is None for each in values])
    pairs = zip(records, values, strict=True)
    return pa.array([value is None and name in record for record, value in pairs])


def _alternative(value: Any, choice: T.StructType) -> int:
    """Return the index of the choice's alternative that fits a value."""
    found = value_type(value)
    for i, field in enumerate(choice.fields):
        merged = merge_types(found, field.dataType)
        if type(merged) is type(field.dataType) and not is_choice(merged):
            return i
    known = ", ".join(field.name.removeprefix(CHOICE_MARK) for field in choice.fields)
    raise Misfit(f"{value!r} isn't of type {known}")


def records_type(values: Sequence[Any]) -> T.DataType:
    """Return a type that can hold all of these values, inferred by kind and by column."""
    kinds = dict.fromkeys(map(type, values))
    if len(kinds) == 1:
        return _kind_type(next(iter(kinds)), values)
    of_kind = {kind: [each for each in values if type(each) is kind] for kind in kinds}
    return merged_type(_kind_type(kind, each) for kind, each in of_kind.items())


def _kind_type(kind: type, values: Sequence[Any]) -> T.DataType:
    """Return a type that can hold all of these values of one Python type."""
    if kind in _TYPES:
        return _TYPES[kind]
    if kind in _RECORDS:
        names = dict.fromkeys(chain.from_iterable(values))
        if all(isinstance(name, str) for name in names):
            return T.StructType([T.StructField(n, _field_type(values, n)) for n in names])
    if kind in _KINDS[T.ArrayType]:
        return T.ArrayType(records_type(list(chain.from_iterable(values))))
    if kind is int and min(values) in _LONG and max(values) in _LONG:
        return merged_type(map(value_type, (min(values), max(values))))
    return merged_type(map(value_type, values))


def _field_type(records: Sequence[dict[str, Any]], name: str) -> T.DataType:
    return records_type(_field_values(records, name)[0])


def integer_type(array: pa.Array) -> T.DataType:
    """Return the narrowest type that can hold an array's integers."""
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
