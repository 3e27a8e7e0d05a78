"""`python -m glue_devendpoint.spark.training`: builds the class archive if there is none.

It runs as a separate process, so it finishes even if the process that started it ends. With
`--session`, it is the training session itself, whose JVM writes the archive when it exits.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

from glue_devendpoint.config import load_config, read_jupyter_config
from glue_devendpoint.home import open_home
from glue_devendpoint.spark.archive import archive_file, build_archive
from glue_devendpoint.spark.driver import Driver
from glue_devendpoint.spark.java import find_java
from glue_devendpoint.spark.session import SessionPlan
from glue_devendpoint.spark.warmup import EmptyCatalog, warm_up


def start_building(environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start building the archive in a separate process, which ends if the archive exists."""
    return subprocess.Popen(
        [sys.executable, "-m", "glue_devendpoint.spark.training"],
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def main() -> None:
    """Build the archive, or run its training session."""
    config = load_config(files=read_jupyter_config())
    if sys.argv[1:] == ["--session"]:
        driver = Driver(config, EmptyCatalog)
        driver.prepare(SessionPlan(app_name="class archive"))
        warm_up(driver.session())
        driver.close()
        return
    cache = open_home(config.home_folder).cache
    java = find_java(cache / "java")
    if not archive_file(cache, java).is_file():
        build_archive(cache, java, os.environ)


if __name__ == "__main__":
    main()
