"""The value that says how a table's files are read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from glue_table_format.csv_text import CsvText
from glue_table_format.grok import GrokLines, RegexLines
from glue_table_format.json_documents import JsonDocuments
from glue_table_format.xml_elements import XmlElements

Details: TypeAlias = CsvText | GrokLines | JsonDocuments | RegexLines | XmlElements
_DETAILS: dict[str, type[Details]] = {
    "csv": CsvText,
    "grok": GrokLines,
    "json": JsonDocuments,
    "regex": RegexLines,
    "xml": XmlElements,
}


class UnknownFormat(ValueError):
    """A table does not say what its files are, or says what nothing reads."""


@dataclass(frozen=True, slots=True)
class Packing:
    """What Spark's readers have to be helped over before they see a file's content.

    `compression` is the codec. `framing` names what keeps Hadoop's codecs from the files, for
    instance zip. `has_instants` tells of ORC's timestamps with local time zone.
    """

    compression: str = ""
    framing: str = ""
    has_instants: bool = False


@dataclass(frozen=True, slots=True)
class TableFormat:
    """What a table's files are (`kind`), how records are found in them, and how they are packed.

    Kinds whose files describe themselves (parquet, orc, avro, bson, ion) have no details. Those of
    table formats (iceberg, delta, hudi) cannot be read file by file.
    """

    kind: str
    details: Details | None = None
    packing: Packing = field(default_factory=Packing)

    def to_json(self) -> dict[str, Any]:
        """Return the value as JSON for another process."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> TableFormat:
        """Return the value that was written as JSON."""
        kind, details = given["kind"], given["details"]
        known = None if details is None else _DETAILS[kind](**details)
        return cls(kind, known, Packing(**given["packing"]))
