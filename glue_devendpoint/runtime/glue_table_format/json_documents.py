"""JSON: one record per line, or documents in any layout with a path to the records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from glue_table_format.json_paths import Step, parse_path, select
from glue_table_format.switches import is_on

PATH = "jsonPath"
MULTI_LINE = "multiLine"
ARRAY = "array"
RECORD = "record"


@dataclass(frozen=True, slots=True)
class JsonDocuments:
    """How records are found in JSON.

    With `is_lines`, each line is a document. The path selects the records. A selected value that
    isn't an object becomes the column `wrap` of a record. Without `wrap`, the objects of an array
    are records, and other values are ignored.
    """

    is_lines: bool = True
    path: str = ""
    wrap: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the path."""
        return parse_path(self.path) if self.path else ()

    @property
    def is_of_elements(self) -> bool:
        """Return whether each element of an array gives its own records."""
        return self.steps[0] is None if self.steps else not self.wrap

    def records(self, document: Any) -> Iterator[dict[str, Any]]:
        """Yield the records of one document."""
        for found in select(document, self.steps):
            if isinstance(found, dict):
                yield found
            elif self.wrap:
                yield {self.wrap: found}
            elif isinstance(found, list):
                yield from (each for each in found if isinstance(each, dict))


def json_documents(settings: Mapping[str, str], columns: Sequence[str]) -> JsonDocuments:
    """Return how a table's JSON is read.

    In tables with these columns, as created by crawlers, a top-level array is the column `array`,
    and a value that a path selects is the column `record`.
    """
    path = settings.get(PATH, "")
    if path:
        wrap = RECORD if RECORD in columns else ""
        found = JsonDocuments(is_lines=False, path=path, wrap=wrap)
        assert found.steps is not None  # raises an error for an invalid path
        return found
    if not is_on(settings, MULTI_LINE):
        return JsonDocuments()
    return JsonDocuments(is_lines=False, wrap=ARRAY if list(columns) == [ARRAY] else "")
