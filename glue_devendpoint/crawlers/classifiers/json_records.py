"""JSON: one record per line, concatenated records, or an array of records.

Without a custom classifier, a top-level array is one record with the column `array`, as in Glue.
The JSON path of a custom classifier states which parts of a document are records.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any

from glue_table_format.hive_types import Struct
from glue_table_format.json_documents import ARRAY, MULTI_LINE, PATH, RECORD, JsonDocuments

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.crawlers.classifiers.sample import MAX_RECORDS, Sample
from glue_devendpoint.crawlers.classifiers.shapes import Shape

_scan = json.JSONDecoder().raw_decode
_SPACE = re.compile(r"[ \t\r\n]*")
_BETWEEN_ELEMENTS = re.compile(r"[ \t\r\n,]*")
_MAX_BROKEN_SHARE = 0.2
# Readers read line by line unless the table states otherwise.
_MULTI_LINE = ((MULTI_LINE, "true"),)


@dataclass(slots=True)
class Document:
    """The records in a text, how far it was read, and the number of invalid lines.

    `spans_lines` means that a line isn't always one record, so readers can't read line by line.
    """

    records: list[Any]
    is_array: bool = False
    position: int = 0
    broken: int = 0
    spans_lines: bool = False

    @property
    def is_json(self) -> bool:
        """Whether the text is JSON objects or arrays, except for a few invalid lines."""
        return bool(self.records) and self.broken <= _MAX_BROKEN_SHARE * len(self.records)


def read_document(text: str) -> Document:
    """Read up to 1000 records. Skips a truncated record at the end."""
    start = _SPACE.match(text).end()  # type: ignore[union-attr]
    if text.startswith("[", start):
        return _read_array(text, start)
    document = Document([], position=start)
    if text.startswith("{", start):
        _read_sequence(text, document)
    return document


def _read_sequence(text: str, document: Document) -> None:
    position, end = document.position, len(text)
    last_end = -1
    records = document.records
    skip_space = _SPACE.match
    while position < end and len(records) < MAX_RECORDS:
        start = position
        try:
            value, position = _scan(text, position)
        except (JSONDecodeError, RecursionError):
            line_end = text.find("\n", position)
            if line_end < 0:
                break
            document.broken += 1
            if document.broken > MAX_RECORDS:
                break
            position, last_end = line_end + 1, -1
        else:
            if not document.spans_lines:
                is_beside = last_end >= 0 and text.find("\n", last_end, start) < 0
                document.spans_lines = is_beside or text.find("\n", start, position) >= 0
            last_end = position
            if type(value) is dict:
                records.append(value)
            else:
                document.broken += 1
        position = skip_space(text, position).end()  # type: ignore[union-attr]
    document.position = position


def _read_array(text: str, start: int) -> Document:
    """Read the elements of a top-level array one by one: it can be longer than the sample."""
    document = Document([], is_array=True, position=start + 1)
    skip = _BETWEEN_ELEMENTS.match
    while len(document.records) < MAX_RECORDS:
        document.position = skip(text, document.position).end()  # type: ignore[union-attr]
        try:
            value, document.position = _scan(text, document.position)
        except (JSONDecodeError, RecursionError):
            break
        document.records.append(value)
    return document


class JsonLines:
    """The built-in JSON classifier."""

    def classify(self, sample: Sample) -> Classification | None:
        """Recognize a text of JSON objects, or of one JSON array."""
        sample.fill()
        text = sample.text
        if not text.lstrip(" \t\r\n").startswith(("{", "[")):
            return None
        document = read_document(text)
        while not document.records and sample.grow():
            document = read_document(sample.text)
        if not document.is_json or (document.is_array and not _is_data_array(document, sample)):
            return None
        shape = Shape()
        if document.is_array:
            shape.add({ARRAY: document.records})
            format_ = Format("json", sample.compression, _MULTI_LINE)
            return Classification(format_, shape.to_struct(), 1)
        for record in document.records:
            shape.add(record)
        records = sample.estimate(len(document.records), document.position)
        details = _MULTI_LINE if document.spans_lines else ()
        format_ = Format("json", sample.compression, details)
        return Classification(format_, shape.to_struct(), records)


def _is_data_array(document: Document, sample: Sample) -> bool:
    """Log lines can start with `[12]`, so the array must be the whole text."""
    rest = sample.text[document.position :].strip()
    return rest == "]" if sample.is_complete and len(document.records) < MAX_RECORDS else True


@dataclass(frozen=True, slots=True)
class JsonPathClassifier:
    """A custom JSON classifier. Its path selects the records."""

    path: str

    def classify(self, sample: Sample) -> Classification | None:
        """Recognize a JSON text in which the path selects something."""
        reading = JsonDocuments(is_lines=False, path=self.path, wrap=RECORD)
        sample.fill()
        roots = self._roots(sample)
        shape = Shape()
        count = 0
        for record in (found for root in roots for found in reading.records(root)):
            shape.add(record)
            count += 1
            if count >= MAX_RECORDS:
                break
        if not count:
            return None
        schema: Struct = shape.to_struct()
        details = ((PATH, self.path),)
        return Classification(Format("json", sample.compression, details), schema, count)

    def _roots(self, sample: Sample) -> list[Any]:
        document = read_document(sample.text)
        while not document.records and sample.grow():
            document = read_document(sample.text)
        if not document.is_json:
            return []
        return [document.records] if document.is_array else document.records
