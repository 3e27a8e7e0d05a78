"""Spark's errors in cells: the message, and the lines of your cells that led to it.

Without this, IPython shows every call within PySpark and Py4J, and the JVM's stack. `%tb` shows
them on request.
"""

from __future__ import annotations

import re
import sys
import traceback
from types import TracebackType
from typing import Any

from glue_devendpoint.kernel.cells.sql_errors import message_of

_JAVA_CALLS = re.compile(r"\n\s+at [\w.$/<>]+\(.*|\n\s+\.\.\. \d+ more")
_DRIVER = re.compile(r"\n*Driver stacktrace:.*", re.DOTALL)
_FULL = "Run %tb to see the full traceback."


def shorten_spark_errors(shell: Any) -> None:
    """Make a shell show Spark's errors and interrupted Spark calls in short form."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    def handle(
        shell: Any, kind: type[BaseException], error: BaseException, trace: TracebackType, **_: Any
    ) -> list[str] | None:
        if isinstance(error, KeyboardInterrupt) and not _calls_spark(trace):
            shell.showtraceback((kind, error, trace), running_compiled_code=True)
            return None
        sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace  # for %tb
        lines = [*_own_lines(shell, trace), *_told(error).splitlines(), _FULL]
        shell._showtraceback(kind, error, lines)
        return lines

    shell.set_custom_exc((PySparkException, Py4JError, KeyboardInterrupt), handle)


def _told(error: BaseException) -> str:
    """Return the error's name and message, without the JVM's calls and the query's plan."""
    name = type(error).__name__
    if isinstance(error, KeyboardInterrupt):
        return f"{name}: the cell was interrupted, and its Spark jobs were canceled"
    java = getattr(error, "java_exception", None)
    text = str(java.toString()) if java is not None else message_of(error)
    return f"{name}: {_JAVA_CALLS.sub('', _DRIVER.sub('', text)).strip()}"


def _own_lines(shell: Any, trace: TracebackType) -> list[str]:
    """Return the lines of cells that were running, the outermost first."""
    found = []
    for frame in traceback.extract_tb(trace):
        named = shell.compile.format_code_name(frame.filename)
        if named is not None:
            found += [f"{' '.join(named)}, line {frame.lineno}", f"    {frame.line}"]
    return [*found, ""] if found else []


def _calls_spark(trace: TracebackType) -> bool:
    return any("py4j" in frame.filename for frame in traceback.extract_tb(trace))
