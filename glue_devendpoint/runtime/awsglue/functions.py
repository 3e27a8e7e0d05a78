"""Column functions that Glue adds to Spark's own."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

ColumnOrName = Column | str


def _column(value: ColumnOrName) -> Column:
    return value if isinstance(value, Column) else F.col(value)


def namedStruct(*cols: ColumnOrName) -> Column:
    """Return a struct from alternating names and values."""
    if len(cols) % 2:
        raise ValueError(f"namedStruct requires pairs of name and value; got {len(cols)} arguments")
    names = [each if isinstance(each, Column) else F.lit(each) for each in cols[::2]]
    values = [_column(each) for each in cols[1::2]]
    pairs = [part for pair in zip(names, values, strict=True) for part in pair]
    return F.named_struct(*pairs)


def explodeWithIndex(col: ColumnOrName) -> Column:
    """Return one row per array element, with the columns `index` and `val`."""
    return F.posexplode(_column(col)).alias("index", "val")


def replaceArrayElement(src: ColumnOrName, replacement: ColumnOrName, idx: int) -> Column:
    """Return the array with the element at a 0-based index replaced."""
    source, value = _column(src), _column(replacement)
    return F.transform(source, lambda each, at: F.when(at == F.lit(idx), value).otherwise(each))
