"""Infers the types of text columns from their cells.

A value stays a string if a number would lose part of it, for example `007`, `+49` or an integer
with more than 64 bits. Dates and times stay strings, as in Glue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from glue_table_format.hive_types import BIGINT, BOOLEAN, DOUBLE, STRING, VOID, HiveType

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,30})?\.?[0-9]{0,40}(?:[eE][+-]?[0-9]{1,3})?")
_LONG_INTEGER = re.compile(r"-?[0-9]+")
_BOOLEANS = frozenset({"true", "false"})
_NUMBER_START = frozenset("-.0123456789")
_LARGEST = 0x7FFFFFFFFFFFFFFF


def cell_type(cell: str) -> HiveType:
    """Return the narrowest type of a cell. An empty cell is null."""
    text = cell.strip()
    if not text:
        return VOID
    if text[0] not in _NUMBER_START:
        return BOOLEAN if text.lower() in _BOOLEANS else STRING
    if _INTEGER.fullmatch(text):
        value = int(text)
        return BIGINT if -_LARGEST - 1 <= value <= _LARGEST else STRING
    if _LONG_INTEGER.fullmatch(text) or not any(map(str.isdecimal, text)):
        return STRING
    return DOUBLE if _DECIMAL.fullmatch(text) else STRING


def is_text(cell: str) -> bool:
    """Return whether a cell is text by Glue's rule for headers, which counts `007` as a number."""
    return cell_type(cell) == STRING and not _LONG_INTEGER.fullmatch(cell.strip())


def column_type(cells: Iterable[str]) -> HiveType:
    """Return the narrowest type for all cells of a column."""
    kinds = set(map(cell_type, cells if isinstance(cells, set) else set(cells)))
    kinds.discard(VOID)
    if not kinds:
        return VOID
    if len(kinds) == 1:
        return kinds.pop()
    return DOUBLE if kinds == {BIGINT, DOUBLE} else STRING
