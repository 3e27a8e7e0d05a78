"""Constraints: checks of single values against the service model, with AWS's messages.

Every check takes a JSON value, its place in the request, and the problems found so far, and returns
the value passed on to the engine. As on AWS, a value of the wrong JSON type ends validation with a
SerializationException; all other problems are collected and reported together.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

import orjson
import regex

from glue_devendpoint.errors import RequestRefused

Place: TypeAlias = "tuple[Place, str | int] | None"
"""A value's place: its parent's place and its own name or index; None for the request."""

Problems: TypeAlias = list[str]
Check: TypeAlias = Callable[[Any, Place, Problems], Any]

MOST_PROBLEMS = 10
SHOWN_CHARACTERS = 200
PATTERN_SECONDS = 0.05
HIDDEN = "***Sensitive information redacted***"

# Java patterns spell characters beyond the basic plane as a range of surrogate pairs.
_JAVA_SUPPLEMENTARY = r"\uD800\uDC00-\uDBFF\uDFFF"
_PYTHON_SUPPLEMENTARY = r"\U00010000-\U0010FFFF"
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_REPEATED_GROUP = re.compile(r"\)[*+{]")
_INNER_REPEAT = re.compile(r"[*+][^()]*\)[*+{]")


class TooManyProblems(Exception):
    """Enough problems were found to stop checking."""


def report(problems: Problems, value: Any, place: Place, constraint: str) -> None:
    """Record that a value violates a constraint."""
    problems.append(
        f"Value {_shown(value)} at '{place_text(place)}' failed to satisfy constraint: {constraint}"
    )
    if len(problems) >= MOST_PROBLEMS:
        raise TooManyProblems


def wrong_type(value: Any, place: Place, wanted: str) -> RequestRefused:
    """Return the error for a value of the wrong JSON type."""
    kind = {
        bool: "TRUE_VALUE" if value is True else "FALSE_VALUE",
        int: "NUMBER_VALUE",
        float: "NUMBER_VALUE",
        str: "STRING_VALUE",
        list: "START_ARRAY",
        dict: "START_OBJECT",
    }.get(type(value), "NULL_VALUE")
    return RequestRefused(
        "SerializationException",
        f"{kind} can not be converted to {wanted}, at '{place_text(place)}'",
    )


def place_text(place: Place) -> str:
    """Return a place as AWS writes it: `table.columns.1.member.name`."""
    steps: list[str] = []
    while place is not None:
        place, step = place
        steps.append(f"{step + 1}.member" if isinstance(step, int) else step[:SHOWN_CHARACTERS])
    return ".".join(reversed(steps))


def length_check(shape: dict[str, Any], size: Callable[[Any], int]) -> Check | None:
    """Return a check of a shape's length limits, if any."""
    least, most = shape.get("min"), shape.get("max")
    if least is None and most is None:
        return None
    shown = _shower(shape)

    def check(value: Any, place: Place, problems: Problems) -> bool:
        length = size(value)
        if least is not None and length < least:
            limit = f"greater than or equal to {least}"
        elif most is not None and length > most:
            limit = f"less than or equal to {most}"
        else:
            return True
        report(problems, shown(value), place, f"Member must have length {limit}")
        return False

    return check


def range_check(shape: dict[str, Any]) -> Check | None:
    """Return a check of a number's limits, if any."""
    least, most = shape.get("min"), shape.get("max")
    if least is None and most is None:
        return None
    shown = _shower(shape)

    def check(value: Any, place: Place, problems: Problems) -> bool:
        if least is not None and value < least:
            limit = f"greater than or equal to {least}"
        elif most is not None and value > most:
            limit = f"less than or equal to {most}"
        else:
            return True
        report(problems, shown(value), place, f"Member must have value {limit}")
        return False

    return check


def pattern_check(shape: dict[str, Any]) -> Check:
    """Return a check that a Java-style pattern matches the whole value."""
    pattern = shape["pattern"]
    matches = compile_pattern(pattern)
    shown = _shower(shape)

    def check(value: Any, place: Place, problems: Problems) -> bool:
        if matches(value):
            return True
        constraint = f"Member must satisfy regular expression pattern: {pattern}"
        report(problems, shown(value), place, constraint)
        return False

    return check


def enum_check(shape: dict[str, Any]) -> Check:
    """Return a check that a value is one of a set."""
    allowed = shape["enum"]
    values = frozenset(allowed)
    shown = _shower(shape)

    def check(value: Any, place: Place, problems: Problems) -> bool:
        if value in values:
            return True
        constraint = f"Member must satisfy enum value set: [{', '.join(allowed)}]"
        report(problems, shown(value), place, constraint)
        return False

    return check


def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """Compile a pattern of the model into a whole-text match that takes bounded time."""
    text = pattern.replace(_JAVA_SUPPLEMENTARY, _PYTHON_SUPPLEMENTARY)
    if r"\p{" not in text and not _may_explode(text):
        fullmatch = re.compile(text, re.ASCII).fullmatch
        return lambda value: fullmatch(value) is not None
    patient = regex.compile(text, regex.ASCII if r"\p{" not in text else 0)

    def matches(value: str) -> bool:
        try:
            return patient.fullmatch(value, timeout=PATTERN_SECONDS) is not None
        except TimeoutError:
            return False

    return matches


def allows_plain_text(pattern: str | None) -> bool:
    """Whether a pattern allows any number of any printable ASCII characters."""
    if pattern is None:
        return True
    is_one_class = pattern.startswith("[") and pattern.endswith("]*") and "]" not in pattern[:-2]
    return is_one_class and compile_pattern(pattern)(PRINTABLE)


def _shower(shape: dict[str, Any]) -> Callable[[Any], Any]:
    """Return a function for showing values in errors; it hides sensitive ones."""
    return (lambda _value: HIDDEN) if shape.get("sensitive") else (lambda value: value)


def _may_explode(pattern: str) -> bool:
    """Whether repetitions are nested, so that matching can take exponential time."""
    return bool(_REPEATED_GROUP.search(pattern) and _INNER_REPEAT.search(pattern))


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    text = value if isinstance(value, str) else _json_text(value)
    if len(text) > SHOWN_CHARACTERS:
        text = text[:SHOWN_CHARACTERS] + "…"
    return f"'{text}'"


def _json_text(value: Any) -> str:
    if isinstance(value, list):
        value = value[:SHOWN_CHARACTERS]
    return orjson.dumps(value).decode()
