"""The nested fields of a column, by their path: `zip` in `address` is `address.zip`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from glue_table_format.hive_types import (
    Array,
    HiveType,
    HiveTypeError,
    Map,
    Struct,
    Union,
    parse,
)

from glue_devendpoint.catalog.work import Json


@dataclass(frozen=True, slots=True)
class NestedField:
    """A field inside a column."""

    path: str
    """The names of the column and of the fields, as in SQL."""
    steps: tuple[str, ...]
    """The way through the type, with `element`, `key`, `value`, and `option 0` between names."""

    @property
    def name(self) -> str:
        """The field's own name."""
        return self.steps[-1]


def fields_of(column: Json) -> Iterator[NestedField]:
    """Yield the nested fields of a column in the order of its type."""
    text = column.get("Type") or ""
    if "<" not in text:
        return
    try:
        kind = parse(text)
    except HiveTypeError:
        return
    yield from _below(kind, column["Name"], ())


def _below(kind: HiveType, path: str, steps: tuple[str, ...]) -> Iterator[NestedField]:
    match kind:
        case Struct(fields):
            for name, inner in fields:
                found = NestedField(f"{path}.{name}", (*steps, name))
                yield found
                yield from _below(inner, found.path, found.steps)
        case Array(element):
            yield from _below(element, path, (*steps, "element"))
        case Map(key, value):
            yield from _below(key, path, (*steps, "key"))
            yield from _below(value, path, (*steps, "value"))
        case Union(options):
            for number, option in enumerate(options):
                yield from _below(option, path, (*steps, f"option {number}"))
