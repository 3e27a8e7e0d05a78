"""Every rule type, on data that meets it, that does not, that is null, and that is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from awsgluedq.ruletypes import RULE_TYPES
from awsgluedq.transforms import EvaluateDataQuality
from pyspark.sql import DataFrame, Row, SparkSession

pytestmark = pytest.mark.spark

UNMET = "does not meet the constraint requirement!"
ORDERS = [
    ("RowCount = 5", None, {"Dataset.*.RowCount": 5.0}),
    ("RowCount > 5", "Value: 5.0 " + UNMET, {"Dataset.*.RowCount": 5.0}),
    ('RowCount = 2 where "land = \'fr\'"', None, {"Dataset.*.RowCount": 2.0}),
    ("RowCount between 5 and 9", "Value: 5.0", {}),
    ("RowCount not between 5 and 9", None, {}),
    ("RowCount in [4, 5]", None, {}),
    ("RowCount not in [4, 5]", "Value: 5.0", {}),
    ("RowCount = (2 + 1) * 2 - 1", None, {}),
    ('RowCount > 0 where "nope > 1"', 'where "nope > 1"', {}),
    ('RowCount > 0 where "id + 1"', "must be a boolean expression, not int", {}),
    ("ColumnCount > 8", None, {"Dataset.*.ColumnCount": 9.0}),
    ("ColumnCount > 9", "Value: 9.0 " + UNMET, {}),
    ('ColumnExists "total"', None, {}),
    ('ColumnExists "nope"', "Input data does not include column nope!", {}),
    ('ColumnNamesMatchPattern "[a-z]+"', None, {"Dataset.*.ColumnNamesPatternMatchRatio": 1.0}),
    ('ColumnNamesMatchPattern "[a-m]+"', "Columns that don't match", {}),
    ('ColumnNamesMatchPattern "["', "is an invalid regular expression", {}),
    ('IsComplete "id"', None, {"Column.id.Completeness": 1.0}),
    ('IsComplete "land"', "Value: 0.8 " + UNMET, {"Column.land.Completeness": 0.8}),
    ('IsComplete "land" where "id < 4"', None, {"Column.land.Completeness": 1.0}),
    ('IsComplete "nope"', "does not include column nope!", {}),
    ('Completeness "land" > 0.7', None, {"Column.land.Completeness": 0.8}),
    ('Completeness "land" > 0.9', "Value: 0.8", {}),
    ('Completeness "land" > 0.9 where "id > 3"', "Value: 0.5", {}),
    ('IsUnique "id"', None, {"Column.id.Uniqueness": 1.0}),
    ('IsUnique "land"', "Value: 0.5 " + UNMET, {"Column.land.Uniqueness": 0.5}),
    ('IsUnique "land" where "id != 3"', None, {}),
    ('IsPrimaryKey "id"', None, {"Column.id.Uniqueness": 1.0, "Column.id.Completeness": 1.0}),
    ('IsPrimaryKey "code"', "Value: 0.8", {"Column.code.Completeness": 0.8}),
    ('IsPrimaryKey "id" "land"', "Value: 0.8", {"Multicolumn.id,land.Uniqueness": 1.0}),
    ('IsPrimaryKey "paid"', "Value: 0.25", {}),
    ('Uniqueness "land" >= 0.5', None, {"Column.land.Uniqueness": 0.5}),
    ('Uniqueness "land" > 0.5', "Value: 0.5", {}),
    ('UniqueValueRatio "land" > 0.6', None, {"Column.land.UniqueValueRatio": 2 / 3}),
    ('UniqueValueRatio "land" > 0.7', "Value: 0.66", {}),
    ('DistinctValuesCount "land" = 3', None, {"Column.land.DistinctValuesCount": 3.0}),
    ('DistinctValuesCount "land" > 3', "Value: 3.0", {}),
    ('Entropy "paid" < 0.6', None, {"Column.paid.Entropy": 0.5623351446188083}),
    ('Entropy "paid" > 0.6', "Value: 0.56", {}),
    ('Mean "total" = 12.5', None, {"Column.total.Mean": 12.5}),
    ('Mean "total" > 20', "Value: 12.5", {}),
    ('Mean "land" > 1', "No rows to evaluate.", {}),
    ('Mean "paid" > 1', "must be numeric, not boolean", {}),
    ('Sum "price" = 50', None, {"Column.price.Sum": 50.0}),
    ('Sum "code" = 60', None, {"Column.code.Sum": 60.0}),
    ('Sum "total" > 50', "Value: 50.0", {}),
    ('StandardDeviation "id" between 1.41 and 1.42', None, {"Column.id.StandardDeviation": 2**0.5}),
    ('StandardDeviation "id" < 1', "Value: 1.41", {}),
    ('ColumnCorrelation "total" "price" > 0.99', None, {}),
    ('ColumnCorrelation "id" "total" > 0.9', "Value: ", {}),
    ('ColumnValues "id" > 0', None, {"Column.id.Maximum": 5.0, "Column.id.Minimum": 1.0}),
    ('ColumnValues "id" between 1 and 6', "Value: 1 " + UNMET, {}),
    ('ColumnValues "id" not between 6 and 9', None, {}),
    ('ColumnValues "total" > -6', "Value: NULL " + UNMET, {}),
    ('ColumnValues "total" > 0', "Value: -5.0 " + UNMET, {"Column.total.Minimum": -5.0}),
    ('ColumnValues "total" > 0 where "id in (1, 2)"', None, {"Column.total.Maximum": 20.0}),
    ('ColumnValues "total" > 0 with threshold > 0.5', None,
     {"Column.total.ColumnValues.Compliance": 0.6}),
    ('ColumnValues "total" > 0 with threshold > 0.7', "60.00 % of rows passed the threshold", {}),
    ('ColumnValues "total" != 10', "Value: 10.0", {}),
    ('ColumnValues "total" != 11', None, {}),
    ('ColumnValues "total" != NULL', "Value: NULL", {}),
    ('ColumnValues "total" = NULL', "Value: -5.0", {}),
    ('ColumnValues "price" in [10, 20, 25, -5, NULL]', None, {}),
    ('ColumnValues "price" = 10.01', "Value: ", {}),
    ('ColumnValues "land" in ["de", "fr", "it"]', "Value: NULL", {}),
    ('ColumnValues "land" in ["de", "fr", "it", NULL]', None, {}),
    ('ColumnValues "land" not in ["es"]', None, {}),
    ('ColumnValues "land" not in ["es", NULL]', "Value: NULL", {}),
    ('ColumnValues "mail" in ["a@x.org", "b@x.org", NULL, EMPTY, WHITESPACES_ONLY]', None, {}),
    ('ColumnValues "mail" != EMPTY', "Value:  does", {}),
    ('ColumnValues "mail" not in [WHITESPACES_ONLY]', "Value:    does", {}),
    ('ColumnValues "land" matches "[a-z]{2}" where "land is not null"', None, {}),
    ('ColumnValues "land" matches "[a-z]" where "land is not null"', "Value: de", {}),
    ('ColumnValues "land" not matches ["x", "y"] where "land is not null"', None, {}),
    ('ColumnValues "land" not matches "x"', "Value: NULL", {}),
    ('ColumnValues "land" matches "["', "Unclosed character class", {}),
    ('ColumnValues "paid" in [true, NULL]'.replace("true", '"TRUE"'), "Value: False", {}),
    ('ColumnValues "code" >= 10 where "id < 4"', None, {}),
    ('ColumnValues "code" >= 10 where "id = 4"', "Value: x", {}),
    ('ColumnValues "id" in ["1", "2", "3", "4", "5"]', None, {}),
    ('ColumnValues "ordered" < now() where "id < 4"', None, {}),
    ('ColumnValues "ordered" > (now() - 3 days) where "id = 5"', None, {}),
    ('ColumnValues "ordered" > (now() - 3 days) where "id < 4"', "Value: 2024-05-01", {}),
    ('ColumnValues "ordered" >= "2024-05-01" where "ordered is not null"', None, {}),
    ('ColumnValues "ordered" > "soon"', '"soon" is an invalid date', {}),
    ('ColumnValues "ordered" > 5', "Can't compare a date column with a number", {}),
    ('ColumnValues "id" > 5 days', "Can't compare a int column with 5 days", {}),
    ('ColumnLength "land" = 2 where "id < 4"', None, {"Column.land.MaximumLength": 2.0}),
    ('ColumnLength "land" = 2', "Value: 0 ", {"Column.land.MinimumLength": 0.0}),
    ('ColumnLength "land" = 2 with threshold > 0.7', None,
     {"Column.land.ColumnLength.Compliance": 0.8}),
    ('ColumnLength "land" > 2 with threshold > 0.7', "0.00 % of rows", {}),
    ('ColumnDataType "code" = "INTEGER" where "id < 4"', None,
     {"Column.code.ColumnDataType.Compliance": 1.0}),
    ('ColumnDataType "code" = "Integer"', "Value: x", {}),
    ('ColumnDataType "code" = "Integer" with threshold > 0.7', None, {}),
    ('ColumnDataType "day" in ["Date", "Double"]', None, {}),
    ('ColumnDataType "day" = "Boolean"', "Value: 2024-05-01", {}),
    ('ColumnDataType "day" = "Text"', '"Text" is not a DQDL data type', {}),
    ('ColumnDataType "day" > 5', "needs a condition: =", {}),
    ('DataFreshness "ordered" <= 24 hours where "id = 5"', None,
     {"Column.ordered.DataFreshness.Compliance": 1.0}),
    ('DataFreshness "ordered" <= 24 hours where "id < 4"', "Value: 2024-05-01", {}),
    ('DataFreshness "day" > 2 days with threshold > 0.5', None,
     {"Column.day.DataFreshness.Compliance": 0.6}),
    ('DataFreshness "ordered" > 2 days with threshold > 0.7', "60.00 % of rows", {}),
    ('DataFreshness "id" > 2 days', "Can't compare a int column with a date", {}),
    ('CustomSql "select count(*) from primary" = 5', None, {"Dataset.*.CustomSQL": 5.0}),
    ('CustomSql "select count(*) from primary where land is null" = 0', "Value: 1.0", {}),
    ('CustomSql "select count(*) from primary join lands on land = code" = 3', "ambiguous", {}),
    ('CustomSql "select count(*) from primary p join lands l on p.land = l.code" = 3', None, {}),
    ('CustomSql "select nope from primary" = 5', "CustomSql failed", {}),
    ('CustomSql "select land from primary where id = 1" = 5', "not a number", {}),
    ('CustomSql "select id from primary" = 5', "one row with one number", {}),
    ('CustomSql "select id from primary where id > 0"', None,
     {"Dataset.*.CustomSQL.Compliance": 1.0}),
    ('CustomSql "select id from primary where id > 1"', "1 of 5 rows aren't returned", {}),
    ('CustomSql "select id from primary where id > 1" with threshold > 0.7', None, {}),
    ('CustomSql "select id from primary where id > 3" with threshold > 0.7', "40.00 %", {}),
    ('RowCountMatch "lands" >= 2.5', None, {"Dataset.lands.RowCountMatch": 2.5}),
    ('RowCountMatch "lands" = 1', "Value: 2.5", {}),
    ('RowCountMatch "nope" = 1', '"nope" doesn\'t exist (available: "lands", "nothing")', {}),
    ('RowCountMatch "nothing" = 1', "Can't compute a ratio", {}),
    ('SchemaMatch "lands" > 0.2', None, {"Dataset.lands.SchemaMatch": 2 / 9}),
    ('SchemaMatch "lands" = 1', "Value: 0.22", {}),
    ('AggregateMatch "sum(total)" "sum(price)" = 1', None,
     {"Column.total,price.AggregateMatch": 1.0}),
    ('AggregateMatch "avg(total)" "avg(lands.fee)" >= 0.9', "Value: 0.5", {}),
    ('AggregateMatch "max(total)" "sum(price)" = 1', "must have the form", {}),
    ('AggregateMatch "sum(total)" "sum(lands.nope)" = 1', "does not include column nope!", {}),
    ('ReferentialIntegrity "land" "lands.code" >= 0.6', None,
     {"Column.lands.ReferentialIntegrity": 0.6}),
    ('ReferentialIntegrity "land" "lands.code" = 1', "Value: 0.6", {}),
    ('ReferentialIntegrity "land,id" "lands.{code,id}" = 0.4', None, {}),
    ('ReferentialIntegrity "land,id" "lands.code" = 1', "Can't compare 2 column(s) with 1", {}),
    ('ReferentialIntegrity "land" "code" = 1', "must have the form", {}),
    ('DatasetMatch "lands" "id" "land->code" = 0.4', None, {"Dataset.lands.DatasetMatch": 0.4}),
    ('DatasetMatch "lands" "id" "land->code" = 1', "Value: 0.4", {}),
    ('DatasetMatch "lands" "land->code" "id" = 1', "Provided key map not suitable", {}),
    ('DatasetMatch "lands" "id" = 1', 'Dataset "lands" does not include column land!', {}),
    ('DetectAnomalies "RowCount"', "DetectAnomalies isn't supported", {}),
    ('(IsComplete "id") and (IsUnique "id")', None, {"Column.id.Uniqueness": 1.0}),
    ('(IsComplete "land") and (IsUnique "id")', "Value: 0.8", {}),
    ('(IsComplete "land") or (IsUnique "id")', None, {}),
    ('(IsComplete "land") or (IsUnique "land")', "Value: 0.8 " + UNMET + " Value: 0.5", {}),
]  # fmt: skip


@pytest.fixture(scope="module")
def judged(spark: SparkSession, orders: DataFrame, lands: DataFrame) -> Mapping[str, Row]:
    """The outcome of every rule of the table, from a single evaluation."""
    ruleset = f"Rules = [{', '.join(rule for rule, _, _ in ORDERS)}]"
    nothing = spark.createDataFrame([], "a int")
    result = EvaluateDataQuality().process_rows(
        orders,
        ruleset,
        publishing_options={"enableDataQualityResultsPublishing": False},
        additional_data_sources={"lands": lands, "nothing": nothing},
    )
    rows = result["ruleOutcomes"].collect()
    return {rule: row for (rule, _, _), row in zip(ORDERS, rows, strict=True)}


@pytest.mark.parametrize(
    ("rule", "reason", "metrics"), ORDERS, ids=[str(rule) for rule, _, _ in ORDERS]
)
def test_a_rule_is_judged(
    judged: Mapping[str, Row], rule: str, reason: str | None, metrics: dict[str, float]
) -> None:
    outcome = judged[rule]

    assert outcome["Outcome"] == ("Passed" if reason is None else "Failed"), outcome
    assert (reason or "") in (outcome["FailureReason"] or "")
    assert (outcome["FailureReason"] is None) == (reason is None)
    assert {name: outcome["EvaluatedMetrics"].get(name) for name in metrics} == pytest.approx(
        metrics
    )


def test_the_table_has_a_passing_and_a_failing_case_of_every_rule_type() -> None:
    files = {"FileFreshness", "FileMatch", "FileSize", "FileUniqueness"}
    wanted = {name for name, kind in RULE_TYPES.items() if kind.is_rule} - files
    passing = {rule.split(" ")[0] for rule, reason, _ in ORDERS if reason is None}
    failing = {rule.split(" ")[0] for rule, reason, _ in ORDERS if reason is not None}

    assert wanted <= passing | {"DetectAnomalies"}
    assert wanted <= failing


NO_ROWS = "No rows to evaluate."
EMPTY = [
    ("RowCount = 0", None),
    ("ColumnCount > 0", None),
    ('IsComplete "land"', NO_ROWS),
    ('Completeness "land" >= 0', NO_ROWS),
    ('ColumnValues "id" > 0', NO_ROWS),
    ('ColumnLength "land" >= 0 with threshold > 0.5', NO_ROWS),
    ('ColumnDataType "code" = "Integer"', NO_ROWS),
    ('DataFreshness "ordered" > 1 hours', NO_ROWS),
    ('IsUnique "id"', NO_ROWS),
    ('IsPrimaryKey "id"', NO_ROWS),
    ('Uniqueness "id" = 1', NO_ROWS),
    ('UniqueValueRatio "id" = 1', NO_ROWS),
    ('Entropy "id" = 0', NO_ROWS),
    ('DistinctValuesCount "id" = 0', None),
    ('Mean "total" = 0', NO_ROWS),
    ('Sum "total" = 0', NO_ROWS),
    ('StandardDeviation "total" = 0', NO_ROWS),
    ('ColumnCorrelation "id" "total" = 0', NO_ROWS),
    ('CustomSql "select count(*) from primary" = 0', None),
    ('CustomSql "select id from primary"', NO_ROWS),
    ('ReferentialIntegrity "land" "lands.code" = 1', NO_ROWS),
    ('DatasetMatch "lands" "id" "land->code" = 1', NO_ROWS),
    ('RowCountMatch "lands" = 0', None),
    ('AggregateMatch "sum(total)" "sum(lands.fee)" = 1', NO_ROWS),
]
ALL_NULL = [
    ("RowCount = 5", None),
    ('IsComplete "land"', "Value: 0.0"),
    ('ColumnValues "id" > 0', "Value: NULL"),
    ('ColumnValues "id" = NULL', None),
    ('ColumnLength "land" = 0', None),
    ('ColumnDataType "code" = "Integer"', None),
    ('DataFreshness "ordered" > 1 hours', "Value: NULL"),
    ('IsUnique "id"', NO_ROWS),
    ('IsPrimaryKey "id"', "Value: 0.0"),
    ('DistinctValuesCount "id" = 0', None),
    ('Entropy "id" = 0', NO_ROWS),
    ('Mean "total" = 0', NO_ROWS),
    ('ReferentialIntegrity "land" "lands.code" = 0', None),
    ('DatasetMatch "lands" "id" "land->code" = 0', "Provided key map"),
]


@pytest.mark.parametrize("cases", [EMPTY, ALL_NULL], ids=["no rows", "only nulls"])
def test_rules_say_so_when_there_is_nothing_to_judge(
    spark: SparkSession, orders: DataFrame, lands: DataFrame, cases: list[tuple[str, str | None]]
) -> None:
    nulls = orders.selectExpr(*[f"cast(null as {kind}) as {name}" for name, kind in orders.dtypes])
    frame = nulls if cases is ALL_NULL else orders.where("false")

    outcomes = rules_of(frame, cases, lands)

    assert outcomes == [
        (rule, "Passed" if reason is None else "Failed", True) for rule, reason in cases
    ]


def rules_of(
    frame: DataFrame, cases: list[tuple[str, str | None]], lands: DataFrame
) -> list[tuple[str, str, bool]]:
    """Evaluate the rules; the last item says whether the reason is the expected one."""
    result: dict[str, Any] = EvaluateDataQuality().process_rows(
        frame,
        f"Rules = [{', '.join(rule for rule, _ in cases)}]",
        additional_data_sources={"lands": lands},
    )
    rows = result["ruleOutcomes"].collect()
    return [
        (row["Rule"], row["Outcome"], (reason or "") in (row["FailureReason"] or ""))
        for row, (_, reason) in zip(rows, cases, strict=True)
    ]


def test_nested_columns_are_refused_by_name_of_their_type(spark: SparkSession) -> None:
    frame = spark.sql("select named_struct('b', 1) as a")

    (outcome,) = EvaluateDataQuality.apply(frame, 'Rules = [ColumnValues "a" = 1]').collect()

    assert outcome["Outcome"] == "Failed"
    assert "nested columns" in outcome["FailureReason"]


def test_a_column_name_with_dots_and_backticks_is_one_column(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(1, 2)], ["a.b", "c`d"])

    outcomes = EvaluateDataQuality.apply(
        frame, 'Rules = [ColumnValues "a.b" = 1, IsUnique "c`d", IsComplete "A.B"]'
    ).collect()

    assert [row["Outcome"] for row in outcomes] == ["Passed", "Passed", "Passed"]


def test_one_broken_expression_fails_only_its_own_rule(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(1, 0)], "a int, b int")

    broken, sound = EvaluateDataQuality.apply(
        frame, 'Rules = [RowCount > 0 where "raise_error(\'boom\') is null", IsComplete "a"]'
    ).collect()

    assert (broken["Outcome"], "boom" in broken["FailureReason"]) == ("Failed", True)
    assert sound["Outcome"] == "Passed"


def test_a_view_named_primary_survives_custom_sql(spark: SparkSession, orders: DataFrame) -> None:
    spark.range(3).createOrReplaceTempView("primary")

    EvaluateDataQuality.apply(orders, 'Rules = [CustomSql "select count(*) from primary" = 5]')

    assert spark.table("primary").count() == 3
    spark.catalog.dropTempView("primary")
