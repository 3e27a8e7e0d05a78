"""Resolve options of `toDF`: how to convert choices for a DataFrame."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import types as T

from awsglue import gluetypes as G
from awsglue.choices import Spec, make_struct, project, resolve_specs
from awsglue.paths import parse_path
from awsglue.shapes import spark_type
from awsglue.values import Named

ACTIONS = ("KeepAsStruct", "Project")


class ResolveOption:
    """What to do with the choice at a path: `Project` it to a type, or `KeepAsStruct`."""

    def __init__(
        self, path: str, action: str, target: G.DataType | T.DataType | None = None
    ) -> None:
        self.path = path
        self.action = action
        self.target = target


def resolve_options(data: DataFrame, options: Sequence[ResolveOption]) -> DataFrame:
    """Apply resolve options to a frame's records."""
    return resolve_specs(data, [_spec(each) for each in options])


def _spec(option: ResolveOption) -> Spec:
    if option.action not in ACTIONS:
        raise ValueError(f"unknown resolve action {option.action!r}; use {' or '.join(ACTIONS)}")
    if option.action == "KeepAsStruct":
        return Spec(
            parse_path(option.path), lambda field: [Named(field.name, make_struct(field.value))]
        )
    if option.target is None:
        raise Exception(
            f"the resolve option for {option.path!r} requires a target type for Project"
        )
    target = spark_type(option.target) if isinstance(option.target, G.DataType) else option.target
    return Spec(
        parse_path(option.path), lambda field: [Named(field.name, project(field.value, target))]
    )
