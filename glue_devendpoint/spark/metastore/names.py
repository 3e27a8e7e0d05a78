"""Hive names: partition folders and name patterns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from glue_devendpoint.spark.metastore.errors import HiveError

NULL_VALUE = "__HIVE_DEFAULT_PARTITION__"
_ESCAPED = re.compile("[\x01-\x1f\"#%'*/:=?\\\\\x7f{\\[\\]^]")


def partition_name(keys: Sequence[str], values: Sequence[str]) -> str:
    """Return the name of a partition, which is also its folder, for example `a=1/b=x%2Fy`."""
    pairs = zip(keys, values, strict=True)
    return "/".join(
        f"{_escape(key.lower())}={_escape(value or NULL_VALUE)}" for key, value in pairs
    )


def partition_values(name: str) -> dict[str, str]:
    """Return keys and values of a partition's name."""
    found = {}
    for part in name.split("/"):
        key, separator, value = part.partition("=")
        if not separator:
            raise HiveError(
                "MetaException", f"{name!r} isn't a valid partition name; use key=value/..."
            )
        found[unquote(key)] = unquote(value)
    return found


def name_filter(pattern: str | None) -> re.Pattern[str]:
    """Compile a Hive name pattern: `*` for anything, `|` between alternatives, case ignored."""
    parts = (pattern or "*").strip().split("|")
    return re.compile("|".join(f"(?:{_wild(part)})" for part in parts), re.IGNORECASE)


def _wild(part: str) -> str:
    return ".*".join(re.escape(piece) for piece in part.replace(".*", "*").split("*"))


def _escape(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"%{ord(found.group()):02X}", text)
