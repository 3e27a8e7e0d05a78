"""A rule, prepared for evaluation: what to measure and how to judge the results and each row.

A check lists measures (aggregates, all computed in one pass over the data) and scans (anything that
needs grouping, joins or files). Rules that share a key share its measurement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pyspark.sql import Column, DataFrame

from awsgluedq.conditions import holds
from awsgluedq.errors import RuleNotEvaluable
from awsgluedq.syntax import Condition, Rule

Values: TypeAlias = Mapping[str, Any]
Scan: TypeAlias = Callable[[], Any]
RowTest: TypeAlias = Callable[[DataFrame], tuple[DataFrame, Column]]
"""Adds the columns it needs, and returns true, false or null (skipped) for each row."""

NO_ROWS = "No rows to evaluate."


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a rule."""

    passed: bool
    reason: str | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule, prepared for one dataset."""

    rule: Rule
    judge: Callable[[Values], Verdict]
    measures: Mapping[str, Column] = field(default_factory=dict)
    scans: Mapping[str, Scan] = field(default_factory=dict)
    row: RowTest | None = None
    example: Column | None = None
    """Finds an example value if the rule fails without a reason. Costs one more pass, only then.

    It isn't one of the measures because the minimum of a string keeps Spark from compiling them.
    """


def value_verdict(condition: Condition | None, metric: str, value: float | None) -> Verdict:
    """Judge one number. Without a condition (an analyzer, a first dynamic run), it passes."""
    if value is None:
        return Verdict(False, NO_ROWS)
    metrics = {metric: float(value)}
    if condition is None or holds(condition, float(value)):
        return Verdict(True, None, metrics)
    return Verdict(False, unmet(float(value)), metrics)


def unmet(value: object) -> str:
    """Return AWS's message for a value that fails its rule."""
    return f"Value: {'NULL' if value is None else value} does not meet the constraint requirement!"


def share_verdict(
    threshold: Condition | None, passed: int, total: int, reason: str | None = None
) -> Verdict:
    """Judge a rule on rows (or files): all must pass, or a share that meets the threshold."""
    if total == 0:
        return Verdict(False, NO_ROWS)
    if threshold is None:
        return Verdict(True) if passed == total else Verdict(False, reason)
    if holds(threshold, passed / total):
        return Verdict(True)
    return Verdict(False, f"{100 * passed / total:.2f} % of rows passed the threshold")


def failed(rule: Rule, err: RuleNotEvaluable) -> Check:
    """Return a check that always fails, for a rule that can't be evaluated."""
    return Check(rule, lambda _: Verdict(False, str(err)))
