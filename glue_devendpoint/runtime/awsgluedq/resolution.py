"""Resolves `now()` and earlier results in conditions.

Mirrors DQDL's dynamic rules: `last(k)` returns the newest `k` values of the rule's metric in this
evaluation context. A rule without earlier results passes, because there is nothing to compare yet.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from awsgluedq.errors import RuleNotEvaluable
from awsgluedq.syntax import (
    Arithmetic,
    Between,
    Call,
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

HOURS = {
    "minute": Decimal(1) / 60, "minutes": Decimal(1) / 60, "hour": Decimal(1), "hours": Decimal(1),
    "day": Decimal(24), "days": Decimal(24), "week": Decimal(168), "weeks": Decimal(168),
}  # fmt: skip
BYTES = {unit: Decimal(1024) ** power for power, unit in enumerate(("B", "KB", "MB", "GB", "TB"))}

History: TypeAlias = Callable[[int], Sequence[float]]
"""Returns up to n of the newest values of a metric, newest first."""

_Value: TypeAlias = Operand | list[float]


class NothingBefore(Exception):
    """The condition refers to earlier results, but there are none."""


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves operands at a given time, with the earlier values of one metric."""

    now: datetime
    history: History

    def condition(self, condition: Condition) -> Condition | None:
        """Return the resolved condition, or None if it refers to earlier results and has none."""
        try:
            return self._condition(condition)
        except NothingBefore:
            return None

    def _condition(self, condition: Condition) -> Condition:
        match condition:
            case Comparison(_, operand):
                return replace(condition, operand=self._scalar(operand))
            case Between(low, high):
                return replace(condition, low=self._scalar(low), high=self._scalar(high))
            case Within(items):
                return replace(condition, items=tuple(self._spread(items)))
            case Matches():
                return condition

    def _scalar(self, operand: Operand) -> Operand:
        value = self._value(operand)
        if not isinstance(value, list):
            return value
        if len(value) == 1:
            return _number(value[0])
        raise RuleNotEvaluable(
            f"{operand} returns several values; use one of them, for example avg({operand})"
        )

    def _spread(self, items: Sequence[Operand]) -> list[Operand]:
        values = [self._value(item) for item in items]
        lists = [value if isinstance(value, list) else [value] for value in values]
        return [_number(v) if isinstance(v, float) else v for found in lists for v in found]

    def _value(self, operand: Operand) -> _Value:
        match operand:
            case Call("now"):
                return Moment(self.now)
            case Call("last", arguments):
                return self._last(int(_amount(self._scalar(arguments[0]))) if arguments else 1)
            case Call(function, (values, place)):
                chosen = _FUNCTIONS_OF_TWO[function](self._list(values), self._number(place))
                return _number(chosen)
            case Call(function, (values,)):
                return _number(_FUNCTIONS[function](self._list(values)))
            case Arithmetic(left, operator, right):
                return _calculate(self._scalar(left), operator, self._scalar(right))
            case Number() | Text() | Keyword() | Quantity() | Moment():
                return operand
        raise RuleNotEvaluable(f"Can't evaluate {operand}")

    def _last(self, count: int) -> list[float]:
        values = list(self.history(count))
        if not values:
            raise NothingBefore
        return values

    def _list(self, operand: Operand) -> list[float]:
        value = self._value(operand)
        return value if isinstance(value, list) else [float(_amount(value))]

    def _number(self, operand: Operand) -> float:
        return float(_amount(self._scalar(operand)))


def _number(value: float) -> Number:
    return Number(Decimal(repr(float(value))))


def _amount(operand: _Value) -> Decimal:
    if not isinstance(operand, Number):
        raise RuleNotEvaluable(f"Expected a number, found {operand}")
    return operand.value


def _calculate(left: Operand, operator: str, right: Operand) -> Operand:
    if isinstance(left, Moment) and isinstance(right, Quantity) and right.unit in HOURS:
        span = timedelta(hours=float(right.amount * HOURS[right.unit]))
        if operator in "+-":
            return Moment(left.value + span if operator == "+" else left.value - span)
    a, b = _amount(left), _amount(right)
    if operator == "/" and b == 0:
        raise RuleNotEvaluable(f"Can't divide {left} by zero")
    results: Mapping[str, Callable[[], Decimal]] = {
        "+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b,
    }  # fmt: skip
    return Number(results[operator]())


def _percentile(values: list[float], share: float) -> float:
    if not 0 <= share <= 1:
        raise RuleNotEvaluable(
            f"The second argument of percentile must be between 0 and 1, not {share}"
        )
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    return low + (high - low) * (place - math.floor(place))


def _index(values: list[float], place: float) -> float:
    if not 0 <= int(place) < len(values):
        raise NothingBefore
    return values[int(place)]


_FUNCTIONS: Mapping[str, Callable[[list[float]], float]] = {
    "avg": statistics.fmean, "mean": statistics.fmean, "median": statistics.median,
    "max": max, "min": min, "sum": math.fsum, "std": statistics.pstdev,
    "stddev": statistics.pstdev, "abs": lambda values: abs(values[0]),
}  # fmt: skip
_FUNCTIONS_OF_TWO: Mapping[str, Callable[[list[float], float], float]] = {
    "index": _index,
    "percentile": _percentile,
}
