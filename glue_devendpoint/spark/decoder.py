"""The decoder: with it Spark reads what Hadoop's codecs, and its own reader of ORC, cannot.

Hadoop knows a codec by the ending of a file's name, has none for zip, and knows only its own
framings of lz4 and snappy; Spark reads JSON documents over several lines one per file. Below a
location like `decoded-s3://bucket/key` each file is decoded by what is in it, and below
`instants-s3://bucket/key` ORC's timestamps with local time zone, which Spark does not know, are
plain ones (`jvm/gluedevendpoint/`).
"""

from __future__ import annotations

DECODED = "decoded-"
INSTANTS = "instants-"
ENDING = ".decoded"
CODECS = {"io.compression.codecs": "gluedevendpoint.DecodedCodec"}
COMPRESSION = "glue.decoded.compression"
RECORDS = "glue.decoded.records"
DOCUMENT_FORMATS = frozenset({"bson", "ion"})  # may stand instead of a path
ARRAY_FIELD = "glue.decoded.array.field"
FILE_SYSTEMS = {
    f"fs.{prefix}{scheme}.impl": f"gluedevendpoint.{name}"
    for prefix, name in ((DECODED, "DecodedFileSystem"), (INSTANTS, "InstantsFileSystem"))
    for scheme in ("file", "s3", "s3a", "s3n", "hdfs")
}


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


def _with_scheme(location: str) -> str:
    return f"file://{location}" if location.startswith("/") else location
