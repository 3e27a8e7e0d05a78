"""A rule made ready: what must be measured, how the measures are judged, how a row is judged.

A check asks for measures (aggregates, all taken in one pass over the data) and for scans (what
needs grouping, joining or files). Equal keys are measured once, whichever rules ask for them.
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
"""Adds what it needs to a frame, and returns true, false or null (skipped) for each row."""

NO_ROWS = "There is no row to evaluate."


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a rule came out."""

    passed: bool
    reason: str | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule made ready for one dataset."""

    rule: Rule
    judge: Callable[[Values], Verdict]
    measures: Mapping[str, Column] = field(default_factory=dict)
    scans: Mapping[str, Scan] = field(default_factory=dict)
    row: RowTest | None = None
    example: Column | None = None
    """Finds a value to name if the rule fails without a reason: one more pass, and only then.

    The least text among the measures would keep Spark from compiling any of them.
    """


def value_verdict(condition: Condition | None, metric: str, value: float | None) -> Verdict:
    """Judge one number; without a condition (an analyzer, a first dynamic run) it holds."""
    if value is None:
        return Verdict(False, NO_ROWS)
    metrics = {metric: float(value)}
    if condition is None or holds(condition, float(value)):
        return Verdict(True, None, metrics)
    return Verdict(False, unmet(float(value)), metrics)


def unmet(value: object) -> str:
    """Say that a value does not meet its rule, in AWS's words."""
    return f"Value: {'NULL' if value is None else value} does not meet the constraint requirement!"


def share_verdict(
    threshold: Condition | None, passed: int, total: int, reason: str | None = None
) -> Verdict:
    """Judge a rule on rows (or files): all must pass, or the share that the threshold asks for."""
    if total == 0:
        return Verdict(False, NO_ROWS)
    if threshold is None:
        return Verdict(True) if passed == total else Verdict(False, reason)
    if holds(threshold, passed / total):
        return Verdict(True)
    return Verdict(False, f"{100 * passed / total:.2f} % of rows passed the threshold")


def failed(rule: Rule, err: RuleNotEvaluable) -> Check:
    """Return the check of a rule that cannot be judged."""
    return Check(rule, lambda _: Verdict(False, str(err)))
