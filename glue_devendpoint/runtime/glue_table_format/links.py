"""Resource links: a table or database that refers to another one, which can be a link too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

MAX_LINKS = 5

_Thing = TypeVar("_Thing")
Target = Mapping[str, Any]


class TooManyLinks(ValueError):
    """A chain of links is too long or circular."""


def follow_links(
    found: _Thing,
    target_of: Callable[[_Thing], Target | None],
    find: Callable[[Target], _Thing],
) -> _Thing:
    """Return the final target of links. Without a link, returns the argument."""
    for _ in range(MAX_LINKS):
        target = target_of(found)
        if not target:
            return found
        found = find(target)
    if target_of(found):
        raise TooManyLinks("is a resource link in a chain that is too long or circular.")
    return found
