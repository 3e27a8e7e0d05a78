"""Name patterns: the regular expressions that filter listings by name.

A pattern must match the whole name, ignoring case. A star after a letter, a digit, or nothing is a
wildcard for any text, because clients send `prefix*` and `*part*` (awswrangler) and `*` (Hive).
"""

from __future__ import annotations

from collections.abc import Callable

import regex

from glue_devendpoint.errors import InvalidInput

REGEX_SECONDS = 1.0
_LOOSE_STAR = regex.compile(r"(?<![^\w*])(?<!\\\w)\*")


def name_filter(expression: str) -> Callable[[str], bool]:
    """Return a function that tests whether a name matches."""
    try:
        pattern = regex.compile(_LOOSE_STAR.sub(".*", expression), regex.IGNORECASE)
    except regex.error as err:
        raise InvalidInput(
            f"The expression '{expression}' isn't a valid regular expression: {err}."
        ) from err

    def fits(name: str) -> bool:
        try:
            return pattern.fullmatch(name, timeout=REGEX_SECONDS) is not None
        except TimeoutError as err:
            raise InvalidInput(
                f"The expression '{expression}' takes too long to match. Simplify it."
            ) from err

    return fits
