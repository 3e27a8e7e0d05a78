"""Remembered: a short-lived cache of values from the database.

Every request looks up its sender; reading the database once every two seconds per sender is
enough. Another process's change takes effect when the entry expires, our own immediately.
"""

from __future__ import annotations

from typing import Generic, TypeVar

V = TypeVar("V")

SECONDS = 2.0
MOST = 1024


class Remembered(Generic[V]):
    """A cache whose entries expire after `SECONDS`."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, V]] = {}

    def get(self, key: str, now: float) -> V | None:
        """Return the value for a key, or None if it is missing or expired."""
        kept = self._kept.get(key)
        return kept[1] if kept is not None and 0 <= now - kept[0] < SECONDS else None

    def keep(self, key: str, value: V, now: float) -> V:
        """Cache a value and return it."""
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (now, value)
        return value

    def forget(self) -> None:
        """Clear the cache."""
        self._kept.clear()
