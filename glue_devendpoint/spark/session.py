"""The settings of a Spark session, for kernels, runs and the command line.

A plan states what is requested: Glue version, workers and additional settings. The plan and the
configuration are turned into a flat set of Spark settings. The user's own settings take precedence.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.files.buckets import configured_buckets
from glue_devendpoint.home import Home
from glue_devendpoint.spark.buckets import hadoop_settings
from glue_devendpoint.spark.extension import with_extension
from glue_devendpoint.spark.versions import glue_version
from glue_devendpoint.spark.workers import local_cores, local_memory_gb, worker

LOOPBACK = "127.0.0.1"
WORKER_DAEMON = "glue_devendpoint.spark.worker_daemon"


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """What is requested for a session. Empty values mean the configured ones."""

    app_name: str = "Glue PySpark"
    master: str = ""
    glue_version: str = ""
    worker_type: str = ""
    number_of_workers: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    event_log: Path | None = None


def session_settings(
    plan: SessionPlan,
    config: GlueDevEndpoint,
    home: Home,
    metastore_uri: str,
    extension: Path | None = None,
) -> dict[str, str]:
    """Return all Spark settings of a session. `extension` is the JAR file with our own classes."""
    version = glue_version(plan.glue_version or config.glue_version)
    hadoop = hadoop_settings(configured_buckets(config, home)) | _hive_settings(home, metastore_uri)
    found = {
        "spark.app.name": plan.app_name,
        **version.settings,
        "spark.sql.catalogImplementation": "hive",
        "spark.sql.python.filterPushdown.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": warehouse(home).as_uri(),
        "spark.driver.extraJavaOptions": "-Duser.timezone=UTC",
        "spark.executor.extraJavaOptions": "-Duser.timezone=UTC",
        "spark.executorEnv.TZ": "UTC",
        "spark.ui.showConsoleProgress": "false",
        **{f"spark.hadoop.{name}": value for name, value in hadoop.items()},
        **_size(plan, plan.master or config.spark_master),
    }
    if plan.event_log is not None:
        found["spark.eventLog.enabled"] = "true"
        found["spark.eventLog.dir"] = plan.event_log.absolute().as_uri()
    found |= dict(config.spark_conf) | dict(plan.settings)
    if is_local(found["spark.master"]) and "spark.pyspark.python" not in found:
        found.setdefault("spark.python.daemon.module", WORKER_DAEMON)
    if extension is None:
        return found
    return with_extension(found, extension, is_local=is_local(found["spark.master"]))


def warehouse(home: Home) -> Path:
    """Return the folder of managed tables whose database has no location."""
    return home.root / "warehouse"


def is_local(master: str) -> bool:
    """Return whether the master is local, which runs tasks in the driver's threads."""
    return master == "local" or master.startswith(("local[", "local-cluster["))


def is_loopback_master(master: str) -> bool:
    """Return whether a cluster's master is at a loopback address."""
    return master.startswith(("spark://127.0.0.1:", "spark://localhost:"))


def _hive_settings(home: Home, metastore_uri: str) -> dict[str, str]:
    return {
        "hive.metastore.uris": metastore_uri,
        "hive.exec.scratchdir": str(home.cache / "hive"),
        "hive.exec.dynamic.partition": "true",
        "hive.exec.dynamic.partition.mode": "nonstrict",
    }


def _size(plan: SessionPlan, master: str) -> dict[str, str]:
    """Return master, cores and memory for the requested workers."""
    if is_local(master):
        return {"spark.driver.host": LOOPBACK, **_local_size(plan, master)}
    found = {"spark.master": master, "spark.pyspark.python": sys.executable}
    if is_loopback_master(master):
        found["spark.driver.host"] = LOOPBACK
    if plan.worker_type:
        kind = worker(plan.worker_type)
        found["spark.executor.cores"] = str(kind.cores)
        found["spark.executor.memory"] = f"{kind.executor_memory_gb}g"
        found["spark.driver.memory"] = f"{kind.executor_memory_gb}g"
    if plan.number_of_workers:
        executors = max(1, plan.number_of_workers - 1)  # one worker is for the driver
        found["spark.executor.instances"] = str(executors)
        if master.startswith("spark://") and plan.worker_type:
            found["spark.cores.max"] = str(executors * worker(plan.worker_type).cores)
    return found


def _local_size(plan: SessionPlan, master: str) -> dict[str, str]:
    if not plan.worker_type or master != "local[*]":
        return {"spark.master": master}
    kind = worker(plan.worker_type)
    cores = local_cores(kind, plan.number_of_workers or 1)
    return {
        "spark.master": f"local[{cores}]",
        "spark.driver.memory": f"{local_memory_gb(kind)}g",
    }
