"""The 22 transforms of AWS Glue, and their descriptions."""

from __future__ import annotations

import json

from awsglue.transforms.collection_transforms import (
    FlatMap,
    MapToCollection,
    SelectFromCollection,
)
from awsglue.transforms.field_transforms import (
    ApplyMapping,
    DropFields,
    DropNullFields,
    RenameField,
    ResolveChoice,
    SelectFields,
    SplitFields,
)
from awsglue.transforms.nesting_transforms import (
    Relationalize,
    Unbox,
    UnnestFrame,
)
from awsglue.transforms.row_transforms import (
    Coalesce,
    ErrorsAsDynamicFrame,
    Filter,
    Join,
    Map,
    Repartition,
    Spigot,
    SplitRows,
    Union,
)
from awsglue.transforms.transform import GlueTransform

__all__ = [
    "ApplyMapping",
    "Coalesce",
    "DropFields",
    "DropNullFields",
    "ErrorsAsDynamicFrame",
    "Filter",
    "FlatMap",
    "Join",
    "Map",
    "MapToCollection",
    "Relationalize",
    "RenameField",
    "Repartition",
    "ResolveChoice",
    "SelectFields",
    "SelectFromCollection",
    "Spigot",
    "SplitFields",
    "SplitRows",
    "Unbox",
    "Union",
    "UnnestFrame",
]


def get_transforms() -> list[type[GlueTransform]]:
    """Return all transforms."""
    return [get_transform(name) for name in __all__]


def get_transform(name: str) -> type[GlueTransform]:
    """Return the transform with a name."""
    if name not in __all__:
        raise KeyError(f"there is no transform {name!r}; use one of {', '.join(__all__)}")
    found: type[GlueTransform] = globals()[name]
    return found


def describe_transform(name: str) -> str:
    """Return the description of a transform as JSON."""
    return json.dumps(get_transform(name).describe())
