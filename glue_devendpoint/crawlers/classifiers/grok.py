"""Grok: classifiers that recognize files by their lines.

Patterns come from users and lines from any source, so matching is limited in time.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from glue_table_format.grok import CUSTOM_PATTERNS, PATTERN

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.crawlers.classifiers.sample import Sample
from glue_devendpoint.files.failures import UnreadableFile
from glue_devendpoint.files.line_patterns import LinePattern, line_pattern

if TYPE_CHECKING:
    pass

_MAX_LINE = 16_384
_SECONDS_PER_FILE = 1.0
_MAX_SLOW_FILES = 3


class GrokClassifier:
    """Recognizes files by their lines. A custom one's certainty is its share of matching lines."""

    def __init__(
        self, classification: str, pattern: str, custom_patterns: str = "", least_share: float = 0.0
    ) -> None:
        self.classification = classification
        self._pattern = pattern
        self._custom_patterns = custom_patterns
        self._least_share = least_share
        self._slow_files = 0

    def classify(self, sample: Sample) -> Classification | None:
        """Return a classification based on the share of matching lines."""
        if sample.is_binary or self._slow_files >= _MAX_SLOW_FILES:
            return None
        grok = line_pattern(self._pattern, self._custom_patterns)
        lines = sample.lines()
        if not lines or (self._least_share and not self._matches_start(grok, lines)):
            return None
        share = self._share(grok, lines)
        if not share or share < self._least_share:
            return None
        details = [(PATTERN, self._pattern)]
        if self._custom_patterns:
            details.append((CUSTOM_PATTERNS, self._custom_patterns))
        return Classification(
            Format(self.classification, sample.compression, tuple(details)),
            grok.columns,
            sample.estimate(len(lines), sum(map(len, lines)) + len(lines)),
            certainty=1.0 if self._least_share else share,
        )

    def _matches_start(self, grok: LinePattern, lines: list[str]) -> bool:
        """Return whether the first three lines can match. Most files aren't logs."""
        return self._share(grok, lines[:3]) > 0

    def _share(self, grok: LinePattern, lines: list[str]) -> float:
        """Return the share of matching lines. After three slow files, give up on the pattern."""
        deadline = time.monotonic() + _SECONDS_PER_FILE
        matched = 0
        try:
            for line in lines:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                if len(line) <= _MAX_LINE and grok.pattern.search(line, timeout=left):
                    matched += 1
        except TimeoutError:
            self._slow_files += 1
            raise UnreadableFile(
                f"can't be classified as {self.classification}: "
                "matching the grok pattern takes too long"
            ) from None
        return matched / len(lines)
