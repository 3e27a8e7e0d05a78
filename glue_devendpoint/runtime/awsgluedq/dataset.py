"""What a ruleset is evaluated on: a frame, reference datasets, the time and earlier results."""

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
    """Know of no earlier results."""
    return []


@dataclass(frozen=True, slots=True)
class Dataset:
    """The frame under evaluation and everything its rules may refer to."""

    frame: DataFrame
    sources: Mapping[str, DataFrame]
    now: datetime
    history: Callable[[str, int], Sequence[float]] = no_history

    def field(self, name: str) -> T.StructField:
        """Return a column's field, or say that the column is not there."""
        return field_of(self.frame, name, "Input data")

    def column(self, name: str) -> Column:
        """Return a column by its name, dots and all."""
        return column_of(self.field(name).name)

    def source(self, alias: str) -> DataFrame:
        """Return a reference dataset by its alias."""
        if alias in self.sources:
            return self.sources[alias]
        known = ", ".join(f'"{name}"' for name in self.sources) or "none is given"
        raise RuleNotEvaluable(
            f'There is no reference dataset "{alias}" (known: {known}); name it in '
            "additional_data_sources of process_rows"
        )

    def kept(self, where: str | None) -> Column:
        """Return the rows a `where` clause keeps, as a never-null expression."""
        if where is None:
            return F.lit(True)
        test = F.expr(where)
        try:
            found = self.frame.select(test.alias("kept")).schema["kept"].dataType
        except SPARK_ERRORS as err:
            raise RuleNotEvaluable(f'where "{where}": {reason_of(err)}') from err
        if not isinstance(found, T.BooleanType):
            kind = found.simpleString()
            raise RuleNotEvaluable(f'where "{where}" must be true or false, it is a {kind}')
        return F.coalesce(test, F.lit(False))

    def resolve(self, rule: Rule, metric: str) -> Rule:
        """Return the rule with a concrete condition; with none, if it looks back at nothing."""
        return replace(rule, condition=self.resolved(rule.condition, metric))

    def resolved(self, condition: Condition | None, metric: str) -> Condition | None:
        """Return a condition with `now()` and earlier values of a metric put in."""
        if condition is None:
            return None
        return Resolver(self.now, lambda count: self.history(metric, count)).condition(condition)


def column_of(name: str) -> Column:
    """Return the top-level column of this very name."""
    return F.col("`" + name.replace("`", "``") + "`")


def field_of(frame: DataFrame, name: str, what: str) -> T.StructField:
    """Return a frame's field by name: as written, or else ignoring case, as Spark does."""
    fields = frame.schema.fields
    exact = [field for field in fields if field.name == name]
    found = exact or [field for field in fields if field.name.lower() == name.lower()]
    if not found:
        raise RuleNotEvaluable(f"{what} does not include column {name}!")
    return found[0]


def reason_of(err: Exception) -> str:
    """Return what Spark says went wrong, in one line."""
    if not isinstance(err, Py4JJavaError):
        return str(err).strip().split("\n", 1)[0]
    cause = err.java_exception
    while cause.getCause() is not None:
        cause = cause.getCause()
    return str(cause.getMessage() or cause.toString()).strip().split("\n", 1)[0]
