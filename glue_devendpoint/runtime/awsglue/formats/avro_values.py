"""Avro in a field: each value is an Avro file with one record, or a record of a given schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import types as T
from pyspark.sql.pandas.functions import arrow_udf

from awsglue.formats.avro import avro_type, records_in, without_logical
from awsglue.formats.options import Options
from awsglue.record_types import Encoder, merged_type

_FILE = b"Obj\x01"


class AvroValues:
    """Reads Avro records from the values of a binary column."""

    def __init__(self, options: Options) -> None:
        given = options.raw("avroSchema")
        self._given = json.dumps(given) if isinstance(given, dict) else given
        self._logical = options.text("version", "1.7") != "1.7"

    def is_readable(self, column: Column) -> Column:
        """Return whether a value can be read."""
        read = _reader(self._given, self._logical)

        def look(values: pa.Array) -> pa.Array:
            return pa.array([read(each) is not None for each in values.to_pylist()], pa.bool_())

        return _by_arrow(look, T.BooleanType(), column)

    def schema(self, values: DataFrame) -> T.StructType:
        """Return the schema of the values in the only column of a DataFrame."""
        if self._given:
            found = [self._given]
        else:
            schema = _by_arrow(_writer_schemas, T.StringType(), values["value"])
            rows = values.select(schema.alias("schema")).distinct().collect()
            found = [row["schema"] for row in rows]
        merged = merged_type(avro_type(json.loads(each), self._logical) for each in found)
        return merged if isinstance(merged, T.StructType) else T.StructType()

    def parsed(self, column: Column, schema: T.StructType) -> Column:
        """Return the records of readable values."""
        read = _reader(self._given, self._logical)

        def parse(values: pa.Array) -> pa.Array:
            return Encoder(schema, "UTC").array(list(map(read, values.to_pylist())), schema)

        return _by_arrow(parse, schema, column)


def _by_arrow(function: Callable[[pa.Array], pa.Array], made: T.DataType, column: Column) -> Column:
    # Spark gets the function type from the annotations, but its stubs require an argument.
    make: Any = arrow_udf
    result: Column = make(function, made)(column)
    return result


def _reader(given: str | None, logical: bool) -> Callable[[bytes | None], dict[str, Any] | None]:
    """Return a function that reads one record, or returns None if there isn't exactly one."""

    def read(value: bytes | None) -> dict[str, Any] | None:
        if value is None:
            return None
        try:
            records = _records(value, given, logical)
        except Exception:  # fastavro raises many kinds of errors on bytes that aren't Avro.
            return None
        is_one = len(records) == 1 and isinstance(records[0], dict)
        return records[0] if is_one else None

    return read


def _records(value: bytes, given: str | None, logical: bool) -> list[Any]:
    import fastavro

    if value.startswith(_FILE):
        return list(records_in(BytesIO(value), logical))
    if given is None:
        return []
    schema = json.loads(given)
    parsed = fastavro.parse_schema(schema if logical else without_logical(schema))
    stream = BytesIO(value)
    record = fastavro.schemaless_reader(stream, parsed, None)
    return [] if stream.read(1) else [record]


def _writer_schemas(values: pa.Array) -> pa.Array:
    import fastavro

    found = [fastavro.reader(BytesIO(each)).writer_schema for each in values.to_pylist()]
    return pa.array([json.dumps(each, sort_keys=True) for each in found], pa.string())
