"""Search words: a table's searchable text, split into tokens.

A value is split at everything that isn't a letter or digit: `customer-link` has the tokens
`customer` and `link`; `xxlinkyy` is a single token. The whole value is also a word, for exact
search. An entry is a line `field, separator, token`, so one substring search finds a token in one
field or in any. With encryption at rest, an entry is a keyed fingerprint, which matches equal words
without revealing them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from glue_devendpoint.access.secrets import SecretBox
from glue_devendpoint.catalog.nested_fields import fields_of
from glue_devendpoint.catalog.work import Json

SEPARATOR = "\x1f"
WHOLE = "="
LONGEST_VALUE = 256
_TOKEN = re.compile(r"[^\W_]+")
NOTE = "\x1f"
_CONTROLS = re.compile(r"[\x00-\x1f]+")
# Pointers that change with every commit to an Iceberg table; nobody searches for them.
_NOT_SEARCHED = frozenset({"metadata_location", "previous_metadata_location"})


@dataclass(frozen=True, slots=True)
class Word:
    """A token to search for, in one field or in any (None)."""

    text: str
    field: str | None = None

    def needles(self, box: SecretBox | None) -> list[str]:
        """Return the texts to look for in a table's entries; with a box, also the sealed form."""
        start = "" if self.field is None else f"\n{self.field}"
        plain = f"{start}{SEPARATOR}{self.text}\n"
        if box is None:
            return [plain]
        return [plain, f"\n{_sealed(box, self.field or '', self.text)}\n"]


def tokens(value: str) -> list[str]:
    """Return the distinct tokens of a value, in order."""
    return list(dict.fromkeys(_TOKEN.findall(value.lower())))


def whole(value: str) -> str:
    """Return the word for a whole value."""
    return WHOLE + _CONTROLS.sub(" ", value.lower())


def words_of(text: str, field: str | None = None) -> list[Word]:
    """Return the words of a search text: its tokens, or the whole value if it is quoted."""
    stripped = text.strip()
    if len(stripped) > 2 and stripped[0] == stripped[-1] == '"':
        return [Word(whole(stripped[1:-1]), field)]
    return [Word(token, field) for token in tokens(stripped)]


def entries(document: Json, box: SecretBox | None) -> str:
    """Return a table's entries as stored; with a box, sealed."""
    found: dict[tuple[str, str], None] = {}
    for field, value in _values(document):
        found.update(_entered(field, value))
    if box is None:
        lines = [f"{field}{SEPARATOR}{word}" for field, word in found]
    else:
        anywhere = {("", word): None for _, word in found}
        lines = [_sealed(box, field, word) for field, word in {**found, **anywhere}]
    return _block(lines)


# Many tables share names of columns, formats, and owners.
@lru_cache(maxsize=8192)
def _entered(field: str, value: str) -> dict[tuple[str, str], None]:
    words = tokens(value)
    if len(value) <= LONGEST_VALUE:
        words = [whole(value), *words]
    return {(field, word): None for word in words}


def column_lines(document: Json) -> str:
    """Return what finds a table besides its name, in lowercase and one per line.

    These are the names of columns, the paths of nested fields (`address.zip`), and, behind a mark,
    descriptions and comments.
    """
    columns = [column for column, _ in columns_of(document)]
    names = [column["Name"] for column in columns]
    paths = [field.path for column in columns for field in fields_of(column)]
    notes = [document.get("Description"), *(column.get("Comment") for column in columns)]
    texts = [f"{NOTE}{_CONTROLS.sub(' ', note)}" for note in notes if note]
    return _block([line.lower() for line in dict.fromkeys((*names, *paths, *texts))])


def columns_of(document: Json) -> list[tuple[Json, bool]]:
    """Return a table's columns, each with a flag for partition keys."""
    columns = (document.get("StorageDescriptor") or {}).get("Columns") or []
    keys = document.get("PartitionKeys") or []
    return [(column, False) for column in columns] + [(key, True) for key in keys]


def _values(document: Json) -> Iterator[tuple[str, str]]:
    for member in ("Name", "Description", "Owner", "TableType"):
        if document.get(member):
            yield member.lower(), document[member]
    location = (document.get("StorageDescriptor") or {}).get("Location")
    if location:
        yield "location", location
    for column, _ in columns_of(document):
        yield "column", column["Name"]
        if column.get("Comment"):
            yield "comment", column["Comment"]
    for key, value in (document.get("Parameters") or {}).items():
        if key not in _NOT_SEARCHED and value and len(value) <= LONGEST_VALUE:
            yield field_name(key), value


def field_name(key: str) -> str:
    """Return the field name for a filter's key or a parameter."""
    return _CONTROLS.sub(" ", key.lower())


def _sealed(box: SecretBox, field: str, word: str) -> str:
    return box.fingerprint(f"{field}{SEPARATOR}{word}", "search word")


def _block(lines: list[str]) -> str:
    return "\n" + "\n".join(lines) + "\n"
