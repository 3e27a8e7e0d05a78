"""grokLog: parses log lines with a grok pattern.

A grok pattern is a regular expression that contains `%{PATTERN:field}`. Patterns can refer to other
patterns.
"""

from __future__ import annotations

from glue_table_format import GrokLines, RegexLines
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from awsglue.formats.reading import Input, Reading


def read_grok(source: Input) -> Reading:
    """Read log lines. Lines that don't match the pattern become error records."""
    options = source.options
    pattern, names = _pattern(source)
    missing = options.text("MISSING", "-")
    count = options.number("LineCount", 1)
    if count != 1:
        raise ValueError(f"grokLog supports only one line per record; got LineCount={count}")
    lines = source.spark.read.options(**source.settings).text(source.paths)
    whole = f"^(?:{pattern})$" if options.flag("StrictMode") else pattern
    matches = F.col("value").rlike(whole)

    def field(index: int) -> Column:
        text = F.regexp_extract("value", whole, index)
        return F.when((text != missing) & (text != ""), text)

    def records(_mode: object) -> DataFrame:
        columns = [field(i + 1).alias(name) for i, name in enumerate(names)]
        return lines.filter(matches).select(*columns)

    def errors() -> DataFrame | None:
        unread = lines.filter(~matches & (F.trim("value") != ""))
        return unread.select(_unread("grokLog"))

    return Reading(records, errors)


def _pattern(source: Input) -> tuple[str, list[str]]:
    """Return the regular expression of a line, and the name of each of its groups."""
    details = source.details
    if isinstance(details, RegexLines):
        return details.java_expression(), list(source.columns)
    if not isinstance(details, GrokLines):
        details = GrokLines(source.options.text("logFormat"), source.options.text("customPatterns"))
    if not details.pattern:
        raise ValueError("the grokLog format requires the option logFormat, a grok pattern")
    grok = details.compiled()
    names = [name for name, _ in grok.fields]
    # For a table, the columns name the fields, and further fields aren't columns.
    return details.java_search(), list(source.columns)[: len(names)] or names


def _unread(source: str) -> Column:
    return F.struct(
        F.struct(F.lit("").alias("site"), F.lit("").alias("info")).alias("callsite"),
        F.lit(f"can't parse the input as {source}").alias("msg"),
        F.lit("").alias("stackTrace"),
        F.col("value").alias("input"),
        F.octet_length("value").cast("bigint").alias("bytesread"),
        F.lit(source).alias("source"),
        F.lit(None).cast("string").alias("dynamicRecord"),
    ).alias("error")
