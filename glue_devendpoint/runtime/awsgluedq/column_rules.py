"""Rules on the values of one column: Completeness, IsComplete, ColumnValues, ColumnLength,
ColumnDataType, DataFreshness.

Mirrors AWS: a rule on values fails if any row fails, unless it has a threshold. A null string has
length 0, a null date is never fresh, and nulls don't affect a column's data type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsgluedq.checks import Check, RowTest, Values, Verdict, share_verdict, value_verdict
from awsgluedq.conditions import as_timestamp, row_test, without_units
from awsgluedq.dataset import Dataset
from awsgluedq.errors import RuleNotEvaluable
from awsgluedq.syntax import Comparison, Condition, Number, Rule, Text, Within

_DATA_TYPES = {
    "boolean": "boolean", "date": "date", "timestamp": "timestamp", "integer": "int",
    "long": "bigint", "double": "double", "float": "float",
}  # fmt: skip
_SECONDS_PER_HOUR = 3600.0
_ALL = Comparison("=", Number(Decimal(1)))


def rows_kept(dataset: Dataset, where: str | None) -> dict[str, Column]:
    """Return the measure that counts the rows a `where` clause keeps."""
    return {f"rows|{where}": F.count_if(dataset.kept(where))}


def row_test_of(kept: Column, passes: Column, where: str | None) -> RowTest:
    """Return the row test of an expression. Rows excluded by `where` are skipped."""
    test = passes if where is None else F.when(kept, passes)
    return lambda frame: (frame, test)


def completeness(rule: Rule, dataset: Dataset) -> Check:
    """Completeness and IsComplete: the share of rows whose value is not null."""
    (name,) = rule.parameters
    metric = f"Column.{name}.Completeness"
    rows, present = f"rows|{rule.where}", f"present|{name}|{rule.where}"
    kept, filled = dataset.kept(rule.where), dataset.column(name).isNotNull()
    resolved = dataset.resolve(rule, metric)
    wanted = _ALL if rule.type == "IsComplete" else resolved.condition

    def judge(values: Values) -> Verdict:
        share = values[present] / values[rows] if values[rows] else None
        return value_verdict(wanted, metric, share)

    measures = {**rows_kept(dataset, rule.where), present: F.count_if(kept & filled)}
    return Check(resolved, judge, measures, row=row_test_of(kept, filled, rule.where))


def column_values(rule: Rule, dataset: Dataset) -> Check:
    """ColumnValues: every value meets the condition."""
    (name,) = rule.parameters
    field, column = dataset.field(name), dataset.column(name)
    ends = {}
    if isinstance(field.dataType, T.NumericType):
        ends = {f"Column.{name}.Maximum": F.max, f"Column.{name}.Minimum": F.min}
    resolved = dataset.resolve(rule, f"Column.{name}.Maximum")
    kept = dataset.kept(rule.where)
    metrics = {metric: end(F.when(kept, column)) for metric, end in ends.items()}
    if resolved.condition is None:
        return _metrics_only(resolved, metrics)
    passes = row_test(resolved.condition, column, field.dataType)
    return _on_rows(resolved, dataset, passes, column, metrics)


def column_length(rule: Rule, dataset: Dataset) -> Check:
    """ColumnLength: the length of every string meets the condition."""
    (name,) = rule.parameters
    column = dataset.column(name)
    length = F.coalesce(F.length(column.cast("string")), F.lit(0))
    resolved = dataset.resolve(rule, f"Column.{name}.MaximumLength")
    kept = dataset.kept(rule.where)
    metrics = {
        f"Column.{name}.MaximumLength": F.max(F.when(kept, length)),
        f"Column.{name}.MinimumLength": F.min(F.when(kept, length)),
    }
    if resolved.condition is None:
        return _metrics_only(resolved, metrics)
    passes = row_test(resolved.condition, length, T.IntegerType())
    return _on_rows(resolved, dataset, passes, length, metrics)


def column_data_type(rule: Rule, dataset: Dataset) -> Check:
    """ColumnDataType: every non-null value can be read as one of the types."""
    (name,) = rule.parameters
    text = dataset.column(name).cast("string")
    can_be = [text.try_cast(kind).isNotNull() for kind in _data_types(rule.condition)]
    passes = text.isNull() | F.coalesce(*[F.when(test, True) for test in can_be], F.lit(False))
    return replace(_on_rows(rule, dataset, passes, text, {}), row=None)


def _data_types(condition: Condition | None) -> list[str]:
    match condition:
        case Comparison("=", Text(name)):
            names = [name]
        case Within(items, False) if all(isinstance(item, Text) for item in items):
            names = [item.value for item in items if isinstance(item, Text)]
        case _:
            raise RuleNotEvaluable('ColumnDataType needs a condition: = "Type" or in ["Type", ...]')
    unknown = [name for name in names if name.lower() not in _DATA_TYPES]
    if unknown:
        known = ", ".join(sorted(name.capitalize() for name in _DATA_TYPES))
        raise RuleNotEvaluable(f'"{unknown[0]}" is not a DQDL data type. Use one of: {known}')
    return [_DATA_TYPES[name.lower()] for name in names]


def data_freshness(rule: Rule, dataset: Dataset) -> Check:
    """DataFreshness: the age of every date meets the condition."""
    (name,) = rule.parameters
    column = as_timestamp(dataset.column(name), dataset.field(name).dataType)
    age = (F.lit(dataset.now).cast("double") - column.cast("double")) / _SECONDS_PER_HOUR
    if rule.condition is None:
        raise RuleNotEvaluable("DataFreshness needs a condition, for example <= 24 hours")
    passes = row_test(without_units(rule.condition), age, T.DoubleType())
    return _on_rows(rule, dataset, passes, dataset.column(name), {})


def _metrics_only(rule: Rule, measures: Mapping[str, Column]) -> Check:
    """Return the check of an analyzer, which only measures and always passes."""
    keys = {metric: f"{metric}|{rule.where}" for metric in measures}

    def judge(values: Values) -> Verdict:
        found = {metric: values[key] for metric, key in keys.items()}
        return Verdict(True, None, {m: float(v) for m, v in found.items() if v is not None})

    return Check(rule, judge, {keys[metric]: column for metric, column in measures.items()})


def _on_rows(
    rule: Rule, dataset: Dataset, passes: Column, shown: Column, metrics: Mapping[str, Column]
) -> Check:
    """Return the check of a rule that evaluates an expression on each row."""
    (name,) = rule.parameters
    kept = dataset.kept(rule.where)
    rows, passed = f"rows|{rule.where}", f"passed|{rule}"
    keys = {metric: f"{metric}|{rule.where}" for metric in metrics}

    def judge(values: Values) -> Verdict:
        total = values[rows]
        verdict = share_verdict(rule.threshold, values[passed], total)
        found = {metric: values[key] for metric, key in keys.items()}
        if total and (rule.threshold is not None or not metrics):
            found[f"Column.{name}.{rule.type}.Compliance"] = values[passed] / total
        known = {metric: float(value) for metric, value in found.items() if value is not None}
        return replace(verdict, metrics=known)

    measures = {
        **rows_kept(dataset, rule.where),
        passed: F.count_if(kept & passes),
        **{keys[metric]: measure for metric, measure in metrics.items()},
    }
    example = F.min(F.when(kept & ~passes, shown))
    row = row_test_of(kept, passes, rule.where)
    return Check(rule, judge, measures, row=row, example=example)
