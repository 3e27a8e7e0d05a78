"""The input of an evaluation: a frame, reference datasets, the time and earlier results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsgluedq.errors import RuleNotEvaluable
from awsgluedq.resolution import Resolver
from awsgluedq.syntax import Condition, Rule

SPARK_ERRORS = (PySparkException, Py4JJavaError)


def no_history(metric: str, count: int) -> Sequence[float]:
    """Return no earlier results."""
    return []


@dataclass(frozen=True, slots=True)
class Dataset:
    """The frame to evaluate and everything that its rules can refer to."""

    frame: DataFrame
    sources: Mapping[str, DataFrame]
    now: datetime
    history: Callable[[str, int], Sequence[float]] = no_history

    def field(self, name: str) -> T.StructField:
        """Return a column's field, or raise an error if the column doesn't exist."""
        return field_of(self.frame, name, "Input data")

    def column(self, name: str) -> Column:
        """Return a column by its name, which may contain dots."""
        return column_of(self.field(name).name)

    def source(self, alias: str) -> DataFrame:
        """Return a reference dataset by its alias."""
        if alias in self.sources:
            return self.sources[alias]
        known = ", ".join(f'"{name}"' for name in self.sources) or "none"
        raise RuleNotEvaluable(
            f'Reference dataset "{alias}" doesn\'t exist (available: {known}). Pass it to '
            "process_rows in additional_data_sources."
        )

    def kept(self, where: str | None) -> Column:
        """Return the rows that a `where` clause keeps, as an expression that is never null."""
        if where is None:
            return F.lit(True)
        test = F.expr(where)
        try:
            found = self.frame.select(test.alias("kept")).schema["kept"].dataType
        except SPARK_ERRORS as err:
            raise RuleNotEvaluable(f'where "{where}": {reason_of(err)}') from err
        if not isinstance(found, T.BooleanType):
            kind = found.simpleString()
            raise RuleNotEvaluable(f'where "{where}" must be a boolean expression, not {kind}')
        return F.coalesce(test, F.lit(False))

    def resolve(self, rule: Rule, metric: str) -> Rule:
        """Return the rule with its condition resolved, or without one if it has no history yet."""
        return replace(rule, condition=self.resolved(rule.condition, metric))

    def resolved(self, condition: Condition | None, metric: str) -> Condition | None:
        """Return a condition with `now()` and the metric's earlier values filled in."""
        if condition is None:
            return None
        return Resolver(self.now, lambda count: self.history(metric, count)).condition(condition)


def column_of(name: str) -> Column:
    """Return the top-level column with exactly this name."""
    return F.col("`" + name.replace("`", "``") + "`")


def field_of(frame: DataFrame, name: str, what: str) -> T.StructField:
    """Return a frame's field by name: an exact match first, then ignoring case like Spark."""
    fields = frame.schema.fields
    exact = [field for field in fields if field.name == name]
    found = exact or [field for field in fields if field.name.lower() == name.lower()]
    if not found:
        raise RuleNotEvaluable(f"{what} does not include column {name}!")
    return found[0]


def reason_of(err: Exception) -> str:
    """Return the first line of Spark's error message."""
    if not isinstance(err, Py4JJavaError):
        return str(err).strip().split("\n", 1)[0]
    cause = err.java_exception
    while cause.getCause() is not None:
        cause = cause.getCause()
    return str(cause.getMessage() or cause.toString()).strip().split("\n", 1)[0]
