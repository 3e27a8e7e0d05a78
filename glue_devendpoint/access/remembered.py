"""Remembered: answers of the database that stay good for a moment.

Every request asks who its sender is; one look into the database every two seconds for each sender
is enough. Another process's change is seen after two seconds at most, our own at once.
"""

from __future__ import annotations

from typing import Generic, TypeVar

V = TypeVar("V")

SECONDS = 2.0
MOST = 1024


class Remembered(Generic[V]):
    """Values by key, each for a moment."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, V]] = {}

    def get(self, key: str, now: float) -> V | None:
        """Return a value that is still good."""
        kept = self._kept.get(key)
        return kept[1] if kept is not None and 0 <= now - kept[0] < SECONDS else None

    def keep(self, key: str, value: V, now: float) -> V:
        """Keep a value for a moment and return it."""
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (now, value)
        return value

    def forget(self) -> None:
        """Ask the database again at the next request."""
        self._kept.clear()
