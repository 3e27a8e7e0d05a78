"""Evaluates resolved conditions: on one number in Python, on rows as a Spark expression.

Mirrors DQDL's expressions: `between` is exclusive and `not between` is its complement. Nulls fail
every condition except `!=` and `not in`, unless the condition names NULL. `matches` must match the
whole value.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import reduce
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark import SparkContext
from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsgluedq.errors import RuleNotEvaluable
from awsgluedq.resolution import BYTES, HOURS
from awsgluedq.syntax import (
    Between,
    Comparison,
    Condition,
    Keyword,
    Matches,
    Moment,
    Number,
    Operand,
    Quantity,
    Text,
    Within,
)

_LONG = 2**63
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, ">": operator.gt, ">=": operator.ge,
    "<": operator.lt, "<=": operator.le,
}  # fmt: skip


def holds(condition: Condition, value: float) -> bool:
    """Return whether a number meets a condition."""
    match condition:
        case Comparison(op, operand):
            return bool(_COMPARE[op](value, as_number(operand)))
        case Between(low, high, negated):
            return (as_number(low) < value < as_number(high)) != negated
        case Within(items, negated):
            return (value in [as_number(item) for item in items]) != negated
        case Matches():
            raise RuleNotEvaluable("`matches` can't be used with a number")


def as_number(operand: Operand) -> float:
    """Return a number as is, a duration in hours, and a size in bytes."""
    match operand:
        case Number(value):
            return float(value)
        case Quantity(amount, unit) if unit in HOURS:
            return float(amount * HOURS[unit])
        case Quantity(amount, unit):
            return float(amount * BYTES[unit])
    raise RuleNotEvaluable(f"Expected a number, found {operand}")


def without_units(condition: Condition) -> Condition:
    """Return the condition with hours or bytes as plain numbers."""

    def plain(operand: Operand) -> Operand:
        return Number(Decimal(repr(as_number(operand))))

    if isinstance(condition, Matches):
        raise RuleNotEvaluable("`matches` compares text, but this value is a number")
    return map_operands(condition, plain)


def map_operands(condition: Condition, change: Callable[[Operand], Operand]) -> Condition:
    """Return the condition with each of its operands changed; patterns stay."""
    match condition:
        case Comparison(_, operand):
            return replace(condition, operand=change(operand))
        case Between(low, high):
            return replace(condition, low=change(low), high=change(high))
        case Within(items):
            return replace(condition, items=tuple(map(change, items)))
    return condition


def row_test(condition: Condition, column: Column, data_type: T.DataType) -> Column:
    """Return an expression, never null, for whether a row's value meets the condition."""
    value = _RowValue(column, data_type)
    match condition:
        case Comparison("=", operand):
            return value.equals(operand)
        case Comparison("!=", operand):
            return ~value.equals(operand)
        case Comparison(op, operand):
            return value.compare(op, operand)
        case Between(low, high, False):
            return value.compare(">", low) & value.compare("<", high)
        case Between(low, high, True):
            return value.compare("<=", low) | value.compare(">=", high)
        case Within(items, negated):
            found = reduce(operator.or_, [value.equals(item) for item in items])
            return ~found if negated else found
        case Matches(patterns, negated):
            found = reduce(operator.or_, [value.matches(pattern) for pattern in patterns])
            return ~found & column.isNotNull() if negated else found
    raise RuleNotEvaluable(f"Can't evaluate the condition {condition} on rows")


class _RowValue:
    """The value of a column, converted to the type of the operand it is compared with."""

    def __init__(self, column: Column, data_type: T.DataType) -> None:
        if isinstance(data_type, T.StructType | T.ArrayType | T.MapType | T.VariantType):
            kind = data_type.simpleString()
            raise RuleNotEvaluable(f"DQDL doesn't support nested columns such as {kind}")
        self._column = column
        self._type = data_type

    def equals(self, operand: Operand) -> Column:
        is_text = isinstance(self._type, T.StringType)
        match operand:
            case Keyword.NULL:
                return self._column.isNull()
            case Keyword.EMPTY:
                return self._sure(self._column == "") if is_text else F.lit(False)
            case Keyword.WHITESPACES_ONLY:
                return self._sure(self._column.rlike(r"^\s+\z")) if is_text else F.lit(False)
        return self.compare("=", operand)

    def compare(self, op: str, operand: Operand) -> Column:
        left, right = self._pair(operand)
        return self._sure(_COMPARE[op](left, right))

    def matches(self, pattern: str) -> Column:
        whole = rf"^(?:{pattern})\z"
        context = SparkContext._active_spark_context
        try:
            assert context is not None and context._jvm is not None, "no active Spark session"
            context._jvm.java.util.regex.Pattern.compile(pattern)
        except Py4JJavaError as err:
            said = str(err.java_exception.getMessage()).split("\n", 1)[0]
            raise RuleNotEvaluable(f'"{pattern}" is an invalid regular expression: {said}') from err
        return self._sure(self._column.cast("string").rlike(whole))

    @staticmethod
    def _sure(test: Column) -> Column:
        return F.coalesce(test, F.lit(False))

    def _pair(self, operand: Operand) -> tuple[Column, Column]:
        match operand:
            case Number(value):
                return self._as_number(), _number_literal(value, self._type)
            case Moment(value):
                return self._as_timestamp(), F.lit(value)
            case Text(value):
                return self._text_pair(value)
        raise RuleNotEvaluable(f"Can't compare a {self._type.simpleString()} column with {operand}")

    def _as_number(self) -> Column:
        if isinstance(self._type, T.NumericType):
            return self._column
        if isinstance(self._type, T.StringType):
            return self._column.try_cast("double")
        if isinstance(self._type, T.BooleanType):
            return self._column.cast("int")
        kind = self._type.simpleString()
        raise RuleNotEvaluable(f"Can't compare a {kind} column with a number")

    def _as_timestamp(self) -> Column:
        return as_timestamp(self._column, self._type)

    def _text_pair(self, text: str) -> tuple[Column, Column]:
        if isinstance(self._type, T.DateType | T.TimestampType | T.TimestampNTZType):
            try:
                return self._as_timestamp(), F.lit(datetime.fromisoformat(text))
            except ValueError as err:
                raise RuleNotEvaluable(f'"{text}" is an invalid date, use YYYY-MM-DD') from err
        if isinstance(self._type, T.BooleanType):
            return self._column.cast("string"), F.lit(text.lower())
        if isinstance(self._type, T.NumericType):
            return self._column.cast("double"), F.lit(text).try_cast("double")
        return self._column.cast("string"), F.lit(text)


def as_timestamp(column: Column, data_type: T.DataType) -> Column:
    """Return a date, timestamp or ISO string as a timestamp; null if a string isn't a date."""
    if isinstance(data_type, T.StringType):
        return column.try_cast("timestamp")
    if isinstance(data_type, T.DateType | T.TimestampType | T.TimestampNTZType):
        return column.cast("timestamp")
    kind = data_type.simpleString()
    raise RuleNotEvaluable(f"Can't compare a {kind} column with a date")


def _number_literal(value: Any, data_type: T.DataType) -> Column:
    if value == value.to_integral_value():
        whole = int(value)
        return F.lit(whole) if abs(whole) < _LONG else F.lit(value)
    return F.lit(value) if isinstance(data_type, T.DecimalType) else F.lit(float(value))
