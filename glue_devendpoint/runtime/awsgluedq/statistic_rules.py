"""Rules on one number of the dataset: RowCount, Mean, Sum, StandardDeviation, ColumnCorrelation,
and those that need no data at all: ColumnCount, ColumnExists, ColumnNamesMatchPattern.

Mirrors AWS: the standard deviation is the population's; nulls are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsgluedq.checks import Check, Values, Verdict, value_verdict
from awsgluedq.dataset import Dataset
from awsgluedq.errors import RuleNotEvaluable
from awsgluedq.syntax import Rule

_STATISTICS: Mapping[str, Callable[[Column], Column]] = {
    "Mean": F.avg,
    "Sum": F.sum,
    "StandardDeviation": F.stddev_pop,
}


def row_count(rule: Rule, dataset: Dataset) -> Check:
    """RowCount: how many rows there are."""
    return _measured(rule, dataset, "Dataset.*.RowCount", F.count_if(dataset.kept(rule.where)))


def statistic(rule: Rule, dataset: Dataset) -> Check:
    """Mean, Sum and StandardDeviation of a column of numbers."""
    (name,) = rule.parameters
    number = F.when(dataset.kept(rule.where), numeric(dataset, name))
    return _measured(rule, dataset, f"Column.{name}.{rule.type}", _STATISTICS[rule.type](number))


def column_correlation(rule: Rule, dataset: Dataset) -> Check:
    """ColumnCorrelation: Pearson's correlation of two columns of numbers."""
    first, second = rule.parameters
    kept = dataset.kept(rule.where)
    pair = [F.when(kept, numeric(dataset, name)) for name in (first, second)]
    metric = f"Multicolumn.{first},{second}.ColumnCorrelation"
    return _measured(rule, dataset, metric, F.corr(*pair))


def numeric(dataset: Dataset, name: str) -> Column:
    """Return a column of numbers as doubles; texts that are numbers count."""
    kind = dataset.field(name).dataType
    if isinstance(kind, T.NumericType):
        return dataset.column(name).cast("double")
    if isinstance(kind, T.StringType):
        return dataset.column(name).try_cast("double")
    raise RuleNotEvaluable(f"Column {name} must hold numbers, it is a {kind.simpleString()}")


def _measured(rule: Rule, dataset: Dataset, metric: str, measure: Column) -> Check:
    key = f"{metric}|{rule.where}"
    resolved = dataset.resolve(rule, metric)

    def judge(values: Values) -> Verdict:
        return value_verdict(resolved.condition, metric, values[key])

    return Check(resolved, judge, {key: measure})


def column_count(rule: Rule, dataset: Dataset) -> Check:
    """ColumnCount: how many columns there are."""
    metric = "Dataset.*.ColumnCount"
    resolved, count = dataset.resolve(rule, metric), float(len(dataset.frame.columns))
    return Check(resolved, lambda _: value_verdict(resolved.condition, metric, count))


def column_exists(rule: Rule, dataset: Dataset) -> Check:
    """ColumnExists: the column is there."""
    dataset.field(rule.parameters[0])
    return Check(rule, lambda _: Verdict(True))


def column_names_match_pattern(rule: Rule, dataset: Dataset) -> Check:
    """ColumnNamesMatchPattern: every column's whole name matches."""
    (pattern,) = rule.parameters
    names = dataset.frame.columns
    try:
        strange = [name for name in names if not re.fullmatch(pattern, name)]
    except re.error as err:
        raise RuleNotEvaluable(f'"{pattern}" is not a regular expression: {err}') from err
    share = (len(names) - len(strange)) / len(names) if names else 1.0
    metrics = {"Dataset.*.ColumnNamesPatternMatchRatio": share}
    listed = f"Columns that do not match the pattern: {', '.join(strange)}" if strange else None
    return Check(rule, lambda _: Verdict(not strange, listed, metrics))


def detect_anomalies(rule: Rule, dataset: Dataset) -> Check:
    """DetectAnomalies needs a model that AWS trains: it always fails, and says so."""
    raise RuleNotEvaluable(
        "DetectAnomalies is not supported: it needs a model trained by AWS on the dataset's "
        "history. Use a dynamic rule instead, such as RowCount > avg(last(10)) * 0.8"
    )
