"""What a crawl remembers about files, so that the next crawl opens only changed files.

A file is unchanged if its size and stamp are. Findings are stored once for all files that are
alike. A change to any classifier invalidates everything.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
from glue_table_format.hive_types import (
    PRIMITIVES,
    Array,
    Decimal,
    HiveType,
    Map,
    Struct,
    parse,
    text_of,
)

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.files.stores import File

_Entry = Sequence[int]  # size, stamp, index of what was found, records


class Fingerprints:
    """The files of one include path and what they were."""

    def __init__(self, version: str) -> None:
        self.version = version
        self._found: list[Classification] = []
        self._index: dict[Classification, int] = {}
        self._folders: dict[str, dict[str, _Entry]] = {}
        self._loaded: dict[tuple[int, int], Classification] = {}
        # By identity, which is safe as the objects are kept here, and far cheaper than hashing.
        self._places: dict[int, tuple[Classification, int]] = {}
        self._dumped: bytes | None = None

    def __len__(self) -> int:
        return sum(map(len, self._folders.values()))

    def folder(self, path: str) -> dict[str, _Entry]:
        """Return what is known about a folder, for `recall`."""
        return self._folders.get(path, {})

    def recall(self, known: dict[str, _Entry], file: File) -> Classification | None:
        """Return what is known about an unchanged file."""
        entry = known.get(file.name)
        if entry is None or entry[0] != file.size or entry[1] != file.stamp:
            return None
        key = (entry[2], entry[3])
        found = self._loaded.get(key)
        if found is None:
            found = replace(self._found[entry[2]], records=entry[3])
            self._loaded[key] = found
        return found

    def remember(self, path: str, files: list[tuple[File, Classification]]) -> None:
        """Remember the files of a folder, except those whose names aren't valid Unicode."""
        if not _is_text(path):
            return
        folder = self._folders[path] = {}
        places = self._places
        for file, found in files:
            place = places.get(id(found))
            if place is None:
                place = places[id(found)] = (found, self._place(found))
            if _is_text(file.name):
                folder[file.name] = (file.size, file.stamp, place[1], found.records)

    def _place(self, found: Classification) -> int:
        """Return the index of a finding, without its number of records."""
        key = replace(found, records=0)
        index = self._index.get(key)
        if index is None:
            index = self._index[key] = len(self._found)
            self._found.append(key)
        return index

    def keep(self, other: Fingerprints) -> None:
        """Keep the folders of an earlier crawl that this one skipped."""
        places = [self._place(found) for found in other._found]
        is_same = places == list(range(len(places)))
        for path, files in other._folders.items():
            if path not in self._folders:
                self._folders[path] = (
                    files
                    if is_same
                    else {
                        name: (size, stamp, places[index], records)
                        for name, (size, stamp, index, records) in files.items()
                    }
                )

    def adopt(self, other: Fingerprints) -> None:
        """Take over what an earlier crawl remembered, because nothing has changed since."""
        self._found, self._folders, self._dumped = other._found, other._folders, other._dumped

    def dump(self) -> bytes:
        """Return a compact form that `load` reads."""
        if self._dumped is not None:
            return self._dumped
        text = orjson.dumps(
            {
                "version": self.version,
                "found": [_encode(found) for found in self._found],
                "folders": self._folders,
            }
        )
        return zlib.compress(text, 1)

    @classmethod
    def load(cls, content: bytes | None, version: str) -> Fingerprints:
        """Read the compact form; ignore one of another version."""
        fingerprints = cls(version)
        if content:
            stored = orjson.loads(zlib.decompress(content))
            if stored["version"] == version:
                fingerprints._found = [_decode(found) for found in stored["found"]]
                fingerprints._folders = stored["folders"]
                fingerprints._dumped = content
        return fingerprints


def _is_text(name: str) -> bool:
    """Return whether a name is Unicode; other bytes, which Linux allows, become lone surrogates."""
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _encode(found: Classification) -> list[Any]:
    return [
        [found.format.classification, found.format.compression, found.format.details],
        _encode_type(found.schema),
        found.certainty,
        found.avro_schema,
        [[*_encode(each), each.records] for each in found.alternatives],
    ]


def _decode(stored: list[Any]) -> Classification:
    (
        (classification, compression, details),
        schema,
        certainty,
        avro_schema,
        alternatives,
        *records,
    ) = stored
    columns = _decode_type(schema)
    assert isinstance(columns, Struct)
    return Classification(
        Format(classification, compression, tuple((name, value) for name, value in details)),
        columns,
        records[0] if records else 0,
        certainty,
        avro_schema,
        tuple(map(_decode, alternatives)),
    )


def _encode_type(kind: HiveType) -> Any:
    match kind:
        case Decimal(precision, scale):
            return ["decimal", precision, scale]
        case Array(element):
            return ["array", _encode_type(element)]
        case Map(key, value):
            return ["map", _encode_type(key), _encode_type(value)]
        case Struct(fields):
            return ["struct", [[name, _encode_type(each)] for name, each in fields]]
    return text_of(kind)


def _decode_type(stored: Any) -> HiveType:
    match stored:
        case str(name):
            return PRIMITIVES.get(name) or parse(name)
        case ["decimal", precision, scale]:
            return Decimal(precision, scale)
        case ["array", element]:
            return Array(_decode_type(element))
        case ["map", key, value]:
            return Map(_decode_type(key), _decode_type(value))
        case ["struct", fields]:
            return Struct(tuple((name, _decode_type(each)) for name, each in fields))
    raise ValueError(f"{stored!r} isn't a stored type")
