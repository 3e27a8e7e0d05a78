"""A crawl's progress, warnings, and cancellation."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from glue_devendpoint.crawlers.failures import CrawlCancelled

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts so far. `wanted` of the listed files are opened, `classified` of them until now."""

    listed: int = 0
    wanted: int = 0
    classified: int = 0
    unchanged: int = 0
    tables: int = 0


def _ignore(_: Progress) -> None:
    return None


def _never() -> bool:
    return False


@dataclass(slots=True)
class Report:
    """Collects a crawl's progress and warnings, and checks for cancellation."""

    on_progress: Callable[[Progress], None] = _ignore
    is_cancelled: Callable[[], bool] = _never
    warnings: list[str] = field(default_factory=list)
    progress: Progress = Progress()
    out_of_sight: set[str] = field(default_factory=set)

    def count(
        self,
        *,
        listed: int = 0,
        wanted: int = 0,
        classified: int = 0,
        unchanged: int = 0,
        tables: int = 0,
    ) -> None:
        """Add to the counts; raise CrawlCancelled if the crawl was canceled."""
        now = self.progress
        self.progress = Progress(
            listed=now.listed + listed,
            wanted=now.wanted + wanted,
            classified=now.classified + classified,
            unchanged=now.unchanged + unchanged,
            tables=now.tables + tables,
        )
        self.on_progress(self.progress)
        if self.is_cancelled():
            raise CrawlCancelled("The crawl was canceled.")

    def warn(self, message: str) -> None:
        """Report a problem with a part of the target; the crawl continues."""
        self.warnings.append(message)
        _log.warning("%s", message)

    def lose_sight(self, location: str, why: str) -> None:
        """Report an unreadable file or folder; its contents don't count as deleted."""
        self.out_of_sight.add(location.rstrip("/"))
        self.warn(f"{location}: {why}")

    def is_out_of_sight(self, location: str) -> bool:
        """Whether a table's or partition's data may be in an unreadable location."""
        place = location.rstrip("/")
        return any(
            lost == place or lost.startswith(f"{place}/") or place.startswith(f"{lost}/")
            for lost in self.out_of_sight
        )
