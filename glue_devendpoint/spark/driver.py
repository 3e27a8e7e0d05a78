"""This process as a Spark driver.

Preparing starts the metastore bridge and stores the session's settings where PySpark looks for them
when it starts its JVM. After that, `SparkSession.builder.getOrCreate()`, `SparkContext()` and
`GlueContext` in a user's script all return the Glue session.
"""

from __future__ import annotations

import atexit
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.errors import SparkRunning
from glue_devendpoint.files.buckets import configured_buckets
from glue_devendpoint.home import Home, open_home
from glue_devendpoint.spark.archive import archive_options
from glue_devendpoint.spark.buckets import hadoop_settings
from glue_devendpoint.spark.extension import extension_jar, lakes_of
from glue_devendpoint.spark.java import LATE_OPTIMISING, find_java, spark_environment
from glue_devendpoint.spark.logs import delete_old_logs, log_options
from glue_devendpoint.spark.metastore.calls.bridge import Bridge
from glue_devendpoint.spark.metastore.folders import Folders
from glue_devendpoint.spark.metastore.gateway import Gateway, glue_client
from glue_devendpoint.spark.metastore.server import MetastoreServer
from glue_devendpoint.spark.metastore.sources import Abilities
from glue_devendpoint.spark.session import (
    LOOPBACK,
    SessionPlan,
    is_local,
    is_loopback_master,
    session_settings,
)
from glue_devendpoint.spark.session import warehouse as warehouse_of
from glue_devendpoint.spark.ui_ports import forget_ui

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

log = logging.getLogger(__name__)
MakeClient = Callable[[], Any]


class Driver:
    """The driver side of one process: its bridge, its plan and its one session."""

    def __init__(self, config: GlueDevEndpoint, make_client: MakeClient = glue_client) -> None:
        self._config = config
        self.home: Home = open_home(config.home_folder)
        self.java = find_java(self.home.cache / "java")
        self._extension = extension_jar(self.home.cache, self.java)
        self.abilities = Abilities(extended=self._extension is not None)
        self._gateway = Gateway(make_client)
        folders = Folders(warehouse_of(self.home), configured_buckets(config, self.home))
        self._metastore = MetastoreServer(Bridge(self._gateway, folders, self.abilities)).start()
        self._properties = self.home.cache / "drivers" / f"{os.getpid()}.conf"
        self._mounted: set[str] = set()
        self._launch: threading.Thread | None = None
        self.settings: Mapping[str, str] = {}
        atexit.register(self._properties.unlink, missing_ok=True)
        atexit.register(forget_ui, self.home)

    def settings_for(self, plan: SessionPlan, config: GlueDevEndpoint) -> dict[str, str]:
        """Return the settings of this driver's session."""
        return session_settings(plan, config, self.home, self._metastore.uri, self._extension)

    def prepare(
        self, plan: SessionPlan, environ: MutableMapping[str, str] = os.environ
    ) -> Mapping[str, str]:
        """Store a plan's settings where PySpark finds them. Refused once Spark is running."""
        if self.is_running():
            raise SparkRunning(
                "Spark is already running; restart the kernel to change its settings"
            )
        wanted = self.settings_for(plan, self._config)
        if self._launch is not None:
            if wanted == self.settings:
                return self.settings  # the starting JVM already has these settings
            self.end_session()
        self.settings = wanted
        self.abilities.lakes = lakes_of(wanted)
        self._mounted = {name.removeprefix("spark.hadoop.") for name in wanted}
        _write_properties(self._properties, wanted)
        environ.update(spark_environment(self.java))
        environ["PYSPARK_SUBMIT_ARGS"] = f"--properties-file '{self._properties}' pyspark-shell"
        delete_old_logs(self.home.logs)
        logs = log_options(self.home.logs, environ)
        archive = archive_options(self.home.cache, self.java, environ)
        environ["SPARK_SUBMIT_OPTS"] = " ".join([*logs, *LATE_OPTIMISING, *archive])
        environ["GLUE_BUCKETS_FOLDER"] = str(self.home.buckets)
        environ["GLUE_VERSION"] = plan.glue_version or self._config.glue_version
        if is_local(wanted["spark.master"]) or is_loopback_master(wanted["spark.master"]):
            environ["SPARK_LOCAL_IP"] = (
                LOOPBACK  # otherwise the Spark UI would listen on every address
            )
        return self.settings

    def launch_ahead(self) -> None:
        """Start the JVM of the prepared session in the background."""
        self._launch = threading.Thread(target=_launch_gateway, name="spark-jvm", daemon=True)
        self._launch.start()

    def session(self) -> SparkSession:
        """Return the session; the first call starts Spark."""
        from pyspark.sql import SparkSession

        session = SparkSession.builder.getOrCreate()
        self.mount_buckets()
        return session

    def is_running(self) -> bool:
        """Return whether Spark runs in this process. A session whose JVM has died is discarded."""
        module = sys.modules.get("pyspark.core.context")
        context = module.SparkContext._active_spark_context if module is not None else None
        if context is None:
            return False
        process = getattr(context._gateway, "proc", None)
        if process is None or process.poll() is None:
            return True
        context._jsc = None  # nothing is left to stop there
        context.stop()
        _end_gateway()
        return False

    def mount_buckets(self) -> None:
        """Add buckets that were created after the start to the running session."""
        from pyspark import SparkContext

        context = SparkContext._active_spark_context
        if context is None:
            return
        hadoop = context._jsc.hadoopConfiguration()
        for name, value in hadoop_settings(configured_buckets(self._config, self.home)).items():
            if name not in self._mounted:
                hadoop.set(name, value)
                self._mounted.add(name)

    def connect(self, make_client: MakeClient) -> None:
        """Switch the bridge to another catalog."""
        self._gateway.connect(make_client)

    def move_to(self, folder: str, environ: Mapping[str, str]) -> None:
        """Make a session that was started elsewhere use a folder as its working directory."""
        from pyspark import SparkContext

        context = SparkContext._active_spark_context
        if context is None:
            return
        context.environment.update(
            {name: value for name, value in environ.items() if name.startswith(("AWS_", "GLUE_"))}
        )
        jvm: Any = context._jvm
        files = jvm.org.apache.hadoop.fs
        root = jvm.java.net.URI("file:///")
        local = files.FileSystem.get(root, context._jsc.hadoopConfiguration())
        local.setWorkingDirectory(files.Path(Path(folder).absolute().as_uri()))
        self.mount_buckets()

    def end_session(self) -> None:
        """Stop Spark and its JVM. The next session can have different memory and JAR files."""
        from pyspark.sql import SparkSession

        if self.is_running():
            SparkSession.builder.getOrCreate().stop()
        if self._launch is not None:
            self._launch.join()
            self._launch = None
        _end_gateway()

    def close(self) -> None:
        """Stop Spark, its JVM and the bridge. No session can be created after that."""
        self.end_session()
        self._metastore.stop()
        self._properties.unlink(missing_ok=True)


def _launch_gateway() -> None:
    from pyspark import SparkContext

    try:
        SparkContext._ensure_initialized()
    except Exception as err:  # the first request for the session raises the error
        log.debug("can't start the JVM in advance: %s", err)


def _end_gateway() -> None:
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    if gateway is None:
        return
    SparkContext._gateway = SparkContext._jvm = None
    process: subprocess.Popen[bytes] = gateway.proc
    gateway.shutdown()
    if process.stdin is not None:
        process.stdin.close()
    process.wait()


def _write_properties(path: Path, settings: Mapping[str, str]) -> None:
    """Write a properties file that only the user can read, because settings can contain secrets."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = [f"{_escaped(name)}={_escaped(value)}\n" for name, value in settings.items()]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(lines)


def _escaped(text: str) -> str:
    """Escape a string for Java's properties format."""
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return "".join(named.get(each) or (f"\\{each}" if each in "\\:=#! " else each) for each in text)
