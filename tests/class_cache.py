"""Spark's classes, parsed once for all test homes.

What a home caches of them can be rebuilt and is the same in every home. Test homes link to one
folder beside pytest's own cache, so only the first run on a machine pays for a cold JVM.
"""

from __future__ import annotations

import fcntl
import os
from functools import cache
from pathlib import Path

from glue_devendpoint.home import open_home
from glue_devendpoint.spark.archive import build_archive
from glue_devendpoint.spark.java import find_java

SHARED_HOME = Path(__file__).parents[1] / ".pytest_cache" / "glue-home"


def share_classes(home: Path) -> None:
    """Give a new home the classes that are already parsed."""
    folder = open_home(home).cache / "classes"
    folder.symlink_to(_parsed())


@cache
def _parsed() -> Path:
    """Return the shared folder, with an archive in it; the first process to ask builds it."""
    home = open_home(SHARED_HOME)
    own = {"GLUE_DEVENDPOINT_HOME": str(home.root), "GLUE_DEVENDPOINT_SPARK_MASTER": "local[2]"}
    with (home.cache / "classes.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build_archive(home.cache, find_java(home.cache / "java"), os.environ | own)
    return home.cache / "classes"
