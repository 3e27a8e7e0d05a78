"""Rows of a result: fetched from Spark, or taken from a DataFrame or a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glue_devendpoint.kernel.display.grid import Grid, text_of
from glue_devendpoint.kernel.failures import CellFailed

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as an Arrow table, with type names; `is_cut` is true if there were more rows."""

    table: pa.Table
    types: Sequence[str]
    is_cut: bool = False


def fetched(frame: DataFrame, limit: int) -> Rows:
    """Fetch up to `limit` rows; types that Arrow doesn't support become text."""
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
    table = frame.limit(limit + 1).toArrow()
    return Rows(table.slice(0, limit), types, table.num_rows > limit)


def rows_of(value: Any) -> Rows:
    """Return a DataFrame (Spark: its first rows), Arrow table or list of dicts as rows."""
    import pandas as pd
    import pyarrow as pa

    if hasattr(value, "toDF") and hasattr(value, "printSchema"):  # a DynamicFrame or a DataFrame
        return fetched(value.toDF() if type(value).__name__ == "DynamicFrame" else value, LIMIT)
    if isinstance(value, pd.DataFrame):
        value = pa.Table.from_pandas(value, preserve_index=False)
    elif isinstance(value, list) and all(isinstance(each, dict) for each in value):
        value = pa.Table.from_pylist(value)
    if not isinstance(value, pa.Table):
        raise CellFailed(
            f"can't show a value of type {type(value).__name__} as a table; "
            "use a DataFrame or a list of dicts"
        )
    return Rows(value, [str(kind) for kind in value.schema.types])


def grid_of(rows: Rows, limit: int = LIMIT) -> Grid:
    """Return the first rows as a grid."""
    columns = list(zip(rows.table.column_names, rows.types, strict=True))
    lists = [column.to_pylist() for column in rows.table.slice(0, limit).columns]
    is_cut = rows.is_cut or rows.table.num_rows > limit
    return Grid(columns, list(zip(*lists, strict=True)), is_cut)


def listed(
    columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]], is_cut: bool = False
) -> Rows:
    """Return rows from Python values, with the names and types of their columns."""
    import pyarrow as pa

    arrays = [_array(values) for values in zip(*rows, strict=True)] or [pa.array([])] * len(columns)
    table = pa.Table.from_arrays(arrays, names=[name for name, _ in columns])
    return Rows(table, [kind for _, kind in columns], is_cut)


def _array(values: Sequence[Any]) -> pa.Array:
    """Return a column; nested or mixed values become text."""
    import pyarrow as pa

    try:
        found = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return _texts(values)
    return _texts(values) if pa.types.is_nested(found.type) else found


def _texts(values: Sequence[Any]) -> pa.Array:
    import pyarrow as pa

    return pa.array([None if value is None else text_of(value) for value in values])
