"""Policy wildcards: `*` matches any number of characters, `?` exactly one.

Written as loops instead of regular expressions, so no pattern in a policy can make matching slow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

ARN_PARTS = 6
Fits: TypeAlias = Callable[[str, str], bool]


def fits_arn(fits: Fits, pattern: str, arn: str) -> bool:
    """Compare a pattern with an ARN part by part, so that no `*` reaches over a colon.

    The last part may contain colons. A pattern that has fewer parts is compared as a whole.
    """
    patterns, parts = pattern.split(":", ARN_PARTS - 1), arn.split(":", ARN_PARTS - 1)
    if len(patterns) < ARN_PARTS or len(parts) < ARN_PARTS:
        return fits(pattern, arn)
    return all(map(fits, patterns, parts))


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern matches the whole text."""
    at, start, resume, taken = 0, 0, -1, 0
    while start < len(text):
        if at < len(pattern) and pattern[at] == "*":
            resume, taken, at = at, start, at + 1
        elif at < len(pattern) and pattern[at] in ("?", text[start]):
            at, start = at + 1, start + 1
        elif resume >= 0:
            taken += 1
            at, start = resume + 1, taken
        else:
            return False
    return all(rest == "*" for rest in pattern[at:])


def overlaps(one: str, other: str) -> bool:
    """Whether some text matches both patterns."""
    reachable = _past_stars({0}, one)
    for character in other:
        if character == "*":
            reachable = set(range(min(reachable), len(one) + 1)) if reachable else set()
        else:
            reachable = _past_stars(_steps(reachable, one, character), one)
    return len(one) in reachable


def _steps(reachable: set[int], pattern: str, character: str) -> set[int]:
    """Return the reachable positions in the pattern after one more character."""
    after = set()
    for at in reachable:
        if at == len(pattern):
            continue
        if pattern[at] == "*":
            after.add(at)
        elif character == "?" or pattern[at] in ("?", character):
            after.add(at + 1)
    return after


def _past_stars(reachable: set[int], pattern: str) -> set[int]:
    """Add the positions after stars, which can match nothing."""
    for at in sorted(reachable):
        while at < len(pattern) and pattern[at] == "*":
            at += 1
            reachable.add(at)
    return reachable
