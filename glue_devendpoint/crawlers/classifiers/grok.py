"""Grok: patterns made of named patterns, compiled to one regular expression.

`%{PATTERN:field}` gives a text column, `%{PATTERN:field:type}` a typed one. Patterns come from
users and lines from anywhere, so that both the expansion and every match are bounded.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import regex
from glue_table_format.hive_types import (
    BIGINT,
    BOOLEAN,
    DOUBLE,
    FLOAT,
    INT,
    SMALLINT,
    STRING,
    TINYINT,
    HiveType,
    Struct,
)

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.crawlers.classifiers.grok_patterns import BUILT_IN
from glue_devendpoint.crawlers.classifiers.sample import Sample
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.files.failures import UnreadableFile

if TYPE_CHECKING:
    from regex import Pattern

FIELD_TYPES: dict[str, HiveType] = {
    "byte": TINYINT,
    "boolean": BOOLEAN,
    "double": DOUBLE,
    "short": SMALLINT,
    "int": INT,
    "long": BIGINT,
    "float": FLOAT,
    "string": STRING,
}
UNWANTED = "UNWANTED"
_REFERENCE = re.compile(r"%\{\s*(\w+)\s*(?::\s*([^:}\s]+)\s*)?(?::\s*(\w+)\s*)?\}")
_MAX_EXPANDED = 100_000
_MAX_DEPTH = 40
_MAX_LINE = 16_384
_SECONDS_PER_FILE = 1.0
_MAX_SLOW_FILES = 3


@dataclass(frozen=True, slots=True)
class Grok:
    """A compiled pattern and the columns that it gives."""

    pattern: Pattern[str]
    columns: Struct


def parse_custom_patterns(text: str) -> dict[str, str]:
    """Read custom patterns: a name, blanks, and a regular expression on each line."""
    patterns: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, *rest = line.strip().split(maxsplit=1)
        if not rest or not re.fullmatch(r"\w+", name):
            raise InvalidInput(
                f"Line {number} of the custom patterns, {line!r}, is not 'NAME expression'."
            )
        patterns[name] = rest[0]
    return patterns


@lru_cache(maxsize=256)
def compile_grok(pattern: str, custom_patterns: str = "") -> Grok:
    """Compile a grok pattern; what is wrong with it is said in the error."""
    expansion = _Expansion({**BUILT_IN, **parse_custom_patterns(custom_patterns)})
    expression = expansion.expand(pattern, ())
    try:
        compiled = regex.compile(expression)
    except (regex.error, RecursionError, OverflowError, MemoryError) as err:
        raise InvalidInput(f"The grok pattern {pattern!r} cannot be compiled: {err}") from err
    return Grok(compiled, Struct(tuple(expansion.fields)))


class _Expansion:
    """Replaces references by what they stand for, collecting the fields."""

    def __init__(self, patterns: dict[str, str]) -> None:
        self._patterns = patterns
        self._size = 0
        self.fields: list[tuple[str, HiveType]] = []

    def expand(self, pattern: str, path: tuple[str, ...]) -> str:
        """Return the regular expression of a pattern, in which only fields are groups."""
        parts: list[str] = []
        position = 0
        for reference in _REFERENCE.finditer(pattern):
            parts.append(self._literal(pattern[position : reference.start()]))
            parts.append(self._reference(reference, path))
            position = reference.end()
        parts.append(self._literal(pattern[position:]))
        return "".join(parts)

    def _literal(self, text: str) -> str:
        self._size += len(text)
        if self._size > _MAX_EXPANDED:
            raise InvalidInput(f"The grok pattern expands to more than {_MAX_EXPANDED} characters.")
        return _without_groups(text)

    def _reference(self, reference: re.Match[str], path: tuple[str, ...]) -> str:
        name, field, kind = reference.groups()
        if name not in self._patterns:
            raise InvalidInput(f"The grok pattern name {name!r} is not known.")
        if name in path or len(path) > _MAX_DEPTH:
            raise InvalidInput(f"The grok pattern {name!r} refers to itself.")
        if kind is not None and kind.lower() not in FIELD_TYPES:
            raise InvalidInput(
                f"The type {kind!r} of the grok field {field!r} is not one of "
                f"{', '.join(FIELD_TYPES)}."
            )
        if field is None or field == UNWANTED:
            return f"(?:{self.expand(self._patterns[name], (*path, name))})"
        self._add_field(field.lower(), FIELD_TYPES[(kind or "string").lower()])
        return f"({self.expand(self._patterns[name], (*path, name))})"

    def _add_field(self, name: str, kind: HiveType) -> None:
        taken = {each for each, _ in self.fields}
        unique, number = name, 1
        while unique in taken:
            unique, number = f"{name}_{number}", number + 1
        self.fields.append((unique, kind))


_GROUP = re.compile(r"\\.|\[(?:\\.|[^\]\\])+\]|\((?:\?P?<(?![=!])\w+>)?(?!\?|\*)", re.DOTALL)


def _without_groups(text: str) -> str:
    """Make the groups of an expression silent, so that the n-th group is the n-th field."""
    return _GROUP.sub(lambda found: "(?:" if found[0].startswith("(") else found[0], text)


def with_types(pattern: str) -> str:
    """Write the type on each field, as GrokSerDe's `input.format` has it."""
    return _REFERENCE.sub(
        lambda found: (
            f"%{{{found[1]}:{found[2]}:{found[3] or 'string'}}}" if found[2] else found[0]
        ),
        pattern,
    )


class GrokClassifier:
    """Recognises files by their lines; a custom one is as certain as its share of lines."""

    def __init__(
        self, classification: str, pattern: str, custom_patterns: str = "", least_share: float = 0.0
    ) -> None:
        self.classification = classification
        self._pattern = pattern
        self._custom_patterns = custom_patterns
        self._least_share = least_share
        self._slow_files = 0

    def classify(self, sample: Sample) -> Classification | None:
        """Say what share of the lines match."""
        if sample.is_binary or self._slow_files >= _MAX_SLOW_FILES:
            return None
        grok = compile_grok(self._pattern, self._custom_patterns)
        lines = sample.lines()
        if not lines or (self._least_share and not self._matches_start(grok, lines)):
            return None
        share = self._share(grok, lines)
        if not share or share < self._least_share:
            return None
        details = [("grokPattern", self._pattern)]
        if self._custom_patterns:
            details.append(("grokCustomPatterns", self._custom_patterns))
        return Classification(
            Format(self.classification, sample.compression, tuple(details)),
            grok.columns,
            sample.estimate(len(lines), sum(map(len, lines)) + len(lines)),
            certainty=1.0 if self._least_share else share,
        )

    def _matches_start(self, grok: Grok, lines: list[str]) -> bool:
        """Most files are no logs: three lines tell, without looking at all of them."""
        return self._share(grok, lines[:3]) > 0

    def _share(self, grok: Grok, lines: list[str]) -> float:
        """Return the share of matching lines; after three slow files the pattern is given up."""
        deadline = time.monotonic() + _SECONDS_PER_FILE
        matched = 0
        try:
            for line in lines:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                if len(line) <= _MAX_LINE and grok.pattern.search(line, timeout=left):
                    matched += 1
        except TimeoutError:
            self._slow_files += 1
            raise UnreadableFile(
                f"is not classified as {self.classification}: its grok pattern takes too long"
            ) from None
        return matched / len(lines)
