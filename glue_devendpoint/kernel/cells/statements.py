"""Splits SQL text into statements and their positions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" | `(?:[^`]|``)*` | --[^\n]* | /\*.*?\*/ | ;""",
    re.VERBOSE | re.DOTALL,
)
_SILENT = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)
_BLOCK = re.compile(r"\s*(begin|declare)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, and the number of lines above it."""

    text: str
    lines_above: int


def statements_of(text: str) -> list[Statement]:
    """Split at semicolons outside quotes and comments; SQL scripting blocks stay in one piece."""
    if _BLOCK.match(text[_silence(text) :]):
        return [Statement(text.strip(), 0)]
    return list(_split(text))


def _split(text: str) -> Iterator[Statement]:
    start = 0
    ends = [found.start() for found in _TOKEN.finditer(text) if found[0] == ";"]
    for end in [*ends, len(text)]:
        piece = text[start:end]
        begin = start + _silence(piece)
        if begin < end:
            yield Statement(text[begin:end].rstrip(), text.count("\n", 0, begin))
        start = end + 1


def _silence(text: str) -> int:
    """Return the length of the leading whitespace and comments."""
    found = _SILENT.match(text)
    return 0 if found is None else found.end()
