"""Parquet: columns and row counts come from the footer. Data pages aren't read.

The footer is a Thrift struct that starts with a version, the schema and the number of rows. The
files of a table mostly have identical schema bytes. So after the first file, it is enough to
compare the bytes and read one number. Other footers are parsed by pyarrow.
"""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq
from glue_table_format.hive_types import Struct

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.crawlers.classifiers.sample import FIRST_READ, Sample
from glue_devendpoint.crawlers.classifiers.thrift import read_varint, skip_field
from glue_devendpoint.files.arrow_types import schema_to_hive
from glue_devendpoint.files.failures import UnreadableFile

_MAGIC = b"PAR1"
_FORMAT = Format("parquet")
_MAX_FOOTER = 1 << 27
_ROWS_FIELD = 0x16  # field ID one higher than the last, type i64
_MAX_KNOWN = 64


class Parquet:
    """The built-in Parquet classifier. Remembers the schemas that it has seen."""

    def __init__(self) -> None:
        self._known: list[tuple[bytes, Struct]] = []

    def classify(self, sample: Sample) -> Classification | None:
        """Recognize a file by its first and last bytes."""
        if not sample.head.startswith(_MAGIC):
            return None
        footer = _read_footer(sample)
        for prefix, schema in self._known:
            if footer.startswith(prefix):
                rows, _ = read_varint(footer, len(prefix))
                return Classification(_FORMAT, schema, rows >> 1)
        return self._parse(footer)

    def _parse(self, footer: bytes) -> Classification:
        size = len(footer).to_bytes(4, "little")
        try:
            metadata = pq.read_metadata(io.BytesIO(_MAGIC + footer + size + _MAGIC))
            schema = schema_to_hive(metadata.schema.to_arrow_schema())
        except (OSError, pa.ArrowException) as err:
            raise UnreadableFile(
                f"looks like Parquet, but its footer can't be read: {err}"
            ) from err
        prefix = _schema_prefix(footer)
        if prefix:
            self._known = [(prefix, schema), *self._known[: _MAX_KNOWN - 1]]
        return Classification(_FORMAT, schema, metadata.num_rows)


def _read_footer(sample: Sample) -> bytes:
    """Return the footer without its length and the final magic bytes."""
    size = sample.size
    if size <= len(sample.head):
        tail = sample.head
    else:
        tail = sample.source.read_at(max(0, size - FIRST_READ), FIRST_READ)
    length = int.from_bytes(tail[-8:-4], "little")
    if tail[-4:] != _MAGIC or length + 12 > size or length > _MAX_FOOTER:
        raise UnreadableFile("looks like Parquet, but has no footer; the file may be truncated")
    if length + 8 > len(tail):
        return sample.source.read_at(size - 8 - length, length)
    return tail[-8 - length : -8]


def _schema_prefix(footer: bytes) -> bytes:
    """Return the bytes up to the number of rows, or nothing if the layout differs."""
    position = 0
    for _ in range(2):
        position = skip_field(footer, position)
    return footer[: position + 1] if footer[position] == _ROWS_FIELD else b""
