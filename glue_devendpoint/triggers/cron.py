"""AWS's cron expressions: `cron(minutes hours day-of-month month day-of-week year)`.

Six fields with `* , - / ? L W #`; one of the two day fields must be `?`. This module parses and
validates expressions; nothing computes yet when they fire.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from glue_devendpoint.errors import InvalidInput

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_EXPRESSION = re.compile(r"cron\((.*)\)")


@dataclass(frozen=True, slots=True)
class CronField:
    """The values that a field allows."""

    name: str
    least: int
    most: int
    names: tuple[str, ...] = ()
    special: str = ""

    def number(self, word: str) -> int | None:
        """Return the number for a word, or None if it isn't valid here."""
        if word.upper() in self.names:
            return self.names.index(word.upper()) + 1
        if word.isascii() and word.isdigit() and len(word) <= 4:
            value = int(word)
            return value if self.least <= value <= self.most else None
        return None


FIELDS = (
    CronField("minutes", 0, 59),
    CronField("hours", 0, 23),
    CronField("day of month", 1, 31, special="LW"),
    CronField("month", 1, 12, MONTHS),
    CronField("day of week", 1, 7, DAYS, special="L#"),
    CronField("year", 1970, 2199),
)


def check_cron(expression: str) -> str:
    """Return the expression; raises an error if it isn't valid."""
    found = _EXPRESSION.fullmatch(expression.strip())
    words = found.group(1).split() if found else []
    if len(words) != len(FIELDS):
        raise InvalidInput(
            f"The schedule '{expression}' must have the form cron(minutes hours day-of-month "
            "month day-of-week year), for example cron(15 12 * * ? *)."
        )
    for field, word in zip(FIELDS, words, strict=True):
        if not all(_is_item(field, item) for item in word.split(",")):
            raise InvalidInput(
                f"The schedule '{expression}' has an invalid {field.name}: '{word}'."
            )
    if (words[2] == "?") == (words[4] == "?"):
        raise InvalidInput(
            f"The schedule '{expression}' must have '?' for either day of month or day of week."
        )
    return expression


def _is_item(field: CronField, item: str) -> bool:
    if item == "*":
        return True
    if item == "?":
        return bool(field.special)
    if "L" in field.special and _is_last(field, item):
        return True
    if "W" in field.special and item.endswith("W"):
        return field.number(item[:-1]) is not None
    if "#" in field.special and "#" in item:
        day, _, nth = item.partition("#")
        return field.number(day) is not None and nth in ("1", "2", "3", "4", "5")
    return _is_range(field, item)


def _is_last(field: CronField, item: str) -> bool:
    if field.names:
        return item == "L" or (item.endswith("L") and field.number(item[:-1]) is not None)
    return item in ("L", "LW") or re.fullmatch(r"L-([12]?\d|30)", item) is not None


def _is_range(field: CronField, item: str) -> bool:
    span, slash, step = item.partition("/")
    if slash and not (step.isascii() and step.isdigit() and 0 < int(step[:4]) <= field.most):
        return False
    if slash and span == "*":
        return True
    first, dash, last = span.partition("-")
    start, end = field.number(first), field.number(last) if dash else 0
    return start is not None and end is not None and (not dash or start <= end)
