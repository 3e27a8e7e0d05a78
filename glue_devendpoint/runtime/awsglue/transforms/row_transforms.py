"""Transforms of rows: Coalesce, ErrorsAsDynamicFrame, Filter, Join, Map, Repartition, Spigot,
SplitRows and Union."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from awsglue.collection import DynamicFrameCollection
from awsglue.frame import DynamicFrame
from awsglue.transforms.transform import GlueTransform


class Coalesce(GlueTransform):
    """Combines the records into fewer partitions."""

    def __call__(
        self,
        frame: DynamicFrame,
        num_partitions: int,
        shuffle: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame.coalesce(
            num_partitions, shuffle, transformation_ctx, info, stageThreshold, totalThreshold
        )


class ErrorsAsDynamicFrame(GlueTransform):
    """Returns the error records of a frame."""

    def __call__(
        self,
        frame: DynamicFrame,
    ) -> DynamicFrame:
        """Return the error records."""
        return frame.errorsAsDynamicFrame()


class Filter(GlueTransform):
    """Keeps the records for which a function returns true."""

    def __call__(
        self,
        frame: DynamicFrame,
        f: Callable[[Any], Any],
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame.filter(f, transformation_ctx, info, stageThreshold, totalThreshold)


class Join(GlueTransform):
    """Inner-joins two frames on equal keys."""

    def __call__(
        self,
        frame1: DynamicFrame,
        frame2: DynamicFrame,
        keys1: Any,
        keys2: Any,
        transformation_ctx: str = "",
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame1.join(keys1, keys2, frame2)


class Map(GlueTransform):
    """Replaces each record with the result of a function."""

    def __call__(
        self,
        frame: DynamicFrame,
        f: Callable[[Any], Any],
        preservesPartitioning: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame.map(
            f, preservesPartitioning, transformation_ctx, info, stageThreshold, totalThreshold
        )


class Repartition(GlueTransform):
    """Redistributes the records to a number of partitions."""

    def __call__(
        self,
        frame: DynamicFrame,
        num_partitions: int,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame.repartition(
            num_partitions, transformation_ctx, info, stageThreshold, totalThreshold
        )


class Spigot(GlueTransform):
    """Writes a sample of the records as JSON, and returns the frame."""

    def __call__(
        self,
        frame: DynamicFrame,
        path: str,
        options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
    ) -> DynamicFrame:
        """Return the frame itself."""
        return frame.spigot(path, options, transformation_ctx)


class SplitRows(GlueTransform):
    """Splits a frame into two by comparisons."""

    returns = "DynamicFrameCollection"

    def __call__(
        self,
        frame: DynamicFrame,
        comparison_dict: Mapping[str, Mapping[str, Any]],
        name1: str = "frame1",
        name2: str = "frame2",
        transformation_ctx: str = "",
        info: str | None = None,
        stageThreshold: int | None = None,
        totalThreshold: int | None = None,
    ) -> DynamicFrameCollection:
        """Return a frame with the rows that meet the comparisons and a frame with the rest."""
        return frame.split_rows(
            comparison_dict,
            name1,
            name2,
            transformation_ctx,
            info or "",
            stageThreshold or 0,
            totalThreshold or 0,
        )


class Union(GlueTransform):
    """Returns the records of two frames."""

    def __call__(
        self,
        frame1: DynamicFrame,
        frame2: DynamicFrame,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the transformed frame."""
        return frame1.union(frame2, transformation_ctx, info, stageThreshold, totalThreshold)
