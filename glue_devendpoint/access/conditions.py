"""Conditions of policy statements: operators that test a request's context.

Unknown operators and keys are rejected when a policy is stored. If they were ignored, a condition
that never matches could silently disable a Deny.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from glue_devendpoint.access.variables import check_variables, fill_in, fold_key
from glue_devendpoint.access.wildcards import matches
from glue_devendpoint.errors import InvalidInput

Context: TypeAlias = Mapping[str, Sequence[str]]
"""A request's context: lowercase condition keys and their values."""

Test: TypeAlias = Callable[[str, str], bool]

NEGATIVE = ("StringNot", "NumericNot", "DateNot", "ArnNot")


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator and key of a statement's Condition block."""

    operator: str
    key: str
    values: tuple[str, ...]
    if_exists: bool = False
    quantifier: str = ""

    def holds(self, context: Context) -> bool:
        """Whether the request meets the condition."""
        present = context.get(self.key)
        if self.operator == "Null":
            wanted = [value.lower() for value in self.values]
            return str(present is None).lower() in wanted
        if present is None:
            return self.if_exists or self._is_negative or self.quantifier == "ForAllValues"
        expected = [filled for value in self.values if (filled := fill_in(value, context))]
        verdicts = [self._accepts(value, expected) for value in present]
        return any(verdicts) if self.quantifier == "ForAnyValue" else all(verdicts)

    @property
    def _is_negative(self) -> bool:
        return self.operator.startswith(NEGATIVE)

    def _accepts(self, value: str, expected: list[str]) -> bool:
        test = OPERATORS[self.operator]
        found = any(_safely(test, value, wanted) for wanted in expected)
        return not found if self._is_negative else found


def parse_conditions(block: object, where: str) -> tuple[Condition, ...]:
    """Parse a statement's Condition block."""
    if block is None:
        return ()
    if not isinstance(block, dict):
        raise InvalidInput(f"{where}: Condition must map operators to condition keys")
    return tuple(
        _parse_condition(operator, key, values, where)
        for operator, lines in block.items()
        for key, values in _lines(operator, lines, where)
    )


def _lines(operator: str, lines: object, where: str) -> list[tuple[str, object]]:
    if not isinstance(lines, dict) or not lines:
        raise InvalidInput(f"{where}: Condition {operator} must map condition keys to values")
    return list(lines.items())


def _parse_condition(operator: str, key: str, values: object, where: str) -> Condition:
    quantifier, _, name = operator.rpartition(":")
    if quantifier not in ("", "ForAllValues", "ForAnyValue"):
        raise InvalidInput(
            f"{where}: unknown set operator {quantifier!r}; use ForAllValues or ForAnyValue"
        )
    plain = name.removesuffix("IfExists")
    if plain not in OPERATORS:
        known = ", ".join(OPERATORS)
        raise InvalidInput(f"{where}: unknown condition operator {operator!r}; use one of {known}")
    folded = fold_key(key, where)
    listed = values if isinstance(values, list) else [values]
    texts = tuple(_text(value, f"{where}: Condition {operator} {key}") for value in listed)
    for text in texts:
        check_variables(text, where)
        _check_readable(plain, text, where)
    return Condition(plain, folded, texts, plain != name, quantifier)


def _check_readable(operator: str, text: str, where: str) -> None:
    if operator.startswith(("Numeric", "Date")) and "${" not in text:
        try:
            OPERATORS[operator](text, text)
        except ValueError as err:
            raise InvalidInput(f"{where}: {text!r} isn't a valid value for {operator}") from err
    is_boolean = operator in ("Null", "Bool") and "${" not in text
    if is_boolean and text.lower() not in ("true", "false"):
        raise InvalidInput(f"{where}: {operator} must be true or false, not {text!r}")


def _text(value: object, where: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise InvalidInput(f"{where}: a value must be a string, number or boolean")


def _safely(test: Test, value: str, wanted: str) -> bool:
    """Apply a test; a value that doesn't parse as the operator's type never matches."""
    try:
        return test(value, wanted)
    except ValueError:
        return False


def _moment(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _arn_matches(value: str, pattern: str) -> bool:
    parts, patterns = value.split(":", 5), pattern.split(":", 5)
    return len(parts) == len(patterns) and all(map(matches, patterns, parts))


OPERATORS: dict[str, Test] = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringNotEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.casefold() == wanted.casefold(),
    "StringNotEqualsIgnoreCase": lambda value, wanted: value.casefold() == wanted.casefold(),
    "StringLike": lambda value, wanted: matches(wanted, value),
    "StringNotLike": lambda value, wanted: matches(wanted, value),
    "NumericEquals": lambda value, wanted: float(value) == float(wanted),
    "NumericNotEquals": lambda value, wanted: float(value) == float(wanted),
    "NumericLessThan": lambda value, wanted: float(value) < float(wanted),
    "NumericLessThanEquals": lambda value, wanted: float(value) <= float(wanted),
    "NumericGreaterThan": lambda value, wanted: float(value) > float(wanted),
    "NumericGreaterThanEquals": lambda value, wanted: float(value) >= float(wanted),
    "DateEquals": lambda value, wanted: _moment(value) == _moment(wanted),
    "DateNotEquals": lambda value, wanted: _moment(value) == _moment(wanted),
    "DateLessThan": lambda value, wanted: _moment(value) < _moment(wanted),
    "DateLessThanEquals": lambda value, wanted: _moment(value) <= _moment(wanted),
    "DateGreaterThan": lambda value, wanted: _moment(value) > _moment(wanted),
    "DateGreaterThanEquals": lambda value, wanted: _moment(value) >= _moment(wanted),
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
    "ArnEquals": _arn_matches,
    "ArnLike": _arn_matches,
    "ArnNotEquals": _arn_matches,
    "ArnNotLike": _arn_matches,
    "Null": lambda value, wanted: False,  # tests presence only; `holds` handles it
}
