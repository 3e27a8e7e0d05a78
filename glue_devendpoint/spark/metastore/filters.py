"""Hive's partition filters as expressions of GetPartitions.

Spark filters the result again, so a condition that Glue can't express can be widened. The result is
then a superset, and None means all partitions. A condition is never narrowed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from glue_devendpoint.spark.metastore.errors import HiveError

MAX_EXPRESSION = 2048
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"[^"]*"|'[^']*')
    | (?P<date>\d{4}-\d{2}-\d{2}(?![\w-]))
    | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*|`[^`]+`)
    | (?P<sign><>|!=|>=|<=|[=<>(),])
    )""",
    re.VERBOSE,
)
_COMPARISONS = frozenset({"=", "!=", "<>", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Equality:
    """`key = literal`. Alternatives for one key are combined into an IN."""

    key: str
    literal: str

    def __str__(self) -> str:
        return f"{self.key} = {self.literal}"


_Found = str | _Equality | None


def glue_expression(text: str) -> str | None:
    """Return the GetPartitions expression for a Hive filter, or None to match all."""
    if not text.strip():
        return None
    parser = _Parser(_tokens(text))
    found = parser.alternatives()
    parser.expect_end()
    expression = None if found is None else str(found)
    return None if expression is None or len(expression) > MAX_EXPRESSION else expression


def equal_values(keys: list[str], values: list[str]) -> str | None:
    """Return the expression for partial values. An empty value matches anything."""
    found = [f"{key} = {_quoted(value)}" for key, value in zip(keys, values, strict=False) if value]
    return " AND ".join(found) or None


def _tokens(text: str) -> list[_Token]:
    found, position = [], 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            raise HiveError("MetaException", f"invalid partition filter at {text[position:]!r}")
        kind = str(match.lastgroup)
        found.append(_Token(kind, match.group(kind)))
        position = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._position = 0

    def alternatives(self) -> _Found:
        """Read `a or b`. If one side matches all, the result matches all."""
        parts = [self._conjunction()]
        while self._takes_word("or"):
            parts.append(self._conjunction())
        if len(parts) == 1:
            return parts[0]
        return None if None in parts else _any_of([part for part in parts if part is not None])

    def expect_end(self) -> None:
        """Reject remaining tokens."""
        if self._position < len(self._tokens):
            self._refuse()

    def _conjunction(self) -> _Found:
        parts = [self._primary()]
        while self._takes_word("and"):
            parts.append(self._primary())
        kept = [part for part in parts if part is not None]
        if len(kept) <= 1:
            return kept[0] if kept else None
        return " AND ".join(str(part) for part in kept)

    def _primary(self) -> _Found:
        if self._takes("sign", "("):
            if self._is_bare_key():  # Spark writes `(key) in (1, 2)`
                key = self._next()
                self._expect("sign", ")")
                return self._compared_key(self._key(key))
            found = self.alternatives()
            self._expect("sign", ")")
            return f"({found})" if isinstance(found, str) else found
        if self._takes_word("not"):
            self._primary()  # a condition that may be widened can't be negated
            return None
        return self._condition()

    def _condition(self) -> _Found:
        first = self._next()
        if first.kind in ("text", "number", "date"):  # literal on the left
            sign = self._next().text
            key = self._key(self._next())
            turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign)
            return self._compared(key, turned, _literal(first))
        return self._compared_key(self._key(first))

    def _compared_key(self, key: str) -> _Found:
        if self._takes_word("not"):
            self._compared_key(key)
            return None
        if self._takes_word("between"):
            low = _literal(self._next())
            if not self._takes_word("and"):
                self._refuse()
            return f"({key} >= {low} AND {key} <= {_literal(self._next())})"
        if self._takes_word("like"):
            return _like(key, self._next().text[1:-1])
        if self._takes_word("in"):
            return self._in(key)
        return self._compared(key, self._next().text, _literal(self._next()))

    def _in(self, key: str) -> str:
        self._expect("sign", "(")
        literals = [_literal(self._next())]
        while self._takes("sign", ","):
            literals.append(_literal(self._next()))
        self._expect("sign", ")")
        return f"{key} IN ({', '.join(literals)})"

    def _compared(self, key: str, sign: str, literal: str) -> _Found:
        if sign not in _COMPARISONS:
            self._refuse()
        if sign == "=":
            return _Equality(key, literal)
        return f"{key} {'<>' if sign == '!=' else sign} {literal}"

    def _key(self, token: _Token) -> str:
        if token.kind != "word":
            self._refuse()
        return token.text.strip("`")

    def _is_bare_key(self) -> bool:
        ahead = self._tokens[self._position : self._position + 2]
        return len(ahead) == 2 and ahead[0].kind == "word" and ahead[1].text == ")"

    def _next(self) -> _Token:
        if self._position >= len(self._tokens):
            raise HiveError("MetaException", "the partition filter is incomplete")
        self._position += 1
        return self._tokens[self._position - 1]

    def _takes(self, kind: str, text: str) -> bool:
        ahead = self._tokens[self._position : self._position + 1]
        if ahead and ahead[0].kind == kind and ahead[0].text.lower() == text:
            self._position += 1
            return True
        return False

    def _takes_word(self, word: str) -> bool:
        return self._takes("word", word)

    def _expect(self, kind: str, text: str) -> None:
        if not self._takes(kind, text):
            self._refuse()

    def _refuse(self) -> None:
        near = " ".join(token.text for token in self._tokens[max(0, self._position - 1) :][:5])
        raise HiveError("MetaException", f"invalid partition filter near {near!r}")


def _any_of(parts: list[str | _Equality]) -> str:
    keys = {part.key if isinstance(part, _Equality) else None for part in parts}
    if len(keys) == 1 and None not in keys:
        literals = ", ".join(part.literal for part in parts if isinstance(part, _Equality))
        return f"{keys.pop()} IN ({literals})"
    return " OR ".join(f"({part})" for part in parts)


def _like(key: str, pattern: str) -> str | None:
    """Convert a Hive regular expression, where Spark only uses `.*`, to Glue's LIKE."""
    pieces = pattern.split(".*")
    if any(re.search(r"[\\\[\](){}+?|^$*]", piece) for piece in pieces):
        return None
    return f"{key} LIKE {_quoted('%'.join(piece.replace('.', '_') for piece in pieces))}"


def _literal(token: _Token) -> str:
    if token.kind == "text":
        return _quoted(token.text[1:-1])
    if token.kind == "date":
        return _quoted(token.text)
    if token.kind == "number":
        return token.text
    raise HiveError(
        "MetaException", f"expected a value in the partition filter, got {token.text!r}"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
