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
        self._quote = text.quote
        quote, escape = re.escape(text.quote), re.escape(text.escape)
        if text.escape in ("", text.quote):
            body, self._escaped = rf"(?:[^{quote}]|{quote}{quote})*", rf"{quote}({quote})"
        else:
            body = rf"(?:[^{quote}{escape}]|{escape}.)*"
            self._escaped = rf"{escape}([{quote}{escape}])"
        end = rf"(?={re.escape(text.delimiter)}|[\r\n]*$)"
        self._quoted = re.compile(rf"{quote}({body}){quote}{end}", re.DOTALL)

    def rows(self, lines: Iterable[str]) -> Iterator[Cells]:
        """Yield the rows. Skips blank lines."""
        waiting = iter(lines)
        for line in waiting:
            if line.strip():
                yield self._row(line, waiting)

    def _row(self, line: str, waiting: Iterator[str]) -> Cells:
        if not self._quote or self._quote not in line:
            return [self._plain(cell) for cell in line.rstrip("\r\n").split(self._text.delimiter)]
        cells: Cells = []
        position = 0
        while True:
            found = None
            if line.startswith(self._quote, position):
                line, found = self._closed(line, position, waiting)
            if found is not None:
                cells.append(re.sub(self._escaped, r"\1", found[1]))
                position = found.end()
            else:
                cell = line[position:].rstrip("\r\n").split(self._text.delimiter, 1)[0]
                cells.append(self._plain(cell))
                position += len(cell)
            if not line.startswith(self._text.delimiter, position):
                return cells
            position += len(self._text.delimiter)

    def _closed(
        self, line: str, position: int, waiting: Iterator[str]
    ) -> tuple[str, re.Match[str] | None]:
        """Match a quoted cell, which can continue on the next lines if the table allows it."""
        found = self._quoted.match(line, position)
        while found is None and self._text.is_multi_line:
            more = next(waiting, None)
            if more is None:
                break
            line += more
            if len(line) > MAX_RECORD:
                raise UnreadableFile(f"contains a record of more than {MAX_RECORD >> 20} MB")
            if self._quote in more:
                found = self._quoted.match(line, position)
        return line, found

    def _plain(self, cell: str) -> str | None:
        return None if cell in ("", self._text.null) else cell
