"""Streams: runs functions on micro-batches, and adds ingestion time columns."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from pyspark import StorageLevel
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue.formats.options import Options

BatchFunction = Callable[[DataFrame, int], Any]
_BACKOFF = (1, 2, 5)
_PARTS = ("year", "month", "day", "hour", "minute")
_LOG = logging.getLogger(__name__)


def add_ingestion_time_columns(frame: DataFrame, granularity: str) -> DataFrame:
    """Add ingest_year … ingest_<granularity> columns of the current time."""
    if granularity not in _PARTS[2:]:
        raise ValueError(
            f"the time granularity must be one of {', '.join(_PARTS[2:])}; got {granularity!r}"
        )
    now = F.current_timestamp()
    for part in _PARTS[: _PARTS.index(granularity) + 1]:
        frame = frame.withColumn(f"ingest_{part}", getattr(F, part)(now))
    return frame


def for_each_batch(
    frame: DataFrame,
    function: BatchFunction,
    options: Mapping[str, Any],
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Run a function on each non-empty micro-batch, until the stream ends."""
    given = Options(options)
    for name in ("windowSize", "checkpointLocation"):
        if name not in given:
            raise Exception(f"forEachBatch requires the option {name}")
    retries = given.number("batchMaxRetries", 3)
    if not 0 <= retries <= 100:
        raise ValueError(f"batchMaxRetries must be between 0 and 100; got {retries}")
    persists = given.flag("persistDataFrame", True)
    level = getattr(StorageLevel, given.text("storageLevel", "MEMORY_AND_DISK"))

    def run(batch: DataFrame, batch_id: int) -> None:
        if persists:
            batch.persist(level)
        try:
            if not batch.isEmpty():
                _with_retries(lambda: function(batch, batch_id), retries, sleep)
        finally:
            if persists:
                batch.unpersist()

    writer = frame.writeStream.foreachBatch(run).trigger(processingTime=given.text("windowSize"))
    query = writer.option("checkpointLocation", given.text("checkpointLocation")).start()
    query.awaitTermination()


def _with_retries(action: Callable[[], Any], retries: int, sleep: Callable[[float], None]) -> None:
    for attempt in range(retries + 1):
        try:
            action()
            return
        except Exception as error:
            if str(error).startswith("CheckpointMetadataNotFound") or attempt == retries:
                raise
            pause = _BACKOFF[min(attempt, len(_BACKOFF) - 1)]
            _LOG.warning("a batch failed; retrying in %s s: %s", pause, error)
            sleep(pause)


def sample_stream(
    frame: DataFrame, options: Mapping[str, Any], function: BatchFunction | None
) -> DataFrame:
    """Return the first records that arrive in a stream within the polling time."""
    given = Options(options)
    if "windowSize" not in given:
        raise Exception("getSampleStreamingDynamicFrame requires the option windowSize")
    polling = given.number("pollingTimeInMs", 10_000)
    window = _milliseconds(given.text("windowSize"))
    if polling <= window:
        raise ValueError(
            f"pollingTimeInMs ({polling}) must be longer than windowSize ({window} ms)"
        )
    limit = given.number("recordPollingLimit", 100)
    gathered: list[DataFrame] = []
    count = [0]

    def keep(batch: DataFrame, batch_id: int) -> None:
        if count[0] < limit and not batch.isEmpty():
            rows = batch.limit(limit - count[0]).localCheckpoint()
            gathered.append(rows)
            count[0] += rows.count()

    query = (
        frame.writeStream.foreachBatch(keep)
        .trigger(processingTime=given.text("windowSize"))
        .start()
    )
    deadline = time.monotonic() + polling / 1000
    while query.isActive and time.monotonic() < deadline and count[0] < limit:
        query.awaitTermination(1)
    query.stop()
    empty = frame.sparkSession.createDataFrame([], frame.schema)
    for each in gathered:
        empty = empty.unionByName(each)
    if function is not None:
        function(empty, 0)
    return empty


def _milliseconds(text: str) -> int:
    number, _, unit = text.strip().partition(" ")
    scale = {"ms": 1, "millisecond": 1, "second": 1000, "minute": 60_000, "hour": 3_600_000}
    unit = unit.strip().rstrip("s") or "second"
    if not number.isdigit() or unit not in scale:
        raise ValueError(f"windowSize must be a duration such as '10 seconds'; got {text!r}")
    return int(number) * scale[unit]
