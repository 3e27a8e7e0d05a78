"""CustomSql: a SQL statement on the dataset, which is called `primary`.

Mirrors AWS: with a condition, the statement returns one number; without one, it selects the rows
that pass. A row passes if the statement returns its values in the selected columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from operator import and_
from threading import RLock

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from awsgluedq.checks import Check, Values, Verdict, share_verdict, value_verdict
from awsgluedq.dataset import SPARK_ERRORS, Dataset, column_of, field_of, reason_of
from awsgluedq.errors import RuleNotEvaluable
from awsgluedq.syntax import Rule

PRIMARY = "primary"
_METRIC = "Dataset.*.CustomSQL"
_ONE_AT_A_TIME = RLock()


def custom_sql(rule: Rule, dataset: Dataset) -> Check:
    """CustomSql, with or without a condition."""
    (statement,) = rule.parameters
    found = _query(statement, dataset)
    if rule.condition is None:
        return _rows_selected(rule, dataset, found)
    resolved, key = dataset.resolve(rule, _METRIC), f"sql|{statement}"
    return Check(
        resolved,
        lambda values: value_verdict(resolved.condition, _METRIC, values[key]),
        scans={key: _one_number(found)},
    )


def _one_number(found: DataFrame) -> Callable[[], float | None]:
    def scan() -> float | None:
        rows = found.limit(2).collect()
        if len(rows) > 1 or len(found.columns) != 1:
            raise RuleNotEvaluable("CustomSql with a condition must return one row with one number")
        value = rows[0][0] if rows else None
        try:
            return None if value is None else float(value)
        except (TypeError, ValueError) as err:
            raise RuleNotEvaluable(f"CustomSql returned {value!r}, which is not a number") from err

    return scan


def _rows_selected(rule: Rule, dataset: Dataset, found: DataFrame) -> Check:
    names = [field_of(dataset.frame, name, "Input data").name for name in found.columns]
    selected, rows = f"selected|{rule.parameters[0]}", "rows|None"

    def judge(values: Values) -> Verdict:
        passed, total = values[selected], values[rows]
        verdict = share_verdict(rule.threshold, passed, total)
        metrics = {f"{_METRIC}.Compliance": passed / total} if total else {}
        reason = verdict.reason
        if not verdict.passed and total and rule.threshold is None:
            reason = f"{total - passed} of {total} rows aren't returned by the statement"
        return Verdict(verdict.passed, reason, metrics)

    def row(frame: DataFrame) -> tuple[DataFrame, Column]:
        mark = f"__dq_{len(frame.columns)}"
        marked = found.toDF(*[f"{mark}_{at}" for at in range(len(names))]).distinct()
        pairs = [column_of(name).eqNullSafe(F.col(f"{mark}_{at}")) for at, name in enumerate(names)]
        marked = marked.withColumn(mark, F.lit(True))
        joined = frame.join(marked, reduce(and_, pairs), "left")
        return joined, F.coalesce(F.col(mark), F.lit(False))

    measures = {rows: F.count_if(F.lit(True))}
    return Check(rule, judge, measures, {selected: found.count}, row)


def _query(statement: str, dataset: Dataset) -> DataFrame:
    views = {PRIMARY: dataset.frame, **dataset.sources}
    spark = dataset.frame.sparkSession
    try:
        with _ONE_AT_A_TIME, _temporary_views(spark, views):
            return spark.sql(statement)
    except SPARK_ERRORS as err:
        raise RuleNotEvaluable(f"CustomSql failed: {reason_of(err)}") from err


@contextmanager
def _temporary_views(spark: SparkSession, frames: Mapping[str, DataFrame]) -> Iterator[None]:
    """Register the frames for one statement. Spark needs the names only to analyze the plan."""
    taken = {table.name for table in spark.catalog.listTables() if table.isTemporary}
    before = {name: spark.table(name) for name in frames if name in taken}
    for name, frame in frames.items():
        frame.createOrReplaceTempView(name)
    try:
        yield
    finally:
        for name in frames:
            if name in before:
                before[name].createOrReplaceTempView(name)
            else:
                spark.catalog.dropTempView(name)
