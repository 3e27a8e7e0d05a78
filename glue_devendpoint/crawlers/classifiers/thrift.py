"""Thrift's compact encoding, enough to skip fields of a Parquet footer."""

from __future__ import annotations

_BOOLEANS = (1, 2)
_BYTE = 3
_INTEGERS = (4, 5, 6)
_DOUBLE = 7
_BINARY = 8
_LISTS = (9, 10)
_STRUCT = 12


def read_varint(content: bytes, position: int) -> tuple[int, int]:
    """Return the number at `position` and the position of the next value."""
    number = shift = 0
    while True:
        byte = content[position]
        position += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, position
        shift += 7


def skip_field(content: bytes, position: int) -> int:
    """Return the position of the field after the one at `position`."""
    header = content[position]
    position += 1
    if not header >> 4:
        _, position = read_varint(content, position)
    return _skip_value(content, position, header & 0x0F)


def _skip_value(content: bytes, position: int, kind: int, in_list: bool = False) -> int:
    if kind in _BOOLEANS:
        return position + in_list
    if kind == _BYTE:
        return position + 1
    if kind in _INTEGERS:
        return read_varint(content, position)[1]
    if kind == _DOUBLE:
        return position + 8
    if kind == _BINARY:
        length, position = read_varint(content, position)
        return position + length
    if kind in _LISTS:
        return _skip_list(content, position)
    if kind == _STRUCT:
        while content[position]:
            position = skip_field(content, position)
        return position + 1
    raise ValueError(f"unexpected Thrift type {kind}")


def _skip_list(content: bytes, position: int) -> int:
    header = content[position]
    position += 1
    count = header >> 4
    if count == 15:
        count, position = read_varint(content, position)
    for _ in range(count):
        position = _skip_value(content, position, header & 0x0F, in_list=True)
    return position
