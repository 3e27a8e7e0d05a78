"""CSV: every column is a string. Header names are trimmed, or col0, col1, … without a header.

An empty field is an empty string, not null.
"""

from __future__ import annotations

import re

from glue_table_format import CsvText
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.formats.options import Options
from awsglue.formats.reading import Input, Reading, no_errors
from awsglue.paths import quote


def csv_text(options: Options) -> CsvText:
    """Return the CSV format that a script's options state."""
    quote_char = options.text("quoteChar", '"')
    has_header = options.flag("withHeader") or options.flag("skipFirst")
    return CsvText(
        options.text("separator", ","),
        "" if quote_char == "-1" else quote_char,
        options.text("escaper", '"' if quote_char == '"' else "\\"),
        1 if has_header else 0,
        is_multi_line=options.flag("multiLine"),
        charset=options.text("encoding"),
    )


def read_csv(source: Input) -> Reading:
    """Read CSV files."""
    details = source.details
    text = details if isinstance(details, CsvText) else csv_text(source.options)
    has_header = source.options.flag("withHeader")
    data = _hive_cells(source, text) if text.is_hive and text.escape else _spark_cells(source, text)
    held = [name for name in data.columns if name not in source.partition_names]
    names = _column_names(source, held, has_header)
    columns = [
        _cell(F.col(quote(column)), text.null).alias(name)
        for column, name in zip(held, names, strict=True)
    ]

    def records(_mode: object) -> DataFrame:
        return data.select(*columns, *(F.col(quote(name)) for name in source.partition_names))

    return Reading(records, no_errors)


def _spark_cells(source: Input, text: CsvText) -> DataFrame:
    options = text.spark_options() | {"nullValue": ""} | source.settings
    reader = source.spark.read.options(**options)
    if source.columns:
        texts = [T.StructField(name, T.StringType()) for name in source.columns]
        reader = reader.schema(source.with_partitions(T.StructType(texts)))
    return reader.csv(source.paths)


def _hive_cells(source: Input, text: CsvText) -> DataFrame:
    """Split Hive's text, whose escapes also count outside quotes, unlike in Spark's CSV source."""
    options = source.settings | ({"encoding": text.charset} if text.charset else {})
    schema = source.with_partitions(T.StructType([T.StructField("value", T.StringType())]))
    lines = source.spark.read.options(**options).schema(schema).text(source.paths)
    delimiter, escape = re.escape(text.delimiter[:1]), re.escape(text.escape[:1])
    cell = F.lit(f"{delimiter}((?:{escape}.|[^{delimiter}])*)")
    cells = F.regexp_extract_all(F.concat(F.lit(text.delimiter[:1]), "value"), cell, 1)
    columns = [
        F.regexp_replace(F.get(cells, F.lit(i)), f"{escape}(.)", "$1").alias(name)
        for i, name in enumerate(source.columns)
    ]
    return lines.select(*columns, *(F.col(quote(name)) for name in source.partition_names))


def _cell(column: Column, null: str) -> Column:
    """Return an empty string for a missing value. The table's null values stay null."""
    cell = F.coalesce(column, F.lit(""))
    return F.when(cell != null, cell) if null else cell


def _column_names(source: Input, held: list[str], has_header: bool) -> list[str]:
    if source.columns:
        return held
    return [name.strip() for name in held] if has_header else [f"col{i}" for i in range(len(held))]
