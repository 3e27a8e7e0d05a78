"""Writes frames as files. Always adds to the existing files and never replaces them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import types as T

from awsglue.fields import drop_null_fields
from awsglue.files import FileStore
from awsglue.formats.avro_writing import write_avro
from awsglue.formats.options import Options
from awsglue.unsupported import unsupported
from awsglue.values import Named, columns_of, plain, select

_FORMATS = ("avro", "csv", "glueparquet", "json", "orc", "parquet")
_READ_ONLY = ("xml", "groklog", "ion")
_CODECS = {
    "gzip": "gzip",
    "bzip2": "bzip2",
    "snappy": "snappy",
    "zstd": "zstd",
    "lz4": "lz4",
    "deflate": "deflate",
    "none": "none",
    "uncompressed": "none",
}
_COMPLEX = (T.StructType, T.ArrayType, T.MapType)


@dataclass(frozen=True, slots=True)
class FileTarget:
    """Where and how to write a frame."""

    path: str
    format: str
    connection: Options
    format_options: Options

    @property
    def partition_keys(self) -> list[str]:
        """Return the columns that become partition folders."""
        return self.connection.words("partitionKeys")


def check_format(name: str) -> str:
    """Return the lowercase name of a format, or raise an error if it can't be written."""
    lower = name.lower()
    if lower in _READ_ONLY:
        raise unsupported(f"Writing the {name} format", f"Use one of {', '.join(_FORMATS)}.")
    if lower not in _FORMATS:
        raise ValueError(f"unknown format {name!r}; use one of {', '.join(_FORMATS)}")
    return "parquet" if lower == "glueparquet" else lower


def write_files(data: DataFrame, target: FileTarget) -> None:
    """Write a frame's records as additional files at a path."""
    name = check_format(target.format)
    data = writable(data, name)
    if not data.schema.fields:
        return
    FileStore(data.sparkSession).open(target.path, create=True)
    if name == "avro":
        write_avro(data, target.path, target.partition_keys, _codec(target, "avro"))
        return
    writer = data.write.mode("append").format(name).options(**_settings(target, name))
    if target.partition_keys:
        writer = writer.partitionBy(*_known(data, target.partition_keys))
    writer.save(target.path)


def writable(data: DataFrame, name: str) -> DataFrame:
    """Return a frame that a format can store: converts null-only fields, and nesting for CSV."""
    if name in ("parquet", "orc", "avro"):
        data = drop_null_fields(data)
    fields = [Named(each.name, plain(each.value)) for each in columns_of(data)]
    if name != "csv":
        return select(data, fields)
    return select(data, [_as_text(each) for each in fields])


def _as_text(field: Named) -> Named:
    from awsglue.casts import cast

    is_atomic = not isinstance(field.value.type, (*_COMPLEX, T.NullType))
    return field if is_atomic else Named(field.name, cast(field.value, T.StringType()))


def _known(data: DataFrame, keys: Sequence[str]) -> list[str]:
    missing = [key for key in keys if key not in data.columns]
    if missing:
        raise ValueError(
            f"partitionKeys contains {', '.join(missing)}, but the frame has only the fields "
            f"{', '.join(data.columns)}"
        )
    return list(keys)


def _codec(target: FileTarget, name: str) -> str:
    asked = (
        target.connection.text("compression")
        or target.connection.text("compressionType")
        or (target.format_options.text("compression"))
    )
    if not asked:
        return ""
    if asked.lower() == "lzo":
        raise unsupported("LZO compression", "Use gzip, bzip2 or snappy.")
    if asked.lower() not in _CODECS:
        raise ValueError(f"unknown compression {asked!r}; use one of {', '.join(_CODECS)}")
    return _CODECS[asked.lower()]


def _settings(target: FileTarget, name: str) -> dict[str, Any]:
    options = target.format_options
    settings: dict[str, Any] = {}
    codec = _codec(target, name)
    if codec:
        settings["compression"] = codec
    for source in (options, target.connection):
        if "maxRecordsPerFile" in source:
            settings["maxRecordsPerFile"] = source.number("maxRecordsPerFile", 0)
    if name == "parquet":
        for glue, spark in (("blockSize", "parquet.block.size"), ("pageSize", "parquet.page.size")):
            if glue in options:
                settings[spark] = options.number(glue, 0)
    if name == "csv":
        quote = options.text("quoteChar", '"')
        settings["header"] = str(options.flag("writeHeader", True)).lower()
        settings["sep"] = options.text("separator", ",")
        settings["quote"] = "" if quote == "-1" else quote
        settings["escape"] = options.text("escaper", '"')
        settings["emptyValue"] = ""
    return settings
