"""How often the data is read: once for all rules that need no grouping and no join.

Once more for all rules that fail on some row, to find a value to show.
"""

from __future__ import annotations

import pytest
from awsgluedq.transforms import EvaluateDataQuality
from pyspark.sql import DataFrame, SparkSession

pytestmark = pytest.mark.spark

ONE_PASS = [
    "RowCount > 1", 'RowCount > 0 where "id > 1"', "ColumnCount > 1", 'ColumnExists "id"',
    'IsComplete "id"', 'IsComplete "land"', 'Completeness "total" > 0.5',
    'ColumnValues "id" > 0', 'ColumnValues "land" in ["de", "fr", "it", NULL]',
    'ColumnValues "total" < 30 with threshold > 0.5',
    'ColumnValues "total" > 0 with threshold > 0.5', 'ColumnLength "land" < 3',
    'ColumnDataType "code" = "Integer" with threshold > 0.5',
    'DataFreshness "ordered" > 1 hours with threshold > 0.5',
    'Mean "total" > 1', 'Sum "total" > 1', 'StandardDeviation "id" > 1',
    'ColumnCorrelation "id" "total" > 0', 'ColumnNamesMatchPattern ".*"',
    'AggregateMatch "sum(total)" "sum(price)" = 1',
]  # fmt: skip
FAILING = [
    'ColumnValues "land" in ["de", NULL]', 'ColumnValues "total" < 30',
    'ColumnDataType "code" = "Integer"', 'DataFreshness "ordered" > 1 hours',
]  # fmt: skip


def jobs_of(spark: SparkSession, name: str, frame: DataFrame, ruleset: str) -> int:
    spark.sparkContext.setJobGroup(name, name)
    EvaluateDataQuality.apply(frame, ruleset)
    return len(spark.sparkContext.statusTracker().getJobIdsForGroup(name))


def test_twenty_rules_take_the_jobs_of_one(spark: SparkSession, orders: DataFrame) -> None:
    one = jobs_of(spark, "one rule", orders, f"Rules = [{ONE_PASS[0]}]")

    twenty = jobs_of(spark, "twenty rules", orders, f"Rules = [{', '.join(ONE_PASS)}]")

    assert len(ONE_PASS) == 20
    assert 0 < twenty == one


def test_rules_that_fail_take_one_more_pass_together(
    spark: SparkSession, orders: DataFrame
) -> None:
    one = jobs_of(spark, "one that holds", orders, f"Rules = [{ONE_PASS[0]}]")

    failing = jobs_of(spark, "four that fail", orders, f"Rules = [{', '.join(FAILING)}]")

    assert failing == 2 * one


def test_rules_on_the_same_columns_share_one_grouping(
    spark: SparkSession, orders: DataFrame
) -> None:
    one = jobs_of(spark, "one grouping", orders, 'Rules = [Entropy "land" > 0]')
    shared = (
        'Entropy "land" > 0, IsUnique "land", Uniqueness "land" > 0, UniqueValueRatio "land" > 0'
    )

    several = jobs_of(spark, "shared grouping", orders, f"Rules = [{shared}]")

    assert 0 < several == one


def test_rules_on_the_schema_read_no_data(spark: SparkSession, orders: DataFrame) -> None:
    jobs = jobs_of(spark, "schema", orders, 'Rules = [ColumnCount > 1, ColumnExists "id"]')

    assert jobs == 0


def test_row_outcomes_are_lazy(spark: SparkSession, orders: DataFrame) -> None:
    ruleset = 'Rules = [IsComplete "id", IsComplete "land"]'
    once = jobs_of(spark, "rules only", orders, ruleset)
    spark.sparkContext.setJobGroup("with rows", "with rows")

    EvaluateDataQuality().process_rows(orders, ruleset)

    assert len(spark.sparkContext.statusTracker().getJobIdsForGroup("with rows")) == once
