"""Classifiers: each determines the format and columns of a file from the start of its content.

A classifier returns a certainty. As in Glue, the first one that is certain (1.0) wins. Custom
classifiers run before the built-in ones, whose certainty is always 1.0 if they match.
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

    `details` are the table parameters specific to this format, for example a delimiter. Some only
    state which reader is needed. The more capable reader also reads the other files.
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
        """Whether the table requires OpenCSVSerde, which supports only strings."""
        return any(name == QUOTE for name, _ in self.details)

    @classmethod
    def of_all(cls, formats: Sequence[Format]) -> Format:
        """Return the format that reads the files of several compatible formats."""
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
    """The result of a classifier for one file.

    `alternatives` are other interpretations of an ambiguous file, for example a CSV file with one
    row. The files around it can decide.
    """

    format: Format
    schema: Struct = EMPTY
    records: int = 0
    certainty: float = 1.0
    avro_schema: str = ""
    alternatives: tuple[Classification, ...] = ()


class Classifier(Protocol):
    """Recognizes files of one kind."""

    def classify(self, sample: Sample) -> Classification | None:
        """Return the classification of the file, or None."""
