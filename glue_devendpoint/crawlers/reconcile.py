"""CSV files that are ambiguous on their own are read like the files around them.

A file of one row, or of text only, does not show whether its first row is a header. Where another
file of the target shows exactly those columns, that settles it.
"""

from __future__ import annotations

from collections.abc import Iterable

from glue_devendpoint.crawlers.classifiers import Classification


def _outline(found: Classification) -> tuple[object, ...]:
    names = tuple(name for name, _ in found.schema.fields)
    return (found.format.compatibility, names)


class CsvReadings:
    """The CSV readings that a target's files leave no doubt about."""

    def __init__(self, classifications: Iterable[Classification]) -> None:
        self._certain = {
            _outline(found)
            for found in classifications
            if found.format.classification == "csv" and found.certainty >= 1.0
        }

    def settle(self, found: Classification) -> Classification:
        """Return the reading that other files confirm, or else the original one."""
        return next(
            (
                each
                for each in found.alternatives
                if each.certainty >= 1.0 and _outline(each) in self._certain
            ),
            found,
        )
