"""Resource links: a table or database that stands for another one, which may be a link itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

MAX_LINKS = 5

_Thing = TypeVar("_Thing")
Target = Mapping[str, Any]


class TooManyLinks(ValueError):
    """Links lead to further links, perhaps in a circle."""


def follow_links(
    found: _Thing,
    target_of: Callable[[_Thing], Target | None],
    find: Callable[[Target], _Thing],
) -> _Thing:
    """Return what links lead to in the end; what is no link leads to itself."""
    for _ in range(MAX_LINKS):
        target = target_of(found)
        if not target:
            return found
        found = find(target)
    if target_of(found):
        raise TooManyLinks("is a resource link in a chain that is too long or circular.")
    return found
