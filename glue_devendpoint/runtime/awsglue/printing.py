"""Formats schemas as the tree that `printSchema` prints."""

from __future__ import annotations

from collections.abc import Iterator

from awsglue import gluetypes as G


def schema_lines(schema: G.StructType) -> Iterator[str]:
    """Yield the lines of a printed schema."""
    yield "root"
    yield from _fields(schema, "")


def _fields(struct: G.StructType, indent: str) -> Iterator[str]:
    for field in struct.fields:
        yield f"{indent}|-- {field.name}: {_label(field.dataType)}"
        yield from _inside(field.dataType, indent + "|    ")


def _label(data_type: G.DataType) -> str:
    if isinstance(data_type, G.DecimalType):
        return f"decimal({data_type.precision},{data_type.scale})"
    return data_type.typeName()


def _inside(data_type: G.DataType, indent: str) -> Iterator[str]:
    if isinstance(data_type, G.StructType):
        yield from _fields(data_type, indent)
    elif isinstance(data_type, G.ChoiceType):
        for each in data_type.choices.values():
            yield f"{indent}{_label(each)}"
            yield from _inside(each, indent + "|    ")
    elif isinstance(data_type, G.ArrayType):
        yield f"{indent}|-- element: {_label(data_type.elementType)}"
        yield from _inside(data_type.elementType, indent + "|    ")
    elif isinstance(data_type, G.MapType):
        yield f"{indent}|-- keyType: string"
        yield f"{indent}|-- valueType: {_label(data_type.valueType)}"
        yield from _inside(data_type.valueType, indent + "|    ")
