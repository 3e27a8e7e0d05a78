"""The value that describes how a table's files are read."""

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
    """The format of a table's files is unknown or unsupported."""


@dataclass(frozen=True, slots=True)
class Packing:
    """What has to be decoded before Spark can read a file's content.

    `compression` is the codec. `framing` is why Hadoop's codecs can't read the files, for example
    zip. `has_instants` means that ORC files have timestamps with local time zone.
    """

    compression: str = ""
    framing: str = ""
    has_instants: bool = False


@dataclass(frozen=True, slots=True)
class TableFormat:
    """The format of a table's files (`kind`), how records are found, and how files are packed.

    Kinds with self-describing files (parquet, orc, avro, bson, ion) have no details. Table formats
    (iceberg, delta, hudi) can't be read file by file.
    """

    kind: str
    details: Details | None = None
    packing: Packing = field(default_factory=Packing)

    def to_json(self) -> dict[str, Any]:
        """Return the value as JSON for another process."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> TableFormat:
        """Return the value from its JSON."""
        kind, details = given["kind"], given["details"]
        known = None if details is None else _DETAILS[kind](**details)
        return cls(kind, known, Packing(**given["packing"]))
