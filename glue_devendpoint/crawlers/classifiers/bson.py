"""BSON: concatenated documents, as written by `mongodump`."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import Any

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.crawlers.classifiers.sample import MAX_RECORDS, Sample
from glue_devendpoint.crawlers.classifiers.shapes import Shape

_SMALLEST = 5
_LARGEST = 16 << 20
_MAX_DEPTH = 50
_WIDTHS = {
    0x01: 8,
    0x07: 12,
    0x08: 1,
    0x09: 8,
    0x0A: 0,
    0x06: 0,
    0x10: 4,
    0x11: 8,
    0x12: 8,
    0x13: 16,
}
_MIN_KEY, _MAX_KEY = 0xFF, 0x7F


class Bson:
    """The built-in BSON classifier."""

    def classify(self, sample: Sample) -> Classification | None:
        """Recognize documents by their length and terminating zero byte."""
        content = sample.content
        length = int.from_bytes(content[:4], "little")
        if not sample.is_binary or not _SMALLEST < length <= _LARGEST or content[4] not in _FIRST:
            return None
        sample.fill()
        while length > len(sample.content) and sample.grow():
            pass
        documents, position = _documents(sample.content)
        if not documents:
            return None
        shape = Shape()
        for document in documents:
            shape.add(document)
        size = len(sample.content) if sample.is_complete else sample.size
        records = max(len(documents), round(len(documents) * size / max(1, position)))
        return Classification(Format("bson", sample.compression), shape.to_struct(), records)


_FIRST = frozenset({*_WIDTHS, 0x02, 0x03, 0x04, 0x05, 0x0B, 0x0D, 0x0E, _MIN_KEY, _MAX_KEY})


def _documents(content: bytes) -> tuple[list[dict[str, Any]], int]:
    documents: list[dict[str, Any]] = []
    position = 0
    while position + _SMALLEST <= len(content) and len(documents) < MAX_RECORDS:
        length = int.from_bytes(content[position : position + 4], "little")
        end = position + length
        if length < _SMALLEST or end > len(content) or content[end - 1]:
            break
        try:
            documents.append(_read(content, position + 4, end - 1, 0))
        except (ValueError, IndexError, struct.error):
            break
        position = end
    return documents, position


def _read(content: bytes, position: int, end: int, depth: int) -> dict[str, Any]:
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    document: dict[str, Any] = {}
    while position < end:
        kind = content[position]
        name_end = content.index(b"\0", position + 1, end)
        name = content[position + 1 : name_end].decode("utf-8", "replace")
        document[name], position = _value(content, kind, name_end + 1, depth)
    if position != end:
        raise ValueError("a value is longer than its document")
    return document


def _value(content: bytes, kind: int, position: int, depth: int) -> tuple[Any, int]:
    if kind in _WIDTHS:
        end = position + _WIDTHS[kind]
        return _fixed(kind, content[position:end]), end
    if kind in (_MIN_KEY, _MAX_KEY):
        return None, position
    if kind == 0x0B:  # two strings: an expression and its options
        return "", content.index(b"\0", content.index(b"\0", position) + 1) + 1
    length = int.from_bytes(content[position : position + 4], "little")
    if kind in (0x03, 0x04):
        end = position + length
        nested = _read(content, position + 4, end - 1, depth + 1)
        return (nested if kind == 0x03 else list(nested.values())), end
    if kind == 0x05:
        return b"", position + 5 + length
    if kind in (0x02, 0x0D, 0x0E):
        return "", position + 4 + length
    raise ValueError(f"unknown BSON type {kind:#x}")


def _fixed(kind: int, content: bytes) -> Any:
    """Return a value of the right type. The exact value only matters for integers."""
    match kind:
        case 0x01:
            return 0.5
        case 0x07 | 0x13:  # an ObjectId, and a decimal with 34 digits
            return ""
        case 0x08:
            return True
        case 0x09:
            return datetime(1970, 1, 1, tzinfo=UTC)
        case 0x10:
            return 0
        case 0x11 | 0x12:
            return 1 << 40
        case _:
            return None
