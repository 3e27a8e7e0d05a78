"""Thrift's binary protocol, driven by text definitions. Structs are dicts.

A definition looks like `1 string name, 2 list<string> values`. Each type is compiled once into a
function that writes bytes and one that reads them. No other part of Thrift is needed.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]
Read = Callable[[int], bytes]
Write = Callable[[bytes], Any]

STOP, BOOL, BYTE, DOUBLE, I16, I32, I64, STRING, STRUCT, MAP, SET, LIST = (
    0, 2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15,
)  # fmt: skip
CALL, REPLY, EXCEPTION = 1, 2, 3
UNKNOWN_METHOD, INTERNAL_ERROR = 1, 6
VERSION_1 = 0x80010000
MAXIMUM_LENGTH = 256 * 1024 * 1024

_i16, _i32 = struct.Struct(">h"), struct.Struct(">i")
_field_head, _list_head, _map_head = (
    struct.Struct(">bh"),
    struct.Struct(">bi"),
    struct.Struct(">bbi"),
)
_FIXED = {BOOL: 1, BYTE: 1, DOUBLE: 8, I16: 2, I32: 4, I64: 8}


class ProtocolError(Exception):
    """The bytes aren't valid in Thrift's binary protocol."""


@dataclass(frozen=True, slots=True)
class Type:
    """How values of one type are written and read."""

    code: int
    write: Callable[[Any, Write], None]
    read: Callable[[Read], Any]


@dataclass(frozen=True, slots=True)
class Method:
    """A method: its arguments, result and declared errors."""

    arguments: Type
    result: Type
    errors: Mapping[str, str]  # name of the exception struct -> name of the result's field


@dataclass(frozen=True, slots=True)
class Call:
    """A received call."""

    name: str
    sequence: int
    arguments: Record


@dataclass(frozen=True, slots=True)
class Service:
    """The structs and methods of an interface."""

    structs: Mapping[str, Type]
    methods: Mapping[str, Method]


def _primitive(code: int, form: str) -> Type:
    packed = struct.Struct(form)

    def write(value: Any, out: Write) -> None:
        out(packed.pack(value))

    def read(take: Read) -> Any:
        return packed.unpack(take(packed.size))[0]

    return Type(code, write, read)


def _write_text(value: str, out: Write) -> None:
    content = value.encode("utf-8", "surrogateescape")
    out(_i32.pack(len(content)))
    out(content)


def _read_text(take: Read) -> str:
    return take(_length(take)).decode("utf-8", "surrogateescape")


def _length(take: Read) -> int:
    (length,) = _i32.unpack(take(4))
    if not 0 <= length <= MAXIMUM_LENGTH:
        raise ProtocolError(f"invalid length {length}")
    return int(length)


PRIMITIVES = {
    "bool": _primitive(BOOL, ">?"),
    "byte": _primitive(BYTE, ">b"),
    "double": _primitive(DOUBLE, ">d"),
    "i16": _primitive(I16, ">h"),
    "i32": _primitive(I32, ">i"),
    "i64": _primitive(I64, ">q"),
    "string": Type(STRING, _write_text, _read_text),
}


def _list_of(element: Type) -> Type:
    def write(values: Iterable[Any], out: Write) -> None:
        items = list(values)
        out(_list_head.pack(element.code, len(items)))
        for item in items:
            element.write(item, out)

    def read(take: Read) -> list[Any]:
        code, count = _list_head.unpack(take(5))
        if count and code != element.code:
            raise ProtocolError(f"expected a list of type {element.code}, got type {code}")
        return [element.read(take) for _ in range(count)]

    return Type(LIST, write, read)


def _map_of(key: Type, value: Type) -> Type:
    def write(mapping: Mapping[Any, Any], out: Write) -> None:
        out(_map_head.pack(key.code, value.code, len(mapping)))
        for name, item in mapping.items():
            key.write(name, out)
            value.write(item, out)

    def read(take: Read) -> Record:
        key_code, value_code, count = _map_head.unpack(take(6))
        if count and (key_code, value_code) != (key.code, value.code):
            raise ProtocolError("unexpected types in a map")
        return {key.read(take): value.read(take) for _ in range(count)}

    return Type(MAP, write, read)


def _struct_of(fields: Iterable[tuple[int, Type, str]]) -> Type:
    by_id = {number: (kind, name) for number, kind, name in fields}
    outgoing = [
        (name, _field_head.pack(kind.code, number), kind.write)
        for number, (kind, name) in by_id.items()
    ]

    def write(record: Mapping[str, Any], out: Write) -> None:
        for name, head, write_field in outgoing:
            value = record.get(name)
            if value is not None:
                out(head)
                write_field(value, out)
        out(b"\0")

    def read(take: Read) -> Record:
        record: Record = {}
        while code := take(1)[0]:
            (number,) = _i16.unpack(take(2))
            known = by_id.get(number)
            if known is None or known[0].code != code:
                _skip(code, take)
            else:
                record[known[1]] = known[0].read(take)
        return record

    return Type(STRUCT, write, read)


def _skip(code: int, take: Read) -> None:
    if code in _FIXED:
        take(_FIXED[code])
    elif code == STRING:
        take(_length(take))
    elif code in (LIST, SET):
        element, count = _list_head.unpack(take(5))
        for _ in range(count):
            _skip(element, take)
    elif code == MAP:
        key, value, count = _map_head.unpack(take(6))
        for _ in range(count):
            _skip(key, take)
            _skip(value, take)
    elif code == STRUCT:
        while inner := take(1)[0]:
            take(2)
            _skip(inner, take)
    else:
        raise ProtocolError(f"unknown type {code}")


def compile_service(structs: str, methods: str) -> Service:
    """Compile definitions: `Name: fields` and `name(fields) result ! errors`, one per line."""
    types: dict[str, Type] = dict(PRIMITIVES)
    for line in structs.strip().splitlines():
        name, fields = line.split(":", 1)
        types[name.strip()] = _struct_of(_fields(fields, types))
    compiled = {}
    for line in methods.strip().splitlines():
        found = re.fullmatch(r"\s*(\w+)\((.*)\) ([\w<>,]+)(?: ! (.*))?", line)
        if found is None:
            raise ValueError(f"not a method: {line}")
        name, arguments, result, errors = found.groups()
        compiled[name] = _method(arguments, result, errors or "", types)
    return Service(types, compiled)


def _method(arguments: str, result: str, errors: str, types: Mapping[str, Type]) -> Method:
    declared = [part.split() for part in errors.split(",") if part.strip()]
    outcome = [(int(number), types[name], f"o{number}") for number, name in declared]
    if result != "void":
        outcome.append((0, _type(result, types), "success"))
    return Method(
        _struct_of(_fields(arguments, types)),
        _struct_of(outcome),
        {name: f"o{number}" for number, name in declared},
    )


def _fields(text: str, types: Mapping[str, Type]) -> list[tuple[int, Type, str]]:
    found = re.findall(r"(\d+) (\S+) (\w+)(?:, |$)", text.strip())
    return [(int(number), _type(kind, types), name) for number, kind, name in found]


def _type(text: str, types: Mapping[str, Type]) -> Type:
    if text.startswith("list<"):
        return _list_of(_type(text[5:-1], types))
    if text.startswith("map<"):
        key, value = text[4:-1].split(",", 1)
        return _map_of(_type(key, types), _type(value, types))
    return types[text]


def read_call(take: Read, service: Service) -> Call:
    """Read a call. The arguments of undefined methods are skipped."""
    (version,) = struct.unpack(">I", take(4))
    if version & 0xFFFF0000 != VERSION_1:
        raise ProtocolError("not Thrift's strict binary protocol")
    name = _read_text(take)
    (sequence,) = _i32.unpack(take(4))
    method = service.methods.get(name)
    if method is None:
        _skip(STRUCT, take)
        return Call(name, sequence, {})
    return Call(name, sequence, method.arguments.read(take))


def reply(call: Call, service: Service, outcome: Mapping[str, Any]) -> bytes:
    """Return the bytes of a reply: `success`, or the field of a declared error."""
    parts: list[bytes] = []
    _head(REPLY, call, parts.append)
    service.methods[call.name].result.write(outcome, parts.append)
    return b"".join(parts)


def refusal(call: Call, reason: int, message: str) -> bytes:
    """Return the bytes of the reply to a call that can't be executed."""
    parts: list[bytes] = []
    _head(EXCEPTION, call, parts.append)
    _REFUSAL.write({"message": message, "type": reason}, parts.append)
    return b"".join(parts)


def _head(kind: int, call: Call, out: Write) -> None:
    out(struct.pack(">I", VERSION_1 | kind))
    _write_text(call.name, out)
    out(_i32.pack(call.sequence))


_REFUSAL = _struct_of([(1, PRIMITIVES["string"], "message"), (2, PRIMITIVES["i32"], "type")])
