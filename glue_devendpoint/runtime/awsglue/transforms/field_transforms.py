"""Transforms of fields: ApplyMapping, DropFields, DropNullFields, RenameField, SelectFields,
SplitFields and ResolveChoice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from awsglue.collection import DynamicFrameCollection
from awsglue.frame import DynamicFrame
from awsglue.transforms.transform import GlueTransform


class ApplyMapping(GlueTransform):
    """Keeps only the mapped fields, renamed and cast by the mappings."""

    def __call__(
        self,
        frame: DynamicFrame,
        mappings: Any,
        case_sensitive: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame.apply_mapping(
            mappings, case_sensitive, transformation_ctx, info, stageThreshold, totalThreshold
        )


class DropFields(GlueTransform):
    """Drops the fields at the given paths."""

    def __call__(
        self,
        frame: DynamicFrame,
        paths: Any,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame.drop_fields(paths, transformation_ctx, info, stageThreshold, totalThreshold)


class DropNullFields(GlueTransform):
    """Drops the fields that contain only nulls."""

    def __call__(
        self,
        frame: DynamicFrame,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame.drop_null_fields(transformation_ctx, info, stageThreshold, totalThreshold)


class RenameField(GlueTransform):
    """Renames or moves a field."""

    def __call__(
        self,
        frame: DynamicFrame,
        old_name: str,
        new_name: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame.rename_field(
            old_name, new_name, transformation_ctx, info, stageThreshold, totalThreshold
        )


class SelectFields(GlueTransform):
    """Keeps only the given top-level fields."""

    def __call__(
        self,
        frame: DynamicFrame,
        paths: Any,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame.select_fields(paths, transformation_ctx, info, stageThreshold, totalThreshold)


class SplitFields(GlueTransform):
    """Splits a frame into two by fields."""

    returns = "DynamicFrameCollection"

    def __call__(
        self,
        frame: DynamicFrame,
        paths: Any,
        name1: str | None = None,
        name2: str | None = None,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Return a frame with the given fields and a frame with the rest."""
        base = frame.name or "frame"
        return frame.split_fields(
            paths,
            name1 or f"{base}1",
            name2 or f"{base}2",
            transformation_ctx,
            info,
            stageThreshold,
            totalThreshold,
        )


class ResolveChoice(GlueTransform):
    """Resolves fields of mixed types."""

    def __call__(
        self,
        frame: DynamicFrame,
        specs: Sequence[tuple[str, str]] | None = None,
        choice: str = "",
        database: str | None = None,
        table_name: str | None = None,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
        catalog_id: str | None = None,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame.resolveChoice(
            specs,
            choice,
            database,
            table_name,
            transformation_ctx,
            info,
            stageThreshold,
            totalThreshold,
            catalog_id,
        )
