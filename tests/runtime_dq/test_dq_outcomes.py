"""Outcomes as frames, per rule and per row, for DataFrames."""

from __future__ import annotations

import pytest
from awsgluedq.errors import DataQualityError, DqdlSyntaxError
from awsgluedq.transforms import EvaluateDataQuality
from pyspark.sql import DataFrame, SparkSession

pytestmark = pytest.mark.spark

ROWS = ["id", "DataQualityRulesPass", "DataQualityRulesFail", "DataQualityRulesSkip"]


def by_id(frame: DataFrame) -> dict[int, tuple[list[str], list[str], list[str], str]]:
    rows = frame.select(*ROWS, "DataQualityEvaluationResult").collect()
    return {row["id"]: tuple(row)[1:] for row in rows}


def test_apply_gives_the_columns_of_aws(orders: DataFrame) -> None:
    result = EvaluateDataQuality.apply(frame=orders, ruleset="Rules = [RowCount > 1]")

    assert result.dtypes == [
        ("Rule", "string"),
        ("Outcome", "string"),
        ("FailureReason", "string"),
        ("EvaluatedMetrics", "map<string,double>"),
        ("EvaluatedRule", "string"),
    ]
    (row,) = result.collect()
    metrics = {"Dataset.*.RowCount": 5.0}
    assert tuple(row) == ("RowCount > 1", "Passed", None, metrics, "RowCount > 1")


def test_labels_add_a_column(orders: DataFrame) -> None:
    source = 'DefaultLabels=["team"="a"] Rules=[RowCount > 1 labels=["level"="b"], ColumnCount > 1]'

    labels = [row["Labels"] for row in EvaluateDataQuality.apply(orders, source).collect()]

    assert labels == [{"team": "a", "level": "b"}, {"team": "a"}]


def test_process_rows_names_its_three_frames(orders: DataFrame) -> None:
    result = EvaluateDataQuality().process_rows(orders, "Rules = [RowCount > 1]")

    assert set(result) == {"rowLevelOutcomes", "ruleOutcomes", "originalData"}
    assert result["originalData"].columns == orders.columns
    assert result["rowLevelOutcomes"].columns == [
        *orders.columns,
        "DataQualityRulesPass",
        "DataQualityRulesFail",
        "DataQualityRulesSkip",
        "DataQualityEvaluationResult",
    ]


def test_each_row_knows_the_rules_it_passed_failed_and_was_skipped_by(orders: DataFrame) -> None:
    complete, few, unique = 'IsComplete "land"', 'ColumnValues "total" > 0', 'IsUnique "land"'
    early, rows = 'ColumnLength "mail" > 1 where "id < 3"', "RowCount = 5"
    ruleset = f"Rules = [{', '.join([complete, few, unique, early, rows])}]"

    result = EvaluateDataQuality().process_rows(orders, ruleset)

    assert by_id(result["rowLevelOutcomes"]) == {
        1: ([complete, few, unique, early], [], [rows], "Passed"),
        2: ([complete, few], [unique, early], [rows], "Failed"),
        3: ([complete], [few, unique], [early, rows], "Failed"),
        4: ([unique], [complete, few], [early, rows], "Failed"),
        5: ([complete, few, unique], [], [early, rows], "Passed"),
    }


def test_rules_with_joins_judge_rows_without_repeating_them(
    orders: DataFrame, lands: DataFrame
) -> None:
    refers = 'ReferentialIntegrity "land" "lands.code" = 1'
    selected = 'CustomSql "select id from primary where total >= 20"'
    key = 'IsPrimaryKey "land"'

    result = EvaluateDataQuality().process_rows(
        orders,
        f"Rules = [{refers}, {selected}, {key}, {refers}]",
        additional_data_sources={"lands": lands.union(lands)},
    )

    assert {row: judged[0] for row, judged in by_id(result["rowLevelOutcomes"]).items()} == {
        1: [refers, key, refers],
        2: [refers, selected, refers],
        3: [refers, refers],
        4: [],
        5: [selected, key],
    }
    assert result["rowLevelOutcomes"].count() == 5


def test_composites_judge_the_dataset_or_each_row(orders: DataFrame) -> None:
    rule = '(ColumnValues "total" > 0) or (ColumnValues "total" = NULL)'
    ruleset = f'Rules = [{rule} , (IsComplete "id") and (RowCount = 5)]'
    frame = orders.where("id != 4")

    outcomes = {
        method: [
            row["Outcome"]
            for row in EvaluateDataQuality()
            .process_rows(
                frame, ruleset, additional_options={"compositeRuleEvaluation.method": method}
            )["ruleOutcomes"]
            .collect()
        ]
        for method in ("COLUMN", "ROW")
    }

    assert outcomes == {"COLUMN": ["Failed", "Failed"], "ROW": ["Passed", "Failed"]}


def test_a_composite_is_judged_row_by_row_in_row_outcomes(orders: DataFrame) -> None:
    rule = '(ColumnValues "total" > 0) or (ColumnValues "total" = NULL)'

    result = EvaluateDataQuality().process_rows(orders, f"Rules = [{rule}]")

    failed = {row: judged[1] for row, judged in by_id(result["rowLevelOutcomes"]).items()}
    assert failed == {1: [], 2: [], 3: [], 4: [rule], 5: []}


def test_options_with_wrong_values_are_refused(orders: DataFrame) -> None:
    with pytest.raises(DataQualityError, match=r"compositeRuleEvaluation\.method must be one of"):
        EvaluateDataQuality().process_rows(
            orders,
            "Rules = [RowCount > 1]",
            additional_options={"compositeRuleEvaluation.method": "CELL"},
        )


def test_options_that_aws_has_and_we_do_not_need_are_accepted(orders: DataFrame) -> None:
    result = EvaluateDataQuality().process_rows(
        orders,
        "Rules = [RowCount > 1]",
        publishing_options={"enableDataQualityCloudWatchMetrics": True},
        additional_options={
            "performanceTuning.caching": "CACHE_NOTHING",
            "observations.scope": "ALL",
            "dataQualityResultsPublishing.strategy": "BEST_EFFORT",
        },
    )

    assert result["ruleOutcomes"].count() == 1


def test_a_bad_ruleset_stops_before_any_data_is_read(spark: SparkSession) -> None:
    with pytest.raises(DqdlSyntaxError, match="line 1, column 11"):
        EvaluateDataQuality.apply(spark.range(1), "Rules = [ Rowcount > 1 ]")


def test_something_that_is_no_frame_is_refused() -> None:
    with pytest.raises(DataQualityError, match="not a list"):
        EvaluateDataQuality.apply([1], "Rules = [RowCount > 1]")
