"""Hadoop settings that register our file systems for decoded files.

`glue_table_format.decoding` describes what they do and decides which tables need them.
"""

from __future__ import annotations

from glue_table_format.decoding import DECODED, INSTANTS

FILE_SYSTEMS = {
    f"fs.{prefix}{scheme}.impl": f"gluedevendpoint.{name}"
    for prefix, name in ((DECODED, "DecodedFileSystem"), (INSTANTS, "InstantsFileSystem"))
    for scheme in ("file", "s3", "s3a", "s3n", "hdfs")
}
