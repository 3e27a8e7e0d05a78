"""The class-data archive: Spark's classes, parsed once and mapped into every later JVM.

It halves the time of a cold start. An archive is valid for one Java build, one Spark version and
one class path. Its file name contains a key of these, so an outdated archive isn't found. A
training session builds it in the background. A JVM that can't use it ignores it.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from glue_devendpoint.errors import JavaNotFound
from glue_devendpoint.spark.extension import extension_file
from glue_devendpoint.spark.java import Java

STALE_SECONDS = 900
_SILENT = ("-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xlog:class+path=off")
TRAINING_FILE = "GLUE_DEVENDPOINT_TRAINING_FILE"


def archive_file(cache: Path, java: Java) -> Path:
    """Return the path of the archive for this Java, Spark and class path, even if missing."""
    found = importlib.util.find_spec("pyspark")  # importing it takes a third of a second
    if found is None or found.origin is None:
        raise JavaNotFound("PySpark isn't installed; run: pip install glue-devendpoint")
    jars = Path(found.origin).parent / "jars"
    release = java.home / "release"
    digest = hashlib.sha256(release.read_bytes() if release.is_file() else b"")
    digest.update(
        f"{java.home.resolve()}\n{importlib.metadata.version('pyspark')}\n{jars}\n".encode()
    )
    digest.update(f"{extension_file(cache, java)}\n".encode())
    for jar in sorted(jars.glob("*.jar")):
        stat = jar.stat()
        digest.update(f"{jar.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return cache / "classes" / f"{digest.hexdigest()[:24]}.jsa"


def archive_options(cache: Path, java: Java, environ: Mapping[str, str]) -> list[str]:
    """Return the JVM options that use the archive if it exists, or that write it."""
    if written := environ.get(TRAINING_FILE):
        return [f"-XX:ArchiveClassesAtExit={written}", *_SILENT]
    path = archive_file(cache, java)
    if not path.is_file():
        return []
    return [
        f"-XX:SharedArchiveFile={path}",
        "-Xshare:auto",
        "-Xlog:cds=off",
        "-Xlog:class+path=off",
    ]


def build_archive(cache: Path, java: Java, environ: Mapping[str, str]) -> Path | None:
    """Build the archive with a training session. None if that fails or another process does it."""
    path = archive_file(cache, java)
    if path.is_file():
        return path
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    claim = path.with_suffix(".building")
    if not _claimed(claim):
        return None
    written = path.with_suffix(f".{os.getpid()}")
    try:
        trained = subprocess.run(
            [sys.executable, "-m", "glue_devendpoint.spark.training", "--session"],
            env={**environ, TRAINING_FILE: str(written)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if trained.returncode != 0 or not written.is_file():
            return None
        replace_archives(written, path)
        return path
    finally:
        written.unlink(missing_ok=True)
        claim.unlink(missing_ok=True)


def replace_archives(written: Path, path: Path) -> None:
    """Put a new archive in place of every earlier one."""
    for stale in path.parent.glob("*.jsa"):
        stale.unlink(missing_ok=True)
    written.replace(path)


def _claimed(claim: Path) -> bool:
    """Claim the build. Takes over a claim that a killed process left behind."""
    with contextlib.suppress(FileNotFoundError):
        if time.time() - claim.stat().st_mtime > STALE_SECONDS:
            claim.unlink(missing_ok=True)
    try:
        os.close(os.open(claim, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    return True
