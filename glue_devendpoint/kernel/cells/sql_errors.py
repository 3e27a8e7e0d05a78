"""SQL errors that point to their position in the cell."""

from __future__ import annotations

import re
from typing import Any

from glue_devendpoint.kernel.cells.statements import Statement

_POSITION = re.compile(r"\(line (\d+), pos(?:ition)? (\d+)\)")
_QUERY_PART = re.compile(r"\n*== SQL.*", re.DOTALL)
_PLAN_PART = re.compile(r";\n'?[A-Z]\w.*", re.DOTALL)


def explain_sql_error(error: Any, statement: Statement) -> str:
    """Return the message of a Spark error with the line of the cell and a marker below it."""
    place = _place(str(error), error, statement.text)
    message = _POSITION.sub("", _QUERY_PART.sub("", message_of(error))).strip()
    if place is None:
        return message
    line, column, length = place
    source = statement.text.splitlines()[line]
    number = str(statement.lines_above + line + 1)
    mark = " " * (len(number) + 3 + column) + "^" * max(1, min(length, len(source) - column))
    return f"{message}\n\n{number} | {source}\n{mark}"


def message_of(error: Any) -> str:
    """Return the message of a Spark error without the query's plan."""
    text = str(error.getMessage() if hasattr(error, "getMessage") else error)
    return _PLAN_PART.sub("", text)


def _place(text: str, error: Any, statement: str) -> tuple[int, int, int] | None:
    """Return the zero-based line and column of the error, and its length."""
    for context in _contexts(error):
        start, stop = context.startIndex(), context.stopIndex()
        if 0 <= start <= stop < len(statement):
            line = statement.count("\n", 0, start)
            return line, start - (statement.rfind("\n", 0, start) + 1), stop - start + 1
    found = _POSITION.search(text)
    lines = statement.splitlines()
    if found is None or not 1 <= int(found[1]) <= len(lines):
        return None
    line, column = int(found[1]) - 1, int(found[2])
    word = re.match(r"\w+", lines[line][column:])
    return line, column, len(word[0]) if word else 1


def _contexts(error: Any) -> list[Any]:
    """Return the SQL positions that Spark reports; DataFrame API errors have none."""
    if not hasattr(error, "getQueryContext"):
        return []
    found: list[Any] = [each for each in error.getQueryContext() if _is_sql(each)]
    return found


def _is_sql(context: Any) -> bool:
    return str(context.contextType()).rpartition(".")[2].upper().startswith("SQL")
