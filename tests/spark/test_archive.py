"""The class archive: built once, mapped by later JVMs, never by the wrong one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from glue_devendpoint.home import open_home
from glue_devendpoint.spark.archive import (
    STALE_SECONDS,
    archive_file,
    archive_options,
    build_archive,
    replace_archives,
)
from glue_devendpoint.spark.java import Java, find_java
from tests.class_cache import share_classes

STARTED = """
from glue_devendpoint.config import load_config
from glue_devendpoint.spark.driver import Driver
from glue_devendpoint.spark.session import SessionPlan
from glue_devendpoint.spark.warmup import EmptyCatalog
from pyspark import SparkContext
driver = Driver(load_config(), EmptyCatalog)
driver.prepare(SessionPlan())
driver.session().range(3).count()
print("archive" if ".jsa" in open(f"/proc/{SparkContext._gateway.proc.pid}/maps").read() else "no")
driver.close()
"""


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc for what is mapped")
def test_a_session_maps_the_archive_that_was_built(tmp_path: Path) -> None:
    share_classes(tmp_path)  # built by the first test that asks, as a kernel builds it
    cache = open_home(tmp_path).cache
    java = find_java(cache / "java")
    environ = os.environ | {
        "GLUE_DEVENDPOINT_HOME": str(tmp_path), "GLUE_DEVENDPOINT_SPARK_MASTER": "local[2]",
    }  # fmt: skip

    built = build_archive(cache, java, environ)
    started = subprocess.run(
        [sys.executable, "-c", STARTED], env=environ, capture_output=True, text=True, check=True
    )

    assert built == archive_file(cache, java)
    assert started.stdout.strip() == "archive"


def test_a_new_archive_replaces_every_earlier_one(tmp_path: Path) -> None:
    written, path = tmp_path / "new.17", tmp_path / "new.jsa"
    written.write_text("new")
    (tmp_path / "old.jsa").touch()

    replace_archives(written, path)

    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text() == "new"


def test_an_archive_of_another_java_is_not_found(tmp_path: Path) -> None:
    java = find_java(tmp_path / "java")
    other = tmp_path / "other"
    other.mkdir()
    (other / "release").write_text('JAVA_VERSION="17.0.99"\n')
    path = archive_file(tmp_path, java)
    path.parent.mkdir()
    path.touch()

    assert archive_options(tmp_path, java, {})[0] == f"-XX:SharedArchiveFile={path}"
    assert archive_options(tmp_path, Java(other, 17, "another"), {}) == []


def test_only_one_process_builds_and_a_dead_ones_claim_is_taken_over(tmp_path: Path) -> None:
    java = find_java(tmp_path / "java")
    claim = archive_file(tmp_path, java).with_suffix(".building")
    claim.parent.mkdir()
    claim.touch()
    nothing = {"PATH": "/nonexistent", "PYTHONPATH": "/nonexistent", "JAVA_HOME": "/nonexistent"}

    assert build_archive(tmp_path, java, nothing) is None
    assert claim.exists()
    long_ago = time.time() - STALE_SECONDS - 10
    os.utime(claim, (long_ago, long_ago))
    assert build_archive(tmp_path, java, nothing) is None
    assert not claim.exists()
