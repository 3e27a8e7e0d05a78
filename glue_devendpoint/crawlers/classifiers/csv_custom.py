"""Custom CSV classifiers: the user states what the built-in heuristics would guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glue_table_format.hive_types import STRING, Decimal, HiveType, Struct, parse

from glue_devendpoint.crawlers.classifiers import Classification
from glue_devendpoint.crawlers.classifiers.cells import column_type
from glue_devendpoint.crawlers.classifiers.csv_text import (
    DELIMITERS,
    LAZY_SERDE,
    OPEN_CSV_SERDE,
    Dialect,
    Rows,
    column_types,
    count_records,
    csv_format,
    has_header,
    measure,
    name_columns,
)
from glue_devendpoint.crawlers.classifiers.sample import Sample

_NAMES = (
    "BINARY", "BOOLEAN", "DATE", "DOUBLE", "FLOAT", "INT", "LONG", "SHORT", "STRING", "TIMESTAMP",
)  # fmt: skip
_DATATYPES = {**{name: parse(name) for name in _NAMES}, "DECIMAL": Decimal(38, 18)}


@dataclass(frozen=True, slots=True)
class CsvClassifier:
    """A custom CSV classifier with the fields of Glue's `CsvClassifier`."""

    delimiter: str = ""
    quote: str = ""
    contains_header: str = "UNKNOWN"
    header: tuple[str, ...] = ()
    keeps_spaces: bool = True
    allows_single_column: bool = False
    datatypes: tuple[str, ...] = ()
    serde: str = ""

    def classify(self, sample: Sample) -> Classification | None:
        """Recognize a file that can be split as the classifier states."""
        if sample.is_binary:
            return None
        sample.fill()
        rows = self._rows(sample)
        least = 1 if self.allows_single_column else 2
        if rows is None or rows.width < least:
            return None
        is_header = self._has_header(rows)
        data = rows.rows[1:] if is_header else rows.rows
        if not data or (self.header and len(self.header) < rows.width):
            return None
        width = max(rows.width, len(self.header))
        names = name_columns(self.header or (rows.rows[0] if is_header else ()), width)
        serde = self._serde(rows)
        types = self._types(data, width)
        return Classification(
            csv_format(rows, sample.compression, is_header, serde),
            Struct(tuple(zip(names, types, strict=True))),
            count_records(sample, data),
        )

    def _rows(self, sample: Sample) -> Rows | None:
        delimiters = (self.delimiter,) if self.delimiter else DELIMITERS
        candidates = [
            measure(sample.text, Dialect(each, self.quote or '"'), sample.is_complete)
            for each in delimiters
        ]
        return max(
            (rows for rows in candidates if rows.rows),
            key=lambda rows: (rows.width > 1, rows.consistency),
            default=None,
        )

    def _has_header(self, rows: Rows) -> bool:
        if self.contains_header == "UNKNOWN":
            return has_header(rows.rows, column_types(rows.rows[1:], rows.width))
        return self.contains_header == "PRESENT"

    def _serde(self, rows: Rows) -> str:
        if self.serde in (LAZY_SERDE, OPEN_CSV_SERDE):
            return self.serde
        return OPEN_CSV_SERDE if rows.is_quoted else LAZY_SERDE

    def _types(self, data: Sequence[Sequence[str]], width: int) -> list[HiveType]:
        if self.datatypes:
            named = [_DATATYPES[name.upper()] for name in self.datatypes[:width]]
            return named + [STRING] * (width - len(named))
        if self.keeps_spaces:
            # A blank that is kept is part of the value, so ` 1` isn't a number.
            data = [["x" if cell != cell.strip() else cell for cell in row] for row in data]
        return [
            column_type({row[index] for row in data if index < len(row)}) for index in range(width)
        ]
