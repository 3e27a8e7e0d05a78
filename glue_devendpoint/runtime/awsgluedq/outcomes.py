"""Outcomes as DataFrames: one row per rule, and one row per record with the rules it passed.

Mirrors AWS's columns: `Rule, Outcome, FailureReason, EvaluatedMetrics, EvaluatedRule` (and `Labels`
if the ruleset has labels) for rules, and `DataQualityRulesPass`, `DataQualityRulesFail`,
`DataQualityRulesSkip` and `DataQualityEvaluationResult` for records.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsgluedq.dataset import column_of
from awsgluedq.evaluation import Evaluation

RESULT = {True: "Passed", False: "Failed"}
_METRICS = T.MapType(T.StringType(), T.DoubleType())
_LABELS = T.MapType(T.StringType(), T.StringType())
_OUTCOME_FIELDS = [
    T.StructField("Rule", T.StringType()),
    T.StructField("Outcome", T.StringType()),
    T.StructField("FailureReason", T.StringType()),
    T.StructField("EvaluatedMetrics", _METRICS),
    T.StructField("EvaluatedRule", T.StringType()),
]


def rule_outcomes(evaluation: Evaluation, spark: SparkSession) -> DataFrame:
    """Return one row per rule."""
    rows = [
        (str(outcome.rule), RESULT[outcome.verdict.passed], outcome.verdict.reason,
         dict(outcome.verdict.metrics), outcome.evaluated)
        for outcome in evaluation.outcomes
    ]  # fmt: skip
    if not any(outcome.rule.labels for outcome in evaluation.outcomes):
        return spark.createDataFrame(rows, T.StructType(_OUTCOME_FIELDS))
    labels = [dict(outcome.rule.labels) for outcome in evaluation.outcomes]
    labelled = [(*row, label) for row, label in zip(rows, labels, strict=True)]
    schema = T.StructType([*_OUTCOME_FIELDS, T.StructField("Labels", _LABELS)])
    return spark.createDataFrame(labelled, schema)


def row_outcomes(evaluation: Evaluation, frame: DataFrame) -> DataFrame:
    """Return the frame with the rules that each row passed, failed and skipped."""
    wide = frame
    tests: list[tuple[str, Column]] = []
    never = F.lit(None).cast("boolean")
    for outcome in evaluation.outcomes:
        test = never
        if outcome.row is not None:
            wide, test = outcome.row(wide)
        tests.append((str(outcome.rule), test))
    failed = F.size("DataQualityRulesFail") > 0
    return wide.select(
        *[column_of(name) for name in frame.columns],
        _rules(tests, lambda test: test).alias("DataQualityRulesPass"),
        _rules(tests, lambda test: ~test).alias("DataQualityRulesFail"),
        _rules(tests, lambda test: test.isNull()).alias("DataQualityRulesSkip"),
    ).withColumn(
        "DataQualityEvaluationResult", F.when(failed, RESULT[False]).otherwise(RESULT[True])
    )


def _rules(tests: Sequence[tuple[str, Column]], select: Callable[[Column], Column]) -> Column:
    named = [F.when(select(test), F.lit(rule)) for rule, test in tests]
    return F.array_compact(F.array(*named)) if named else F.array().cast("array<string>")
