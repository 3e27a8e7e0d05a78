"""The types of a DynamicFrame's schema, as `DynamicFrame.schema()` reports them.

Unlike Spark's types, they can represent fields of mixed types (`ChoiceType`), fields that contain
only nulls (`NullType`) and fields of unknown type (`UnknownType`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

Json = dict[str, Any]


class DataType:
    """A Glue type. Types are equal if their JSON is equal."""

    def __init__(self, properties: Mapping[str, Any] | None = None) -> None:
        self.properties: Json = dict(properties or {})

    @classmethod
    def typeName(cls) -> str:
        """Return the type's name in specs and printed schemas."""
        return cls.__name__.removesuffix("Type").lower()

    def jsonValue(self) -> Json:
        """Return the type as plain JSON data."""
        return {"dataType": self.typeName(), "properties": self.properties}

    def json(self) -> str:
        """Return the type as a JSON string."""
        return json.dumps(self.jsonValue(), separators=(",", ":"), sort_keys=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DataType) and self.jsonValue() == other.jsonValue()

    def __hash__(self) -> int:
        return hash(self.json())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.json()})"

    @classmethod
    def fromJsonValue(cls, value: Json) -> DataType:
        """Rebuild a type of this class from its JSON data."""
        return cls(value.get("properties", {}))


class AtomicType(DataType):
    """A type without parts."""


class BinaryType(AtomicType):
    """Bytes."""


class BooleanType(AtomicType):
    """True or false."""


class ByteType(AtomicType):
    """An 8-bit integer."""


class DateType(AtomicType):
    """A calendar date."""


class DoubleType(AtomicType):
    """A 64-bit float."""


class FloatType(AtomicType):
    """A 32-bit float."""


class IntegerType(AtomicType):
    """A 32-bit integer, called `int`."""

    @classmethod
    def typeName(cls) -> str:
        """Return `int`."""
        return "int"


class LongType(AtomicType):
    """A 64-bit integer."""


class NullType(AtomicType):
    """The field contains only nulls."""


class ShortType(AtomicType):
    """A 16-bit integer."""


class StringType(AtomicType):
    """Text."""


class TimestampType(AtomicType):
    """A point in time."""


class TimestampNTZType(AtomicType):
    """A date and time without a time zone."""


class UnknownType(AtomicType):
    """The type isn't known yet."""


class DecimalType(AtomicType):
    """An exact number with fixed precision and scale."""

    def __init__(
        self, precision: int = 10, scale: int = 2, properties: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(properties)
        self.precision = precision
        self.scale = scale

    def jsonValue(self) -> Json:
        """Return the type as plain JSON data."""
        return {**super().jsonValue(), "precision": self.precision, "scale": self.scale}

    @classmethod
    def fromJsonValue(cls, value: Json) -> DecimalType:
        """Rebuild a decimal type from its JSON data."""
        return cls(value["precision"], value["scale"], value.get("properties", {}))


class EnumType(AtomicType):
    """One of a fixed set of values."""

    def __init__(self, options: Iterable[str], properties: Mapping[str, Any] | None = None) -> None:
        super().__init__(properties)
        self.options = list(options)

    def jsonValue(self) -> Json:
        """Return the type as plain JSON data."""
        return {**super().jsonValue(), "options": self.options}

    @classmethod
    def fromJsonValue(cls, value: Json) -> EnumType:
        """Rebuild an enum type from its JSON data."""
        return cls(value["options"], value.get("properties", {}))


class ArrayType(DataType):
    """A list of elements of one type."""

    def __init__(
        self,
        elementType: DataType | None = None,
        properties: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(properties)
        self.elementType = elementType or UnknownType()

    def jsonValue(self) -> Json:
        """Return the type as plain JSON data."""
        return {**super().jsonValue(), "elementType": self.elementType.jsonValue()}

    @classmethod
    def fromJsonValue(cls, value: Json) -> ArrayType:
        """Rebuild an array (or set) type from its JSON data."""
        return cls(deserialize(value["elementType"]), value.get("properties", {}))


class SetType(ArrayType):
    """A list without duplicates."""


class MapType(DataType):
    """A map from strings to values of one type."""

    def __init__(
        self, valueType: DataType | None = None, properties: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(properties)
        self.valueType = valueType or UnknownType()

    def jsonValue(self) -> Json:
        """Return the type as plain JSON data."""
        return {**super().jsonValue(), "valueType": self.valueType.jsonValue()}

    @classmethod
    def fromJsonValue(cls, value: Json) -> MapType:
        """Rebuild a map type from its JSON data."""
        return cls(deserialize(value["valueType"]), value.get("properties", {}))


class Field:
    """A named part of a struct."""

    def __init__(
        self, name: str, dataType: DataType, properties: Mapping[str, Any] | None = None
    ) -> None:
        self.name = name
        self.dataType = dataType
        self.properties: Json = dict(properties or {})

    def jsonValue(self) -> Json:
        """Return the field as plain JSON data."""
        return {
            "name": self.name,
            "container": self.dataType.jsonValue(),
            "properties": self.properties,
        }

    @classmethod
    def fromJsonValue(cls, value: Json) -> Field:
        """Rebuild a field from its JSON data."""
        return cls(value["name"], deserialize(value["container"]), value.get("properties", {}))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Field) and self.jsonValue() == other.jsonValue()

    def __hash__(self) -> int:
        return hash((self.name, self.dataType))

    def __repr__(self) -> str:
        return f"Field({self.name!r}, {self.dataType!r})"


class StructType(DataType):
    """An ordered list of named fields."""

    def __init__(
        self, fields: Iterable[Field] | None = None, properties: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(properties)
        self.fields: list[Field] = list(fields or [])

    @property
    def field_map(self) -> dict[str, Field]:
        """Return the fields by name."""
        return {field.name: field for field in self.fields}

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def add(self, field: Field) -> StructType:
        """Append a field and return the struct."""
        self.fields.append(field)
        return self

    def hasField(self, name: str) -> bool:
        """Return whether a field with this name exists."""
        return name in self.field_map

    def getField(self, name: str) -> Field:
        """Return the field with this name, or raise KeyError."""
        return self.field_map[name]

    def jsonValue(self) -> Json:
        """Return the type as plain JSON data."""
        return {**super().jsonValue(), "fields": [field.jsonValue() for field in self.fields]}

    @classmethod
    def fromJsonValue(cls, value: Json) -> StructType:
        """Rebuild a struct type from its JSON data."""
        fields = [Field.fromJsonValue(field) for field in value["fields"]]
        return cls(fields, value.get("properties", {}))


class ChoiceType(DataType):
    """The types of a field with mixed types."""

    def __init__(
        self,
        choices: Iterable[DataType] | None = None,
        properties: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(properties)
        self.choices: dict[str, DataType] = {}
        for choice in choices or []:
            self.add(choice)

    def add(self, choice: DataType) -> None:
        """Add an alternative. Raises an error if a type with that name exists."""
        name = choice.typeName()
        if name in self.choices:
            raise ValueError(f"the choice already has a type named {name!r}")
        self.choices[name] = choice

    def merge(self, choices: DataType | Iterable[DataType]) -> None:
        """Add alternatives, and merge those whose type name already exists."""
        for choice in [choices] if isinstance(choices, DataType) else choices:
            name = choice.typeName()
            held = self.choices.get(name)
            self.choices[name] = choice if held is None else mergeDataTypes(held, choice)

    def jsonValue(self) -> Json:
        """Return the type as plain JSON data."""
        choices = [choice.jsonValue() for choice in self.choices.values()]
        return {**super().jsonValue(), "choices": choices}

    @classmethod
    def fromJsonValue(cls, value: Json) -> ChoiceType:
        """Rebuild a choice type from its JSON data."""
        return cls([deserialize(each) for each in value["choices"]], value.get("properties", {}))


class EntityType(DataType):
    """A reserved type that data can't have."""

    def __init__(self, baseType: DataType, properties: Mapping[str, Any] | None = None) -> None:
        raise NotImplementedError("EntityType is reserved and can't be used in a schema")


class DynamicRecord(dict[str, Any]):
    """A record passed to a user's function: a dict with its fields as attributes."""

    __slots__: ClassVar[tuple[str, ...]] = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the record has no field {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError:
            raise AttributeError(f"the record has no field {name!r}") from None


_TYPES: dict[str, type[DataType]] = {
    each.typeName(): each
    for each in (
        *(BinaryType, BooleanType, ByteType, DateType, DecimalType, DoubleType, EnumType),
        *(FloatType, IntegerType, LongType, NullType, ShortType, StringType, TimestampType),
        *(TimestampNTZType, UnknownType, ArrayType, SetType, ChoiceType, MapType, StructType),
    )
}


def deserialize(value: Json | str) -> DataType:
    """Rebuild any type from JSON data or a JSON string."""
    data: Json = json.loads(value) if isinstance(value, str) else value
    name = data["dataType"]
    if name not in _TYPES:
        known = ", ".join(sorted(_TYPES))
        raise ValueError(f"unknown Glue type {name!r}; use one of {known}")
    return _TYPES[name].fromJsonValue(data)


def mergeDataTypes(left: DataType, right: DataType) -> DataType:
    """Return a type for values of both. Types with different names become a choice."""
    if isinstance(left, (UnknownType, NullType)):
        return right
    if isinstance(right, (UnknownType, NullType)):
        return left
    if isinstance(left, ChoiceType) or isinstance(right, ChoiceType):
        return _merge_choices(left, right)
    if left.typeName() != right.typeName():
        return ChoiceType([left, right])
    if isinstance(left, StructType) and isinstance(right, StructType):
        return _merge_structs(left, right)
    if isinstance(left, ArrayType) and isinstance(right, ArrayType):
        return type(left)(mergeDataTypes(left.elementType, right.elementType))
    if isinstance(left, MapType) and isinstance(right, MapType):
        return MapType(mergeDataTypes(left.valueType, right.valueType))
    return left


def _merge_choices(left: DataType, right: DataType) -> ChoiceType:
    merged = ChoiceType()
    for side in (left, right):
        merged.merge(list(side.choices.values()) if isinstance(side, ChoiceType) else side)
    return merged


def _merge_structs(left: StructType, right: StructType) -> StructType:
    others = right.field_map
    merged = [
        Field(each.name, mergeDataTypes(each.dataType, others.pop(each.name).dataType))
        if each.name in others
        else each
        for each in left.fields
    ]
    return StructType([*merged, *others.values()])
