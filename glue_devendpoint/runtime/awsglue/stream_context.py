"""GlueContext's methods for streams."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from pyspark.sql import DataFrame

from awsglue import streaming
from awsglue.frame import DynamicFrame
from awsglue.streaming_data_source import StreamingDataSource

if TYPE_CHECKING:
    from awsglue.context import GlueContext


class StreamContext:
    """Streams in micro-batches."""

    def _itself(self) -> GlueContext:
        return cast("GlueContext", self)

    def getStreamingSource(
        self,
        connection_type: str,
        format: str | None = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **options: Any,
    ) -> StreamingDataSource:
        """Return a streaming source to read from."""
        return StreamingDataSource(self._itself(), connection_type, options).setFormat(format)

    def add_ingestion_time_columns(self, frame: DataFrame, time_granularity: str) -> DataFrame:
        """Add columns with the ingestion time, down to the day, hour or minute."""
        return streaming.add_ingestion_time_columns(frame, time_granularity)

    def forEachBatch(
        self,
        frame: DataFrame,
        batch_function: Callable[[DataFrame, int], Any],
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Run a function on each micro-batch of a stream, until the stream ends."""
        streaming.for_each_batch(frame, batch_function, options or {})

    def getSampleStreamingDynamicFrame(
        self,
        frame: DataFrame,
        options: Mapping[str, Any] | None = None,
        batch_function: Callable[[DataFrame, int], Any] | None = None,
    ) -> DynamicFrame:
        """Return a frame with the first records of a stream."""
        rows = streaming.sample_stream(frame, options or {}, batch_function)
        return DynamicFrame.fromDF(rows, self._itself(), "sample")
