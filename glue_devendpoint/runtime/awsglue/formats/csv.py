"""CSV: every column is a string. Header names are trimmed, or col0, col1, … without a header.

An empty field is an empty string, not null.
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.formats.options import Options
from awsglue.formats.reading import Input, Reading, no_errors
from awsglue.paths import quote


def csv_settings(options: Options) -> dict[str, str]:
    """Return Spark's reader settings for Glue's CSV options."""
    quote_char = options.text("quoteChar", '"')
    settings = {
        "sep": options.text("separator", ","),
        "quote": "\u0000" if quote_char == "-1" else quote_char,
        "escape": options.text("escaper", '"' if quote_char == '"' else "\\"),
        "multiLine": str(options.flag("multiLine")).lower(),
    }
    encoding = options.text("encoding")
    return {**settings, "encoding": encoding} if encoding else settings


def read_csv(source: Input) -> Reading:
    """Read CSV files."""
    has_header = source.options.flag("withHeader")
    skips = has_header or source.options.flag("skipFirst")
    reader = source.spark.read.options(
        **csv_settings(source.options), **source.settings, header=str(skips).lower()
    )
    if source.columns:
        texts = [T.StructField(name, T.StringType()) for name in source.columns]
        reader = reader.schema(source.with_partitions(T.StructType(texts)))
    data = reader.csv(source.paths)
    held = [name for name in data.columns if name not in source.partition_names]
    names = _column_names(source, held, has_header)
    columns = [
        F.coalesce(F.col(quote(column)), F.lit("")).alias(name)
        for column, name in zip(held, names, strict=True)
    ]

    def records(_mode: object) -> DataFrame:
        return data.select(*columns, *(F.col(quote(name)) for name in source.partition_names))

    return Reading(records, no_errors)


def _column_names(source: Input, held: list[str], has_header: bool) -> list[str]:
    if source.columns:
        return held
    return [name.strip() for name in held] if has_header else [f"col{i}" for i in range(len(held))]
