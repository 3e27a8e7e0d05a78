"""DynamicFrameCollection: a collection of named frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, KeysView, Mapping, Sequence, ValuesView
from typing import TYPE_CHECKING, Any

from pyspark.sql import types as T

if TYPE_CHECKING:
    from awsglue.context import GlueContext
    from awsglue.frame import DynamicFrame


class DynamicFrameCollection:
    """A collection of named frames, created from a dict or a list of frames."""

    def __init__(
        self,
        dynamic_frames: Mapping[str, DynamicFrame] | Sequence[DynamicFrame],
        glue_ctx: GlueContext,
    ) -> None:
        if isinstance(dynamic_frames, Mapping):
            self._frames = dict(dynamic_frames)
        elif isinstance(dynamic_frames, (list, tuple)):
            self._frames = {frame.name: frame for frame in dynamic_frames}
        else:
            raise TypeError(
                "DynamicFrameCollection needs a dict or a list of frames; got "
                f"{type(dynamic_frames).__name__}"
            )
        self._glue_ctx = glue_ctx

    def __getitem__(self, key: str) -> DynamicFrame:
        return self._frames[key]

    def __len__(self) -> int:
        return len(self._frames)

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __contains__(self, key: object) -> bool:
        return key in self._frames

    def keys(self) -> KeysView[str]:
        """Return the names."""
        return self._frames.keys()

    def values(self) -> ValuesView[DynamicFrame]:
        """Return the frames."""
        return self._frames.values()

    def select(self, key: str, transformation_ctx: str = "") -> DynamicFrame:
        """Return the frame with a name, or an empty frame if it doesn't exist."""
        from awsglue.frame import DynamicFrame

        if key in self._frames:
            return self._frames[key]
        empty = self._glue_ctx.spark_session.createDataFrame([], T.StructType())
        return DynamicFrame(empty, self._glue_ctx, key)

    def map(
        self, callable: Callable[[DynamicFrame, str], DynamicFrame], transformation_ctx: str = ""
    ) -> DynamicFrameCollection:
        """Replace each frame with the result of a function."""
        from awsglue.frame import DynamicFrame

        made: dict[str, DynamicFrame] = {}
        for key, frame in self._frames.items():
            result = callable(frame, f"{transformation_ctx}:{key}")
            if not isinstance(result, DynamicFrame):
                raise TypeError(
                    f"the function must return a DynamicFrame for {key!r}; it returned "
                    f"{type(result).__name__}"
                )
            made[key] = result
        return DynamicFrameCollection(made, self._glue_ctx)

    def flatmap(
        self, f: Callable[[DynamicFrame, str], Any], transformation_ctx: str = ""
    ) -> DynamicFrameCollection:
        """Replace each frame with the frame or frames that a function returns."""
        from awsglue.frame import DynamicFrame

        made: dict[str, DynamicFrame] = {}
        for key, frame in self._frames.items():
            result = f(frame, f"{transformation_ctx}:{key}")
            if isinstance(result, DynamicFrame):
                made[result.name or key] = result
            elif isinstance(result, DynamicFrameCollection):
                made.update(result._frames)
            else:
                raise TypeError(
                    "the function must return a DynamicFrame or a DynamicFrameCollection for "
                    f"{key!r}; it returned {type(result).__name__}"
                )
        return DynamicFrameCollection(made, self._glue_ctx)
