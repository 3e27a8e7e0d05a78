"""Writes Avro files with fastavro, and moves them into place when all tasks have succeeded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import types as T

from awsglue.buckets import local_path
from awsglue.unsupported import unsupported

_PRIMITIVE: list[tuple[type[T.DataType], Any]] = [
    (T.BooleanType, "boolean"),
    (T.ByteType, "int"),
    (T.ShortType, "int"),
    (T.IntegerType, "int"),
    (T.LongType, "long"),
    (T.FloatType, "float"),
    (T.DoubleType, "double"),
    (T.StringType, "string"),
    (T.BinaryType, "bytes"),
    (T.DateType, {"type": "int", "logicalType": "date"}),
    (T.TimestampType, {"type": "long", "logicalType": "timestamp-micros"}),
    (T.TimestampNTZType, {"type": "long", "logicalType": "local-timestamp-micros"}),
]

# Avro's codecs by Spark's codec names. deflate needs no additional package.
_CODECS = {"": "deflate", "gzip": "deflate", "none": "null", "zstd": "zstandard"}


def write_avro(data: DataFrame, path: str, keys: list[str], codec: str) -> None:
    """Write a frame's records as additional Avro files in a folder."""
    folder = local_path(data.sparkSession.sparkContext._jsc.hadoopConfiguration(), path)
    if folder is None:
        raise unsupported(
            f"Writing avro to {path}", "Write to a local bucket, or use another format."
        )
    staging = folder / f"_temporary-{uuid4().hex}"
    staging.mkdir(parents=True)
    try:
        work = partial(_write_partition, data.schema, str(staging), keys, _CODECS.get(codec, codec))
        written = [row["file"] for row in data.mapInArrow(work, "file string").collect()]
        for name in written:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (staging / name).rename(target)
    finally:
        _remove(staging)


def _remove(folder: Path) -> None:
    for each in sorted(folder.rglob("*"), reverse=True):
        each.rmdir() if each.is_dir() else each.unlink()
    folder.rmdir()


def _write_partition(
    schema: T.StructType,
    staging: str,
    keys: list[str],
    codec: str,
    batches: Iterable[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    import fastavro
    from fastavro.write import Writer

    fields = [each for each in schema.fields if each.name not in keys]
    avro = fastavro.parse_schema(avro_schema(T.StructType(fields)))
    writers: dict[str, tuple[str, Any, Any]] = {}
    name = f"part-{uuid4().hex}.avro"
    for batch in batches:
        for record in batch.to_pylist(maps_as_pydicts="strict"):
            folder = "".join(f"{key}={_folder(record.pop(key, None))}/" for key in keys)
            if folder not in writers:
                Path(staging, folder).mkdir(parents=True, exist_ok=True)
                stream = Path(staging, folder + name).open("wb")  # noqa: SIM115
                writers[folder] = (folder + name, stream, Writer(stream, avro, codec=codec))
            writers[folder][2].write(record)
    for _, stream, writer in writers.values():
        writer.flush()
        stream.close()
    yield pa.RecordBatch.from_pydict(
        {"file": pa.array([each[0] for each in writers.values()], pa.string())}
    )


def _folder(value: Any) -> str:
    if value is None:
        return "__HIVE_DEFAULT_PARTITION__"
    return quote(str(value), safe=" -._~@!$&()+,;")


def avro_schema(struct: T.StructType, name: str = "topLevelRecord") -> dict[str, Any]:
    """Return the Avro schema of a Spark struct. Every field is nullable."""
    fields = [
        {
            "name": each.name,
            "type": ["null", _avro_type(each.dataType, f"{name}_{each.name}")],
            "default": None,
        }
        for each in struct.fields
    ]
    return {"type": "record", "name": name, "fields": fields}


def _avro_type(data_type: T.DataType, name: str) -> Any:
    if isinstance(data_type, T.StructType):
        return avro_schema(data_type, name)
    if isinstance(data_type, T.ArrayType):
        return {"type": "array", "items": ["null", _avro_type(data_type.elementType, name)]}
    if isinstance(data_type, T.MapType):
        return {"type": "map", "values": ["null", _avro_type(data_type.valueType, name)]}
    if isinstance(data_type, T.DecimalType):
        return {
            "type": "bytes",
            "logicalType": "decimal",
            "precision": data_type.precision,
            "scale": data_type.scale,
        }
    return next(avro for spark, avro in _PRIMITIVE if isinstance(data_type, spark))
