"""Splits delimited text into rows like Spark's CSV source and Hive's LazySimpleSerDe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from glue_table_format.csv_text import CsvText

from glue_devendpoint.files.failures import UnreadableFile

Cells: TypeAlias = list[str | None]
"""A row of cells. Null cells are None."""

MAX_RECORD = 4 << 20


def csv_rows(lines: Iterable[str], text: CsvText) -> Iterator[Cells]:
    """Yield the rows from lines with their ends, without the header."""
    rows = _hive_rows(lines, text) if text.is_hive else _Cutter(text).rows(lines)
    for number, row in enumerate(rows):
        if number >= text.skip:
            yield row


def _hive_rows(lines: Iterable[str], text: CsvText) -> Iterator[Cells]:
    delimiter, escape = re.escape(text.delimiter[:1]), re.escape(text.escape[:1])
    character = rf"{escape}.|[^{delimiter}]" if escape else rf"[^{delimiter}]"
    cell, escaped = re.compile(rf"(?:^|{delimiter})((?:{character})*)"), rf"{escape}(.)"
    for line in lines:
        cells = cell.findall(line.rstrip("\r\n"))
        yield [
            None if each == text.null else re.sub(escaped, r"\1", each) if escape else each
            for each in cells
        ]


class _Cutter:
    """Splits text with quotes. Within quotes, an escape applies to a quote or an escape."""

    def __init__(self, text: CsvText) -> None:
        self._text = text
        quote, escape = re.escape(text.quote), re.escape(text.escape)
        delimiter = re.escape(text.delimiter)
        if text.escape in ("", text.quote):
            body = rf"[^{quote}]*(?:{quote}{quote}[^{quote}]*)*"
            self._escaped = re.compile(rf"{quote}({quote})")
        else:
            body = rf"[^{quote}{escape}]*(?:{escape}.[^{quote}{escape}]*)*"
            self._escaped = re.compile(rf"{escape}([{quote}{escape}])")
        plain = rf"[^{delimiter}]*" if len(text.delimiter) == 1 else rf"(?:(?!{delimiter}).)*"
        quoted = rf"{quote}({body}){quote}(?={delimiter}|$)"
        self._cell = re.compile(rf"(?:^|{delimiter})(?:{quoted}|({plain}))", re.DOTALL)

    def rows(self, lines: Iterable[str]) -> Iterator[Cells]:
        """Yield the rows. Skips blank lines."""
        waiting = iter(lines)
        for line in waiting:
            if line.strip():
                yield self._row(line, waiting)

    def _row(self, line: str, waiting: Iterator[str]) -> Cells:
        text = line.rstrip("\r\n")
        if not self._text.quote or self._text.quote not in text:
            return [self._plain(cell) for cell in text.split(self._text.delimiter)]
        found = list(self._cell.finditer(text))
        if self._text.is_multi_line and any(map(self._is_open, found)):
            return self._row_of_lines(line, waiting)
        return self._values(found)

    def _row_of_lines(self, line: str, waiting: Iterator[str]) -> Cells:
        """Take lines until each cell that begins with a quote ends with one."""
        found: list[re.Match[str]] = []
        while True:
            more = next(waiting, None)
            line += more or ""
            if len(line) > MAX_RECORD:
                raise UnreadableFile(f"contains a record of more than {MAX_RECORD >> 20} MB")
            if more is None or self._text.quote in more:
                found = list(self._cell.finditer(line.rstrip("\r\n")))
                if more is None or not any(map(self._is_open, found)):
                    # As in Spark, lines within a cell end with a line feed.
                    return [cell and cell.replace("\r\n", "\n") for cell in self._values(found)]

    def _is_open(self, cell: re.Match[str]) -> bool:
        return cell.lastindex == 2 and cell[2].startswith(self._text.quote)

    def _values(self, found: list[re.Match[str]]) -> Cells:
        return [
            self._plain(cell[2])
            if cell.lastindex == 2
            else self._escaped.sub(r"\1", cell[1])
            if self._text.escape and self._text.escape in cell[1]
            else cell[1]
            for cell in found
        ]

    def _plain(self, cell: str) -> str | None:
        return None if cell in ("", self._text.null) else cell
