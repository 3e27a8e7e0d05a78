"""Transforms of nested data: Relationalize, Unbox and UnnestFrame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from awsglue.collection import DynamicFrameCollection
from awsglue.frame import DynamicFrame
from awsglue.transforms.transform import GlueTransform


class Relationalize(GlueTransform):
    """Turns nested records into flat tables that can be joined."""

    returns = "DynamicFrameCollection"

    def __call__(
        self,
        frame: DynamicFrame,
        staging_path: str | None = None,
        name: str = "roottable",
        options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Return the tables. The root table has the given name."""
        return frame.relationalize(
            name,
            staging_path or _temp_dir(),
            options,
            transformation_ctx,
            info,
            stageThreshold,
            totalThreshold,
        )


class Unbox(GlueTransform):
    """Parses the string in a field into a struct."""

    def __call__(
        self,
        frame: DynamicFrame,
        path: str,
        format: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
        **options: Any,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame.unbox(
            path, format, transformation_ctx, info, stageThreshold, totalThreshold, **options
        )


class UnnestFrame(GlueTransform):
    """Turns struct fields into columns."""

    def __call__(
        self,
        frame: DynamicFrame,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame.unnest(transformation_ctx, info, stageThreshold, totalThreshold)


def _temp_dir() -> str:
    from awsglue.utils import _global_args

    path = _global_args.get("TempDir")
    if not path:
        raise RuntimeError(
            "Relationalize requires a staging_path, or a --TempDir argument in getResolvedOptions"
        )
    return str(path)
