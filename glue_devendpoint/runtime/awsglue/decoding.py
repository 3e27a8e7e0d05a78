"""Files that Hadoop's codecs cannot read: zip, framed lz4 and snappy, codecs without their ending.

A Spark that was started by the dev endpoint has a file system that decodes a file by what is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyspark.sql import SparkSession

PREFIX = "decoded-"
ENDING = ".decoded"
_CODEC = "gluedevendpoint.DecodedCodec"


def decoding_of(spark: SparkSession, table: str, given: Mapping[str, Any]) -> dict[str, str]:
    """Return the reader settings that decode a table's files; empty when Spark reads them."""
    compression = str(given.get("compressionType") or "")
    framing = "zip" if compression == "zip" else given.get("compressionFraming")
    if not framing:
        return {}
    hadoop = spark.sparkContext._jsc.hadoopConfiguration()
    if hadoop.get(f"fs.{PREFIX}file.impl") is None:
        raise ValueError(
            f"the files of the table {table} are compressed as {framing}, which this Spark cannot "
            "read; start it by glue-devendpoint, or compress them with gzip, bzip2 or zstd"
        )
    return {"io.compression.codecs": _CODEC, "glue.decoded.compression": compression}


def decoded(path: str) -> str:
    """Return the path below which the same files are decoded; a file's own name needs an ending."""
    if path.startswith("/"):
        path = f"file://{path}"
    name = path.rpartition("/")[2]
    is_file = "." in name and "=" not in name
    return PREFIX + path + (ENDING if is_file else "")


def encoded(path: str) -> str:
    """Return the path where a file really is."""
    return path.removeprefix(PREFIX).removesuffix(ENDING) if path.startswith(PREFIX) else path
