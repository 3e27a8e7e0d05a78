"""Name patterns: the regular expressions with which listings choose names.

A pattern must fit the whole name, in any case. A star that follows a letter, a digit or nothing
stands for any run of characters: clients send `prefix*` and `*part*` (awswrangler), and `*` (Hive).
"""

from __future__ import annotations

from collections.abc import Callable

import regex

from glue_devendpoint.errors import InvalidInput

REGEX_SECONDS = 1.0
_LOOSE_STAR = regex.compile(r"(?<![^\w*])(?<!\\\w)\*")


def name_filter(expression: str) -> Callable[[str], bool]:
    """Return the test that names must pass."""
    try:
        pattern = regex.compile(_LOOSE_STAR.sub(".*", expression), regex.IGNORECASE)
    except regex.error as err:
        raise InvalidInput(f"The expression '{expression}' is not a regular one: {err}.") from err

    def fits(name: str) -> bool:
        try:
            return pattern.fullmatch(name, timeout=REGEX_SECONDS) is not None
        except TimeoutError as err:
            raise InvalidInput(f"The expression '{expression}' takes too long.") from err

    return fits
