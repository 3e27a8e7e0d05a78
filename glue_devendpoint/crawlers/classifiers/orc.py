"""ORC: columns and row counts come from the file's footer."""

from __future__ import annotations

import pyarrow as pa
from pyarrow import orc

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.crawlers.classifiers.arrow_types import schema_to_hive
from glue_devendpoint.crawlers.classifiers.sample import Sample
from glue_devendpoint.crawlers.failures import UnreadableFile


class Orc:
    """The built-in ORC classifier."""

    def classify(self, sample: Sample) -> Classification | None:
        """Recognise a file by its magic."""
        if not sample.head.startswith(b"ORC"):
            return None
        try:
            with sample.open() as stream:
                file = orc.ORCFile(stream)
                return Classification(Format("orc"), schema_to_hive(file.schema), file.nrows)
        except (OSError, pa.ArrowException) as err:
            raise UnreadableFile(f"begins like ORC but cannot be read: {err}") from err
