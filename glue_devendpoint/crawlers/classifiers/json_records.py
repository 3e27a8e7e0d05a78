"""JSON: one record per line, records one after another, or one array of records.

Without a custom classifier a top-level array is one record with the column `array`, as in Glue;
a classifier with a JSON path says which part of a document is a record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any

from glue_table_format.hive_types import Struct

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.crawlers.classifiers.sample import MAX_RECORDS, Sample
from glue_devendpoint.crawlers.classifiers.shapes import Shape
from glue_devendpoint.errors import InvalidInput

_scan = json.JSONDecoder().raw_decode
_SPACE = re.compile(r"[ \t\r\n]*")
_BETWEEN_ELEMENTS = re.compile(r"[ \t\r\n,]*")
_MAX_BROKEN_SHARE = 0.2
# Readers go by lines unless a table says that its records do not.
_MULTI_LINE = (("multiLine", "true"),)


@dataclass(slots=True)
class Document:
    """The records found in a text, how far it was read, and how many lines were broken."""

    records: list[Any]
    is_array: bool = False
    position: int = 0
    broken: int = 0
    spans_lines: bool = False

    @property
    def is_json(self) -> bool:
        """Whether the text is JSON made of objects or arrays, give or take a few broken lines."""
        return bool(self.records) and self.broken <= _MAX_BROKEN_SHARE * len(self.records)


def read_document(text: str) -> Document:
    """Read up to 1000 records; a record that is cut off at the end is left out."""
    start = _SPACE.match(text).end()  # type: ignore[union-attr]
    if text.startswith("[", start):
        return _read_array(text, start)
    document = Document([], position=start)
    if text.startswith("{", start):
        _read_sequence(text, document)
    return document


def _read_sequence(text: str, document: Document) -> None:
    position, end = document.position, len(text)
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
            position = line_end + 1
        else:
            if not document.spans_lines:
                document.spans_lines = text.find("\n", start, position) >= 0
            if type(value) is dict:
                records.append(value)
            else:
                document.broken += 1
        position = skip_space(text, position).end()  # type: ignore[union-attr]
    document.position = position


def _read_array(text: str, start: int) -> Document:
    """Read the elements of a top-level array one by one, as it may be longer than the sample."""
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
        """Recognise a text whose records are JSON objects, or that is one JSON array."""
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
            shape.add({"array": document.records})
            format_ = Format("json", sample.compression, _MULTI_LINE)
            return Classification(format_, shape.to_struct(), 1)
        for record in document.records:
            shape.add(record)
        records = sample.estimate(len(document.records), document.position)
        details = _MULTI_LINE if document.spans_lines else ()
        format_ = Format("json", sample.compression, details)
        return Classification(format_, shape.to_struct(), records)


def _is_data_array(document: Document, sample: Sample) -> bool:
    """A log line may begin with `[12]`: the whole text has to be the array."""
    rest = sample.text[document.position :].strip()
    return rest == "]" if sample.is_complete and len(document.records) < MAX_RECORDS else True


@dataclass(frozen=True, slots=True)
class JsonPathClassifier:
    """A custom JSON classifier: its path says what one record is."""

    path: str

    def classify(self, sample: Sample) -> Classification | None:
        """Recognise a JSON text in which the path leads to something."""
        steps = parse_path(self.path)
        sample.fill()
        roots = self._roots(sample)
        shape = Shape()
        count = 0
        for record in (found for root in roots for found in select(root, steps)):
            shape.add(record if isinstance(record, dict) else {"record": record})
            count += 1
            if count >= MAX_RECORDS:
                break
        if not count:
            return None
        schema: Struct = shape.to_struct()
        details = (("jsonPath", self.path),)
        return Classification(Format("json", sample.compression, details), schema, count)

    def _roots(self, sample: Sample) -> list[Any]:
        document = read_document(sample.text)
        while not document.records and sample.grow():
            document = read_document(sample.text)
        if not document.is_json:
            return []
        return [document.records] if document.is_array else document.records


_STEP = re.compile(
    r"\.\s*(?P<name>[^.\[\]*\s'\"]+)|\.?\[\s*(?P<quote>['\"])(?P<quoted>.*?)(?P=quote)\s*\]"
    r"|\[\s*(?P<index>\d+)\s*\]|(?P<any>\[\s*\*\s*\]|\.\*)"
)


def parse_path(path: str) -> tuple[str | int | None, ...]:
    """Read a JSON path: `$`, `.name`, `['name']`, `[n]`, and `*` (given as None)."""
    steps: list[str | int | None] = []
    text = path.strip()
    position = 1
    while text.startswith("$") and position < len(text):
        match = _STEP.match(text, position)
        if match is None:
            break
        position = match.end()
        if match["any"]:
            steps.append(None)
        elif match["index"]:
            steps.append(int(match["index"]))
        else:
            steps.append(match["name"] if match["name"] else match["quoted"])
    if not text.startswith("$") or position < len(text):
        raise InvalidInput(
            f"The JSON path {path!r} is not valid: use $ for the root, then .name, ['name'], "
            "[number] or [*]."
        )
    return tuple(steps)


def select(value: Any, steps: tuple[str | int | None, ...]) -> Iterator[Any]:
    """Give what the path leads to."""
    if not steps:
        yield value
        return
    step, rest = steps[0], steps[1:]
    if step is None:
        values = value.values() if isinstance(value, dict) else value
        if isinstance(value, dict | list):
            for each in values:
                yield from select(each, rest)
    elif isinstance(value, dict) and isinstance(step, str):
        if step in value:
            yield from select(value[step], rest)
    elif isinstance(value, list) and isinstance(step, int) and step < len(value):
        yield from select(value[step], rest)
