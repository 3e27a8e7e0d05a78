"""Results are kept, and dynamic rules look back at them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from awsgluedq.transforms import EvaluateDataQuality
from pyspark.sql import DataFrame, SparkSession

pytestmark = pytest.mark.spark


def evaluate(frame: DataFrame, ruleset: str, **options: Any) -> list[tuple[str, str]]:
    rows = EvaluateDataQuality.apply(frame, ruleset, options).collect()
    return [(row["Outcome"], row["EvaluatedRule"]) for row in rows]


def documents(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(folder.rglob("*.json"))]


def test_results_are_written_under_the_prefix_in_the_shape_of_the_api(
    orders: DataFrame, tmp_path: Path
) -> None:
    ruleset = 'Rules = [RowCount > 1, IsComplete "land"] Analyzers = [AllStatistics "total"]'

    evaluate(
        orders,
        ruleset,
        resultsS3Prefix=tmp_path.as_uri() + "/out/",
        dataQualityEvaluationContext="my orders",
    )

    (result,) = documents(tmp_path / "out" / "my_orders")
    assert (result["EvaluationContext"], result["Score"]) == ("my orders", 0.5)
    assert [rule["Result"] for rule in result["RuleResults"]] == ["PASS", "FAIL"]
    (analyzer,) = result["AnalyzerResults"]
    assert analyzer["EvaluatedMetrics"] == {
        "Dataset.*.RowCount": 5.0,
        "Column.total.Completeness": 0.8,
        "Column.total.Uniqueness": 1.0,
        "Column.total.Maximum": 25.0,
        "Column.total.Minimum": -5.0,
    }


def test_without_a_prefix_results_go_to_the_home_folder(orders: DataFrame, home: Path) -> None:
    evaluate(orders, "Rules = [RowCount > 1]")

    assert len(documents(home / "data-quality" / "default_context")) == 1


def test_publishing_can_be_turned_off(orders: DataFrame, home: Path) -> None:
    evaluate(orders, "Rules = [RowCount > 1]", enableDataQualityResultsPublishing=False)

    assert not home.exists()


def test_a_dynamic_rule_passes_the_first_time_and_then_looks_back(spark: SparkSession) -> None:
    ruleset = "Rules = [RowCount >= avg(last(2)), RowCount > last() - 1, RowCount in [last(3)]]"

    seen = [evaluate(spark.range(rows), ruleset) for rows in (4, 8, 5)]

    first, second, third = seen
    assert [outcome for outcome, _ in first] == ["Passed"] * 3
    assert second == [
        ("Passed", "RowCount >= 4.0"),
        ("Passed", "RowCount > 3.0"),
        ("Failed", "RowCount in [4.0]"),
    ]
    assert third == [
        ("Failed", "RowCount >= 6.0"),
        ("Failed", "RowCount > 7.0"),
        ("Failed", "RowCount in [8.0, 4.0]"),
    ]


def test_contexts_do_not_see_each_other(spark: SparkSession) -> None:
    evaluate(spark.range(9), "Rules = [RowCount > 1]", dataQualityEvaluationContext="a")

    seen = evaluate(spark.range(2), "Rules = [RowCount > last()]", dataQualityEvaluationContext="b")

    assert seen == [("Passed", "RowCount > last()")]


def test_an_analyzer_feeds_later_dynamic_rules(spark: SparkSession) -> None:
    evaluate(spark.range(9), "Analyzers = [RowCount]")

    seen = evaluate(
        spark.range(9),
        "Rules = [RowCount = median(last(5)), RowCount > percentile(last(5), 0.5) + 1]",
    )

    assert seen == [("Passed", "RowCount = 9.0"), ("Failed", "RowCount > 10.0")]


def test_several_earlier_values_need_a_function(spark: SparkSession) -> None:
    for _ in range(2):
        evaluate(spark.range(3), "Rules = [RowCount > 1]")

    (row,) = EvaluateDataQuality.apply(spark.range(3), "Rules = [RowCount > last(2)]").collect()

    assert "use one of them, for example avg(last(2))" in row["FailureReason"]
