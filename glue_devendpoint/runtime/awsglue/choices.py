"""ResolveChoice: casts, projects, splits or keeps the alternatives of mixed-type fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import types as T

from awsglue.casts import cast
from awsglue.fields import rewrite
from awsglue.paths import ELEMENT, Path, parse_path
from awsglue.shapes import (
    CHOICE_MARK,
    alternatives,
    has_choice,
    is_choice,
    is_record,
    parse_type,
    type_name,
)
from awsglue.values import (
    Named,
    Value,
    alternative,
    columns_of,
    fields_of,
    find,
    map_elements,
    map_entries,
    null,
    same_struct,
    select,
)

Resolve = Callable[[Named], list[Named]]


@dataclass(frozen=True, slots=True)
class Spec:
    """What to do with the choice at a path."""

    path: Path
    resolve: Resolve


def parse_spec(path: str, action: str) -> Spec:
    """Parse one `(path, action)` pair of a resolveChoice."""
    return Spec(parse_path(path), parse_action(action))


def parse_action(action: str) -> Resolve:
    """Parse an action: cast:T, project:T, make_cols or make_struct."""
    verb, _, kind = action.strip().partition(":")
    verb = verb.strip().lower()
    if verb == "cast" and kind:
        target = parse_type(kind)
        return lambda field: [Named(field.name, cast(field.value, target))]
    if verb == "project" and kind:
        projected = parse_type(kind)
        return lambda field: [Named(field.name, project(field.value, projected))]
    if verb == "make_cols" and not kind:
        return make_columns
    if verb == "make_struct" and not kind:
        return lambda field: [Named(field.name, make_struct(field.value))]
    raise ValueError(
        f"unknown resolveChoice action {action!r}; use cast:<type>, project:<type>, "
        "make_cols, make_struct and, as the choice argument, match_catalog"
    )


def project(value: Value, kind: T.DataType) -> Value:
    """Keep only the values of one type. Values of other types become null."""
    if not is_choice(value.type):
        return value
    for index, held in enumerate(alternatives(value.type)):
        if type_name(held) == type_name(kind):
            return alternative(value, index)
    return Value(null(kind), kind)


def make_struct(value: Value) -> Value:
    """Turn a choice into a plain struct with one field per type."""
    if not is_choice(value.type):
        return value
    fields = [Named(each.name.removeprefix(CHOICE_MARK), each.value) for each in fields_of(value)]
    return same_struct(value, fields)


def make_columns(field: Named) -> list[Named]:
    """Turn a choice into one field per type, named `<field>_<type>`.

    Array elements can't become columns, so they become structs.
    """
    if not is_choice(field.value.type):
        return [field]
    if field.name == ELEMENT:
        return [Named(field.name, make_struct(field.value))]
    return [
        Named(f"{field.name}_{type_name(held)}", alternative(field.value, index))
        for index, held in enumerate(alternatives(field.value.type))
    ]


def resolve_specs(data: DataFrame, specs: Sequence[Spec]) -> DataFrame:
    """Apply each spec to the field at its path. Paths that don't exist are skipped."""
    for spec in specs:
        resolved = rewrite(columns_of(data), spec.path, spec.resolve)
        if resolved is not None:
            data = select(data, resolved)
    return data


def resolve_all(data: DataFrame, resolve: Resolve) -> DataFrame:
    """Apply one action to every choice, at any depth."""
    if not has_choice(data.schema):
        return data
    return select(data, _resolve_fields(columns_of(data), resolve))


def _resolve_fields(fields: Sequence[Named], resolve: Resolve) -> list[Named]:
    return [made for field in fields for made in _resolve_field(field, resolve)]


def _resolve_field(field: Named, resolve: Resolve) -> list[Named]:
    if not has_choice(field.value.type):
        return [field]
    if not is_choice(field.value.type):
        return [Named(field.name, _resolve_inside(field.value, resolve))]
    return [Named(each.name, _resolve_inside(each.value, resolve)) for each in resolve(field)]


def _resolve_inside(value: Value, resolve: Resolve) -> Value:
    if not has_choice(value.type):
        return value
    if is_record(value.type):
        return same_struct(value, _resolve_fields(fields_of(value), resolve))
    if isinstance(value.type, T.ArrayType):
        return map_elements(value, lambda each: _resolve_element(each, resolve))
    return map_entries(value, lambda each: _resolve_element(each, resolve))


def _resolve_element(value: Value, resolve: Resolve) -> Value:
    return _resolve_field(Named(ELEMENT, value), resolve)[0].value


def match_types(data: DataFrame, wanted: T.StructType) -> DataFrame:
    """Cast the fields in the catalog to the catalog's types, and keep the others."""
    fields = columns_of(data)
    made = {each.name: each.value for each in fields}
    for field in wanted.fields:
        held = find(fields, field.name, case_sensitive=False)
        if held is not None:
            made[held.name] = cast(held.value, field.dataType)
    return select(data, [Named(name, value) for name, value in made.items()])
