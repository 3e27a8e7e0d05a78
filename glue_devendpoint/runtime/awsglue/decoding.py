"""Reads files that Spark can't read directly.

These are files that Hadoop's codecs don't support (zip, framed lz4 and snappy, files without the
codec's extension), BSON, Ion, and ORC files with timestamps with local time zone. If
glue-devendpoint started Spark, it has file systems for them: one decodes files by their content,
the other presents plain timestamps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

DECODED = "decoded-"
INSTANTS = "instants-"
DOCUMENT_FORMATS = frozenset({"bson", "ion"})  # decoded to JSON lines
_ENDING = ".decoded"
_CODEC = "gluedevendpoint.DecodedCodec"


@dataclass(frozen=True, slots=True)
class Decoding:
    """How to access a table's files: the prefix of their paths, and reader settings."""

    prefix: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    def path(self, path: str) -> str:
        """Return the path to read. Decoded files have a different extension."""
        if not self.prefix or not path:
            return path
        name = path.rpartition("/")[2]
        is_file = self.prefix == DECODED and "." in name and "=" not in name
        place = path if ":" in path else f"file://{Path(path).absolute()}"
        return self.prefix + place + (_ENDING if is_file else "")


def decoding_of(spark: SparkSession, table: str, given: Mapping[str, Any]) -> Decoding:
    """Return how to access a table's files, or raise an error if this Spark can't read them."""
    return _decoding(spark, f"the files of table {table}", given)


def document_decoding(spark: SparkSession, name: str) -> Decoding:
    """Return how to access files of a format, or raise an error if this Spark can't read them."""
    return _decoding(spark, "the files", {"classification": name.lower()})


def _decoding(spark: SparkSession, files: str, given: Mapping[str, Any]) -> Decoding:
    compression = str(given.get("compressionType") or "")
    framing = "zip" if compression == "zip" else given.get("compressionFraming")
    has_instants = str(given.get("orcInstants")).lower() == "true"
    kind = given.get("classification")
    documents = {"glue.decoded.records": kind} if kind in DOCUMENT_FORMATS else {}
    if not framing and not has_instants and not documents:
        return Decoding()
    hadoop = spark.sparkContext._jsc.hadoopConfiguration()
    if hadoop.get(f"fs.{DECODED}file.impl") is None:
        what = f"are {kind}" if documents else "contain timestamps with local time zone"
        what = f"are compressed as {framing}" if framing else what
        raise ValueError(
            f"{files} {what}, which this Spark can't read; start Spark with "
            "glue-devendpoint, or convert the files to another format"
        )
    if has_instants:
        return Decoding(INSTANTS)
    settings = {"io.compression.codecs": _CODEC, "glue.decoded.compression": compression}
    return Decoding(DECODED, settings | documents)


def encoded(path: str) -> str:
    """Return the original path of a file."""
    if path.startswith(DECODED):
        return path.removeprefix(DECODED).removesuffix(_ENDING)
    return path.removeprefix(INSTANTS)
