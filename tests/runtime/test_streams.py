"""Streams in micro-batches."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from awsglue import gluetypes as G
from awsglue.context import GlueContext
from awsglue.streaming import _with_retries
from pyspark.sql import DataFrame

pytestmark = pytest.mark.spark
SCHEMA = G.StructType([G.Field("a", G.IntegerType())]).json()


def test_each_filled_batch_reaches_the_function(
    bucket: Path, tmp_path: Path, glue_context: GlueContext
) -> None:
    (bucket / "in").mkdir()
    (bucket / "in/a.json").write_text(json.dumps({"a": 1}))
    source = glue_context.getStreamingSource("s3", paths=[f"s3://{bucket.name}/in"])
    stream = source.setFormat("json", withSchema=SCHEMA).getFrame()
    seen: list[int] = []
    filled = threading.Event()

    def keep(batch: DataFrame, batch_id: int) -> None:
        seen.extend(row["a"] for row in batch.collect())
        filled.set()

    def stop_when_filled() -> None:
        filled.wait(120)
        for query in glue_context.spark_session.streams.active:
            query.stop()

    stopper = threading.Thread(target=stop_when_filled)
    stopper.start()
    glue_context.forEachBatch(
        stream, keep, {"windowSize": "1 second", "checkpointLocation": str(tmp_path)}
    )
    stopper.join()

    assert seen == [1]


def test_a_stream_can_be_sampled(bucket: Path, glue_context: GlueContext) -> None:
    (bucket / "in").mkdir()
    (bucket / "in/a.json").write_text("\n".join(json.dumps({"a": i}) for i in range(9)))
    source = glue_context.getStreamingSource("s3", paths=[f"s3://{bucket.name}/in"])
    stream = source.setFormat("json", withSchema=SCHEMA).getFrame()

    sample = glue_context.getSampleStreamingDynamicFrame(
        stream, {"windowSize": "1 second", "pollingTimeInMs": "60000", "recordPollingLimit": "4"}
    )

    assert sample.count() == 4
    with pytest.raises(ValueError, match="longer than windowSize"):
        glue_context.getSampleStreamingDynamicFrame(
            stream, {"windowSize": "1 minute", "pollingTimeInMs": "500"}
        )


def test_options_are_checked(glue_context: GlueContext) -> None:
    data = glue_context.spark_session.range(1)

    with pytest.raises(Exception, match="windowSize"):
        glue_context.forEachBatch(data, print, {"checkpointLocation": "x"})
    with pytest.raises(ValueError, match="between 0 and 100"):
        glue_context.forEachBatch(
            data,
            print,
            {"windowSize": "1 second", "checkpointLocation": "x", "batchMaxRetries": 101},
        )


def test_a_batch_is_repeated_with_growing_pauses() -> None:
    pauses: list[float] = []
    tries: list[int] = []

    def fail() -> None:
        tries.append(1)
        raise RuntimeError("no" if len(tries) < 9 else "CheckpointMetadataNotFound: x")

    with pytest.raises(RuntimeError, match="no"):
        _with_retries(fail, 4, pauses.append)
    assert pauses == [1, 2, 5, 5]
    with pytest.raises(RuntimeError, match="Checkpoint"):
        _with_retries(fail, 100, pauses.append)


def test_ingestion_columns_go_down_to_the_granularity(glue_context: GlueContext) -> None:
    data = glue_context.spark_session.range(1)

    made = glue_context.add_ingestion_time_columns(data, "hour")

    assert made.columns == ["id", "ingest_year", "ingest_month", "ingest_day", "ingest_hour"]
    with pytest.raises(ValueError, match="'week'"):
        glue_context.add_ingestion_time_columns(data, "week")
