"""Finds entities in a string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from awsglueml.entities import ENTITY_TYPES, EntityType

_WORD = re.compile(r"[A-Za-z][a-z]+|[A-Z]+(?![a-z])|[a-z]+")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """An entity in a string, from `start` up to but not including `end`."""

    start: int
    end: int
    entity_type: str


@dataclass(frozen=True, slots=True)
class Detector:
    """Finds entities of the given types in the values of a column."""

    types: Sequence[EntityType]
    column_words: frozenset[str]
    is_eager: bool

    def find(self, text: str) -> list[Finding]:
        """Return all entities in a string, from left to right."""
        words: frozenset[str] | None = None
        found = set()
        for kind in self.types:
            for match in kind.pattern.finditer(text):
                if kind.wanted_words and not self.is_eager:
                    words = words or self.column_words | words_of(text)
                    if not kind.wanted_words & words:
                        break
                if kind.confirm is None or kind.confirm(match.group()):
                    found.add(Finding(match.start(), match.end(), kind.name))
        return sorted(found)


def detector(names: Iterable[str], column: str, is_eager: bool) -> Detector:
    """Return a detector of the given entity types for a column."""
    types = [kind for name in names for kind in ENTITY_TYPES[name]]
    return Detector(types, words_of(column), is_eager)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a string or of a name such as `passportNumber` or `bank_acct`."""
    return frozenset(word.lower() for word in _WORD.findall(text))
