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
from glue_devendpoint.spark.archive import archive_options, build_archive
from glue_devendpoint.spark.extension import extension_file
from glue_devendpoint.spark.java import find_java
from tests.quick_spark import QUICK_JAVA

SHARED_HOME = Path(__file__).parents[1] / ".pytest_cache" / "glue-home"


def share_classes(home: Path) -> None:
    """Give a new home the classes that are already parsed."""
    folder = open_home(home).cache / "classes"
    folder.symlink_to(_parsed())


def plain_environment() -> dict[str, str]:
    """Let a process that starts Spark without our settings use the classes, and compile quickly."""
    home = open_home(SHARED_HOME)
    _parsed()
    java = find_java(home.cache / "java")
    jar = extension_file(home.cache, java)  # what the archive's class path begins with
    options = " ".join([QUICK_JAVA, *archive_options(home.cache, java, {})])
    return {
        "JDK_JAVA_OPTIONS": options,
        "PYSPARK_SUBMIT_ARGS": f"--driver-class-path '{jar}' pyspark-shell",
    }


@cache
def _parsed() -> Path:
    """Return the shared folder, with an archive in it; the first process to ask builds it."""
    home = open_home(SHARED_HOME)
    own = {"GLUE_DEVENDPOINT_HOME": str(home.root), "GLUE_DEVENDPOINT_SPARK_MASTER": "local[2]"}
    with (home.cache / "classes.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build_archive(home.cache, find_java(home.cache / "java"), os.environ | own)
    return home.cache / "classes"
