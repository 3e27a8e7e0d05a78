"""JSON paths: select the records of a document for a JSON classifier.

Supports the operators of Glue's JSON classifiers: `$`, `.name`, `['name']`, `[number]` and `*`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

Step: TypeAlias = str | int | None
"""A name, an array index, or None for all elements."""

_STEP = re.compile(
    r"\.\s*(?P<name>[^.\[\]*\s'\"]+)|\.?\[\s*(?P<quote>['\"])(?P<quoted>(?:(?!(?P=quote)).)*)(?P=quote)\s*\]"
    r"|\[\s*(?P<index>\d+)\s*\]|(?P<any>\[\s*\*\s*\]|\.\*)"
)


class InvalidJsonPath(ValueError):
    """A JSON path is invalid. The message states the syntax."""


@lru_cache(maxsize=256)
def parse_path(path: str) -> tuple[Step, ...]:
    """Return the steps of a JSON path. `[*]` and `.*` become None."""
    steps: list[Step] = []
    text = path.strip()
    position = 1
    while text.startswith("$") and position < len(text):
        match = _STEP.match(text, position)
        if match is None:
            break
        position = match.end()
        steps.append(_step(match))
    if not text.startswith("$") or position < len(text):
        raise InvalidJsonPath(
            f"The JSON path {path!r} isn't valid; use $ for the root, then .name, ['name'], "
            "[number] or [*]."
        )
    return tuple(steps)


def _step(match: re.Match[str]) -> Step:
    if match["any"]:
        return None
    return int(match["index"]) if match["index"] else match["name"] or match["quoted"]


def select(value: Any, steps: Sequence[Step]) -> Iterator[Any]:
    """Yield the values that the steps select in a document."""
    if not steps:
        yield value
        return
    step, rest = steps[0], steps[1:]
    if step is None:
        if isinstance(value, dict | list):
            for each in value.values() if isinstance(value, dict) else value:
                yield from select(each, rest)
    elif isinstance(value, dict) and isinstance(step, str):
        if step in value:
            yield from select(value[step], rest)
    elif isinstance(value, list) and isinstance(step, int) and step < len(value):
        yield from select(value[step], rest)
