"""`EvaluateDataQuality`: evaluates a DQDL ruleset on a frame.

Mirrors `awsgluedq.transforms.EvaluateDataQuality` of AWS Glue. You can pass DynamicFrames or Spark
DataFrames. The result has the same type; for DataFrames, a dictionary replaces the collection.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from awsgluedq import options
from awsgluedq.dataset import Dataset
from awsgluedq.errors import DataQualityError
from awsgluedq.evaluation import Evaluation, evaluate
from awsgluedq.outcomes import row_outcomes, rule_outcomes
from awsgluedq.parser import parse
from awsgluedq.publishing import Publication, result_document

__all__ = ["EvaluateDataQuality"]

ROW_LEVEL_OUTCOMES = "rowLevelOutcomes"
RULE_OUTCOMES = "ruleOutcomes"
ORIGINAL_DATA = "originalData"


class EvaluateDataQuality:
    """Evaluates a DQDL (Data Quality Definition Language) ruleset on a frame."""

    @classmethod
    def apply(
        cls, frame: Any, ruleset: str, publishing_options: Mapping[str, Any] | None = None
    ) -> Any:
        """Return one row per rule, with its Outcome, FailureReason and EvaluatedMetrics."""
        return cls()(frame, ruleset, publishing_options)

    def __call__(
        self, frame: Any, ruleset: str, publishing_options: Mapping[str, Any] | None = None
    ) -> Any:
        """Return one row per rule, like `apply`."""
        evaluation = _run(frame, ruleset, publishing_options, None, {})
        outcomes = rule_outcomes(evaluation, _data_frame(frame).sparkSession)
        return _like(frame, outcomes, RULE_OUTCOMES)

    def process_rows(
        self,
        frame: Any,
        ruleset: str,
        publishing_options: Mapping[str, Any] | None = None,
        additional_options: Mapping[str, Any] | None = None,
        additional_data_sources: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return a collection of `ruleOutcomes`, `rowLevelOutcomes` and `originalData`."""
        sources = additional_data_sources or {}
        evaluation = _run(frame, ruleset, publishing_options, additional_options, sources)
        original = _data_frame(frame)
        frames = {
            ROW_LEVEL_OUTCOMES: row_outcomes(evaluation, original),
            RULE_OUTCOMES: rule_outcomes(evaluation, original.sparkSession),
            ORIGINAL_DATA: original,
        }
        return _collection(frame, frames)


def _run(
    frame: Any,
    ruleset: str,
    publishing: Mapping[str, Any] | None,
    additional: Mapping[str, Any] | None,
    sources: Mapping[str, Any],
) -> Evaluation:
    """Parse, evaluate and publish."""
    parsed = parse(ruleset)
    where = options.publishing_options(publishing)
    how = options.additional_options(additional)
    data = _data_frame(frame)
    if how.caches_input:
        data = data.cache()
    publication = _publication(where, data.sparkSession)
    started = datetime.now(UTC)
    references = {alias: _data_frame(source) for alias, source in sources.items()}
    dataset = Dataset(data, references, started, publication.history)
    evaluation = evaluate(parsed, dataset, how.composites_by_row)
    if where.publishes:
        completed = datetime.now(UTC)
        result_id = f"dqresult-{uuid.uuid4().hex}"
        publication.write(result_document(evaluation, result_id, where.context, started, completed))
    return evaluation


def _publication(where: options.PublishingOptions, spark: SparkSession) -> Publication:
    return Publication(spark, where.prefix or (_home() / "data-quality").as_uri(), where.context)


def _home() -> Path:
    named = os.environ.get("GLUE_DEVENDPOINT_HOME")
    return Path(named).expanduser().resolve() if named else Path.home() / ".glue-devendpoint"


def _data_frame(frame: Any) -> DataFrame:
    if isinstance(frame, DataFrame):
        return frame
    if hasattr(frame, "toDF"):
        data: DataFrame = frame.toDF()
        return data
    kind = type(frame).__name__
    raise DataQualityError(f"frame must be a DynamicFrame or a Spark DataFrame, not a {kind}")


def _like(frame: Any, result: DataFrame, name: str) -> Any:
    """Return the result as a DynamicFrame if the input was one."""
    if isinstance(frame, DataFrame):
        return result
    return type(frame).fromDF(result, frame.glue_ctx, name)


def _collection(frame: Any, frames: Mapping[str, DataFrame]) -> Any:
    if isinstance(frame, DataFrame):
        return dict(frames)
    from awsglue.dynamicframe import DynamicFrameCollection

    named = {key: _like(frame, result, key) for key, result in frames.items()}
    return DynamicFrameCollection(named, frame.glue_ctx)
