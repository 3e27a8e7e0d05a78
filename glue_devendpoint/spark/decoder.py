"""The file systems by which Spark reads decoded files: our Java classes, by Hadoop's settings.

What they do is told in `glue_table_format.decoding`, which says of a table whether it needs them.
"""

from __future__ import annotations

from glue_table_format.decoding import DECODED, INSTANTS

FILE_SYSTEMS = {
    f"fs.{prefix}{scheme}.impl": f"gluedevendpoint.{name}"
    for prefix, name in ((DECODED, "DecodedFileSystem"), (INSTANTS, "InstantsFileSystem"))
    for scheme in ("file", "s3", "s3a", "s3n", "hdfs")
}
