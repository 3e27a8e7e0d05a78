"""Results: rows fetched from Spark, from a frame or from a list, and the grid of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glue_devendpoint.kernel.failures import CellFailed
from glue_devendpoint.kernel.grid import Grid

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows in Arrow's form, under the types that Spark gives their columns."""

    table: pa.Table
    types: Sequence[str]


def fetched(frame: DataFrame, limit: int) -> Rows:
    """Fetch at most one row more than wanted; what Arrow has no type for becomes text."""
    from pyspark.sql import functions as F
    from pyspark.sql.types import CalendarIntervalType, VariantType, YearMonthIntervalType

    types = [field.dataType.simpleString() for field in frame.schema]
    foreign = (CalendarIntervalType, VariantType, YearMonthIntervalType)
    if any(isinstance(field.dataType, foreign) for field in frame.schema):
        names = [f"c{n}" for n in range(len(frame.columns))]
        texts = [
            F.col(name).cast("string") if isinstance(field.dataType, foreign) else F.col(name)
            for name, field in zip(names, frame.schema, strict=True)
        ]
        frame = frame.toDF(*names).select(*texts).toDF(*frame.columns)
    return Rows(frame.limit(limit + 1).toArrow(), types)


def grid_of(value: Any, limit: int = LIMIT) -> Grid:
    """Return fetched rows, a frame, an Arrow table or a list of dicts as a grid."""
    rows = value if isinstance(value, Rows) else _rows_of(value, limit)
    columns = list(zip(rows.table.column_names, rows.types, strict=True))
    lists = [column.to_pylist() for column in rows.table.slice(0, limit).columns]
    return Grid(columns, list(zip(*lists, strict=True)), rows.table.num_rows > limit)


def _rows_of(value: Any, limit: int) -> Rows:
    import pandas as pd
    import pyarrow as pa

    if hasattr(value, "toDF") and hasattr(value, "printSchema"):  # a DynamicFrame or a DataFrame
        return fetched(value.toDF() if type(value).__name__ == "DynamicFrame" else value, limit)
    if isinstance(value, pd.DataFrame):
        value = pa.Table.from_pandas(value, preserve_index=False)
    elif isinstance(value, list) and all(isinstance(each, dict) for each in value):
        value = pa.Table.from_pylist(value)
    if not isinstance(value, pa.Table):
        raise CellFailed(f"a {type(value).__name__} is no table")
    return Rows(value, [str(kind) for kind in value.schema.types])
