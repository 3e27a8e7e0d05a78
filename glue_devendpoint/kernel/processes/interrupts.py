"""Interrupting a cell also cancels its Spark jobs.

A SIGINT raises KeyboardInterrupt in Python at once, but the JVM would continue the job, and the
next call would read the answer that nobody has read. So another thread cancels the jobs, and the
interrupted connection to the JVM is replaced by a new one.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
import threading
from types import FrameType
from typing import Any, NoReturn

log = logging.getLogger(__name__)


GROUP = "spark.jobGroup.id"
CELL_GROUPS = "glue-cell-"
CANCEL_SECONDS = 5.0


def cancel_jobs(group: str | None) -> None:
    """Cancel all of this process's Spark jobs, and any that the cell's group still submits."""
    context = _context()
    if context is None:
        return
    try:
        if group is not None and group.startswith(CELL_GROUPS):
            context._jsc.sc().cancelJobGroupAndFutureJobs(group)
        context.cancelAllJobs()
    except Exception as err:  # the interrupt itself must not fail
        log.warning("couldn't cancel the Spark jobs: %s", err)


def leave_connection() -> None:
    """Close this thread's connection to the JVM; the next call opens a new one.

    The next answer on the old connection belongs to the abandoned call, and even cleanup code that
    runs during the interrupt (`with` blocks in PySpark) calls the JVM. It is closed here because
    py4j itself would also close the connections of all other threads.
    """
    module = sys.modules.get("pyspark.core.context")
    gateway = None if module is None else module.SparkContext._gateway
    if gateway is None:
        return
    client: Any = gateway._gateway_client
    connection = client.get_thread_connection()
    if connection is None:
        return
    client.thread_connection.connection = None
    with contextlib.suppress(ValueError):
        client.deque.remove(connection)
    connection.close(reset=True)


class InterruptHandler:
    """The SIGINT handler of one cell."""

    def __init__(self) -> None:
        self._group: str | None = None
        logging.getLogger().addFilter(_is_news)

    def __call__(self, _signal: int, _frame: FrameType | None) -> NoReturn:
        """Cancel the Spark jobs in another thread, and interrupt Python in this one."""
        cancelling = threading.Thread(target=cancel_jobs, args=(self._group,), daemon=True)
        cancelling.start()
        cancelling.join(CANCEL_SECONDS)
        leave_connection()
        raise KeyboardInterrupt

    def install(self) -> None:
        """Install the handler; only possible in the main thread."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self)

    def begin_cell(self, _info: Any) -> None:
        """Remember the cell's job group, because an abandoned call may still be running."""
        context = _context()
        self._group = None if context is None else context.getLocalProperty(GROUP)


def _context() -> Any:
    module = sys.modules.get("pyspark.core.context")
    return None if module is None else module.SparkContext._active_spark_context


def _is_news(record: logging.LogRecord) -> bool:
    """Keep py4j's traceback of an interrupt out of the cell: the user asked for the interrupt."""
    return not record.exc_info or record.exc_info[0] is not KeyboardInterrupt
