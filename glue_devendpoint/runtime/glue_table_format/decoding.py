"""Decoding: with it Spark reads what Hadoop's codecs, and its own reader of ORC, cannot.

Hadoop knows a codec by the ending of a file's name, has none for zip, and knows only its own
framings of lz4 and snappy; Spark reads JSON documents over several lines one per file, and skips
one line of a header at most. Below a location like `decoded-s3://bucket/key` each file is decoded
by what is in it, and below `instants-s3://bucket/key` ORC's timestamps with local time zone, which
Spark does not know, are plain ones.
"""

from __future__ import annotations

import json
from pathlib import Path

from glue_table_format.csv_text import CsvText
from glue_table_format.json_documents import JsonDocuments
from glue_table_format.table_format import TableFormat

DECODED = "decoded-"
INSTANTS = "instants-"
ENDING = ".decoded"
CODECS = {"io.compression.codecs": "gluedevendpoint.DecodedCodec"}
COMPRESSION = "glue.decoded.compression"
RECORDS = "glue.decoded.records"
PATH = "glue.decoded.path"
WRAP = "glue.decoded.wrap"
SKIP = "glue.decoded.skip"
DOCUMENT_FORMATS = frozenset({"bson", "ion"})


def decoding_of(form: TableFormat) -> dict[str, str]:
    """Return the settings by which files are decoded; empty when Spark reads them itself."""
    # Hadoop's own codec of zstd is a native library, which need not be there.
    is_foreign = bool(form.packing.framing) or form.packing.compression == "zstd"
    wanted = _records(form) | _skipped(form)
    if not is_foreign and not wanted:
        return {}
    return CODECS | wanted | {COMPRESSION: form.packing.compression}


def is_indispensable(form: TableFormat) -> bool:
    """Tell whether Spark shows nothing, or other rows, without decoding."""
    needs_skip = bool(_skipped(form))
    return bool(form.packing.framing) or form.kind in DOCUMENT_FORMATS or needs_skip


def reading_location(form: TableFormat, location: str) -> str:
    """Return where Spark is told that files are."""
    if location and decoding_of(form):
        return decoded_location(location)
    return instants_location(location) if location and form.packing.has_instants else location


def decoded_location(location: str) -> str:
    """Return the location below which the same files are decoded.

    Of a file Hadoop has to be told the whole name; a crawler writes a folder's location with a
    slash at its end.
    """
    name = location.rpartition("/")[2]
    is_file = "." in name and "=" not in name
    return DECODED + _with_scheme(location) + (ENDING if is_file else "")


def instants_location(location: str) -> str:
    """Return the location below which the same ORC files have plain timestamps."""
    return INSTANTS + _with_scheme(location)


def encoded_location(location: str) -> str:
    """Return the location where the files really are."""
    if location.startswith(DECODED):
        return location.removeprefix(DECODED).removesuffix(ENDING)
    return location.removeprefix(INSTANTS)


def _records(form: TableFormat) -> dict[str, str]:
    """Return where the records of documents are, the path as parsed steps."""
    if form.kind in DOCUMENT_FORMATS:
        return {RECORDS: form.kind}
    details = form.details
    if not isinstance(details, JsonDocuments) or details.is_lines:
        return {}
    return {RECORDS: "json", PATH: json.dumps(details.steps), WRAP: details.wrap}


def _skipped(form: TableFormat) -> dict[str, str]:
    details = form.details
    if not isinstance(details, CsvText) or details.skip < 2:
        return {}
    return {SKIP: str(details.skip)}


def _with_scheme(location: str) -> str:
    is_local = location.startswith("/") or ":" not in location
    return f"file://{Path(location).absolute()}" if is_local else location
