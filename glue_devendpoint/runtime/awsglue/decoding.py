"""Reads files that Spark can't read directly.

These are files that Hadoop's codecs don't support (zip, framed lz4 and snappy, files without the
codec's extension), BSON, Ion, and ORC files with timestamps with local time zone. If
glue-devendpoint started Spark, it has file systems for them: one decodes files by their content,
the other presents plain timestamps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from glue_table_format import TableFormat
from glue_table_format.decoding import (
    DECODED,
    DOCUMENT_FORMATS,
    decoding_of,
    is_indispensable,
    reading_location,
)
from pyspark.sql import SparkSession


@dataclass(frozen=True, slots=True)
class Decoding:
    """How files are accessed: their format, and reader settings that decode them.

    Without settings, the files are read directly.
    """

    form: TableFormat | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    def path(self, path: str) -> str:
        """Return the path at which the files can be read."""
        return reading_location(self.form, path) if self.form is not None else path


def table_decoding(spark: SparkSession, table: str, form: TableFormat) -> Decoding:
    """Return how a table's files are accessed. Raises an error if this Spark can't read them."""
    return _decoding(spark, f"the files of the table {table}", form)


def document_decoding(spark: SparkSession, name: str) -> Decoding:
    """Return how files in a format are accessed. Raises an error if this Spark can't read them."""
    kind = name.lower()
    if kind not in DOCUMENT_FORMATS:
        return Decoding()
    return _decoding(spark, "the files", TableFormat(kind))


def _decoding(spark: SparkSession, files: str, form: TableFormat) -> Decoding:
    # JSON documents are split in Python, which also reports invalid input.
    if not is_indispensable(form) and not form.packing.has_instants:
        return Decoding()
    hadoop = spark.sparkContext._jsc.hadoopConfiguration()
    if hadoop.get(f"fs.{DECODED}file.impl") is None:
        raise ValueError(
            f"{files} {_what_they_are(form)}, which this Spark can't read; "
            "start Spark with glue-devendpoint, or convert the files"
        )
    as_bytes = replace(form, details=None) if form.kind == "json" else form
    return Decoding(as_bytes, decoding_of(as_bytes))


def _what_they_are(form: TableFormat) -> str:
    if form.packing.framing:
        return f"are compressed as {form.packing.framing}"
    if form.kind in DOCUMENT_FORMATS:
        return f"are {form.kind}"
    if form.packing.has_instants:
        return "contain timestamps with local time zone"
    return "begin with several header lines"
