"""Filters: expressions bound to a table's partition keys and evaluated on encoded values.

Comparing a stored value that can't be parsed as its key's type gives unknown, as with NULL in SQL.
An AND is false if any part is false, an OR is true if any part is true; otherwise, an unknown part
makes the result unknown, and GetPartitions fails with InvalidState. The result therefore depends
neither on the order of the conditions nor on how partitions are looked up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from glue_devendpoint.catalog.expressions import Condition, Expression
from glue_devendpoint.catalog.partition_values import (
    NotCastable,
    ValueType,
    decode_text,
    encode_text,
    encode_text_prefix,
)
from glue_devendpoint.catalog.ranges import (
    ALL,
    NONE,
    ODD_ONES,
    VALUES,
    Ranges,
    above,
    below,
    between,
    point,
    starting_with,
    union,
)
from glue_devendpoint.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Pattern:
    """A LIKE pattern: `%` matches any text, `_` one character; never backtracks."""

    # The pieces between `%`, with their lengths; a single piece means there is no `%`.
    pieces: tuple[tuple[int, re.Pattern[str]], ...]

    def matches(self, text: str) -> bool:
        """Whether the pattern matches the whole text."""
        (length, first), (tail, last) = self.pieces[0], self.pieces[-1]
        if len(self.pieces) == 1:
            return first.fullmatch(text) is not None
        at, end = length, len(text) - tail
        if at > end or not first.match(text) or not last.match(text, end):
            return False
        for _, piece in self.pieces[1:-1]:
            found = piece.search(text, at, end)
            if found is None:
                return False
            at = found.end()
        return True


def pattern_of(like: str) -> Pattern:
    """Return the pattern of a LIKE literal."""
    pieces = []
    for piece in like.split("%"):
        spelled = "".join("." if character == "_" else re.escape(character) for character in piece)
        pieces.append((len(piece), re.compile(spelled, re.DOTALL)))
    return Pattern(tuple(pieces))


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on one column: matching values are in `within` and match the pattern."""

    column: int
    within: Ranges
    pattern: Pattern | None = None
    is_negated: bool = False

    def holds(self, parts: Sequence[bytes]) -> bool | None:
        """Whether the encoded values match; None if unknown."""
        value = parts[self.column]
        if value[0] == 0xFF:
            return None
        if self.pattern is None:
            return value in self.within
        return self.pattern.matches(decode_text(value)) != self.is_negated

    def may_hold(self, column: int) -> Ranges:
        """Return the column's values that can match; all others certainly don't."""
        return union((self.within, ODD_ONES)) if column == self.column else ALL

    def columns(self) -> set[int]:
        """Return the columns it reads."""
        return {self.column}

    def is_product(self) -> bool:
        """Whether the ranges of `may_hold` alone decide, so no row needs testing."""
        return self.pattern is None


@dataclass(frozen=True, slots=True)
class Tests:
    """Several filters, all or any of which must match."""

    is_all: bool
    parts: tuple[Filter, ...]

    def holds(self, parts: Sequence[bytes]) -> bool | None:
        """Whether the encoded values match; None if unknown."""
        decisive = not self.is_all
        outcome: bool | None = self.is_all
        for part in self.parts:
            held = part.holds(parts)
            if held is decisive:
                return decisive
            if held is None:
                outcome = None
        return outcome

    def may_hold(self, column: int) -> Ranges:
        """Return the column's values that can match; all others certainly don't."""
        sets = [part.may_hold(column) for part in self.parts]
        if not self.is_all:
            return ALL if any(each is ALL for each in sets) else union(sets)
        met = ALL
        for each in sets:
            met = met & each
        return met

    def columns(self) -> set[int]:
        """Return the columns it reads."""
        return set().union(*(part.columns() for part in self.parts))

    def is_product(self) -> bool:
        """Whether the ranges of `may_hold` alone decide, so no row needs testing."""
        one_column = self.is_all or len(self.columns()) == 1
        return one_column and all(part.is_product() for part in self.parts)


Filter: TypeAlias = Test | Tests


def bind(expression: Expression, names: Sequence[str], types: Sequence[ValueType]) -> Filter:
    """Bind an expression to partition keys, parsing literals as the keys' types."""
    if not isinstance(expression, Condition):
        parts = tuple(bind(part, names, types) for part in expression.parts)
        return Tests(expression.is_all, parts)
    key = expression.key.lower()
    column = next((at for at, name in enumerate(names) if name.lower() == key), None)
    if column is None:
        raise InvalidInput("Invalid partition expression!")
    if not types[column].is_comparable:
        raise InvalidInput(f"Unknown type : '{types[column].name}'")
    try:
        return _test(expression, column, types[column])
    except NotCastable as err:
        raise InvalidInput(str(err)) from err


def _test(condition: Condition, column: int, value_type: ValueType) -> Test:
    if condition.comparison == "LIKE":
        return _like(condition, column, value_type)
    if condition.comparison == "NULL":
        return Test(column, VALUES if condition.is_negated else NONE)
    within = _within(condition, [value_type.encode(text) for text in condition.literals])
    return Test(column, within.complement() if condition.is_negated else within)


def _within(condition: Condition, encoded: list[bytes]) -> Ranges:
    match condition.comparison:
        case "=" | "IN":
            return union(point(each) for each in encoded)
        case "BETWEEN":
            return between(*encoded)
        case "<" | "<=":
            return below(encoded[0], included=condition.comparison == "<=")
        case _:
            return above(encoded[0], included=condition.comparison == ">=")


def _like(condition: Condition, column: int, value_type: ValueType) -> Test:
    if not value_type.is_text:
        kind = {"decimal": "Decimal", "date": "Date", "timestamp": "Timestamp"}.get(
            value_type.name, "Integral"
        )
        raise InvalidInput(f"{kind} data type doesn't support operation 'LIKE'")
    like = condition.literals[0]
    negated = condition.is_negated
    prefix = re.split("[%_]", like, maxsplit=1)[0]
    if prefix == like:
        within = point(encode_text(like))
        return Test(column, within.complement() if negated else within)
    within = starting_with(encode_text_prefix(prefix))
    if like == f"{prefix}%":
        return Test(column, within.complement() if negated else within)
    return Test(column, VALUES if negated else within, pattern_of(like), negated)
