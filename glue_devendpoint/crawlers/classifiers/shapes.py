"""Infers the types of JSON-like records."""

from __future__ import annotations

from typing import Any

from glue_table_format.hive_types import (
    BIGINT,
    BINARY,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    STRING,
    TIMESTAMP,
    VOID,
    Array,
    HiveType,
    Map,
    Struct,
)

from glue_devendpoint.files.types import merge

_BOOLEAN, _INT, _BIGINT, _HUGE, _DOUBLE, _STRING, _BINARY, _DATE, _TIMESTAMP = (
    1 << bit for bit in range(9)
)
_KINDS: dict[int, HiveType] = {
    0: VOID,
    _BOOLEAN: BOOLEAN,
    _INT: INT,
    _BIGINT: BIGINT,
    _INT | _BIGINT: BIGINT,
    _DOUBLE: DOUBLE,
    _INT | _DOUBLE: DOUBLE,
    _BIGINT | _DOUBLE: DOUBLE,
    _INT | _BIGINT | _DOUBLE: DOUBLE,
    _BINARY: BINARY,
    _DATE: DATE,
    _TIMESTAMP: TIMESTAMP,
}
_SCALARS = {str: _STRING, bool: _BOOLEAN, float: _DOUBLE, bytes: _BINARY}
_MAX_DEPTH = 50
_MAX_NESTED_FIELDS = 500
_MAX_COLUMNS = 20_000


class Shape:
    """The types seen at one place in the records. `add` takes values as from a JSON parser."""

    __slots__ = ("element", "fields", "kinds")

    def __init__(self) -> None:
        self.kinds = 0
        self.fields: dict[str, Shape] | None = None
        self.element: Shape | None = None

    def add(self, value: Any, depth: int = 0) -> None:
        """Add a value."""
        kind = type(value)
        scalar = _SCALARS.get(kind)
        if scalar is not None:
            self.kinds |= scalar
        elif kind is int:
            self.kinds |= (
                _INT
                if -0x80000000 <= value <= 0x7FFFFFFF
                else _BIGINT
                if -0x8000000000000000 <= value <= 0x7FFFFFFFFFFFFFFF
                else _HUGE
            )
        elif kind is dict:
            self._add_object(value, depth)
        elif kind is list:
            self._add_list(value, depth)
        elif value is not None:
            self.kinds |= _NAMED_KINDS.get(kind.__name__, _STRING)

    def _add_object(self, value: dict[str, Any], depth: int) -> None:
        if depth >= _MAX_DEPTH:
            self.kinds |= _STRING
            return
        fields = self.fields
        if fields is None:
            fields = self.fields = {}
        for name, each in value.items():
            field = fields.get(name)
            if field is None:
                if len(fields) >= _MAX_COLUMNS:
                    continue
                field = fields[name] = Shape()
            field.add(each, depth + 1)

    def _add_list(self, value: list[Any], depth: int) -> None:
        if depth >= _MAX_DEPTH:
            self.kinds |= _STRING
            return
        element = self.element
        if element is None:
            element = self.element = Shape()
        for each in value:
            element.add(each, depth + 1)

    def to_type(self) -> HiveType:
        """Return the narrowest type for all added values."""
        is_mixed = bool(self.kinds) + (self.fields is not None) + (self.element is not None) > 1
        if is_mixed:
            return STRING
        if self.element is not None:
            return Array(self.element.to_type())
        if self.fields is None:
            return _KINDS.get(self.kinds, STRING)
        if len(self.fields) > _MAX_NESTED_FIELDS:
            return self._to_map()
        return self.to_struct()

    def _to_map(self) -> HiveType:
        """An object with this many keys uses them as values, for example IDs."""
        value: HiveType = VOID
        for field in (self.fields or {}).values():
            value = merge(value, field.to_type())
        return Map(STRING, value)

    def to_struct(self) -> Struct:
        """Return the fields as a schema. Names that differ only in case are merged."""
        fields: dict[str, tuple[str, HiveType]] = {}
        for name, field in (self.fields or {}).items():
            key = name.lower()
            kind = field.to_type()
            seen = fields.get(key)
            fields[key] = (name, kind) if seen is None else (seen[0], merge(seen[1], kind))
        return Struct(tuple(fields.values()))


# Values that only binary formats have, by class name.
_NAMED_KINDS = {"date": _DATE, "datetime": _TIMESTAMP, "Timestamp": _TIMESTAMP}
