"""The kernel's Spark session: started when a cell first needs it, under the usual names.

Starting it defines `spark`, `sc`, `glueContext` and `job`. Settings apply until Spark starts;
after that they need a session restart, which is automatic if no cell has used the session yet.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glue_devendpoint.config import load_config, read_jupyter_config
from glue_devendpoint.files.buckets import Buckets, configured_buckets
from glue_devendpoint.kernel.display.line import Line, Ticker
from glue_devendpoint.kernel.display.links import ui_links
from glue_devendpoint.kernel.failures import CellFailed, explained
from glue_devendpoint.kernel.processes.driver import driver
from glue_devendpoint.kernel.session.setup import Setup
from glue_devendpoint.spark.driver import Driver
from glue_devendpoint.spark.logs import log_errors_to_file, log_file, written_logs
from glue_devendpoint.spark.metastore.gateway import load_glue_model
from glue_devendpoint.spark.session import SessionPlan

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

METASTORE = "spark.hadoop.hive.metastore.uris"
SHOWN_SETTINGS = 5
_SECRET = re.compile(r"(?i)secret|password|token|access[.]?key")
MOUNTS = "spark.hadoop.fs."  # buckets come and go while Spark runs


class Applied(Enum):
    """When a changed setting takes effect."""

    AT_START = "Applies when Spark starts"
    NOW = "Applied"
    AFTER_RESTART = "Takes effect after %stop_session"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of changed settings: which ones apply now, and which ones wait."""

    when: Applied
    now: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.waiting:
            return self.when.value
        waiting = f"{Applied.AFTER_RESTART.value}: {_named(self.waiting)}"
        return f"{Applied.NOW.value}: {_named(self.now)}. {waiting}" if self.now else waiting


class KernelSession:
    """A kernel's only Spark session, and the names that cells use for it.

    A lock guards changes, because widget events arrive in separate threads.
    """

    def __init__(self, namespace: dict[str, Any], on_start: Callable[[], None]) -> None:
        self.setup = Setup()
        self._on_start = on_start
        self.ours: dict[str, Any] = {}
        self._namespace = namespace
        self._changing = threading.RLock()
        self._settings: Mapping[str, str] = {}

    @property
    def settings(self) -> Mapping[str, str]:
        """The settings that the session has or will start with."""
        return self._settings or driver().settings

    def touch(self) -> SparkSession:
        """Start Spark if it isn't running, define the names, and return the session."""
        with self._changing:
            with explained():
                found = driver()
            is_running = found.is_running()
            if not is_running:
                self._take_names_back()  # the last session may have ended by itself
            session = found.session() if is_running else self._start(found)
            self._bind(session)
            return session

    def apply_setup(self) -> Outcome:
        """Apply the settings as soon as possible; the result says when they take effect."""
        with self._changing:
            return self._apply()

    def _apply(self) -> Outcome:
        with explained():
            found = driver()
            wanted = self._wanted(found)
            if not found.is_running():
                self._settings = dict(found.prepare(self._plan(found)))
                return Outcome(Applied.AT_START)
        different = _different(self.settings, wanted)
        conf = found.session().conf
        now = tuple(name for name in different if conf.isModifiable(name))
        waiting = tuple(name for name in different if name not in now)
        if waiting and not self.ours:
            self.stop()  # no cell has used this warm session, so a new one can replace it
            return Outcome(Applied.AT_START)
        for name in now:
            if name in wanted:
                conf.set(name, wanted[name])
            else:
                conf.unset(name)
        held = {name: self.settings[name] for name in waiting if name in self.settings}
        changed = {name: value for name, value in wanted.items() if name not in waiting}
        self._settings = changed | held
        return Outcome(Applied.AFTER_RESTART if waiting else Applied.NOW, now, waiting)

    def waiting(self) -> dict[str, tuple[str, str]]:
        """Return the settings that wait for a restart: the value now, and the one after it."""
        with self._changing, explained():
            found = driver()
            if not found.is_running():
                return {}
            wanted, current = self._wanted(found), self.settings
        return {
            name: (_shown(name, current), _shown(name, wanted))
            for name in _different(current, wanted)
        }

    def in_effect(self) -> str:
        """Return in one line what the session runs on, or will run on when it starts."""
        with self._changing, explained():
            found = driver()
            is_running = found.is_running()
            settings = self.settings if is_running else self._wanted(found)
        memory = settings.get("spark.driver.memory")
        state = "Spark is running" if is_running else "Spark will start"
        place = f"{state} on {settings['spark.master']}"
        return f"{place} with {memory} of memory" if memory else place

    def logs(self) -> list[Path]:
        """Return the log files to which this kernel's Spark has written."""
        with explained():
            return written_logs(driver().home.logs)

    def stop(self) -> bool:
        """Stop Spark and its JVM, prepare the next session, return whether Spark was running."""
        with self._changing, explained():
            found = driver()
            was_running = found.is_running()
            if was_running:
                found.end_session()
            self._take_names_back()
            self._settings = dict(found.prepare(self._plan(found)))
        return was_running

    def _take_names_back(self) -> None:
        """Reclaim names that a cell has set to the old session, as Glue's boilerplate does."""
        for name, value in self.ours.items():
            if type(self._namespace.get(name)) is type(value):
                self._namespace[name] = value

    def _wanted(self, found: Driver) -> Mapping[str, str]:
        config = load_config(files=read_jupyter_config())
        return found.settings_for(self._plan(found), config)

    def missing(self, paths: Iterable[str]) -> list[str]:
        """Return the paths of local files that don't exist."""
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
            line.show(f"Spark failed to start after {_since(began)}", state="failed")
            log = log_file(found.home.logs)
            more = f"\nSpark's log: {log}" if log.is_file() else ""
            raise CellFailed(f"Spark failed to start: {err}{more}") from err
        except KeyboardInterrupt:
            line.show(f"Spark start interrupted after {_since(began)}", state="stopped")
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

        log_errors_to_file(driver().home.logs)
        self._on_start()
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


def _different(current: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """Return the names of settings that differ, without those of buckets."""
    return sorted(
        name
        for name in {*wanted, *current}
        if wanted.get(name) != current.get(name) and not name.startswith(MOUNTS)
    )


def _shown(name: str, settings: Mapping[str, str]) -> str:
    return "hidden" if _SECRET.search(name) else settings.get(name, "not set")


def _named(settings: Sequence[str]) -> str:
    if len(settings) > SHOWN_SETTINGS:
        return f"{len(settings)} Spark settings"
    return ", ".join(settings)


def _buckets(found: Driver) -> Buckets:
    return configured_buckets(load_config(files=read_jupyter_config()), found.home)


def load_runtime() -> None:
    """Import what the session's names and catalog need, while the JVM is starting."""
    import awsglue.context
    import awsglue.job  # noqa: F401

    load_glue_model()


def active_context() -> Any:
    """Return the running SparkContext, or None if Spark isn't running."""
    module = sys.modules.get("pyspark.core.context")
    return None if module is None else module.SparkContext._active_spark_context


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.1f} s"
