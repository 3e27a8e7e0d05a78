"""Drops, selects, renames and splits fields by path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pyspark.sql import DataFrame
from pyspark.sql import types as T

from awsglue.paths import ELEMENT, Path
from awsglue.shapes import is_choice, is_record, record_fields
from awsglue.values import (
    Named,
    Value,
    columns_of,
    fields_of,
    find,
    map_elements,
    new_struct,
    same_struct,
    select,
)


def drop_fields(data: DataFrame, paths: Sequence[Path]) -> DataFrame:
    """Drop the fields at the given paths, including inside arrays of structs."""
    kept = _without(columns_of(data), paths)
    return data if kept is None else select(data, kept)


def _without(fields: list[Named], paths: Sequence[Path]) -> list[Named] | None:
    """Return the remaining fields, or None if no path matches any of them."""
    kept: list[Named] = []
    changed = False
    for field in fields:
        below = [path[1:] for path in paths if path[0] == field.name]
        if () in below:
            changed = True
            continue
        value = _drop_below(field.value, below) if below else field.value
        changed = changed or value is not field.value
        kept.append(Named(field.name, value))
    return kept if changed else None


def _drop_below(value: Value, paths: Sequence[Path]) -> Value:
    if is_record(value.type):
        kept = _without(fields_of(value), paths)
        return value if kept is None else same_struct(value, kept)
    if isinstance(value.type, T.ArrayType) and is_record(value.type.elementType):
        inside = [path[1:] if path[0] == ELEMENT else path for path in paths]
        inside = [path for path in inside if path and _leads(value.type.elementType, path)]
        return map_elements(value, lambda each: _drop_below(each, inside)) if inside else value
    return value


def _leads(data_type: T.DataType, path: Path) -> bool:
    """Return whether a path exists in a type."""
    if isinstance(data_type, T.ArrayType):
        below = path[1:] if path[0] == ELEMENT else path
        return bool(below) and _leads(data_type.elementType, below)
    if not is_record(data_type):
        return False
    for field in record_fields(data_type):
        if field.name == path[0]:
            return len(path) == 1 or _leads(field.dataType, path[1:])
    return False


def select_fields(data: DataFrame, paths: Sequence[Path]) -> DataFrame:
    """Keep the given top-level fields, in the order of the frame."""
    names = {path[0] for path in paths if len(path) == 1}
    return select(data, [each for each in columns_of(data) if each.name in names])


def split_fields(data: DataFrame, paths: Sequence[Path]) -> tuple[DataFrame, DataFrame]:
    """Return a frame with the given fields and a frame with the rest."""
    nested = [path for path in paths if len(path) > 1]
    chosen = _only(columns_of(data), paths) if nested else None
    first = select_fields(data, paths) if chosen is None else select(data, chosen)
    return first, drop_fields(data, paths)


def _only(fields: list[Named], paths: Sequence[Path]) -> list[Named]:
    kept: list[Named] = []
    for field in fields:
        below = [path[1:] for path in paths if path[0] == field.name]
        if () in below:
            kept.append(field)
        elif below and is_record(field.value.type):
            inside = _only(fields_of(field.value), below)
            if inside:
                kept.append(Named(field.name, same_struct(field.value, inside)))
    return kept


def rename_field(data: DataFrame, old: Path, new: Path) -> DataFrame:
    """Move a field to another path. Does nothing if the field doesn't exist."""
    moved = look_up(columns_of(data), old)
    if moved is None:
        return data
    fields = columns_of(data)
    if old[:-1] == new[:-1]:
        return select(data, _renamed(fields, old, new[-1]))
    return select(data, _placed(_without(fields, [old]) or [], new, moved))


def look_up(fields: Sequence[Named], path: Path, case_sensitive: bool = True) -> Value | None:
    """Return the value at a path through structs, or None if the path doesn't exist."""
    found = find(fields, path[0], case_sensitive)
    if found is None or len(path) == 1:
        return None if found is None else found.value
    if not is_record(found.value.type):
        return None
    return look_up(fields_of(found.value), path[1:], case_sensitive)


def _renamed(fields: list[Named], old: Path, name: str) -> list[Named]:
    renamed: list[Named] = []
    for field in fields:
        if field.name == old[0] and len(old) == 1:
            renamed.append(Named(name, field.value))
        elif field.name == old[0]:
            inside = _renamed(fields_of(field.value), old[1:], name)
            renamed.append(Named(field.name, same_struct(field.value, inside)))
        elif field.name != name or len(old) > 1:
            renamed.append(field)
    return renamed


def _placed(fields: list[Named], path: Path, value: Value) -> list[Named]:
    at = next((i for i, each in enumerate(fields) if each.name == path[0]), None)
    if len(path) == 1:
        placed = Named(path[0], value)
    elif at is not None and is_record(fields[at].value.type):
        inside = _placed(fields_of(fields[at].value), path[1:], value)
        placed = Named(path[0], new_struct(inside))
    else:
        placed = Named(path[0], new_struct(_placed([], path[1:], value)))
    if at is None:
        return [*fields, placed]
    return [*fields[:at], placed, *fields[at + 1 :]]


def drop_null_fields(data: DataFrame) -> DataFrame:
    """Drop fields that contain only nulls, including inside structs and arrays of structs."""
    kept = _without_nulls(columns_of(data))
    return data if kept is None else select(data, kept)


def null_paths(struct: T.StructType, prefix: str = "") -> list[str]:
    """Return the paths of the fields that contain only nulls."""
    found: list[str] = []
    for field in record_fields(struct):
        found += _null_paths(field.dataType, prefix + field.name)
    return found


def _null_paths(data_type: T.DataType, path: str) -> list[str]:
    if isinstance(data_type, T.NullType):
        return [path]
    if isinstance(data_type, T.ArrayType):
        return _null_paths(data_type.elementType, path) if is_record(data_type.elementType) else []
    return null_paths(data_type, path + ".") if is_record(data_type) else []


def _without_nulls(fields: list[Named]) -> list[Named] | None:
    kept = [
        Named(field.name, _drop_nulls(field.value))
        for field in fields
        if not isinstance(field.value.type, T.NullType)
    ]
    same = len(kept) == len(fields) and all(
        left.value is right.value for left, right in zip(kept, fields, strict=True)
    )
    return None if same else kept


def _drop_nulls(value: Value) -> Value:
    if isinstance(value.type, T.ArrayType) and _null_paths(value.type, ""):
        return map_elements(value, _drop_nulls)
    if is_record(value.type):
        kept = _without_nulls(fields_of(value))
        return value if kept is None else same_struct(value, kept)
    return value


def rewrite(
    fields: Sequence[Named], path: Path, step: Callable[[Named], list[Named]]
) -> list[Named] | None:
    """Replace the field at a path with others. Returns None if the path doesn't exist."""
    made: list[Named] = []
    changed = False
    for field in fields:
        replaced = _rewrite_one(field, path, step) if field.name == path[0] else None
        changed = changed or replaced is not None
        made += [field] if replaced is None else replaced
    return made if changed else None


def _rewrite_one(
    field: Named, path: Path, step: Callable[[Named], list[Named]]
) -> list[Named] | None:
    if len(path) == 1:
        return step(field)
    value = field.value
    if is_record(value.type) and path[1] != ELEMENT:
        inside = rewrite(fields_of(value), path[1:], step)
        return None if inside is None else [Named(field.name, same_struct(value, inside))]
    if not isinstance(value.type, T.ArrayType) or path[1] != ELEMENT:
        return None
    if is_choice(value.type.elementType) and len(path) > 2:
        return None
    inside_path = (ELEMENT, *path[2:])
    element = Named(ELEMENT, Value(value.column, value.type.elementType))
    if _rewrite_one(element, inside_path, step) is None:
        return None

    def convert(each: Value) -> Value:
        replaced = _rewrite_one(Named(ELEMENT, each), inside_path, step)
        assert replaced is not None
        return replace(each, column=replaced[0].value.column, type=replaced[0].value.type)

    return [Named(field.name, map_elements(value, convert))]
