"""EntityDetector on frames, and the transforms that cannot run here."""

from __future__ import annotations

import pytest
from awsglueml.transforms import (
    EntityDetector,
    FillMissingValues,
    FindIncrementalMatches,
    FindMatches,
)
from awsglueml.unsupported import UnsupportedTransformError
from pyspark.sql import DataFrame, SparkSession

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def people(spark: SparkSession) -> DataFrame:
    rows = [("a@b.org from 10.0.0.1", "x", 1), (None, "078-05-1120", 2), ("none", "y", 3)]
    return spark.createDataFrame(rows, "note string, `id.card` string, number int")


def test_detect_adds_a_map_of_findings_per_column(people: DataFrame) -> None:
    result = EntityDetector().detect(people, ["EMAIL", "IP_ADDRESS", "USA_SSN"])

    kind = "map<string,array<struct<entityType:string,start:int,end:int>>>"
    assert result.dtypes[-1] == ("DetectedEntities", kind)
    assert [row["DetectedEntities"] for row in result.orderBy("number").collect()] == [
        {"note": [("EMAIL", 0, 7), ("IP_ADDRESS", 13, 21)]},
        {"id.card": [("USA_SSN", 0, 11)]},
        {},
    ]


def test_detect_takes_its_arguments_by_position_and_no_types_mean_all(people: DataFrame) -> None:
    result = EntityDetector().detect(people, [], "found", "HIGH")

    (row,) = result.where("number = 2").collect()
    assert "USA_SSN" in {one["entityType"] for one in row["found"]["id.card"]}


def test_classify_columns_gives_the_types_that_are_common_enough(people: DataFrame) -> None:
    classify = EntityDetector().classify_columns

    assert classify(people, ["EMAIL", "USA_SSN"], 1.0, 0.3) == {
        "note": ["EMAIL"],
        "id.card": ["USA_SSN"],
    }
    assert classify(people, ["EMAIL", "USA_SSN"], 1.0, 0.5) == {}
    assert classify(people.select("number"), ["EMAIL"], 1.0, 0.5) == {}


def test_unknown_types_are_named_with_the_known_ones(people: DataFrame) -> None:
    with pytest.raises(UnsupportedTransformError, match=r"JAPAN_MY_NUMBER.*EMAIL"):
        EntityDetector().detect(people, ["JAPAN_MY_NUMBER"])


def test_wrong_arguments_are_refused(people: DataFrame) -> None:
    with pytest.raises(ValueError, match="sensitivity must be one of"):
        EntityDetector().detect(people, ["EMAIL"], sensitivity="EXTREME")
    with pytest.raises(ValueError, match="sample_fraction"):
        EntityDetector().classify_columns(people, ["EMAIL"], 0)
    with pytest.raises(ValueError, match="already has a column note"):
        EntityDetector().detect(people, ["EMAIL"], "note")


@pytest.mark.parametrize("transform", [FindMatches, FindIncrementalMatches, FillMissingValues])
def test_trained_transforms_say_what_to_use_instead(transform: type[FindMatches]) -> None:
    with pytest.raises(UnsupportedTransformError) as caught:
        transform.apply(None, transformId="tfm-1")

    message = str(caught.value)
    assert transform.__name__ in message
    assert "test_entity_detector.py:" in message
    assert "join" in message or "Imputer" in message
