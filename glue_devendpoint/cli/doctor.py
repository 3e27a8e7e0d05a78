"""`glue-devendpoint doctor`: checks the installation; each failed check says how to fix it."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from glue_devendpoint.cli.flags import add_report_command, config_from
from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.endpoint import open_endpoint
from glue_devendpoint.errors import DevEndpointError, JavaNotFound
from glue_devendpoint.home import Home, open_home
from glue_devendpoint.spark.java import find_java, spark_environment
from glue_devendpoint.version import __version__

SPARK_PROBE = (
    "from pyspark.sql import SparkSession\n"
    "spark = (SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false')\n"
    "    .config('spark.ui.showConsoleProgress', 'false').getOrCreate())\n"
    "print('spark', spark.version, spark.range(3).count())\n"
    "spark.stop()\n"
)
QUICK = {"SPARK_SUBMIT_OPTS": "-XX:TieredStopAtLevel=1"}  # not worth optimizing for one query
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check."""

    name: str
    state: str  # ok, failed, or missing (which isn't an error)
    text: str


Check: TypeAlias = Callable[[], Finding]


def add_parser(commands: Any) -> None:
    """Add the command."""
    add_report_command(
        commands,
        "doctor",
        run,
        help="check the installation, and show how to fix problems",
        ends="The exit code is 1 if a check fails.",
    )


def run(args: argparse.Namespace) -> int:
    """Run all checks and print the results."""
    config = config_from(args)
    found = []
    for finding in examine(config):
        found.append(finding)
        if not args.json:
            sign = {"ok": "✓", "failed": "✗", "missing": "–"}[finding.state]
            print(f"{sign} {finding.name:<12} {finding.text}", flush=True)
    if args.json:
        rows = [{"name": f.name, "state": f.state, "text": f.text} for f in found]
        print(json.dumps(rows, indent=2))
    return 1 if any(finding.state == "failed" for finding in found) else 0


def examine(config: GlueDevEndpoint) -> Iterator[Finding]:
    """Yield the result of each check, starting with what the others depend on."""
    yield _python()
    home = _attempt("home", lambda: _home(config))
    yield home
    yield from _in_home(config, home.state)
    for name, check in ANYWHERE:
        yield _attempt(name, check)


def _in_home(config: GlueDevEndpoint, state: str) -> Iterator[Finding]:
    """Yield the results of the checks that need a home folder, which they don't create."""
    if state == "failed":
        for name in ("Java", "Spark", "database"):
            yield Finding(name, "failed", "not checked; fix the home folder first")
        return
    with tempfile.TemporaryDirectory(prefix="glue-java-") as folder:
        launchers = Path(folder) if state == "missing" else Home(config.home_folder).cache / "java"
        yield _attempt("Java", lambda: _java(launchers))
        yield _attempt("Spark", lambda: _spark(launchers))
    if state == "missing":
        yield Finding("database", "missing", "not checked; there is no home folder yet")
    else:
        yield _attempt("database", lambda: _database(config))


def _attempt(name: str, check: Check) -> Finding:
    try:
        return check()
    except DevEndpointError as err:
        return Finding(name, "failed", str(err))


def _python() -> Finding:
    return Finding("Python", "ok", f"{sys.version.split()[0]} at {sys.executable}")


def _java(launchers: Path) -> Finding:
    java = find_java(launchers)
    return Finding("Java", "ok", f"Java {java.version}, from {java.source}")


def _spark(launchers: Path) -> Finding:
    try:
        java = find_java(launchers)
    except JavaNotFound:
        return Finding("Spark", "failed", "can't start without Java; fix that first")
    environment = os.environ | spark_environment(java) | QUICK
    try:
        started = subprocess.run(
            [sys.executable, "-c", SPARK_PROBE],
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding("Spark", "failed", "didn't start within 180 s; run again with --debug")
    words = started.stdout.split()
    if started.returncode != 0 or words[-1:] != ["3"]:
        last = (started.stderr.strip().splitlines() or ["no output"])[-1]
        return Finding("Spark", "failed", f"can't start a session: {last}")
    return Finding("Spark", "ok", f"Spark {words[1]} starts and runs a query")


def _home(config: GlueDevEndpoint) -> Finding:
    root = config.home_folder
    if not root.exists() and _can_be_created(root):
        text = f"{root} doesn't exist yet; glue-devendpoint serve (or lab) creates it"
        return Finding("home", "missing", text)
    return Finding("home", "ok", str(open_home(root).root))


def _can_be_created(folder: Path) -> bool:
    above = next(parent for parent in folder.absolute().parents if parent.exists())
    return above.is_dir() and os.access(above, os.W_OK)


def _database(config: GlueDevEndpoint) -> Finding:
    endpoint = open_endpoint(config)
    try:
        url = endpoint.store.engine.url.render_as_string(hide_password=True)
    finally:
        endpoint.close()
    return Finding("database", "ok", url)


def _front_end() -> Finding:
    from jupyter_core.paths import jupyter_path

    for folder in jupyter_path("labextensions"):
        manifest = Path(folder) / "glue-devendpoint" / "package.json"
        if not manifest.is_file():
            continue
        version = json.loads(manifest.read_text(encoding="utf-8")).get("version")
        if version != __version__:
            return Finding(
                "front end",
                "failed",
                f"{manifest.parent} has version {version} instead of {__version__}; "
                "run: pip install --force-reinstall glue-devendpoint   (in a clone: make build)",
            )
        return Finding("front end", "ok", f"{version} in {manifest.parent}")
    return Finding(
        "front end",
        "failed",
        "JupyterLab can't find the extension; "
        "run: pip install --force-reinstall glue-devendpoint   (in a clone: make build)",
    )


def _kernel() -> Finding:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec("glue_pyspark")
    except NoSuchKernel:
        return Finding(
            "kernel",
            "failed",
            "Jupyter can't find the kernelspec glue_pyspark; "
            "run: pip install --force-reinstall glue-devendpoint   (in a clone: make build)",
        )
    if "glue_devendpoint.kernel" not in spec.argv:  # aws-glue-sessions uses the same name
        return Finding(
            "kernel",
            "failed",
            f"another package's kernel is named glue_pyspark ({spec.resource_dir}); "
            "delete that folder, or run Jupyter in a virtual environment",
        )
    return Finding("kernel", "ok", f"{spec.display_name} in {spec.resource_dir}")


def _browser() -> Finding:
    for name in BROWSERS:
        path = shutil.which(name)
        if path:
            return Finding("browser", "ok", f"{path} (only needed for tests)")
    return Finding(
        "browser",
        "missing",
        "Chromium not found (only needed for browser tests); run: apt-get install chromium",
    )


ANYWHERE: tuple[tuple[str, Check], ...] = (
    ("front end", _front_end),
    ("kernel", _kernel),
    ("browser", _browser),
)
