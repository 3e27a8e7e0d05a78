"""Rules that compare with a reference dataset: AggregateMatch, RowCountMatch, SchemaMatch,
ReferentialIntegrity, DatasetMatch.

Mirrors AWS: each rule returns a share or ratio, which its condition judges. Schemas match column by
column in any order. A null key matches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from operator import and_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsgluedq.checks import Check, Scan, Values, Verdict, value_verdict
from awsgluedq.dataset import Dataset, column_of, field_of
from awsgluedq.errors import RuleNotEvaluable
from awsgluedq.statistic_rules import numeric
from awsgluedq.syntax import Rule

_AGGREGATE = re.compile(r"^\s*(sum|avg)\s*\(\s*(?:(.+)\.)?([^.]+?)\s*\)\s*$", re.IGNORECASE)
_ROWS = "rows|None"


def row_count_match(rule: Rule, dataset: Dataset) -> Check:
    """RowCountMatch: the ratio of the row counts of both datasets."""
    (alias,) = rule.parameters
    reference, key = dataset.source(alias), f"reference rows|{alias}"
    metric = f"Dataset.{alias}.RowCountMatch"
    resolved = dataset.resolve(rule, metric)

    def judge(values: Values) -> Verdict:
        return _ratio(resolved, metric, values[_ROWS], values[key])

    return Check(resolved, judge, _rows(), {key: reference.count})


def aggregate_match(rule: Rule, dataset: Dataset) -> Check:
    """AggregateMatch: the ratio of two sums or averages, of this or a reference dataset."""
    measures: dict[str, Column] = {}
    scans = {}
    names = []
    for text in rule.parameters:
        function, alias, name = _aggregate(text)
        names.append(name)
        home = dataset if alias is None else _of_source(dataset, alias)
        number = numeric(home, name)
        measure = F.sum(number) if function == "sum" else F.avg(number)
        if alias is None:
            measures[text] = measure
        else:
            scans[text] = _scalar(home.frame, measure)
    metric = f"Column.{','.join(dict.fromkeys(names))}.AggregateMatch"
    resolved = dataset.resolve(rule, metric)

    def judge(values: Values) -> Verdict:
        return _ratio(resolved, metric, *(values[text] for text in rule.parameters))

    return Check(resolved, judge, measures, scans)


def _of_source(dataset: Dataset, alias: str) -> Dataset:
    return Dataset(dataset.source(alias), {}, dataset.now)


def _aggregate(text: str) -> tuple[str, str | None, str]:
    match = _AGGREGATE.match(text)
    if match is None:
        raise RuleNotEvaluable(
            f'"{text}" must have the form "sum(column)" or "avg(reference.column)"'
        )
    return match[1].lower(), match[2], match[3]


def _scalar(frame: DataFrame, measure: Column) -> Scan:
    def scan() -> float | None:
        found = frame.agg(measure.alias("value")).first()
        return None if found is None else found["value"]

    return scan


def _ratio(rule: Rule, metric: str, first: float | None, second: float | None) -> Verdict:
    if first is None or second is None:
        return value_verdict(rule.condition, metric, None)
    if second == 0 and first != 0:
        return Verdict(
            False, f"Can't compute a ratio: the second value is 0 and the first is {first:g}."
        )
    return value_verdict(rule.condition, metric, 1.0 if second == first else first / second)


def schema_match(rule: Rule, dataset: Dataset) -> Check:
    """SchemaMatch: the share of columns with the same name and type in both datasets."""
    (alias,) = rule.parameters
    ours, theirs = (_types(frame) for frame in (dataset.frame, dataset.source(alias)))
    same = [name for name, kind in ours.items() if theirs.get(name) == kind]
    share = len(same) / max(len(ours), len(theirs), 1)
    metric = f"Dataset.{alias}.SchemaMatch"
    resolved = dataset.resolve(rule, metric)
    return Check(resolved, lambda _: value_verdict(resolved.condition, metric, share))


def _types(frame: DataFrame) -> dict[str, str]:
    return {field.name: field.dataType.simpleString() for field in frame.schema.fields}


def referential_integrity(rule: Rule, dataset: Dataset) -> Check:
    """ReferentialIntegrity: the share of rows whose key is in the reference dataset."""
    names, (alias, others) = _names(rule.parameters[0]), _reference(rule.parameters[1])
    if len(names) != len(others):
        raise RuleNotEvaluable(
            f"Can't compare {len(names)} column(s) with {len(others)}; the numbers must match"
        )
    ours = [dataset.column(name) for name in names]
    reference = dataset.source(alias)
    keys = [column_of(field_of(reference, name, f'Dataset "{alias}"').name) for name in others]
    known = reference.select(*_aliased(keys, "__dq_key")).distinct()
    matched = reduce(and_, [ours[at] == F.col(f"__dq_key{at}") for at in range(len(ours))])
    metric, key = f"Column.{alias}.ReferentialIntegrity", f"integrity|{rule.parameters}"
    resolved = dataset.resolve(rule, metric)

    def judge(values: Values) -> Verdict:
        share = values[key] / values[_ROWS] if values[_ROWS] else None
        return value_verdict(resolved.condition, metric, share)

    def scan() -> int:
        return dataset.frame.join(known, matched, "left_semi").count()

    def row(frame: DataFrame) -> tuple[DataFrame, Column]:
        mark = f"__dq_{len(frame.columns)}_"
        prefixed = known.select(*_aliased([F.col(name) for name in known.columns], mark))
        on = reduce(and_, [ours[at] == F.col(f"{mark}{at}") for at in range(len(ours))])
        return frame.join(prefixed, on, "left"), F.col(f"{mark}0").isNotNull()

    return Check(resolved, judge, _rows(), {key: scan}, row)


def _rows() -> dict[str, Column]:
    return {_ROWS: F.count_if(F.lit(True))}


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _reference(text: str) -> tuple[str, list[str]]:
    alias, dot, columns = text.partition(".{") if text.endswith("}") else text.rpartition(".")
    if not dot or not alias:
        raise RuleNotEvaluable(f'"{text}" must have the form "alias.column" or "alias.{{a,b}}"')
    return alias, _names(columns.removesuffix("}"))


def _aliased(columns: Sequence[Column], prefix: str) -> list[Column]:
    return [column.alias(f"{prefix}{at}") for at, column in enumerate(columns)]


def dataset_match(rule: Rule, dataset: Dataset) -> Check:
    """DatasetMatch: the share of rows that are also in a reference dataset, by a unique key."""
    alias, keys = rule.parameters[0], _pairs(rule.parameters[1])
    reference = dataset.source(alias)
    compared = _pairs(rule.parameters[2]) if len(rule.parameters) > 2 else _others(dataset, keys)
    ours = dataset.frame.select(
        *_columns(dataset.frame, [own for own, _ in keys], "Input data", "k"),
        *_columns(dataset.frame, [own for own, _ in compared], "Input data", "v"),
    )
    theirs = reference.select(
        *_columns(reference, [other for _, other in keys], f'Dataset "{alias}"', "rk"),
        *_columns(reference, [other for _, other in compared], f'Dataset "{alias}"', "rv"),
    )
    same_key = reduce(and_, [F.col(f"k{at}") == F.col(f"rk{at}") for at in range(len(keys))])
    same = [F.col(f"v{at}").eqNullSafe(F.col(f"rv{at}")) for at in range(len(compared))]
    joined = ours.join(theirs, reduce(and_, same, same_key))
    metric, key = f"Dataset.{alias}.DatasetMatch", f"match|{rule.parameters}"
    resolved = dataset.resolve(rule, metric)

    def judge(values: Values) -> Verdict:
        matched, rows = values[key], values[_ROWS]
        if matched is None:
            return Verdict(False, _UNSUITABLE)
        return value_verdict(resolved.condition, metric, matched / rows if rows else None)

    def scan() -> int | None:
        is_key = _is_key(ours, "k", len(keys)) and _is_key(theirs, "rk", len(keys))
        return joined.count() if is_key else None

    return Check(resolved, judge, _rows(), {key: scan})


_UNSUITABLE = (
    "Provided key map not suitable for given data frames: the key columns must be unique and not "
    "null in both datasets."
)


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = []
    for name in _names(text):
        own, arrow, other = name.partition("->")
        pairs.append((own.strip(), other.strip() if arrow else own.strip()))
    return pairs


def _others(dataset: Dataset, keys: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    taken = {own.lower() for own, _ in keys}
    return [(name, name) for name in dataset.frame.columns if name.lower() not in taken]


def _columns(frame: DataFrame, names: Sequence[str], what: str, prefix: str) -> list[Column]:
    fields = [field_of(frame, name, what) for name in names]
    nested = [field.name for field in fields if isinstance(field.dataType, T.MapType)]
    if nested:
        raise RuleNotEvaluable(f"Can't compare column {nested[0]} because it is a map")
    return _aliased([column_of(field.name) for field in fields], prefix)


def _is_key(frame: DataFrame, prefix: str, count: int) -> bool:
    keys = [F.col(f"{prefix}{at}") for at in range(count)]
    filled = reduce(and_, [key.isNotNull() for key in keys])
    groups = frame.groupBy(*keys).agg(F.count("*").alias("n"))
    return groups.where((F.col("n") > 1) | ~filled).isEmpty()
