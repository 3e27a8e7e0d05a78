"""ApplyMapping: outputs exactly the mapped fields, renamed and cast."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import types as T

from awsglue.casts import cast
from awsglue.fields import look_up
from awsglue.paths import Path, parse_path
from awsglue.shapes import alternatives, is_choice, parse_type, type_name
from awsglue.values import Named, Value, alternative, columns_of, new_struct, select

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mapping:
    """One entry of a mapping: the source and target of a value, and their types."""

    source: Path
    target: Path
    source_type: T.DataType | None
    target_type: T.DataType | None


def parse_mappings(mappings: Any) -> list[Mapping]:
    """Parse mapping tuples: (source, target), (source, target, type) or all four parts."""
    given = [mappings] if isinstance(mappings, tuple) else list(mappings)
    return [_parse_mapping(each) for each in given]


def _parse_mapping(mapping: Any) -> Mapping:
    if not isinstance(mapping, tuple):
        raise TypeError(f"a mapping must be a tuple; got {mapping!r}")
    if len(mapping) == 2:
        source, target = mapping
        return Mapping(parse_path(source), _parse_target(target), None, None)
    if len(mapping) == 3:
        source, target, kind = mapping
        return Mapping(parse_path(source), _parse_target(target), None, _parse_kind(kind))
    if len(mapping) == 4:
        source, source_kind, target, kind = mapping
        return Mapping(
            parse_path(source), _parse_target(target), _parse_kind(source_kind), _parse_kind(kind)
        )
    raise ValueError(
        f"a mapping has 2, 3 or 4 parts (source, source type, target, target type); got {mapping!r}"
    )


def _parse_target(text: str) -> Path:
    """Return a target's path. Published jobs have a stray backquote at the end of some targets."""
    if not isinstance(text, str) or not text.endswith("`") or text.count("`") != 1:
        return parse_path(text)
    _LOG.warning("the mapping's target %r ends in a backquote, which is left out", text)
    return parse_path(text[:-1])


def _parse_kind(text: str) -> T.DataType | None:
    """Return a type, or None (keep as is) for `array`, `struct`, `map` and `choice`."""
    if text.strip().lower() in ("array", "struct", "map", "choice", "object", "null", ""):
        return None
    return parse_type(text)


def apply_mapping(
    data: DataFrame, mappings: Sequence[Mapping], case_sensitive: bool = False
) -> DataFrame:
    """Return a frame with the mapped fields. Mappings without a source field are skipped."""
    fields = columns_of(data)
    tree: dict[str, Any] = {}
    for mapping in mappings:
        found = look_up(fields, mapping.source, case_sensitive)
        if found is not None:
            _place(tree, mapping.target, _mapped(found, mapping))
    return select(data, _grown(tree))


def _mapped(value: Value, mapping: Mapping) -> Value:
    if is_choice(value.type) and mapping.source_type is not None:
        value = _projected(value, mapping.source_type)
    return value if mapping.target_type is None else cast(value, mapping.target_type)


def _projected(value: Value, source_type: T.DataType) -> Value:
    assert is_choice(value.type)
    wanted = type_name(source_type)
    for index, held in enumerate(alternatives(value.type)):
        if type_name(held) == wanted:
            return alternative(value, index)
    return value


def _place(tree: dict[str, Any], path: Path, value: Value) -> None:
    if len(path) == 1:
        tree[path[0]] = value
        return
    below = tree.get(path[0])
    if not isinstance(below, dict):
        below = tree[path[0]] = {}
    _place(below, path[1:], value)


def _grown(tree: dict[str, Any]) -> list[Named]:
    return [
        Named(name, new_struct(_grown(part)) if isinstance(part, dict) else part)
        for name, part in tree.items()
    ]
