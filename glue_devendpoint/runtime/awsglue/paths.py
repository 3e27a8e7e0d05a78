"""Field paths: `a.b.c` enters structs, backquotes escape dots, `list[].x` enters arrays."""

from __future__ import annotations

import re

ELEMENT = "[]"
Path = tuple[str, ...]

_STEP = re.compile(r"`((?:[^`]|``)*)`|\[\]|([^.`\[]+|\[(?!\]))+")


def parse_path(text: str) -> Path:
    """Split a path into its steps. The step into an array is `[]`."""
    if not isinstance(text, str):
        raise TypeError(f"a field path must be a string; got {text!r}")
    steps: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == "." and at + 1 < len(text):
            at += 1
        found = _STEP.match(text, at)
        if found is None or found.end() == at:
            raise ValueError(
                f"malformed field path {text!r} at position {at}; enclose names that "
                "contain dots or backquotes in backquotes"
            )
        quoted = found.group(1)
        steps.append(found.group(0) if quoted is None else quoted.replace("``", "`"))
        at = found.end()
    if not steps:
        raise ValueError("a field path can't be empty")
    return tuple(steps)


def parse_paths(paths: str | list[str] | tuple[str, ...]) -> list[Path]:
    """Parse one path or a list of paths."""
    return [parse_path(each) for each in ([paths] if isinstance(paths, str) else paths)]


def quote(name: str) -> str:
    """Return a single name as a path step that is safe in Spark expressions."""
    return "`" + name.replace("`", "``") + "`"
