"""Transforms of collections: FlatMap, MapToCollection and SelectFromCollection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from awsglue.collection import DynamicFrameCollection
from awsglue.frame import DynamicFrame
from awsglue.transforms.transform import GlueTransform


class FlatMap(GlueTransform):
    """Applies a transform to every frame of a collection."""

    returns = "DynamicFrameCollection"

    def __call__(
        self,
        dfc: DynamicFrameCollection,
        BaseTransform: type[GlueTransform],
        frame_name: str,
        transformation_ctx: str = "",
        **base_kwargs: Any,
    ) -> DynamicFrameCollection:
        """Return a collection of the results."""

        def transform(frame: DynamicFrame, context: str) -> Any:
            return BaseTransform.apply(
                **{**base_kwargs, frame_name: frame, "transformation_ctx": context}
            )

        return dfc.flatmap(transform, transformation_ctx)


class MapToCollection(GlueTransform):
    """Applies a function to every frame of a collection."""

    returns = "DynamicFrameCollection"

    def __call__(
        self,
        dfc: DynamicFrameCollection,
        callable: Callable[[DynamicFrame, str], DynamicFrame],
        transformation_ctx: str = "",
    ) -> DynamicFrameCollection:
        """Return a collection of the results."""
        return dfc.map(callable, transformation_ctx)


class SelectFromCollection(GlueTransform):
    """Selects one frame from a collection."""

    def __call__(
        self,
        dfc: DynamicFrameCollection,
        key: str,
        transformation_ctx: str = "",
    ) -> DynamicFrame:
        """Return the frame, or an empty frame if the name doesn't exist."""
        return dfc.select(key, transformation_ctx)
