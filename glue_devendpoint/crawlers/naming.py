"""Names for detected tables.

From the name of the folder, file or database table: lower case, only letters, digits and `_`,
the crawler's prefix in front, at most 128 characters, and a hash behind it where the name is taken.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

_NOT_ALLOWED = re.compile(r"[^a-z0-9_]")
_MAX_LENGTH = 128


def table_name(base: str, prefix: str) -> str:
    """Return the name a table gets if it isn't taken."""
    return (prefix.lower() + (_NOT_ALLOWED.sub("_", base.lower()) or "_"))[:_MAX_LENGTH]


def assign_names(
    tables: Iterable[tuple[str, str]], prefix: str, existing: Mapping[str, str]
) -> list[str]:
    """Name tables given as (base name, location); `existing` maps names to locations.

    A table in the catalog with the same location keeps its name.
    """
    taken: set[str] = set()
    names: list[str] = []
    for base, location in tables:
        plain = table_name(base, prefix)
        name = plain
        if name in taken or existing.get(name, location).rstrip("/") != location.rstrip("/"):
            name = _with_hash(plain, location)
        number = 0
        while name in taken:
            number += 1
            name = _with_hash(plain, f"{location}#{number}")
        taken.add(name)
        names.append(name)
    return names


def _with_hash(name: str, location: str) -> str:
    suffix = "_" + hashlib.md5(location.encode(), usedforsecurity=False).hexdigest()
    return name[: _MAX_LENGTH - len(suffix)] + suffix
