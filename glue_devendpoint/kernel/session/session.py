"""The kernel's Spark session: started when a cell first needs it, under its usual names.

`spark`, `sc`, `glueContext` and `job` appear with it. What the notebook says about its session
counts until Spark runs; afterwards a restart is needed, except when no cell has used it yet.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

from glue_devendpoint.config import load_config, read_jupyter_config
from glue_devendpoint.files.buckets import Buckets, configured_buckets
from glue_devendpoint.kernel.display.line import Line, Ticker
from glue_devendpoint.kernel.failures import CellFailed, explained
from glue_devendpoint.kernel.processes.driver import driver
from glue_devendpoint.kernel.session.setup import Setup
from glue_devendpoint.spark.driver import Driver
from glue_devendpoint.spark.metastore.gateway import load_glue_model
from glue_devendpoint.spark.session import SessionPlan

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

METASTORE = "spark.hadoop.hive.metastore.uris"
MOUNTS = "spark.hadoop.fs."  # buckets come and go while Spark runs


class Applied(Enum):
    """When a change of the set-up counts."""

    AT_START = "the session will start with it"
    NOW = "the session has it"
    AFTER_RESTART = (
        "Spark is running without it: it counts after a restart. "
        "Run %stop_session, and the next cell that needs Spark starts a new session; "
        "or restart the kernel"
    )


class KernelSession:
    """The one Spark session of a kernel, and the names under which cells find it.

    JupyterLab answers widgets in threads of their own, so changes wait for each other.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.setup = Setup()
        self.ours: dict[str, Any] = {}
        self._namespace = namespace
        self._changing = threading.RLock()
        self._settings: Mapping[str, str] = {}

    @property
    def settings(self) -> Mapping[str, str]:
        """The settings that the session has, or will start with."""
        return self._settings or driver().settings

    def touch(self) -> SparkSession:
        """Start Spark unless it runs, give the names their meaning, return the session."""
        with self._changing:
            with explained():
                found = driver()
            session = found.session() if found.is_running() else self._start(found)
            self._bind(session)
            return session

    def apply_setup(self) -> Applied:
        """Let the set-up count as soon as it can."""
        with self._changing:
            return self._apply()

    def _apply(self) -> Applied:
        with explained():
            found = driver()
            wanted = self._wanted(found)
            if not found.is_running():
                self._settings = dict(found.prepare(self._plan(found)))
                return Applied.AT_START
        current = self.settings
        different = {
            name
            for name in {*wanted, *current}
            if wanted.get(name) != current.get(name) and not name.startswith(MOUNTS)
        }
        conf = found.session().conf
        if all(conf.isModifiable(name) for name in different):
            for name in different:
                if name in wanted:
                    conf.set(name, wanted[name])
                else:
                    conf.unset(name)
            self._settings = wanted
            return Applied.NOW
        if self.ours:
            return Applied.AFTER_RESTART
        self.stop()  # a warm session that no cell has used is given up for another
        return Applied.AT_START

    def stop(self) -> bool:
        """Stop Spark and its JVM, and prepare the next session; says whether one ran."""
        with self._changing, explained():
            found = driver()
            was_running = found.is_running()
            if was_running:
                found.end_session()
                self._take_names_back()
            self._settings = dict(found.prepare(self._plan(found)))
        return was_running

    def _take_names_back(self) -> None:
        """Let names that a cell gave to the ended session, as Glue's boilerplate does, be ours."""
        for name, value in self.ours.items():
            if type(self._namespace.get(name)) is type(value):
                self._namespace[name] = value

    def _wanted(self, found: Driver) -> Mapping[str, str]:
        config = load_config(files=read_jupyter_config())
        return found.settings_for(self._plan(found), config)

    def missing(self, paths: Iterable[str]) -> list[str]:
        """Return those paths that mean files of this machine which are not there."""
        buckets = _buckets(driver())
        local = {path: buckets.local_path(path) for path in paths}
        return [path for path, place in local.items() if place and not place.exists()]

    def _plan(self, found: Driver) -> SessionPlan:
        buckets = _buckets(found)

        def place(path: str) -> str | None:
            local = buckets.local_path(path)
            return path if local is None else str(local) if local.exists() else None

        return self.setup.plan(place)

    def _start(self, found: Driver) -> SparkSession:
        line, began = Line(), time.monotonic()
        line.show("Starting Spark …")
        threading.Thread(target=load_runtime, name="glue-runtime", daemon=True).start()
        try:
            with Ticker(1.0, lambda: line.show(f"Starting Spark … {_since(began)}")):
                session = found.session()
        except Exception as err:
            line.show(f"Spark did not start after {_since(began)}", state="failed")
            raise CellFailed(f"Spark did not start: {err}") from err
        except KeyboardInterrupt:
            line.show(f"Starting Spark was interrupted after {_since(began)}", state="stopped")
            raise
        context = session.sparkContext
        text = f"Spark {session.version} on {context.master} started in {_since(began)}"
        line.show(text, state="done", links=ui_links(context))
        return session

    def _bind(self, session: SparkSession) -> None:
        if self.ours.get("spark") is session and self.ours["sc"]._jsc is not None:
            return
        from awsglue.context import GlueContext
        from awsglue.job import Job

        _silence_error_loggers()
        context = GlueContext(session)
        made = {
            "spark": session,
            "sc": session.sparkContext,
            "glueContext": context,
            "job": Job(context),
        }
        for name, value in made.items():
            if name not in self._namespace or self._namespace[name] is self.ours.get(name):
                self._namespace[name] = value
        self.ours = made


def _buckets(found: Driver) -> Buckets:
    return configured_buckets(load_config(files=read_jupyter_config()), found.home)


def load_runtime() -> None:
    """Load what the session's names and catalog need: there is time while the JVM works."""
    import awsglue.context
    import awsglue.job  # noqa: F401

    load_glue_model()


def active_context() -> Any:
    """Return the running SparkContext; None when Spark does not run."""
    module = sys.modules.get("pyspark.core.context")
    return None if module is None else module.SparkContext._active_spark_context


def _silence_error_loggers() -> None:
    """Let PySpark not log, as pages of JSON, the very errors that it also raises."""
    from pyspark.logger import PySparkLogger

    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        PySparkLogger.getLogger(name).setLevel(logging.CRITICAL)


def ui_links(context: Any) -> dict[str, str]:
    """Return the link to the Spark UI, if there is one."""
    url = context.uiWebUrl
    return {"Spark UI": url} if url else {}


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.1f} s"
