"""Rules on one number of the dataset: RowCount, Mean, Sum, StandardDeviation, ColumnCorrelation,
and those that only need the schema: ColumnCount, ColumnExists, ColumnNamesMatchPattern.

Mirrors AWS: uses the population standard deviation and ignores nulls.
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
    """RowCount: the number of rows."""
    return _measured(rule, dataset, "Dataset.*.RowCount", F.count_if(dataset.kept(rule.where)))


def statistic(rule: Rule, dataset: Dataset) -> Check:
    """Mean, Sum and StandardDeviation of a numeric column."""
    (name,) = rule.parameters
    number = F.when(dataset.kept(rule.where), numeric(dataset, name))
    return _measured(rule, dataset, f"Column.{name}.{rule.type}", _STATISTICS[rule.type](number))


def column_correlation(rule: Rule, dataset: Dataset) -> Check:
    """ColumnCorrelation: the Pearson correlation of two numeric columns."""
    first, second = rule.parameters
    kept = dataset.kept(rule.where)
    pair = [F.when(kept, numeric(dataset, name)) for name in (first, second)]
    metric = f"Multicolumn.{first},{second}.ColumnCorrelation"
    return _measured(rule, dataset, metric, F.corr(*pair))


def numeric(dataset: Dataset, name: str) -> Column:
    """Return a numeric column as doubles. Strings that contain numbers are converted."""
    kind = dataset.field(name).dataType
    if isinstance(kind, T.NumericType):
        return dataset.column(name).cast("double")
    if isinstance(kind, T.StringType):
        return dataset.column(name).try_cast("double")
    raise RuleNotEvaluable(f"Column {name} must be numeric, not {kind.simpleString()}")


def _measured(rule: Rule, dataset: Dataset, metric: str, measure: Column) -> Check:
    key = f"{metric}|{rule.where}"
    resolved = dataset.resolve(rule, metric)

    def judge(values: Values) -> Verdict:
        return value_verdict(resolved.condition, metric, values[key])

    return Check(resolved, judge, {key: measure})


def column_count(rule: Rule, dataset: Dataset) -> Check:
    """ColumnCount: the number of columns."""
    metric = "Dataset.*.ColumnCount"
    resolved, count = dataset.resolve(rule, metric), float(len(dataset.frame.columns))
    return Check(resolved, lambda _: value_verdict(resolved.condition, metric, count))


def column_exists(rule: Rule, dataset: Dataset) -> Check:
    """ColumnExists: the column exists."""
    dataset.field(rule.parameters[0])
    return Check(rule, lambda _: Verdict(True))


def column_names_match_pattern(rule: Rule, dataset: Dataset) -> Check:
    """ColumnNamesMatchPattern: the whole name of every column matches."""
    (pattern,) = rule.parameters
    names = dataset.frame.columns
    try:
        strange = [name for name in names if not re.fullmatch(pattern, name)]
    except re.error as err:
        raise RuleNotEvaluable(f'"{pattern}" is an invalid regular expression: {err}') from err
    share = (len(names) - len(strange)) / len(names) if names else 1.0
    metrics = {"Dataset.*.ColumnNamesPatternMatchRatio": share}
    listed = f"Columns that don't match the pattern: {', '.join(strange)}" if strange else None
    return Check(rule, lambda _: Verdict(not strange, listed, metrics))


def detect_anomalies(rule: Rule, dataset: Dataset) -> Check:
    """DetectAnomalies: always fails, because it needs a model trained by AWS."""
    raise RuleNotEvaluable(
        "DetectAnomalies isn't supported: it needs a model trained by AWS on the dataset's "
        "history. Use a dynamic rule instead, for example RowCount > avg(last(10)) * 0.8"
    )
