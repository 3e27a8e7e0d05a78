"""Partition values: encodes them as bytes that sort like the values.

A partition is stored under the concatenation of its encoded values. On every database, keys
therefore sort like the values, and a comparison becomes a range of bytes. Each encoding marks its
own end:

    integers, dates, timestamps   length byte around 0x80, then big-endian bytes
    decimals                      sign, exponent, digits two per byte, 0x00
    text                          UTF-8 with 00 as 00 FF, then 00 00
    invalid for the key's type    FF, then encoded as text; sorts last

If a value isn't written in its canonical form (such as `01` for 1), the original texts are appended
to the key, so that two keys are equal only for the same partition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from glue_table_format.hive_types import head_of

from glue_devendpoint.errors import InvalidInput

ODD = b"\xff"
TOP = b"\xff\xff"
"""Greater than every encoded value, because no text begins with FF."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,20}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2} (?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?",
    re.ASCII,
)
_EPOCH = datetime(1, 1, 1, tzinfo=UTC)
_INTEGERS = frozenset({"tinyint", "smallint", "int", "integer", "bigint", "long"})
_TEXTS = frozenset({"string", "char", "varchar"})


class NotCastable(ValueError):
    """The text can't be parsed as the type."""


@dataclass(frozen=True, slots=True, eq=False)
class ValueType:
    """Parses and encodes the values of one type, and finds their ends within a key.

    There is one object per type (see `type_of`).
    """

    name: str

    @property
    def is_comparable(self) -> bool:
        """Whether expressions can compare values of this type."""
        return True

    @property
    def is_text(self) -> bool:
        """Whether the type supports LIKE."""
        return False

    def encode(self, text: str) -> bytes:
        """Encode a value; raise NotCastable if the text is invalid."""
        raise NotImplementedError

    def canonical(self, text: str) -> str:
        """Return the canonical form of a value's text."""
        raise NotImplementedError

    def end(self, key: bytes, start: int) -> int:
        """Return the end of the value that starts at an offset of a key."""
        raise NotImplementedError


class TextType(ValueType):
    """Text, compared by code point."""

    @property
    def is_text(self) -> bool:
        return True

    def encode(self, text: str) -> bytes:
        return encode_text(text)

    def canonical(self, text: str) -> str:
        return text

    def end(self, key: bytes, start: int) -> int:
        return end_of_text(key, start)


class UnknownType(TextType):
    """A type that Glue's expressions don't support: stored as text, never compared."""

    @property
    def is_comparable(self) -> bool:
        return False


class IntegerType(ValueType):
    """Integers of up to 64 bits."""

    def encode(self, text: str) -> bytes:
        return encode_integer(self._value(text))

    def canonical(self, text: str) -> str:
        return str(self._value(text))

    def end(self, key: bytes, start: int) -> int:
        return start + 1 + abs(key[start] - 0x80)

    def _value(self, text: str) -> int:
        if not _INTEGER.fullmatch(text):
            raise NotCastable(f'"{text}" is not an integer.')
        value = int(text)
        if not -(2**63) <= value < 2**63:
            raise NotCastable(f'"{text}" is not a 64-bit integer.')
        return value


class DateType(IntegerType):
    """Dates, written yyyy-mm-dd."""

    def canonical(self, text: str) -> str:
        return text

    def _value(self, text: str) -> int:
        try:
            if _DATE.fullmatch(text):
                return date.fromisoformat(text).toordinal()
        except ValueError:
            pass
        raise NotCastable(f'"{text}" is not a date.')


class TimestampType(IntegerType):
    """Timestamps, written yyyy-mm-dd hh:mm:ss[.fffffffff]."""

    def canonical(self, text: str) -> str:
        return text.rstrip("0").rstrip(".") if "." in text else text

    def _value(self, text: str) -> int:
        match = _TIMESTAMP.fullmatch(text)
        try:
            if match:
                moment = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
                passed = moment - _EPOCH
                seconds = passed.days * 86_400 + passed.seconds
                return seconds * 10**9 + int((match[2] or "").ljust(9, "0"))
        except ValueError:
            pass
        raise NotCastable(f'"{text}" is not a timestamp.')


class DecimalType(ValueType):
    """Decimal numbers of any precision."""

    def encode(self, text: str) -> bytes:
        return encode_decimal(self._value(text))

    def canonical(self, text: str) -> str:
        value = self._value(text)
        if not value:
            return "0"
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain

    def end(self, key: bytes, start: int) -> int:
        sign = key[start]
        if sign == 1:
            return start + 1
        return key.index(0 if sign == 2 else 0xFF, start + 3) + 1

    def _value(self, text: str) -> Decimal:
        try:
            if _DECIMAL.fullmatch(text):
                return Decimal(text)
        except InvalidOperation:
            pass
        raise NotCastable(f'"{text}" is not a decimal.')


@lru_cache(maxsize=4096)
def type_of(name: str) -> ValueType:
    """Return the type of a partition key, given its name in the table definition."""
    head = head_of(name)
    return _KNOWN[head] if head in _KNOWN else UnknownType(name)


_KNOWN: dict[str, ValueType] = {
    **{name: IntegerType(name) for name in _INTEGERS},
    **{name: TextType(name) for name in _TEXTS},
    "decimal": DecimalType("decimal"),
    "date": DateType("date"),
    "timestamp": TimestampType("timestamp"),
}


def encode_text(text: str) -> bytes:
    """Encode text as bytes that sort by code point and mark their end."""
    return encode_text_prefix(text) + b"\x00\x00"


def encode_text_prefix(text: str) -> bytes:
    """Return the bytes that start the encoding of every text with this prefix."""
    return text.encode().replace(b"\x00", b"\x00\xff")


def end_of_text(key: bytes, start: int) -> int:
    """Return the end of the text that starts at an offset of a key."""
    end = key.index(b"\x00\x00", start)
    return end + 2


def decode_text(encoded: bytes) -> str:
    """Decode text."""
    return encoded[:-2].replace(b"\x00\xff", b"\x00").decode()


def encode_integer(value: int) -> bytes:
    """Encode an integer as bytes that sort by value."""
    if value >= 0:
        length = (value.bit_length() + 7) // 8
        return bytes((0x80 + length,)) + value.to_bytes(length, "big")
    length = ((-value).bit_length() + 7) // 8
    return bytes((0x80 - length,)) + (value + (1 << 8 * length)).to_bytes(length, "big")


def encode_decimal(value: Decimal) -> bytes:
    """Encode a decimal as bytes that sort by value."""
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    if not text:
        return b"\x01"
    assert isinstance(exponent, int)
    point = len(text) + exponent
    text = text.rstrip("0")
    pairs = bytes(int(text[at : at + 2].ljust(2, "0")) + 1 for at in range(0, len(text), 2))
    magnitude = (point + 0x8000).to_bytes(2, "big") + pairs + b"\x00"
    if not sign:
        return b"\x02" + magnitude
    return b"\x00" + bytes(0xFF - byte for byte in magnitude)


class _Value(NamedTuple):
    """A parsed value."""

    encoded: bytes
    is_canonical: bool
    is_odd: bool


# The partitions of a table share most of their values: years, months, countries.
@lru_cache(maxsize=16_384)
def _read(value_type: ValueType, text: str) -> _Value:
    try:
        return _Value(value_type.encode(text), value_type.canonical(text) == text, False)
    except NotCastable:
        return _Value(ODD + encode_text(text), True, True)


@dataclass(frozen=True, slots=True)
class EncodedKey:
    """A partition's key, and whether any value is invalid for its type."""

    key: bytes
    is_odd: bool


@dataclass(frozen=True, slots=True)
class KeyCodec:
    """Encodes the values of a table's partitions."""

    types: tuple[ValueType, ...]

    def encode(self, values: list[str]) -> EncodedKey:
        """Return the key for a partition's values."""
        if len(values) != len(self.types):
            raise InvalidInput(
                "The number of partition keys do not match the number of partition values"
            )
        parts: list[bytes] = []
        spellings: list[bytes] = []
        is_odd = False
        for at, (value_type, text) in enumerate(zip(self.types, values, strict=True)):
            value = _read(value_type, text)
            parts.append(value.encoded)
            is_odd = is_odd or value.is_odd
            if not value.is_canonical:
                spellings.append(at.to_bytes(2, "big") + encode_text(text))
        return EncodedKey(b"".join(parts + spellings), is_odd)

    def split(self, key: bytes, order: tuple[int, ...]) -> tuple[bytes, ...]:
        """Split a key with the columns of `order` into encoded values."""
        parts: list[bytes] = []
        start = 0
        for column in order:
            if key[start] == 0xFF:
                end = end_of_text(key, start + 1)
            else:
                end = self.types[column].end(key, start)
            parts.append(key[start:end])
            start = end
        return tuple(parts)
