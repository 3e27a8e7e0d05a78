"""Splits DQDL text into tokens with their positions.

Comments start with `#` or `//` and end with the line, or are enclosed in `/* ... */`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from awsgluedq.errors import DqdlSyntaxError

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\n]*|//[^\n]*|/\*.*?\*/)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<constant>\$[A-Za-z_][A-Za-z0-9_]*)
  | (?P<symbol><=|>=|!=|[=<>\[\](),+\-*/;])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED_QUOTE_OR_BACKSLASH = re.compile(r'\\(["\\])')


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, string or symbol. `kind` is the group's name, or `end`."""

    kind: str
    text: str
    line: int
    column: int

    @property
    def value(self) -> str:
        """The text of a token, without the quotes of a string."""
        if self.kind != "string":
            return self.text
        return _ESCAPED_QUOTE_OR_BACKSLASH.sub(r"\1", self.text[1:-1])

    def __str__(self) -> str:
        return "the end of the ruleset" if self.kind == "end" else f"`{self.text}`"


def tokenize(source: str) -> list[Token]:
    """Split a DQDL document into tokens. The last one has the kind `end`."""
    tokens: list[Token] = []
    at = 0
    while at < len(source):
        line, column = _place(source, at)
        match = _TOKEN.match(source, at)
        if match is None:
            raise DqdlSyntaxError(_unreadable(source, at), line, column)
        if match.lastgroup != "space":
            tokens.append(Token(str(match.lastgroup), match.group(), line, column))
        at = match.end()
    return [*tokens, Token("end", "", *_place(source, len(source)))]


def _place(source: str, at: int) -> tuple[int, int]:
    return source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)


def _unreadable(source: str, at: int) -> str:
    if source[at] == '"':
        return 'unterminated string: missing closing `"`'
    if source.startswith("/*", at):
        return "unterminated comment: missing closing `*/`"
    if source[at] in "'‘’“”":
        return f'unexpected {source[at]}: DQDL strings use straight double quotes, as in "name"'
    return f"unexpected character {source[at]!r}"
