"""ORC: columns and row counts come from the file's footer.

Timestamps with local time zone are noted, because Spark can't read them directly.
"""

from __future__ import annotations

import pyarrow as pa
from glue_table_format.rule import INSTANTS
from pyarrow import orc

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.crawlers.classifiers.sample import Sample
from glue_devendpoint.files.arrow_types import schema_to_hive
from glue_devendpoint.files.failures import UnreadableFile

_INSTANTS = ((INSTANTS, "true"),)


class Orc:
    """The built-in ORC classifier."""

    def classify(self, sample: Sample) -> Classification | None:
        """Recognize a file by its magic bytes."""
        if not sample.head.startswith(b"ORC"):
            return None
        try:
            with sample.open() as stream:
                file = orc.ORCFile(stream)
                details = _INSTANTS if _has_instants(file.schema) else ()
                format_ = Format("orc", details=details)
                return Classification(format_, schema_to_hive(file.schema), file.nrows)
        except (OSError, pa.ArrowException) as err:
            raise UnreadableFile(f"looks like ORC, but can't be read: {err}") from err


def _has_instants(kind: pa.DataType | pa.Schema) -> bool:
    """Return whether a column is or contains a timestamp with local time zone."""
    if isinstance(kind, pa.Schema):
        return any(_has_instants(field.type) for field in kind)
    if pa.types.is_timestamp(kind):
        return kind.tz is not None
    return any(_has_instants(kind.field(i).type) for i in range(kind.num_fields))
