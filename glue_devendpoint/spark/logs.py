"""A driver's log files: what Spark says that nobody needs on the screen.

Each driver process has a file for Spark and one for the errors that PySpark logs, in the home's
folder `logs`. Both are limited in size, and old ones are deleted.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path

PROFILE = Path(__file__).with_name("log4j2.properties")
KEPT_FILES = 40
_BYTES = 2_000_000
_ERROR_LOGGERS = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")


def log_file(folder: Path) -> Path:
    """Return this process's file for Spark's log. Spark creates it with the first message."""
    return folder / f"spark-{os.getpid()}.log"


def log_options(folder: Path, environ: Mapping[str, str]) -> list[str]:
    """Return the JVM options for our log profile, unless the user's Spark settings have one."""
    own = environ.get("SPARK_CONF_DIR")
    if own and (Path(own) / PROFILE.name).is_file():
        return []
    return [
        f"-Dlog4j2.configurationFile={PROFILE.as_uri()}",
        f'-Dgluedevendpoint.log="{log_file(folder)}"',
    ]


def delete_old_logs(folder: Path) -> None:
    """Delete all but the newest log files."""
    files = [(path.stat().st_mtime, path) for path in folder.glob("spark-*")]
    for _, path in sorted(files)[:-KEPT_FILES]:
        path.unlink(missing_ok=True)


def log_errors_to_file(folder: Path) -> None:
    """Write the errors that PySpark logs, as pages of JSON, to a file. It also raises them."""
    from pyspark.logger import PySparkLogger

    path = folder / f"spark-{os.getpid()}-errors.log"
    for name in _ERROR_LOGGERS:
        logger = PySparkLogger.getLogger(name)
        for handler in tuple(logger.handlers):
            logger.removeHandler(handler)
            handler.close()
        logger.propagate = False
        logger.addHandler(
            RotatingFileHandler(path, maxBytes=_BYTES, backupCount=1, encoding="utf-8", delay=True)
        )


def written_logs(folder: Path) -> list[Path]:
    """Return this process's log files that have content."""
    found = (log_file(folder), folder / f"spark-{os.getpid()}-errors.log")
    return [path for path in found if path.is_file() and path.stat().st_size]
