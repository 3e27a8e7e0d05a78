"""Converts Arrow batches to Python records, column by column."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import compress, islice, repeat
from operator import setitem
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import types as T

from awsglue.gluetypes import DynamicRecord
from awsglue.shapes import NULL_MARK, is_choice, record_fields


def reader(schema: T.StructType) -> Callable[[pa.RecordBatch], list[DynamicRecord]]:
    """Return a function that converts Arrow batches of a spelled schema to records."""
    return lambda batch: _records(schema, batch.columns, batch.num_rows)


def _records(struct: T.StructType, columns: Sequence[pa.Array], count: int) -> list[DynamicRecord]:
    held = dict(zip(struct.names, columns, strict=True))
    values = {
        field.name: _values(held[field.name], field.dataType) for field in record_fields(struct)
    }
    there = {name: _there(held[name], held.get(NULL_MARK + name)) for name in values}
    # Copies of a dict with all the fields are faster to fill than empty dicts.
    blank = dict.fromkeys(values) if not any(there.values()) else {}
    records = list(map(DynamicRecord, repeat(blank, count)))
    for name, column in values.items():
        mask = there[name]
        if mask is None:
            _set(records, name, column)
        else:
            _set(compress(records, mask), name, compress(column, mask))
    return records


def _there(column: pa.Array, flag: pa.Array | None) -> list[bool] | None:
    """Return which records have a field, or None if all of them do."""
    if flag is None or not column.null_count:
        return None
    there: list[bool] = pc.or_(column.is_valid(), flag.fill_null(False)).to_pylist()
    return there


def _set(records: Iterable[DynamicRecord], name: str, values: Iterable[Any]) -> None:
    """Set a field of all records. Runs in C, because it handles every single value."""
    deque(map(setitem, records, repeat(name), values), maxlen=0)


def _values(array: pa.Array, data_type: T.DataType) -> list[Any]:
    """Return the values of an Arrow array, as they appear in records."""
    if not _needs_care(data_type):
        values: list[Any] = array.to_pylist()
        return values
    if is_choice(data_type):
        parts = [
            _values(part, field.dataType)
            for part, field in zip(array.flatten(), data_type.fields, strict=True)
        ]
        return reduce(_either, parts)
    if isinstance(data_type, T.StructType):
        return _with_nulls(array, _records(data_type, array.flatten(), len(array)))
    if isinstance(data_type, T.ArrayType):
        return _cut(array, _values(array.flatten(), data_type.elementType))
    if isinstance(data_type, T.MapType):
        return _maps(array, data_type.valueType)
    return [None if each is None else each.replace(tzinfo=None) for each in array.to_pylist()]


def _maps(array: pa.MapArray, value_type: T.DataType) -> list[DynamicRecord | None]:
    items = _values(array.items, value_type)
    entries = list(zip(array.keys.to_pylist(), items, strict=True))
    ends = array.offsets.to_pylist()
    spans = zip(ends, ends[1:], array.is_valid().to_pylist(), strict=False)
    return [DynamicRecord(entries[at:end]) if there else None for at, end, there in spans]


def _needs_care(data_type: T.DataType) -> bool:
    """Return whether values of a type differ between records and Arrow."""
    if isinstance(data_type, T.ArrayType):
        return _needs_care(data_type.elementType)
    return isinstance(data_type, (T.StructType, T.MapType, T.TimestampType))


def _either(left: list[Any], right: list[Any]) -> list[Any]:
    return [two if one is None else one for one, two in zip(left, right, strict=True)]


def _with_nulls(array: pa.Array, values: list[Any]) -> list[Any]:
    if not array.null_count:
        return values
    valid = array.is_valid().to_pylist()
    return [value if there else None for value, there in zip(values, valid, strict=True)]


def _cut(array: pa.ListArray, values: list[Any]) -> list[list[Any] | None]:
    """Return the lists of an Arrow array, given the sequence of all elements."""
    rest = iter(values)
    lengths = array.value_lengths().to_pylist()
    return [None if each is None else list(islice(rest, each)) for each in lengths]
