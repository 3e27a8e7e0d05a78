"""Classifiers: each looks at the beginning of a file and says what it is and what columns it has.

A classifier answers with a certainty. As in Glue the first that is certain (1.0) wins; custom
classifiers are asked before the built-in ones, whose certainty is always 1.0 or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from glue_table_format.hive_types import Struct
from glue_table_format.json_documents import MULTI_LINE
from glue_table_format.rule import FRAMING, INSTANTS

from glue_devendpoint.crawlers.classifiers.sample import Sample
from glue_devendpoint.files.types import EMPTY

UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Format:
    """What files must have in common to be read as one table.

    `details` are the table parameters that only this format has, for instance a delimiter. Some
    only say which reader is needed: one that needs more of it reads the other files as well.
    """

    classification: str
    compression: str = "none"
    details: tuple[tuple[str, str], ...] = ()

    @property
    def compatibility(self) -> tuple[object, ...]:
        """What two files must share."""
        details = tuple(each for each in self.details if each[0] not in _READING)
        return (self.classification, self.compression, details)

    @property
    def is_quoted_csv(self) -> bool:
        """Whether the table has to be read by OpenCSVSerde, which knows only text."""
        return any(name == QUOTE for name, _ in self.details)

    @classmethod
    def of_all(cls, formats: Sequence[Format]) -> Format:
        """Return the format that reads files of several compatible ones: it has what each needs."""
        first = formats[0]
        if all(each is first or each == first for each in formats):
            return first
        details: dict[str, str] = {}
        for found in formats:
            details = dict(found.details) | details
        if any((QUOTED, "true") in found.details for found in formats):
            details[QUOTED] = "true"
        return cls(first.classification, first.compression, tuple(details.items()))


QUOTED = "areColumnsQuoted"
QUOTE = "quoteSymbol"
ESCAPE = "escapeSymbol"
_READING = (QUOTED, QUOTE, ESCAPE, MULTI_LINE, FRAMING, INSTANTS)


@dataclass(frozen=True, slots=True)
class Classification:
    """What a classifier found in one file.

    `alternatives` are readings that the file alone does not settle, for instance a CSV file of
    one row: the files around it may.
    """

    format: Format
    schema: Struct = EMPTY
    records: int = 0
    certainty: float = 1.0
    avro_schema: str = ""
    alternatives: tuple[Classification, ...] = ()


class Classifier(Protocol):
    """One way to recognise a file."""

    def classify(self, sample: Sample) -> Classification | None:
        """Say what the file is, or nothing."""
