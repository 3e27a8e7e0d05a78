"""Expressions: parses the filter language of GetPartitions into a tree.

    expr := and (OR and)*      and := not (AND not)*      not := NOT* prim
    prim := '(' expr ')' | condition
    condition := key (= <> != > < >= <=) literal | key [NOT] IN '(' literal (',' literal)* ')'
               | key [NOT] BETWEEN literal AND literal | key [NOT] LIKE 'pattern'
               | key IS [NOT] NULL
    key := letters, digits, _ and . ; optionally in backticks or parentheses
    literal := number | 'text', '' for a quote ; optionally in parentheses

The parser pushes NOT down to the conditions, so a tree contains only AND and OR.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NoReturn, TypeAlias

from glue_devendpoint.errors import InvalidInput

MAX_DEPTH = 64
MAX_LENGTH = 2048

Comparison: TypeAlias = Literal["=", ">", "<", ">=", "<=", "IN", "BETWEEN", "LIKE", "NULL"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of one key with literals."""

    key: str
    comparison: Comparison
    literals: tuple[str, ...]
    is_negated: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Several expressions, combined with AND or OR."""

    is_all: bool
    parts: tuple[Expression, ...]


Expression: TypeAlias = Condition | Group

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'(?:[^']|'')*')
    | (?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.]))
    | (?P<word>[A-Za-z0-9_.]+)
    | (?P<ticked>`[^`]+`)
    | (?P<sign><>|!=|>=|<=|[=<>(),])
    )""",
    re.VERBOSE | re.ASCII,
)
_COMPARISONS: dict[str, tuple[Comparison, bool]] = {
    "=": ("=", False),
    "<>": ("=", True),
    "!=": ("=", True),
    ">": (">", False),
    "<": ("<", False),
    ">=": (">=", False),
    "<=": ("<=", False),
}
_KEYWORDS = frozenset({"AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS", "NULL"})


def parse_expression(text: str) -> Expression | None:
    """Parse an expression; return None if it is blank, which matches everything."""
    if len(text) > MAX_LENGTH:
        raise InvalidInput(f"The expression is longer than the limit of {MAX_LENGTH} characters.")
    if not text.strip():
        return None
    return _Parser(text).parse()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str

    @property
    def keyword(self) -> str:
        """The token's keyword or operator, or an empty string."""
        if self.kind == "sign":
            return self.text
        upper = self.text.upper()
        return upper if self.kind == "word" and upper in _KEYWORDS else ""


_END = _Token("end", "")


class _Parser:
    """Parses an expression by recursive descent."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._split()
        self._at = 0
        self._depth = 0

    def parse(self) -> Expression:
        tree = self._any(negated=False)
        if self._peek() is not _END:
            self._refuse()
        return tree

    def _split(self) -> list[_Token]:
        tokens: list[_Token] = []
        at, end = 0, len(self._text.rstrip())
        while at < end:
            match = _TOKEN.match(self._text, at, end)
            if match is None or match.lastgroup is None:
                self._refuse()
            tokens.append(_Token(match.lastgroup, match[match.lastgroup]))
            at = match.end()
        return tokens

    def _refuse(self) -> NoReturn:
        raise InvalidInput(f"Unsupported expression '{self._text}'")

    def _peek(self, ahead: int = 0) -> _Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else _END

    def _next(self) -> _Token:
        token = self._peek()
        self._at += 1
        return token

    def _accept(self, keyword: str) -> bool:
        if self._peek().keyword != keyword:
            return False
        self._at += 1
        return True

    def _expect(self, keyword: str) -> None:
        if not self._accept(keyword):
            self._refuse()

    def _any(self, *, negated: bool) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise InvalidInput("Unsupported expression: nested too deeply.")
        parts = [self._all(negated)]
        while self._accept("OR"):
            parts.append(self._all(negated))
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Group(negated, tuple(parts))

    def _all(self, negated: bool) -> Expression:
        parts = [self._one(negated)]
        while self._accept("AND"):
            parts.append(self._one(negated))
        return parts[0] if len(parts) == 1 else Group(not negated, tuple(parts))

    def _one(self, negated: bool) -> Expression:
        while self._accept("NOT"):
            negated = not negated
        if self._peek().keyword == "(" and not self._is_key_in_parentheses():
            self._next()
            inside = self._any(negated=negated)
            self._expect(")")
            return inside
        return self._condition(negated)

    def _is_key_in_parentheses(self) -> bool:
        opened = self._opened()
        closing = range(opened + 1, 2 * opened + 1)
        return all(self._peek(at).keyword == ")" for at in closing)

    def _opened(self) -> int:
        opened = 0
        while self._peek(opened).keyword == "(":
            opened += 1
        return opened

    def _condition(self, negated: bool) -> Condition:
        key = self._key()
        token = self._next()
        if token.keyword in _COMPARISONS:
            comparison, is_opposite = _COMPARISONS[token.keyword]
            return Condition(key, comparison, (self._literal(),), negated != is_opposite)
        if token.keyword == "IS":
            is_opposite = self._accept("NOT")
            self._expect("NULL")
            return Condition(key, "NULL", (), negated != is_opposite)
        if token.keyword == "NOT":
            negated = not negated
            token = self._next()
        if token.keyword == "IN":
            return Condition(key, "IN", self._literals(), negated)
        if token.keyword == "BETWEEN":
            low = self._literal()
            self._expect("AND")
            return Condition(key, "BETWEEN", (low, self._literal()), negated)
        if token.keyword == "LIKE" and self._peek().kind == "text":
            return Condition(key, "LIKE", (self._literal(),), negated)
        self._refuse()

    def _key(self) -> str:
        token = self._unwrapped()
        if token.kind == "ticked":
            return token.text[1:-1]
        if token.kind not in ("word", "number") or token.keyword or token.text[0] in "+-":
            self._refuse()
        return token.text

    def _literals(self) -> tuple[str, ...]:
        self._expect("(")
        literals = [self._literal()]
        while self._accept(","):
            literals.append(self._literal())
        self._expect(")")
        return tuple(literals)

    def _literal(self) -> str:
        token = self._unwrapped()
        if token.kind == "text":
            return token.text[1:-1].replace("''", "'")
        if token.kind != "number":
            self._refuse()
        return token.text

    def _unwrapped(self) -> _Token:
        """Return the next token without the parentheses around it."""
        opened = self._opened()
        self._at += opened
        token = self._next()
        for _ in range(opened):
            self._expect(")")
        return token
