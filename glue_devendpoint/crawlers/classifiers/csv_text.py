"""CSV: detects the delimiter, the header and the columns.

Like Glue's built-in heuristics, it tries `,` `|` tab `;` and `\\u0001`, requires at least two
columns and two rows of data, and finds a header only if all its cells are text and another row has
a number. Its tables always have the LazySimpleSerDe, so columns keep their types even if cells are
quoted; a custom classifier can choose the OpenCSVSerDe, whose columns are all strings.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from glue_table_format.csv_text import HEADER_LINES
from glue_table_format.hive_types import STRING, VOID, HiveType, Struct
from glue_table_format.json_documents import MULTI_LINE

from glue_devendpoint.crawlers.classifiers import (
    ESCAPE,
    QUOTE,
    QUOTED,
    UNKNOWN,
    Classification,
    Format,
)
from glue_devendpoint.crawlers.classifiers.cells import column_type, is_text
from glue_devendpoint.crawlers.classifiers.sample import MAX_RECORDS, Sample

DELIMITERS = (",", "|", "\t", ";", "\x01")
LAZY_SERDE = "LazySimpleSerDe"
OPEN_CSV_SERDE = "OpenCSVSerDe"
_MIN_CONSISTENCY = 0.7
_MAX_HEADER_CELL = 150
_MIN_ROWS = 2
_COLUMN_NAME = re.compile("[\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff\t]*")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file's rows are split into cells."""

    delimiter: str
    quote: str = '"'
    escape: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a sample, their most frequent width, and whether cells are quoted."""

    dialect: Dialect
    rows: list[list[str]]
    width: int
    consistency: float
    is_quoted: bool


def read_rows(text: str, dialect: Dialect) -> list[list[str]]:
    """Read up to 1000 rows and their header. Blank lines are skipped."""
    reader = csv.reader(
        _lines(text),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        doublequote=True,
        strict=False,
    )
    rows: list[list[str]] = []
    try:
        for row in reader:
            if row and (len(row) > 1 or row[0].strip()):
                rows.append(row)
                if len(rows) > MAX_RECORDS:
                    break
    except csv.Error:  # a cell exceeds the module's limit: the delimiter is wrong
        return []
    return rows


def _lines(text: str) -> Iterator[str]:
    """Yield lines for the csv module, with their ends: only `\\n` and `\\r\\n`."""
    position = 0
    while (end := text.find("\n", position)) >= 0:
        yield text[position : end + 1]
        position = end + 1
    if position < len(text):
        yield text[position:]


def measure(text: str, dialect: Dialect, is_complete: bool) -> Rows:
    """Read the sample in a dialect and rate the fit."""
    if _escapes_by_backslash(text, dialect):
        dialect = replace(dialect, escape="\\")
    rows = read_rows(text, dialect)
    if not is_complete and len(rows) <= MAX_RECORDS:
        rows = rows[:-1]
    if not rows:
        return Rows(dialect, [], 0, 0.0, False)
    widths = Counter(map(len, rows))
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    quoted = re.compile(rf"(?:^|[\n{re.escape(dialect.delimiter)}]){re.escape(dialect.quote)}")
    return Rows(dialect, rows, width, count / len(rows), bool(quoted.search(text)))


def _escapes_by_backslash(text: str, dialect: Dialect) -> bool:
    """Return whether quotes in cells are escaped as `\\"`. A cell can also end in a backslash."""
    if f"\\{dialect.quote}" not in text:
        return False
    ends = re.escape(dialect.delimiter) + r"\r\n"
    return re.search(rf"\\{re.escape(dialect.quote)}(?![{ends}]|$)", text) is not None


def best_rows(text: str, is_complete: bool) -> Rows | None:
    """Return the sample in the dialect that splits it most evenly."""
    first_line = text.partition("\n")[0]
    candidates = [
        measured
        for delimiter in DELIMITERS
        if delimiter in first_line
        for measured in [measure(text, Dialect(delimiter), is_complete)]
        if measured.width >= 2 and measured.consistency >= _MIN_CONSISTENCY
    ]
    # max() keeps the first of equals, which follows Glue's order of delimiters.
    return max(candidates, key=lambda rows: rows.consistency, default=None)


def column_types(rows: Sequence[Sequence[str]], width: int) -> list[HiveType]:
    """Return the type of each column. Short rows lack values for the last ones."""
    return [column_type({row[index] for row in rows if index < len(row)}) for index in range(width)]


def has_header(rows: Sequence[Sequence[str]], types: Sequence[HiveType]) -> bool:
    """Apply Glue's rule to the first row; `types` are those of the other rows."""
    header = rows[0]
    last = len(header) - 1
    for index, cell in enumerate(header):
        is_last = index == last
        if not is_text(cell) and not (is_last and not cell.strip()):
            return False
        if (len(cell) >= _MAX_HEADER_CELL and not is_last) or not _COLUMN_NAME.fullmatch(cell):
            return False
    return any(
        kind not in (STRING, VOID) or _has_only_numbers(rows[1:], index)
        for index, kind in enumerate(types)
    )


def _has_only_numbers(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Return whether a column has values, none of which is text, as numbers such as `007`."""
    cells = [row[index] for row in rows if index < len(row) and row[index].strip()]
    return bool(cells) and not any(map(is_text, cells))


def name_columns(header: Sequence[str], width: int) -> list[str]:
    """Return unique lower-case names. Missing ones become `colN`, duplicates get a number."""
    names: list[str] = []
    taken: set[str] = set()
    for index in range(width):
        base = header[index].strip().lower() if index < len(header) else ""
        base = base or f"col{index}"
        name, number = base, 1
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        names.append(name)
    return names


def csv_format(rows: Rows, compression: str, has_header: bool, serde: str) -> Format:
    """Return the format with the table parameters Glue gives to CSV."""
    details = [
        (QUOTED, "true" if rows.is_quoted else "false"),
        ("columnsOrdered", "true"),
        ("delimiter", rows.dialect.delimiter),
    ]
    if has_header:
        details.append((HEADER_LINES, "1"))
    if serde == OPEN_CSV_SERDE:
        details.append((QUOTE, rows.dialect.quote))
    if rows.dialect.escape:
        details.append((ESCAPE, rows.dialect.escape))
    if any("\n" in cell for row in rows.rows for cell in row):
        details.append((MULTI_LINE, "true"))
    return Format("csv", compression, tuple(details))


class Csv:
    """The built-in CSV classifier."""

    def classify(self, sample: Sample) -> Classification | None:
        """Recognize a file with at least two columns and two rows of data."""
        if sample.is_binary:
            return None
        sample.fill()
        rows = best_rows(sample.text, sample.is_complete)
        if rows is None:
            return None
        types = column_types(rows.rows[1:], rows.width)
        if has_header(rows.rows, types):
            return self._result(sample, rows, True)
        plain = self._result(sample, rows, False)
        could_be_header = all(is_text(cell) for cell in rows.rows[0][:-1])
        if not could_be_header or len(rows.rows) < 2:
            return plain
        titled = replace(self._result(sample, rows, True), alternatives=())
        return replace(plain, alternatives=(titled, *plain.alternatives))

    def _result(self, sample: Sample, rows: Rows, is_header: bool) -> Classification:
        data = rows.rows[1:] if is_header else rows.rows
        width = _width(rows, data, is_header)
        names = name_columns(rows.rows[0] if is_header else (), width)
        found = Classification(
            csv_format(rows, sample.compression, is_header, LAZY_SERDE),
            Struct(tuple(zip(names, column_types(data, width), strict=True))),
            count_records(sample, data),
        )
        if len(data) >= _MIN_ROWS:
            return found
        # Too little data to be certain, unless the files around it look the same.
        return Classification(
            Format(UNKNOWN, sample.compression), certainty=0.0, alternatives=(found,)
        )


def _width(rows: Rows, data: Sequence[Sequence[str]], is_header: bool) -> int:
    width = len(rows.rows[0]) if is_header else rows.width
    has_name = not is_header or bool(rows.rows[0][-1].strip())
    is_used = any(len(row) >= width and row[width - 1].strip() for row in data)
    return width if has_name or is_used else width - 1


def count_records(sample: Sample, data: Sequence[Sequence[str]]) -> int:
    """Return the number of rows, estimated if the sample isn't the whole file."""
    if len(data) < MAX_RECORDS and sample.is_complete:
        return len(data)
    characters = sum(sum(map(len, row)) + len(row) for row in data)
    return sample.estimate(len(data), min(characters, len(sample.text) - 1))
