"""Grok patterns, expanded to one regular expression.

`%{PATTERN:field}` creates a string column, `%{PATTERN:field:type}` a typed one, and a named group
in the pattern, `(?<field>...)`, also a string column. The n-th group of the expression is the n-th
field. Patterns come from users, so their expansion is limited.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from glue_table_format.grok_patterns import BUILT_IN
from glue_table_format.switches import is_on

PATTERN = "grokPattern"
CUSTOM_PATTERNS = "grokCustomPatterns"
SERDE_PATTERN = "input.format"
SERDE_CUSTOM_PATTERNS = "input.grokCustomPatterns"
FIELD_TYPES = {
    "byte": "tinyint",
    "boolean": "boolean",
    "double": "double",
    "short": "smallint",
    "int": "int",
    "long": "bigint",
    "float": "float",
    "string": "string",
}
"""Hive types by their grok names."""

UNWANTED = "UNWANTED"
_REFERENCE = re.compile(r"%\{\s*(\w+)\s*(?::\s*([^:}\s]+)\s*)?(?::\s*(\w+)\s*)?\}")
_GROUP = re.compile(r"\\.|\[(?:\\.|[^\]\\])+\]|\((?:\?P?<(?![=!])(\w+)>)?(?!\?|\*)", re.DOTALL)
_MAX_EXPANDED = 100_000
_MAX_DEPTH = 40


class InvalidGrok(ValueError):
    """A grok pattern is invalid. The message states why."""


@dataclass(frozen=True, slots=True)
class Grok:
    """A regular expression, and its groups as fields with Hive types."""

    expression: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GrokLines:
    """Lines that contain a match of a grok pattern. The n-th field is the table's n-th column."""

    pattern: str
    custom_patterns: str = ""

    def compiled(self) -> Grok:
        """Return the expression of the pattern."""
        return compile_grok(self.pattern, self.custom_patterns)

    def java_search(self) -> str:
        """Return the expression for Java, to find in a line.

        Flags set what is the default in Python: letters of all languages count, and only a line
        feed ends a line.
        """
        return f"(?dU){self.compiled().expression}"

    def java_expression(self, columns: int) -> str:
        """Return the expression for Java, to match a line as a whole.

        Hive's RegexSerDe wants a group for each column, so the groups of further fields don't
        capture.
        """
        return f"(?s:.*?)(?:{_first_groups(self.java_search(), columns)})(?s:.*)"


@dataclass(frozen=True, slots=True)
class RegexLines:
    """Lines that a regular expression matches completely, as in Hive's RegexSerDe."""

    expression: str
    ignores_case: bool = False

    def java_expression(self) -> str:
        """Return the expression for Java, with the flags that RegexSerDe gives it."""
        return f"(?s{'i' * self.ignores_case})^(?:{self.expression})$"


def grok_lines(settings: Mapping[str, str]) -> GrokLines:
    """Return how a table's lines are taken apart."""
    return GrokLines(
        settings.get(SERDE_PATTERN) or settings.get(PATTERN) or "",
        settings.get(SERDE_CUSTOM_PATTERNS) or settings.get(CUSTOM_PATTERNS) or "",
    )


def regex_lines(settings: Mapping[str, str]) -> RegexLines:
    """Return how a table's lines are taken apart."""
    return RegexLines(
        settings.get("input.regex", ""), is_on(settings, "input.regex.case.insensitive")
    )


def _first_groups(expression: str, count: int) -> str:
    """Return an expression in which only the first groups capture."""
    seen = 0

    def group(found: re.Match[str]) -> str:
        nonlocal seen
        if found[0] != "(":
            return found[0]
        seen += 1
        return "(" if seen <= count else "(?:"

    return _GROUP.sub(group, expression)


def parse_custom_patterns(text: str) -> dict[str, str]:
    """Read custom patterns: a name, blanks, and a regular expression on each line."""
    patterns: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, *rest = line.strip().split(maxsplit=1)
        if not rest or not re.fullmatch(r"\w+", name):
            raise InvalidGrok(
                f"Line {number} of the custom patterns, {line!r}, isn't valid; "
                "use the form: NAME expression."
            )
        patterns[name] = rest[0]
    return patterns


@lru_cache(maxsize=256)
def compile_grok(pattern: str, custom_patterns: str = "") -> Grok:
    """Expand a grok pattern. The error states what is wrong with it."""
    expansion = _Expansion({**BUILT_IN, **parse_custom_patterns(custom_patterns)})
    expression = expansion.expand(pattern, ())
    return Grok(expression, tuple(expansion.fields))


def with_types(pattern: str) -> str:
    """Add the type to each field, as in GrokSerDe's `input.format`."""
    return _REFERENCE.sub(
        lambda found: (
            f"%{{{found[1]}:{found[2]}:{found[3] or 'string'}}}" if found[2] else found[0]
        ),
        pattern,
    )


class _Expansion:
    """Replaces references with their patterns, and collects the fields."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        self._patterns = patterns
        self._size = 0
        self.fields: list[tuple[str, str]] = []

    def expand(self, pattern: str, path: tuple[str, ...]) -> str:
        """Return the regular expression of a pattern. Only fields are groups."""
        parts: list[str] = []
        position = 0
        for reference in _REFERENCE.finditer(pattern):
            parts.append(self._literal(pattern[position : reference.start()], path))
            parts.append(self._reference(reference, path))
            position = reference.end()
        parts.append(self._literal(pattern[position:], path))
        return "".join(parts)

    def _literal(self, text: str, path: tuple[str, ...]) -> str:
        """Make groups non-capturing, except for named groups in the pattern."""
        self._size += len(text)
        if self._size > _MAX_EXPANDED:
            raise InvalidGrok(f"The grok pattern expands to more than {_MAX_EXPANDED} characters.")

        def group(found: re.Match[str]) -> str:
            if not found[0].startswith("("):
                return found[0]
            if found[1] and not path:
                self._add_field(found[1].lower(), "string")
                return "("
            return "(?:"

        return _GROUP.sub(group, text)

    def _reference(self, reference: re.Match[str], path: tuple[str, ...]) -> str:
        name, field, kind = reference.groups()
        if name not in self._patterns:
            raise InvalidGrok(
                f"Unknown grok pattern name {name!r}; define it in the custom patterns."
            )
        if name in path or len(path) > _MAX_DEPTH:
            raise InvalidGrok(f"The grok pattern {name!r} refers to itself.")
        if kind is not None and kind.lower() not in FIELD_TYPES:
            raise InvalidGrok(
                f"The grok field {field!r} has the invalid type {kind!r}; use one of "
                f"{', '.join(FIELD_TYPES)}."
            )
        if field is None or field == UNWANTED:
            return f"(?:{self.expand(self._patterns[name], (*path, name))})"
        self._add_field(field.lower(), FIELD_TYPES[(kind or "string").lower()])
        return f"({self.expand(self._patterns[name], (*path, name))})"

    def _add_field(self, name: str, kind: str) -> None:
        taken = {each for each, _ in self.fields}
        unique, number = name, 1
        while unique in taken:
            unique, number = f"{name}_{number}", number + 1
        self.fields.append((unique, kind))
