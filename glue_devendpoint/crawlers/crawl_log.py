"""The log of a crawl, in the form of Glue's crawler logs: time, run, level, and message."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

BENCHMARK = 25
"""Glue's level for the stages of a crawl."""


class _LogLines(logging.Formatter):
    """Lines that start with the time in UTC, so that readers can convert it."""

    def __init__(self, run_id: str) -> None:
        super().__init__(f"%(asctime)s [{run_id}] %(levelname)s : %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """Return the time of a record."""
        moment = datetime.fromtimestamp(record.created, UTC).replace(tzinfo=None)
        return f"{moment.isoformat(timespec='milliseconds')}Z"


def write_log(run_id: str) -> None:
    """Write what this process logs to its standard output, as the log of one crawl."""
    logging.addLevelName(BENCHMARK, "BENCHMARK")
    logging.addLevelName(logging.WARNING, "WARN")
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_LogLines(run_id))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("glue_devendpoint.crawlers").setLevel(logging.INFO)
