"""Parses DQDL operands and conditions from tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from awsgluedq.errors import DqdlSyntaxError
from awsgluedq.syntax import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Condition,
    Keyword,
    Matches,
    Number,
    Operand,
    Quantity,
    Text,
    Within,
)
from awsgluedq.tokens import Token

COMPARISONS = ("=", "!=", ">", ">=", "<", "<=")
CONDITION_WORDS = ("between", "in", "matches", "not")
TIME_UNITS = ("minute", "minutes", "hour", "hours", "day", "days", "week", "weeks")
SIZE_UNITS = ("B", "KB", "MB", "GB", "TB")
FUNCTIONS = {
    "now": (0, 0), "last": (0, 1), "index": (2, 2), "abs": (1, 1),
    "avg": (1, 1), "mean": (1, 1), "median": (1, 1), "max": (1, 1), "min": (1, 1),
    "sum": (1, 1), "std": (1, 1), "stddev": (1, 1), "percentile": (2, 2),
}  # fmt: skip


class TokenReader:
    """A position in a list of tokens, with the constants defined so far."""

    def __init__(self, tokens: list[Token], constants: Mapping[str, Token]) -> None:
        self._tokens = tokens
        self._constants = constants
        self._at = 0

    @property
    def next(self) -> Token:
        """The next token. A `$constant` is replaced by its value."""
        token = self._tokens[self._at]
        if token.kind != "constant":
            return token
        known = self._constants.get(token.text[1:])
        if known is None:
            raise self.error(token, f"constant {token} isn't defined above its first use")
        return Token(known.kind, known.text, token.line, token.column)

    def take(self) -> Token:
        """Return the next token and advance."""
        token = self.next
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def at(self, *texts: str) -> bool:
        """Return whether the next token is one of these words or symbols."""
        return self.next.kind in ("name", "symbol") and self.next.text in texts

    def skip(self, text: str) -> bool:
        """Skip this word or symbol if it is next, and return whether it was."""
        if not self.at(text):
            return False
        self.take()
        return True

    def expect(self, text: str, where: str) -> Token:
        """Consume this word or symbol, which must be next."""
        if not self.at(text):
            raise self.error(self.next, f"expected `{text}` {where}, found {self.next}")
        return self.take()

    def expect_text(self, what: str) -> str:
        """Consume a quoted string, which must be next."""
        if self.next.kind != "string":
            raise self.error(self.next, f"expected {what} in double quotes, found {self.next}")
        return self.take().value

    def error(self, token: Token, message: str) -> DqdlSyntaxError:
        """Return a syntax error at a token."""
        return DqdlSyntaxError(message, token.line, token.column)


def at_condition(reader: TokenReader) -> bool:
    """Return whether a condition starts here."""
    return reader.at(*COMPARISONS, *CONDITION_WORDS)


def read_condition(reader: TokenReader) -> Condition:
    """Read `> 5`, `between 1 and 2`, `not in [...]`, `matches "..."`."""
    if reader.at(*COMPARISONS):
        return Comparison(reader.take().text, read_operand(reader))
    negated = reader.skip("not")
    if reader.skip("between"):
        low = read_operand(reader)
        reader.expect("and", "between the bounds of `between`")
        return Between(low, read_operand(reader), negated)
    if reader.skip("in"):
        return Within(tuple(_read_list(reader)), negated)
    if reader.skip("matches"):
        return _read_matches(reader, negated)
    wanted = "`between`, `in` or `matches`" if negated else "a condition such as `> 5`"
    raise reader.error(reader.next, f"expected {wanted}, found {reader.next}")


def _read_matches(reader: TokenReader, negated: bool) -> Matches:
    if not reader.at("["):
        return Matches((reader.expect_text("a regular expression"),), negated)
    start = reader.next
    items = _read_list(reader)
    patterns = tuple(item.value for item in items if isinstance(item, Text))
    if len(patterns) != len(items):
        raise reader.error(start, "`matches` needs regular expressions in double quotes")
    return Matches(patterns, negated)


def _read_list(reader: TokenReader) -> list[Operand]:
    reader.expect("[", "to open the list")
    items = [read_operand(reader)]
    while reader.skip(","):
        items.append(read_operand(reader))
    reader.expect("]", "or `,` after a list item")
    return items


def read_operand(reader: TokenReader) -> Operand:
    """Read a value or an arithmetic expression with `+ - * /`."""
    return _read_chain(reader, ("+", "-"), _read_product)


def _read_product(reader: TokenReader) -> Operand:
    return _read_chain(reader, ("*", "/"), _read_value)


def _read_chain(
    reader: TokenReader, operators: tuple[str, ...], read: Callable[[TokenReader], Operand]
) -> Operand:
    """Read operands with operators of one rank between them, which bind from the left."""
    left = read(reader)
    while reader.at(*operators):
        operator = reader.take().text
        left = Arithmetic(left, operator, read(reader))
    return left


def _read_value(reader: TokenReader) -> Operand:
    token = reader.take()
    if token.text == "(" and token.kind == "symbol":
        inner = read_operand(reader)
        reader.expect(")", "to close the parenthesis")
        return inner
    if token.text == "-" and reader.next.kind == "number":
        return _read_number(reader, -Decimal(reader.take().text))
    if token.kind == "number":
        return _read_number(reader, Decimal(token.text))
    if token.kind == "string":
        return Text(token.value)
    if token.kind == "name" and token.text in Keyword.__members__:
        return Keyword(token.text)
    if token.kind == "name" and token.text in FUNCTIONS:
        return _read_call(reader, token)
    known = "a number, a string in double quotes, NULL, EMPTY, WHITESPACES_ONLY or a function"
    raise reader.error(token, f"expected {known}, found {token}")


def _read_number(reader: TokenReader, amount: Decimal) -> Number | Quantity:
    if reader.next.kind == "name" and reader.next.text in (*TIME_UNITS, *SIZE_UNITS):
        return Quantity(amount, reader.take().text)
    return Number(amount)


def _read_call(reader: TokenReader, name: Token) -> Call:
    reader.expect("(", f"after `{name.text}`")
    arguments: list[Operand] = []
    while not reader.at(")"):
        if arguments:
            reader.expect(",", "between arguments")
        arguments.append(read_operand(reader))
    reader.expect(")", f"to close `{name.text}(`")
    least, most = FUNCTIONS[name.text]
    if not least <= len(arguments) <= most:
        count = str(least) if least == most else f"{least} to {most}"
        message = f"`{name.text}` takes {count} argument(s), found {len(arguments)}"
        raise reader.error(name, message)
    return Call(name.text, tuple(arguments))
