"""The syntax tree of DQDL, and its canonical text.

Mirrors the Data Quality Definition Language: a ruleset contains rules and analyzers. A rule has a
type, quoted parameters, a condition and clauses. `and` and `or` combine rules. `str()` of a node
returns its DQDL text, which outcomes show in their `Rule` column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

_ESCAPING_BACKSLASH = re.compile(r'\\(?=["\\]|\Z)')


class Keyword(StrEnum):
    """A keyword for an empty value."""

    NULL = "NULL"
    EMPTY = "EMPTY"
    WHITESPACES_ONLY = "WHITESPACES_ONLY"


def quoted(text: str) -> str:
    """Return a DQDL string literal. Doubles a backslash only where it would escape a character."""
    return '"' + _ESCAPING_BACKSLASH.sub(r"\\\\", text).replace('"', '\\"') + '"'


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number."""

    value: Decimal

    def __str__(self) -> str:
        return f"{self.value:f}"


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted string."""

    value: str

    def __str__(self) -> str:
        return quoted(self.value)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit of time (`24 hours`) or size (`2 MB`)."""

    amount: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.unit}"


@dataclass(frozen=True, slots=True)
class Call:
    """`now()`, `last(5)`, or a function of earlier values such as `avg(last(10))`."""

    function: str
    arguments: tuple[Operand, ...] = ()

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two operands with one of `+ - * /`."""

    left: Operand
    operator: str
    right: Operand

    def __str__(self) -> str:
        return f"({self.left} {self.operator} {self.right})"


@dataclass(frozen=True, slots=True)
class Moment:
    """The resolved value of an operand with `now()`. The parser never creates one."""

    value: datetime

    def __str__(self) -> str:
        return quoted(self.value.isoformat(sep=" ", timespec="seconds"))


Operand: TypeAlias = Number | Text | Keyword | Quantity | Call | Arithmetic | Moment


@dataclass(frozen=True, slots=True)
class Comparison:
    """One of `= != > >= < <=` with an operand."""

    operator: str
    operand: Operand

    def __str__(self) -> str:
        return f"{self.operator} {self.operand}"


@dataclass(frozen=True, slots=True)
class Between:
    """Strictly between two operands. The negation includes the bounds."""

    low: Operand
    high: Operand
    negated: bool = False

    def __str__(self) -> str:
        return f"{'not ' if self.negated else ''}between {self.low} and {self.high}"


@dataclass(frozen=True, slots=True)
class Within:
    """`in [...]` or `not in [...]`."""

    items: tuple[Operand, ...]
    negated: bool = False

    def __str__(self) -> str:
        return f"{'not ' if self.negated else ''}in [{', '.join(map(str, self.items))}]"


@dataclass(frozen=True, slots=True)
class Matches:
    """The whole value matches one of the regular expressions."""

    patterns: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        texts = [quoted(pattern) for pattern in self.patterns]
        listed = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
        return f"{'not ' if self.negated else ''}matches {listed}"


Condition: TypeAlias = Comparison | Between | Within | Matches


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule or analyzer."""

    type: str
    parameters: tuple[str, ...] = ()
    condition: Condition | None = None
    where: str | None = None
    threshold: Condition | None = None
    options: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        parts = [self.type, *map(quoted, self.parameters)]
        if self.condition is not None:
            parts.append(str(self.condition))
        if self.where is not None:
            parts.append(f"where {quoted(self.where)}")
        if self.threshold is not None:
            parts.append(f"with threshold {self.threshold}")
        parts.extend(f"with {quoted(name)} = {quoted(value)}" for name, value in self.options)
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Composite:
    """Rules joined by one operator, `and` or `or`."""

    operator: str
    parts: tuple[RuleNode, ...]
    labels: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f" {self.operator} ".join(f"({part})" for part in self.parts)


RuleNode: TypeAlias = Rule | Composite


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The content of a DQDL document."""

    rules: tuple[RuleNode, ...] = ()
    analyzers: tuple[Rule, ...] = ()


def leaves(node: RuleNode) -> tuple[Rule, ...]:
    """Return the individual rules of a node, from left to right."""
    if isinstance(node, Rule):
        return (node,)
    return tuple(leaf for part in node.parts for leaf in leaves(part))
