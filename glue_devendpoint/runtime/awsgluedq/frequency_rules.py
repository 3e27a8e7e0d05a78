"""Rules on how often values occur: IsUnique, IsPrimaryKey, Uniqueness, UniqueValueRatio,
DistinctValuesCount, Entropy, and the analyzer AllStatistics.

Mirrors AWS: a value is unique if it occurs exactly once. Rows that are null in all the columns
don't count. Entropy is in nats. Rules with the same columns and `where` share one grouping.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsgluedq.checks import NO_ROWS, Check, RowTest, Values, Verdict, unmet, value_verdict
from awsgluedq.column_rules import column_length, column_values, completeness
from awsgluedq.dataset import Dataset
from awsgluedq.statistic_rules import row_count
from awsgluedq.syntax import Rule


@dataclass(frozen=True, slots=True)
class Frequencies:
    """The result of one grouping: rows, distinct values, values that occur once and entropy."""

    rows: int
    distinct: int
    single: int
    entropy: float | None

    @property
    def uniqueness(self) -> float | None:
        """The share of rows whose value occurs once."""
        return self.single / self.rows if self.rows else None

    @property
    def unique_value_ratio(self) -> float | None:
        """The share of distinct values that occur once."""
        return self.single / self.distinct if self.distinct else None


_MEASURES: Mapping[str, tuple[str, Callable[[Frequencies], float | None]]] = {
    "Uniqueness": ("Uniqueness", lambda f: f.uniqueness),
    "IsUnique": ("Uniqueness", lambda f: f.uniqueness),
    "UniqueValueRatio": ("UniqueValueRatio", lambda f: f.unique_value_ratio),
    "DistinctValuesCount": ("DistinctValuesCount", lambda f: float(f.distinct)),
    "Entropy": ("Entropy", lambda f: f.entropy),
}
_BY_ROW = ("Uniqueness", "IsUnique", "UniqueValueRatio")


def frequency(rule: Rule, dataset: Dataset) -> Check:
    """Every rule type in this module except IsPrimaryKey and AllStatistics."""
    name, measure = _MEASURES[rule.type]
    metric = _metric(rule, name)
    key, scan = _frequencies(rule, dataset)
    resolved = dataset.resolve(rule, metric)

    def judge(values: Values) -> Verdict:
        verdict = value_verdict(resolved.condition, metric, measure(values[key]))
        if rule.type == "IsUnique" and verdict.passed and verdict.metrics[metric] < 1:
            return Verdict(False, unmet(verdict.metrics[metric]), verdict.metrics)
        return verdict

    row = _occurs_once(rule, dataset) if rule.type in _BY_ROW else None
    return Check(resolved, judge, scans={key: scan}, row=row)


def is_primary_key(rule: Rule, dataset: Dataset) -> Check:
    """IsPrimaryKey: the columns contain no nulls, and their combination is unique."""
    key, scan = _frequencies(rule, dataset)
    rows, complete = f"rows|{rule.where}", f"complete|{rule.parameters}|{rule.where}"
    kept = dataset.kept(rule.where)
    filled = reduce(and_, [dataset.column(name).isNotNull() for name in rule.parameters])

    def judge(values: Values) -> Verdict:
        if not values[rows]:
            return Verdict(False, NO_ROWS)
        metrics = {_metric(rule, "Completeness"): values[complete] / values[rows]}
        if values[key].uniqueness is not None:
            metrics[_metric(rule, "Uniqueness")] = values[key].uniqueness
        worst = min(metrics.values())
        return Verdict(worst == 1, None if worst == 1 else unmet(worst), metrics)

    measures = {rows: F.count_if(kept), complete: F.count_if(kept & filled)}
    unique = _occurs_once(rule, dataset)

    def row(frame: DataFrame) -> tuple[DataFrame, Column]:
        joined, test = unique(frame)
        return joined, test & filled

    return Check(rule, judge, measures, {key: scan}, row)


def all_statistics(rule: Rule, dataset: Dataset) -> Check:
    """AllStatistics: every metric that applies to the column's type."""
    (name,) = rule.parameters
    kind = dataset.field(name).dataType
    parts = [
        row_count(Rule("RowCount"), dataset),
        completeness(Rule("Completeness", (name,)), dataset),
        frequency(Rule("Uniqueness", (name,)), dataset),
    ]
    if isinstance(kind, T.StringType):
        parts.append(column_length(Rule("ColumnLength", (name,)), dataset))
    if isinstance(kind, T.NumericType):
        parts.append(column_values(Rule("ColumnValues", (name,)), dataset))

    def judge(values: Values) -> Verdict:
        metrics: dict[str, float] = {}
        for part in parts:
            metrics.update(part.judge(values).metrics)
        return Verdict(True, None, metrics)

    measures = {key: column for part in parts for key, column in part.measures.items()}
    scans = {key: scan for part in parts for key, scan in part.scans.items()}
    return Check(rule, judge, measures, scans)


def _metric(rule: Rule, name: str) -> str:
    if len(rule.parameters) == 1:
        return f"Column.{rule.parameters[0]}.{name}"
    return f"Multicolumn.{','.join(rule.parameters)}.{name}"


def _frequencies(rule: Rule, dataset: Dataset) -> tuple[str, Callable[[], Frequencies]]:
    columns = [dataset.column(name).alias(f"c{at}") for at, name in enumerate(rule.parameters)]
    kept = dataset.kept(rule.where)

    def scan() -> Frequencies:
        chosen = dataset.frame.where(kept).select(*columns)
        counted = [F.col(name).isNotNull() for name in chosen.columns]
        groups = chosen.where(reduce(or_, counted)).groupBy(*chosen.columns).count()
        n = F.col("count")
        found = groups.agg(
            F.sum(n).alias("rows"), F.count("*").alias("distinct"),
            F.count_if(n == 1).alias("single"), F.sum(n * F.log(n)).alias("weighted"),
        ).first()  # fmt: skip
        assert found is not None, "a global aggregate always returns one row"
        rows = found["rows"] or 0
        entropy = math.log(rows) - found["weighted"] / rows if rows else None
        return Frequencies(rows, found["distinct"], found["single"], entropy)

    return f"frequencies|{rule.parameters}|{rule.where}", scan


def _occurs_once(rule: Rule, dataset: Dataset) -> RowTest:
    columns = [dataset.column(name) for name in rule.parameters]
    kept = dataset.kept(rule.where)
    times = F.count_if(kept).over(Window.partitionBy(*columns))
    all_null = reduce(and_, [column.isNull() for column in columns])
    once = F.when(kept, (times == 1) | all_null)
    return lambda frame: (frame, once)
