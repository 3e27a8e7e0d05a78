"""Evaluates a ruleset: computes every measure in one pass, then judges rules and composites.

If rules fail on individual rows, one more pass finds an example value for each of them.

Mirrors AWS's two methods for composite rules: COLUMN judges each part on the whole dataset and
combines the outcomes; ROW combines the parts row by row, and the rule passes if every row passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_, or_
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from awsgluedq import column_rules, file_rules, frequency_rules, reference_rules, statistic_rules
from awsgluedq.checks import NO_ROWS, Check, RowTest, Verdict, failed, unmet
from awsgluedq.dataset import SPARK_ERRORS, Dataset, reason_of
from awsgluedq.errors import RuleNotEvaluable
from awsgluedq.sql_rules import custom_sql
from awsgluedq.syntax import Composite, Rule, RuleNode, Ruleset, leaves

_BUILDERS: Mapping[str, Callable[[Rule, Dataset], Check]] = {
    "AggregateMatch": reference_rules.aggregate_match,
    "AllStatistics": frequency_rules.all_statistics,
    "ColumnCorrelation": statistic_rules.column_correlation,
    "ColumnCount": statistic_rules.column_count,
    "ColumnDataType": column_rules.column_data_type,
    "ColumnExists": statistic_rules.column_exists,
    "ColumnLength": column_rules.column_length,
    "ColumnNamesMatchPattern": statistic_rules.column_names_match_pattern,
    "ColumnValues": column_rules.column_values,
    "Completeness": column_rules.completeness,
    "CustomSql": custom_sql,
    "DataFreshness": column_rules.data_freshness,
    "DatasetMatch": reference_rules.dataset_match,
    "DetectAnomalies": statistic_rules.detect_anomalies,
    "DistinctValuesCount": frequency_rules.frequency,
    "Entropy": frequency_rules.frequency,
    "FileFreshness": file_rules.file_freshness,
    "FileMatch": file_rules.file_match,
    "FileSize": file_rules.file_size,
    "FileUniqueness": file_rules.file_uniqueness,
    "IsComplete": column_rules.completeness,
    "IsPrimaryKey": frequency_rules.is_primary_key,
    "IsUnique": frequency_rules.frequency,
    "Mean": statistic_rules.statistic,
    "ReferentialIntegrity": reference_rules.referential_integrity,
    "RowCount": statistic_rules.row_count,
    "RowCountMatch": reference_rules.row_count_match,
    "SchemaMatch": reference_rules.schema_match,
    "StandardDeviation": statistic_rules.statistic,
    "Sum": statistic_rules.statistic,
    "UniqueValueRatio": frequency_rules.frequency,
    "Uniqueness": frequency_rules.frequency,
}


_JOIN_VERDICTS: Mapping[str, Callable[[Iterable[bool]], bool]] = {"and": all, "or": any}
_JOIN_ROWS: Mapping[str, Callable[[Column, Column], Column]] = {"and": and_, "or": or_}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one rule."""

    rule: RuleNode
    evaluated: str
    verdict: Verdict
    row: RowTest | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome of a ruleset."""

    outcomes: Sequence[Outcome]
    analyzers: Mapping[Rule, Verdict] = field(default_factory=dict)


def evaluate(ruleset: Ruleset, dataset: Dataset, composites_by_row: bool = False) -> Evaluation:
    """Evaluate a ruleset on a dataset."""
    singles = [leaf for node in ruleset.rules for leaf in leaves(node)]
    checks = {rule: _check(rule, dataset) for rule in (*singles, *ruleset.analyzers)}
    verdicts = dict(zip(checks, _verdicts(list(checks.values()), dataset.frame), strict=True))
    verdicts |= _explained(verdicts, checks, dataset.frame)
    outcomes = []
    for node in ruleset.rules:
        row = _row_test(node, checks)
        if composites_by_row and isinstance(node, Composite) and row is not None:
            verdict = _judge_rows(row, dataset.frame)
        else:
            verdict = _joined(node, verdicts)
        outcomes.append(Outcome(node, str(_evaluated(node, checks)), verdict, row))
    return Evaluation(outcomes, {rule: verdicts[rule] for rule in ruleset.analyzers})


def _check(rule: Rule, dataset: Dataset) -> Check:
    try:
        check = _BUILDERS[rule.type](rule, dataset)
        if check.measures:
            dataset.frame.agg(*check.measures.values())
    except RuleNotEvaluable as err:
        return failed(rule, err)
    except SPARK_ERRORS as err:
        return failed(rule, RuleNotEvaluable(reason_of(err)))
    return check


def _verdicts(checks: Sequence[Check], frame: DataFrame) -> list[Verdict]:
    measures = {key: column for check in checks for key, column in check.measures.items()}
    try:
        shared: Mapping[str, Any] | None = _measure(measures, frame)
    except SPARK_ERRORS:
        # One rule's expression fails on the data. Measure rules one by one, so only that one fails.
        shared = None
    scanned: dict[str, Any] = {}
    return [_verdict(check, shared, scanned, frame) for check in checks]


def _measure(measures: Mapping[str, Column], frame: DataFrame) -> Mapping[str, Any]:
    if not measures:
        return {}
    row = frame.agg(*measures.values()).first()
    assert row is not None, "a global aggregate always returns one row"
    return dict(zip(measures, row, strict=True))


def _verdict(
    check: Check, shared: Mapping[str, Any] | None, scanned: dict[str, Any], frame: DataFrame
) -> Verdict:
    try:
        values = dict(_measure(check.measures, frame) if shared is None else shared)
        for key, scan in check.scans.items():
            if key not in scanned:
                scanned[key] = scan()
        return check.judge(values | scanned)
    except RuleNotEvaluable as err:
        return Verdict(False, str(err))
    except SPARK_ERRORS as err:
        return Verdict(False, reason_of(err))


def _explained(
    verdicts: Mapping[Rule, Verdict], checks: Mapping[Rule, Check], frame: DataFrame
) -> dict[Rule, Verdict]:
    """Return the failed verdicts that lack a reason, with an example value as the reason."""
    examples = {
        str(rule): example
        for rule, verdict in verdicts.items()
        if not (verdict.passed or verdict.reason) and (example := checks[rule].example) is not None
    }
    found = _measure(examples, frame)
    return {
        rule: replace(verdict, reason=unmet(found[str(rule)]))
        for rule, verdict in verdicts.items()
        if str(rule) in found
    }


def _evaluated(node: RuleNode, checks: Mapping[Rule, Check]) -> RuleNode:
    """Return the rule as evaluated, with the values of `last()` and `now()` filled in."""
    if isinstance(node, Rule):
        resolved = checks[node].rule
        return node if resolved.condition is None else resolved
    return replace(node, parts=tuple(_evaluated(part, checks) for part in node.parts))


def _joined(node: RuleNode, verdicts: Mapping[Rule, Verdict]) -> Verdict:
    """Combine the verdicts of the parts, each judged on the whole dataset."""
    if isinstance(node, Rule):
        return verdicts[node]
    parts = [_joined(part, verdicts) for part in node.parts]
    passed = _JOIN_VERDICTS[node.operator](part.passed for part in parts)
    reasons = dict.fromkeys(part.reason for part in parts if part.reason is not None)
    metrics = {name: value for part in parts for name, value in part.metrics.items()}
    return Verdict(passed, None if passed else " ".join(reasons) or None, metrics)


def _row_test(node: RuleNode, checks: Mapping[Rule, Check]) -> RowTest | None:
    """Return the test for a row, or None if a part can only judge the whole dataset."""
    if isinstance(node, Rule):
        return checks[node].row
    tests = [test for part in node.parts if (test := _row_test(part, checks)) is not None]
    if len(tests) < len(node.parts):
        return None

    def row(frame: DataFrame) -> tuple[DataFrame, Column]:
        columns = []
        for test in tests:
            frame, column = test(frame)
            columns.append(column)
        return frame, reduce(_JOIN_ROWS[node.operator], columns)

    return row


def _judge_rows(row: RowTest, frame: DataFrame) -> Verdict:
    """Judge a composite row by row. Every row that isn't skipped must pass."""
    try:
        wider, test = row(frame)
        judged = wider.select(test.alias("passes"))
        passes = F.col("passes")
        found = judged.agg(F.count_if(passes), F.count(passes)).first()
    except SPARK_ERRORS as err:
        return Verdict(False, reason_of(err))
    assert found is not None, "a global aggregate always returns one row"
    passed, total = found
    if total == 0:
        return Verdict(False, NO_ROWS)
    return Verdict(True) if passed == total else Verdict(False, unmet(passed / total))
