"""The decoder: with it Spark reads what Hadoop's codecs cannot.

Hadoop knows a codec by the ending of a file's name, has none for zip, and knows only its own
framings of lz4 and snappy; Spark reads JSON documents over several lines one per file. Below a
location like `decoded-s3://bucket/key` each file is decoded by what is in it
(`jvm/gluedevendpoint/`).
"""

from __future__ import annotations

PREFIX = "decoded-"
ENDING = ".decoded"
CODECS = {"io.compression.codecs": "gluedevendpoint.DecodedCodec"}
COMPRESSION = "glue.decoded.compression"
RECORDS = "glue.decoded.records"
ARRAY_FIELD = "glue.decoded.array.field"
FILE_SYSTEMS = {
    f"fs.{PREFIX}{scheme}.impl": "gluedevendpoint.DecodedFileSystem"
    for scheme in ("file", "s3", "s3a", "s3n", "hdfs")
}


def decoded_location(location: str) -> str:
    """Return the location below which the same files are decoded.

    Of a file Hadoop has to be told the whole name; a crawler writes a folder's location with a
    slash at its end.
    """
    if location.startswith("/"):
        location = f"file://{location}"
    name = location.rpartition("/")[2]
    is_file = "." in name and "=" not in name
    return PREFIX + location + (ENDING if is_file else "")


def encoded_location(location: str) -> str:
    """Return the location where the files really are."""
    if not location.startswith(PREFIX):
        return location
    return location.removeprefix(PREFIX).removesuffix(ENDING)
