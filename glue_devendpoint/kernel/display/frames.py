"""DataFrames at the end of a cell, or given to `display`, are shown as a grid of their first rows.

The rows are fetched when the DataFrame is shown. `%show_dataframes off` shows the schema instead,
as plain PySpark does.
"""

from __future__ import annotations

from typing import Any

from glue_devendpoint.kernel.display.results import data_of
from glue_devendpoint.kernel.display.rows import rows_of

_CLASSES = (
    ("pyspark.sql.classic.dataframe", "DataFrame"),
    ("pyspark.sql.connect.dataframe", "DataFrame"),
    ("awsglue.frame", "DynamicFrame"),
)


class ShownFrames:
    """Shows DataFrames as grids while it is on."""

    def __init__(self, shell: Any) -> None:
        self.is_on = True
        for module, name in _CLASSES:
            shell.display_formatter.mimebundle_formatter.for_type_by_name(module, name, self._data)

    def _data(self, frame: Any, **_wanted: Any) -> dict[str, Any] | None:
        """Return what is shown. A stream has no first rows, so its schema is shown."""
        if not self.is_on or getattr(frame, "isStreaming", False) or not _columns(frame):
            return None
        return data_of(rows_of(frame))


def _columns(frame: Any) -> list[str]:
    found = frame.toDF() if type(frame).__name__ == "DynamicFrame" else frame
    return list(found.columns)
