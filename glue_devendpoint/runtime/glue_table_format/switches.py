"""Boolean and numeric parameters, which Glue stores as strings."""

from __future__ import annotations

from collections.abc import Mapping


def is_on(settings: Mapping[str, str], name: str) -> bool:
    """Return whether a parameter is true."""
    return str(settings.get(name, "")).strip().lower() == "true"


def number(settings: Mapping[str, str], name: str) -> int:
    """Return a parameter as a whole number, or 0 if it isn't one."""
    text = str(settings.get(name, "")).strip()
    return int(text) if text.isdecimal() else 0
