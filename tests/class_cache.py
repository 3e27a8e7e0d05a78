"""Spark's classes, parsed once for all homes of a test run.

What a home keeps of them can be made again, and is the same in each: the homes of tests have it
from one folder, so that not every test pays for a cold JVM.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from glue_devendpoint.home import open_home
from glue_devendpoint.spark.archive import build_archive
from glue_devendpoint.spark.java import find_java


def share_classes(home: Path) -> None:
    """Let a new home have the classes that other homes of this run have parsed."""
    folder = open_home(home).cache / "classes"
    folder.symlink_to(_parsed())


@cache
def _parsed() -> Path:
    """Make the shared folder, with an archive in it."""
    root = Path(tempfile.mkdtemp(prefix="glue-classes-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    home = open_home(root / "home")
    own = {"GLUE_DEVENDPOINT_HOME": str(home.root), "GLUE_DEVENDPOINT_SPARK_MASTER": "local[2]"}
    build_archive(home.cache, find_java(home.cache / "java"), os.environ | own)
    return home.cache / "classes"
