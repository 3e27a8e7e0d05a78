"""Column types as the catalog writes them: `struct<id:int,tags:array<string>>` and its tree.

This is the only parser of Hive type strings. Everything else uses the tree. Type names and their
usual synonyms are parsed ignoring case. Field names keep their case. An unknown type name becomes a
`Primitive` with that name, so that the user of the tree can decide; `check` refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias, TypeVar

MAX_LENGTH = 131_072
"""The longest column type that Glue's API accepts."""
MAX_DEPTH = 100
MAX_DECIMAL_PRECISION = 38

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Primitive:
    """A type without element types, identified by its Hive name. `void` has only nulls."""

    name: str


@dataclass(frozen=True, slots=True)
class Decimal:
    """An exact number of `precision` digits, `scale` of them after the point."""

    precision: int
    scale: int


@dataclass(frozen=True, slots=True)
class Text:
    """Text of limited length: `char` or `varchar`."""

    name: str
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Array:
    """A list of values of one type."""

    element: HiveType


@dataclass(frozen=True, slots=True)
class Map:
    """Keys and values, each of one type."""

    key: HiveType
    value: HiveType


@dataclass(frozen=True, slots=True)
class Struct:
    """Named fields in order; also the schema of a file. Names keep the case of the source."""

    fields: tuple[tuple[str, HiveType], ...]


@dataclass(frozen=True, slots=True)
class Union:
    """A value of one of several types."""

    options: tuple[HiveType, ...]


HiveType: TypeAlias = Primitive | Decimal | Text | Array | Map | Struct | Union

VOID = Primitive("void")
BOOLEAN = Primitive("boolean")
TINYINT = Primitive("tinyint")
SMALLINT = Primitive("smallint")
INT = Primitive("int")
BIGINT = Primitive("bigint")
FLOAT = Primitive("float")
DOUBLE = Primitive("double")
STRING = Primitive("string")
BINARY = Primitive("binary")
DATE = Primitive("date")
TIMESTAMP = Primitive("timestamp")

PRIMITIVES = {
    each.name: each
    for each in (
        VOID, BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, STRING, BINARY, DATE,
        TIMESTAMP,
    )
}  # fmt: skip
NESTED = frozenset({"array", "map", "struct", "uniontype"})
KNOWN_NAMES = (
    *PRIMITIVES,
    *("timestamp_ntz", "timestamp with local time zone", "variant"),
    *("interval_year_month", "interval_day_time"),
)
"""Names of primitive types that Hive or Spark has, in the form in which a tree has them."""
_SYNONYMS = {
    "integer": "int",
    "long": "bigint",
    "short": "smallint",
    "byte": "tinyint",
    "real": "float",
    "double precision": "double",
    "dec": "decimal",
    "numeric": "decimal",
    "null": "void",
}
_SIZED = ("decimal", "char", "varchar")
_LONGEST_NAME = 40
_WORD = re.compile(r"[^<>:,()`]*")
_NAME = re.compile(r"[^<>:,`]*")
_QUOTED = re.compile(r"`((?:[^`]|``)*)`")
_SIZES = re.compile(r"\(([^<>:()`]*)\)")
_SPACE = re.compile(r"\s*")
_BREAKING = re.compile(r"[:,<>`()]")


class HiveTypeError(ValueError):
    """The text isn't a valid Hive type. `position` counts characters from 0."""

    def __init__(self, text: str, position: int, problem: str) -> None:
        shown = text if len(text) <= 60 else text[:57] + "..."
        super().__init__(f"invalid column type {shown!r}: {problem} at character {position + 1}")
        self.problem = problem
        self.position = position


def parse(text: str) -> HiveType:
    """Return the tree of a Hive type string, or raise HiveTypeError."""
    return _Reader(text).read()


def check(text: str) -> HiveType:
    """Like `parse`, but refuse type names that neither Hive nor Spark has."""
    return _Reader(text, KNOWN_NAMES).read()


def text_of(kind: HiveType) -> str:
    """Return the type string of a tree; `parse` reads it back to the same tree."""
    match kind:
        case Primitive(name) | Text(name, None):
            return name
        case Text(name, length):
            return f"{name}({length})"
        case Decimal(precision, scale):
            return f"decimal({precision},{scale})"
        case Array(element):
            return f"array<{text_of(element)}>"
        case Map(key, value):
            return f"map<{text_of(key)},{text_of(value)}>"
        case Struct(fields):
            inner = ",".join(f"{quoted(name)}:{text_of(each)}" for name, each in fields)
            return f"struct<{inner}>"
        case Union(options):
            return f"uniontype<{','.join(map(text_of, options))}>"


def head_of(text: str) -> str:
    """Return the first word of a type, for example `decimal` for `DECIMAL(10,2)`. Never raises."""
    found = _WORD.match(text)
    return found[0].strip().lower() if found else ""


def quoted(name: str) -> str:
    """Quote only the field names that would break the type: Glue writes all others bare."""
    is_bare = name and name == name.strip() and not _BREAKING.search(name)
    return name if is_bare else "`" + name.replace("`", "``") + "`"


def _unknown(written: str, name: str) -> str:
    """Return what is wrong with a type name, and the name that was probably meant."""
    if name in KNOWN_NAMES:
        return f"{name} can't have a size"
    every = (*KNOWN_NAMES, *NESTED, *_SYNONYMS, *_SIZED)
    near = get_close_matches(name[:_LONGEST_NAME], every, n=1)
    return f"unknown type {_cut(written)!r}" + (f" (did you mean {near[0]}?)" if near else "")


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 3] + "..."


class _Reader:
    """Parses a type string from left to right in one pass."""

    def __init__(self, text: str, names: Container[str] | None = None) -> None:
        self._text = text
        self._names = names
        self.at = 0

    def read(self) -> HiveType:
        """Read the whole text as one type."""
        if len(self._text) > MAX_LENGTH:
            raise HiveTypeError(self._text, MAX_LENGTH, f"longer than {MAX_LENGTH:,} characters")
        kind = self.read_type(0)
        self.skip_space()
        if self.at < len(self._text):
            raise self.error("unexpected text")
        return kind

    def error(self, problem: str) -> HiveTypeError:
        """Return an error at the current position."""
        return HiveTypeError(self._text, self.at, problem)

    def skip_space(self) -> None:
        """Go to the next character that is not white space."""
        self._take(_SPACE)

    def read_type(self, depth: int) -> HiveType:
        """Read one type."""
        if depth > MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} levels deep")
        self.skip_space()
        start = self.at
        name = " ".join(self._take(_WORD).lower().split())
        if not name:
            self.at = start
            raise self.error("missing type")
        if self._is_next("<"):
            return self._nested(name, start, depth + 1)
        if name in NESTED:
            raise self.error(f"expected '<' after {name}")
        sizes = self._sizes() if self._is_next("(") else ()
        return self._sized(_SYNONYMS.get(name, name), sizes, start)

    def _nested(self, name: str, start: int, depth: int) -> HiveType:
        kind: HiveType
        self._expect("<")
        if name == "array":
            kind = Array(self.read_type(depth))
        elif name == "map":
            key = self.read_type(depth)
            self._expect(",")
            kind = Map(key, self.read_type(depth))
        elif name == "struct":
            kind = Struct(tuple(self._several(lambda: self._field(depth))))
        elif name == "uniontype":
            kind = Union(tuple(self._several(lambda: self.read_type(depth))))
        else:
            self.at = start
            raise self.error(f"{name!r} can't have element types")
        self._expect(">")
        return kind

    def _several(self, read: Callable[[], _Part]) -> Iterable[_Part]:
        if self._is_next(">"):
            return
        yield read()
        while self._is_next(","):
            self._expect(",")
            yield read()

    def _field(self, depth: int) -> tuple[str, HiveType]:
        self.skip_space()
        if self._is_next("`"):
            if not (found := _QUOTED.match(self._text, self.at)):
                raise self.error("unterminated quoted field name")
            self.at = found.end()
            name = found[1].replace("``", "`")
        elif not (name := self._take(_NAME).strip()):
            raise self.error("missing field name")
        self._expect(":")
        return name, self.read_type(depth)

    def _sizes(self) -> tuple[int, ...]:
        found = _SIZES.match(self._text, self.at)
        parts = [part.strip() for part in found[1].split(",")] if found else []
        if not found or not all(re.fullmatch("[0-9]{1,9}", part) for part in parts):
            raise self.error("expected whole numbers in parentheses")
        self.at = found.end()
        return tuple(map(int, parts))

    def _sized(self, name: str, sizes: tuple[int, ...], start: int) -> HiveType:
        if name == "decimal" and len(sizes) <= 2:
            precision, scale = (*sizes, 0)[:2] if sizes else (10, 0)
            if 1 <= precision <= MAX_DECIMAL_PRECISION and scale <= precision:
                return Decimal(precision, scale)
        elif name in ("char", "varchar") and len(sizes) <= 1:
            return Text(name, *sizes)
        elif name not in _SIZED:
            written = f"{name}({','.join(map(str, sizes))})" if sizes else name
            if self._names is not None and written not in self._names:
                self.at = start
                raise self.error(_unknown(written, name))
            return PRIMITIVES.get(written) or Primitive(written)
        self.at = start
        raise self.error(f"invalid sizes for {name}")

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self.at)
        assert found is not None  # each of these patterns matches nothing as well
        self.at = found.end()
        return found[0]

    def _is_next(self, wanted: str) -> bool:
        self.skip_space()
        return self._text.startswith(wanted, self.at)

    def _expect(self, wanted: str) -> None:
        if not self._is_next(wanted):
            raise self.error(f"expected {wanted!r}")
        self.at += 1
