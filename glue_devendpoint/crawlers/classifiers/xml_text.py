"""XML: the records are the elements of one tag. Entities and external references are refused.

A custom classifier states the row tag. The built-in one uses the tag that repeats directly below
the root. Attributes become `_name`, and the text of an element with attributes or children
`_VALUE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from glue_table_format.hive_types import BIGINT, BOOLEAN, DOUBLE, STRING, VOID, HiveType
from glue_table_format.xml_elements import ROW_TAG

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.crawlers.classifiers.cells import cell_type
from glue_devendpoint.crawlers.classifiers.sample import MAX_RECORDS, Sample
from glue_devendpoint.crawlers.classifiers.shapes import Shape
from glue_devendpoint.files.failures import UnreadableFile
from glue_devendpoint.files.xml_records import PIECE, Enough, Rows

_EXAMPLES: dict[HiveType, Any] = {BIGINT: 1 << 40, DOUBLE: 0.5, BOOLEAN: True, STRING: ""}


def _typed(text: str) -> Any:
    """Return an example value of the text's type. Numbers have 64 bits, as for CSV."""
    kind = cell_type(text)
    return None if kind == VOID else _EXAMPLES[kind]


class _RowTagFinder(ContentHandler):
    """Counts the tags directly below the root."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.elements = 0
        self._depth = 0

    def startElement(self, name: str, attrs: Any) -> None:
        """Go one level down."""
        self.elements += 1
        self._depth += 1
        if self._depth == 2:
            self.tags[name] = self.tags.get(name, 0) + 1

    def endElement(self, name: str) -> None:
        """Go one level up."""
        self._depth -= 1

    def row_tag(self) -> str:
        """Return the most frequent tag, or the first of several."""
        return max(self.tags, key=self.tags.__getitem__, default="")


def _parse(sample: Sample, handler: ContentHandler) -> int:
    """Parse the sample and return how much of it was needed. Damaged ends don't matter."""
    parser = DefusedExpatParser()
    parser.setContentHandler(handler)
    content = sample.content
    position = 0
    try:
        for position in range(0, len(content), PIECE):
            parser.feed(content[position : position + PIECE])
        if sample.is_complete:
            parser.close()
    except DefusedXmlException as err:
        raise UnreadableFile(f"declares XML entities, which isn't supported: {err}") from err
    except (SAXException, Enough):
        return position + PIECE
    return len(content)


def _looks_like_xml(sample: Sample) -> bool:
    return sample.content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


@dataclass(frozen=True, slots=True)
class XmlClassifier:
    """A custom XML classifier. Its rows are the elements of one tag."""

    classification: str
    row_tag: str

    def classify(self, sample: Sample) -> Classification | None:
        """Recognize a file that contains elements of the row tag."""
        if not _looks_like_xml(sample):
            return None
        sample.fill()
        rows = Rows(self.row_tag, _typed, MAX_RECORDS)
        used = _parse(sample, rows)
        while not rows.records and sample.grow():
            rows = Rows(self.row_tag, _typed, MAX_RECORDS)
            used = _parse(sample, rows)
        if not rows.records:
            return None
        _align(rows.records)
        shape = Shape()
        for record in rows.records:
            shape.add(record)
        return Classification(
            Format(self.classification, sample.compression, ((ROW_TAG, self.row_tag),)),
            shape.to_struct(),
            sample.estimate(len(rows.records), min(used, len(sample.text))),
        )


def _align(records: list[dict[str, Any]]) -> None:
    """Give a child the same form in all records: a list if it ever repeats, an object if it ever
    has attributes or children."""
    children: dict[str, list[Any]] = {}
    repeated: set[str] = set()
    for record in records:
        for name, value in record.items():
            if isinstance(value, list):
                repeated.add(name)
            children.setdefault(name, []).extend(value if isinstance(value, list) else [value])
    objects = {
        name for name, values in children.items() if any(isinstance(v, dict) for v in values)
    }
    nested: dict[str, list[dict[str, Any]]] = {name: [] for name in objects}
    for record in records:
        for name, value in record.items():
            values = value if isinstance(value, list) else [value]
            if name in objects:
                values = [v if isinstance(v, dict) or v is None else {"_VALUE": v} for v in values]
                nested[name].extend(v for v in values if v is not None)
            record[name] = values if name in repeated else values[0]
    for below in nested.values():
        _align(below)


class Xml:
    """The built-in XML classifier."""

    def classify(self, sample: Sample) -> Classification | None:
        """Recognize an XML file. Its rows are the elements that repeat below the root."""
        if not _looks_like_xml(sample):
            return None
        sample.fill()
        finder = _RowTagFinder()
        _parse(sample, finder)
        tag = finder.row_tag()
        return XmlClassifier("xml", tag).classify(sample) if tag else None
