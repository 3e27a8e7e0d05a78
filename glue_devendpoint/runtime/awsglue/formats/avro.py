"""Reads Avro with fastavro, without extra jars. One task decodes each file, block by block.

With `version` 1.7, the default, logical types such as timestamps are read as the primitive values
that are stored. With 1.8, they are read as dates, timestamps and decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import fs
from pyspark.sql import DataFrame
from pyspark.sql import types as T

from awsglue.files import FileStore
from awsglue.formats.reading import Input, Reading, no_errors
from awsglue.record_types import Encoder, merged_type
from awsglue.shapes import merge_types

_BATCH = 10_000
_PRIMITIVE: dict[str, T.DataType] = {
    "null": T.NullType(),
    "boolean": T.BooleanType(),
    "int": T.IntegerType(),
    "long": T.LongType(),
    "float": T.DoubleType(),
    "double": T.DoubleType(),
    "bytes": T.BinaryType(),
    "fixed": T.BinaryType(),
    "string": T.StringType(),
    "enum": T.StringType(),
}
_LOGICAL: dict[str, T.DataType] = {
    "date": T.DateType(),
    "timestamp-millis": T.TimestampType(),
    "timestamp-micros": T.TimestampType(),
    "uuid": T.StringType(),
}


def read_avro(source: Input) -> Reading:
    """Read Avro files."""
    logical = source.options.text("version", "1.7") != "1.7"
    store = FileStore(source.spark)
    paths = [store.arrow_uri(each.path) for each in store.files(source.paths, recurse=True)]
    schema = merged_type(avro_type(_writer_schema(path), logical) for path in paths)
    assert isinstance(schema, T.StructType)

    def records(_mode: object) -> DataFrame:
        rows = source.spark.createDataFrame([(path,) for path in paths], "path string")
        spread = rows.repartition(min(len(paths), 200)) if len(paths) > 1 else rows
        return spread.mapInArrow(partial(_decode, schema, logical), schema)

    return Reading(records, no_errors)


def _open(path: str) -> Any:
    if path.startswith("/"):
        return Path(path).open("rb")
    file_system, inner = fs.FileSystem.from_uri(path)
    return file_system.open_input_file(inner)


def _writer_schema(path: str) -> Any:
    import fastavro

    with _open(path) as stream:
        return fastavro.reader(stream).writer_schema


def _decode(
    schema: T.StructType, logical: bool, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    encoder = Encoder(schema, "UTC")
    for batch in batches:
        for path in batch.column(0).to_pylist():
            chunk: list[dict[str, Any]] = []
            for record in _records(path, logical):
                chunk.append(record)
                if len(chunk) == _BATCH:
                    yield encoder.batch(chunk)
                    chunk = []
            if chunk:
                yield encoder.batch(chunk)


def _records(path: str, logical: bool) -> Iterator[Any]:
    with _open(path) as stream:
        yield from records_in(stream, logical)


def records_in(stream: Any, logical: bool) -> Iterator[Any]:
    """Yield the records of an open Avro file."""
    import fastavro

    if logical:
        yield from fastavro.reader(stream)
        return
    blocks = fastavro.block_reader(stream)
    schema = fastavro.parse_schema(without_logical(blocks.writer_schema))
    for block in blocks:
        data = BytesIO(block.bytes_.getvalue())  # type: ignore[attr-defined]
        for _ in range(block.num_records):
            yield fastavro.schemaless_reader(data, schema, None)


def without_logical(schema: Any) -> Any:
    """Return an Avro schema without logical types."""
    if isinstance(schema, list):
        return [without_logical(each) for each in schema]
    if isinstance(schema, dict):
        return {
            key: without_logical(value) if key in ("type", "items", "values", "fields") else value
            for key, value in schema.items()
            if key not in ("logicalType", "__fastavro_parsed__", "__named_schemas")
        }
    return schema


def avro_type(schema: Any, logical: bool, named: dict[str, Any] | None = None) -> T.DataType:
    """Return the Spark type of an Avro schema. A union of several types becomes a choice."""
    names = {} if named is None else named
    if isinstance(schema, list):
        merged: T.DataType = T.NullType()
        for each in schema:
            merged = merge_types(merged, avro_type(each, logical, names))
        return merged
    if isinstance(schema, str):
        return avro_type(names[schema], logical, names) if schema in names else _PRIMITIVE[schema]
    kind = schema["type"]
    if "name" in schema:
        names[schema["name"]] = schema
    if kind in ("record", "error"):
        fields = [
            T.StructField(each["name"], avro_type(each["type"], logical, names))
            for each in schema["fields"]
        ]
        return T.StructType(fields)
    if kind == "array":
        return T.ArrayType(avro_type(schema["items"], logical, names))
    if kind == "map":
        return T.MapType(T.StringType(), avro_type(schema["values"], logical, names))
    return _logical_type(schema, kind, logical, names)


def _logical_type(schema: Any, kind: Any, logical: bool, names: dict[str, Any]) -> T.DataType:
    word = schema.get("logicalType")
    if logical and word == "decimal":
        return T.DecimalType(schema["precision"], schema.get("scale", 0))
    if logical and word in _LOGICAL:
        return _LOGICAL[word]
    return (
        avro_type(kind, logical, names)
        if not isinstance(kind, str) or kind not in _PRIMITIVE
        else _PRIMITIVE[kind]
    )
