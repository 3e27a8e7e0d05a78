"""Exclude patterns of a crawler target or a table, in Glue's glob syntax.

`/` separates levels, `*` stays within one, `**` crosses them, `?` is one character of a level,
`[a-z]` and `[!a-z]` are sets, `{a,b}` are alternatives (not nested), `\\x` is x itself, and a
leading dot is an ordinary character.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from glue_devendpoint.errors import InvalidInput

if TYPE_CHECKING:
    from regex import Pattern

_SECONDS_PER_PATH = 1.0
_SPECIAL = "\\*?[]{},"


def compile_glob(glob: str) -> Pattern[str]:
    """Translate one exclude pattern; it is matched against a whole path below the target."""
    parts: list[str] = []
    position = 0
    in_braces = False
    while position < len(glob):
        char = glob[position]
        if char == "{" and in_braces:
            raise _invalid(glob, "braces can't be nested")
        if char == "{" or (char == "}" and in_braces):
            in_braces = char == "{"
            parts.append("(?:" if in_braces else ")")
        elif char == "," and in_braces:
            parts.append("|")
        else:
            text, position = _translate(glob, position)
            parts.append(text)
            continue
        position += 1
    if in_braces:
        raise _invalid(glob, "a '{' isn't closed")
    return regex.compile("".join(parts), regex.DOTALL)


def whole_glob(location: str, glob: str) -> str:
    """Return a pattern for full paths that matches what `glob` matches below a location."""
    return f"{literal_glob(location.rstrip('/'))}/{glob}"


def literal_glob(path: str) -> str:
    """Return the pattern that matches only this path."""
    return "".join(f"\\{char}" if char in _SPECIAL else char for char in path)


def _translate(glob: str, position: int) -> tuple[str, int]:
    """Translate the element at `position`; return it and where the next one starts."""
    char = glob[position]
    if char == "*":
        end = position
        while end < len(glob) and glob[end] == "*":
            end += 1
        return (".*" if end - position > 1 else "[^/]*"), end
    if char == "?":
        return "[^/]", position + 1
    if char == "[":
        return _translate_set(glob, position)
    if char == "\\":
        if position + 1 == len(glob):
            raise _invalid(glob, "it ends with a lone backslash")
        return regex.escape(glob[position + 1]), position + 2
    return regex.escape(char), position + 1


def _translate_set(glob: str, position: int) -> tuple[str, int]:
    """Translate a bracket expression; only `!`, `-`, and `]` are special in it."""
    start = position + 1
    is_negated = glob[start : start + 1] == "!"
    start += is_negated
    end = glob.find("]", start)
    if end <= start:
        raise _invalid(glob, "a '[' isn't closed, or its set is empty")
    members = glob[start:end]
    ranges: list[str] = []
    index = 0
    while index < len(members):
        first = members[index]
        is_range = members[index + 1 : index + 2] == "-" and index + 2 < len(members)
        if is_range and not (first == "-" and index == 0):
            last = members[index + 2]
            if first > last:
                raise _invalid(glob, f"the range {first}-{last} is empty")
            ranges.append(f"{regex.escape(first)}-{regex.escape(last)}")
            index += 3
        else:
            ranges.append(_escape_member(first))
            index += 1
    inner = "".join(ranges)
    return (f"[^/{inner}]" if is_negated else f"(?!/)[{inner}]"), end + 1


def _escape_member(char: str) -> str:
    return "\\" + char if char in r"\]^-[&~|" else char


def _invalid(glob: str, why: str) -> InvalidInput:
    return InvalidInput(f"The exclude pattern {glob!r} isn't valid: {why}.")


@dataclass(frozen=True, slots=True)
class Exclusions:
    """The exclude patterns of one target."""

    globs: tuple[str, ...]
    _patterns: tuple[Pattern[str], ...]

    @classmethod
    def of(cls, globs: Sequence[str]) -> Exclusions:
        """Compile the patterns; refuse an invalid one with the reason."""
        return cls(tuple(globs), tuple(compile_glob(glob) for glob in globs))

    def excludes(self, path: str) -> bool:
        """Return whether any pattern matches a path relative to the target."""
        try:
            return any(
                pattern.fullmatch(path, timeout=_SECONDS_PER_PATH) for pattern in self._patterns
            )
        except TimeoutError:
            raise InvalidInput(
                f"The exclude patterns {list(self.globs)} take too long to match {path!r}; "
                "use fewer '*' in one pattern."
            ) from None
