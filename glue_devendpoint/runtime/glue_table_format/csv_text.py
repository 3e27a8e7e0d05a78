"""Delimited text: CSV as Spark and Glue read it, or as Hive's LazySimpleSerDe does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from glue_table_format.json_documents import MULTI_LINE
from glue_table_format.storage import OPEN_CSV
from glue_table_format.switches import is_on, number

HEADER_LINES = "skip.header.line.count"
NULL = "serialization.null.format"
NO_QUOTE = "\0"
NO_TEXT = "\0"  # as a null's text: only an empty cell without quotes is null, `""` is a text
_HIVE_NULL = "\\N"
_HIVE_DELIMITER = "\x01"
_ESCAPES = {"\\t": "\t", "\\n": "\n", "\\\\": "\\"}
_CODE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\([0-7]{1,3})")


@dataclass(frozen=True, slots=True)
class CsvText:
    """How delimited text is split into cells.

    `quote` is empty if quotes have no meaning. Within quotes, the escape character escapes a quote;
    if both are the same, a quote is doubled. `null` is the text of a null cell. Empty cells are
    also null, except in Hive's text.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    skip: int = 0
    null: str = ""
    is_multi_line: bool = False
    charset: str = ""
    is_hive: bool = False

    def spark_options(self) -> dict[str, str]:
        """Return the options of Spark's CSV source, which skips at most one header line."""
        options = {
            "sep": self.delimiter,
            "quote": self.quote or NO_QUOTE,
            "escape": self.escape or NO_QUOTE,
            "header": "true" if self.skip == 1 else "false",
            "nullValue": self.null or NO_TEXT,
        }
        options |= {"multiLine": "true"} if self.is_multi_line else {}
        return options | ({"encoding": self.charset} if self.charset else {})


def csv_text(library: str, settings: Mapping[str, str]) -> CsvText:
    """Return how a CSV table is read. By default, a doubled quote is a quote."""
    if library == OPEN_CSV:
        delimiter = _character(settings.get("separatorChar", "")) or ","
        quote = settings.get("quoteChar") or '"'
        escape = settings.get("escapeChar") or quote
    else:
        is_named = settings.get("classification", "").lower() == "csv"
        delimiter = _delimiter(settings) or ("," if is_named else _HIVE_DELIMITER)
        quote = settings.get("quoteChar") or '"'
        escape = settings.get("escapeChar") or settings.get("escape.delim") or quote
    return CsvText(
        delimiter,
        quote,
        escape,
        header_lines(settings),
        settings.get(NULL, ""),
        is_on(settings, MULTI_LINE),
        _charset(settings),
    )


def hive_text(settings: Mapping[str, str]) -> CsvText:
    """Return how Hive reads delimited text: without quotes, and with its own null text."""
    return CsvText(
        delimiter=_delimiter(settings) or _HIVE_DELIMITER,
        quote="",
        escape=settings.get("escape.delim", ""),
        null=settings.get(NULL, _HIVE_NULL),
        charset=_charset(settings),
        is_hive=True,
    )


def spark_csv(settings: Mapping[str, str]) -> CsvText:
    """Return how a CSV table created by Spark is read: with Spark's options, ignoring case."""
    given = {name.lower(): value for name, value in settings.items()}
    return CsvText(
        _character(given.get("sep") or given.get("delimiter") or ",", is_several=True),
        given.get("quote", '"').replace(NO_QUOTE, ""),
        given.get("escape", "\\"),
        1 if is_on(given, "header") else 0,
        given.get("nullvalue", ""),
        is_on(given, "multiline"),
        given.get("encoding") or given.get("charset") or "",
    )


def header_lines(settings: Mapping[str, str]) -> int:
    """Return the number of header lines in a file."""
    return number(settings, HEADER_LINES) or (1 if is_on(settings, "header") else 0)


def _charset(settings: Mapping[str, str]) -> str:
    stated = settings.get("serialization.encoding") or settings.get("encoding") or ""
    return "" if stated.lower() in ("utf-8", "utf8") else stated


def _delimiter(settings: Mapping[str, str]) -> str:
    stated = settings.get("field.delim") or settings.get("delimiter") or settings.get("sep") or ""
    if stated.isdecimal() and int(stated) < 128:
        return chr(int(stated))  # as in Hive: a character code
    return _character(stated, is_several=True)


def _character(text: str, *, is_several: bool = False) -> str:
    """Return a delimiter, which can be written as an escape."""
    if text in _ESCAPES:
        return _ESCAPES[text]
    coded = _CODE.fullmatch(text)
    if coded:
        return chr(int(coded[1], 16) if coded[1] else int(coded[2], 8))
    return text if is_several else text[:1]
