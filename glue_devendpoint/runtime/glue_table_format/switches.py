"""Parameters that are switches or numbers, which Glue keeps as text."""

from __future__ import annotations

from collections.abc import Mapping


def is_on(settings: Mapping[str, str], name: str) -> bool:
    """Tell whether a parameter says yes."""
    return str(settings.get(name, "")).strip().lower() == "true"


def number(settings: Mapping[str, str], name: str) -> int:
    """Return a parameter as a whole number; 0 where it is none."""
    text = str(settings.get(name, "")).strip()
    return int(text) if text.isdecimal() else 0
