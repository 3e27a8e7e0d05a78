"""Decoding: lets Spark read files that Hadoop's codecs and its own ORC reader don't support.

Hadoop recognizes a codec by the file's extension, has none for zip, and supports only its own
framings of lz4 and snappy. Spark reads one multi-line JSON document per file, and skips at most one
header line. Below a location like `decoded-s3://bucket/key`, each file is decoded by its content.
Below `instants-s3://bucket/key`, ORC timestamps with local time zone, which Spark doesn't support,
are plain timestamps.
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
    """Return the settings for decoding files. Empty if Spark reads them directly."""
    # Hadoop's zstd codec needs a native library, which may be missing.
    is_foreign = bool(form.packing.framing) or form.packing.compression == "zstd"
    wanted = _records(form) | _skipped(form)
    if not is_foreign and not wanted:
        return {}
    return CODECS | wanted | {COMPRESSION: form.packing.compression}


def is_indispensable(form: TableFormat) -> bool:
    """Return whether Spark would show no rows or wrong rows without decoding."""
    needs_skip = bool(_skipped(form))
    return bool(form.packing.framing) or form.kind in DOCUMENT_FORMATS or needs_skip


def reading_location(form: TableFormat, location: str) -> str:
    """Return the location of files as Spark sees it."""
    if location and decoding_of(form):
        return decoded_location(location)
    return instants_location(location) if location and form.packing.has_instants else location


def decoded_location(location: str) -> str:
    """Return the location below which the same files are decoded.

    For a file, Hadoop needs the complete name. Crawlers write a folder's location with a slash at
    the end.
    """
    name = location.rpartition("/")[2]
    is_file = "." in name and "=" not in name
    return DECODED + _with_scheme(location) + (ENDING if is_file else "")


def instants_location(location: str) -> str:
    """Return the location below which the same ORC files have plain timestamps."""
    return INSTANTS + _with_scheme(location)


def encoded_location(location: str) -> str:
    """Return the actual location of the files."""
    if location.startswith(DECODED):
        return location.removeprefix(DECODED).removesuffix(ENDING)
    return location.removeprefix(INSTANTS)


def _records(form: TableFormat) -> dict[str, str]:
    """Return where the records of documents are, with the path as parsed steps."""
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
