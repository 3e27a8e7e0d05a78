"""Data quality and entity detection in the hands of a Glue script: DynamicFrames in and out."""

from __future__ import annotations

import pytest
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsgluedq.transforms import EvaluateDataQuality
from awsglueml.transforms import EntityDetector
from pyspark.sql import DataFrame, SparkSession

pytestmark = pytest.mark.spark


@pytest.fixture
def frame(spark: SparkSession, orders: DataFrame) -> DynamicFrame:
    return DynamicFrame.fromDF(orders, GlueContext(spark), "orders")


def test_apply_gives_a_dynamic_frame(frame: DynamicFrame) -> None:
    result = EvaluateDataQuality.apply(
        frame=frame,
        ruleset='Rules = [IsComplete "land", ColumnCount > 0]',
        publishing_options={"dataQualityEvaluationContext": "gate"},
    )

    assert isinstance(result, DynamicFrame)
    failed = result.toDF().where("Outcome = 'Failed'").collect()
    assert [row["Rule"] for row in failed] == ['IsComplete "land"']


def test_process_rows_gives_a_collection_to_select_from(frame: DynamicFrame) -> None:
    result = EvaluateDataQuality().process_rows(
        frame=frame,
        ruleset='Rules = [ReferentialIntegrity "land" "again.land" > 0.7]',
        additional_data_sources={"again": frame},
    )

    assert isinstance(result, DynamicFrameCollection)
    assert set(result.keys()) == {"rowLevelOutcomes", "ruleOutcomes", "originalData"}
    good = result["rowLevelOutcomes"].toDF().where("DataQualityEvaluationResult = 'Passed'")
    assert good.count() == 4
    [outcome] = result["ruleOutcomes"].toDF().collect()
    assert outcome["Outcome"] == "Passed"


def test_detect_gives_a_dynamic_frame(frame: DynamicFrame) -> None:
    result = EntityDetector().detect(frame, ["EMAIL"])

    assert isinstance(result, DynamicFrame)
    found = result.toDF().where("size(DetectedEntities) > 0").select("id").collect()
    assert sorted(row["id"] for row in found) == [1, 5]
