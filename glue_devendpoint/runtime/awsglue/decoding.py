"""Files that Spark cannot read as they are.

These are files that Hadoop's codecs do not know (zip, framed lz4 and snappy, codecs without their
ending), BSON, Ion, and ORC files with points in time. A Spark that was started by the dev endpoint
has file systems for them: one decodes a file by what is in it, the other shows plain timestamps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

DECODED = "decoded-"
INSTANTS = "instants-"
DOCUMENT_FORMATS = frozenset({"bson", "ion"})  # decoded to lines of JSON
_ENDING = ".decoded"
_CODEC = "gluedevendpoint.DecodedCodec"


@dataclass(frozen=True, slots=True)
class Decoding:
    """How a table's files are reached: the prefix of their paths, and settings of the reader."""

    prefix: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    def path(self, path: str) -> str:
        """Return the path at which the files are readable; a decoded file has another ending."""
        if not self.prefix or not path:
            return path
        name = path.rpartition("/")[2]
        is_file = self.prefix == DECODED and "." in name and "=" not in name
        place = path if ":" in path else f"file://{Path(path).absolute()}"
        return self.prefix + place + (_ENDING if is_file else "")


def decoding_of(spark: SparkSession, table: str, given: Mapping[str, Any]) -> Decoding:
    """Return how a table's files are reached; an error when this Spark cannot."""
    return _decoding(spark, f"the files of the table {table}", given)


def document_decoding(spark: SparkSession, name: str) -> Decoding:
    """Return how files of a format are reached; an error when this Spark cannot."""
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
        what = f"are {kind}" if documents else "hold timestamps with local time zone"
        what = f"are compressed as {framing}" if framing else what
        raise ValueError(
            f"{files} {what}, which this Spark cannot read; start it by "
            "glue-devendpoint, or write them in another way"
        )
    if has_instants:
        return Decoding(INSTANTS)
    settings = {"io.compression.codecs": _CODEC, "glue.decoded.compression": compression}
    return Decoding(DECODED, settings | documents)


def encoded(path: str) -> str:
    """Return the path where a file really is."""
    if path.startswith(DECODED):
        return path.removeprefix(DECODED).removesuffix(_ENDING)
    return path.removeprefix(INSTANTS)
