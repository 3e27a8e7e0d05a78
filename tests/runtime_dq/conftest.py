"""One real Spark session for the data quality and entity detection tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession

from glue_devendpoint.spark.session import WORKER_DAEMON
from tests.quick_spark import QUICK_JAVA, QUICK_SPARK

RUNTIME = str(Path(__file__).parents[2] / "glue_devendpoint" / "runtime")


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A local session whose Python workers find the runtime packages."""
    given = {name: os.environ.get(name) for name in ("PYSPARK_PYTHON", "PYTHONPATH")}
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [RUNTIME, given["PYTHONPATH"]]))
    folder = tmp_path_factory.mktemp("spark")
    builder = SparkSession.builder.master("local[2]").appName("runtime_dq")
    session = (
        builder.config(map={**QUICK_SPARK})
        .config("spark.driver.extraJavaOptions", QUICK_JAVA)
        .config("spark.python.daemon.module", WORKER_DAEMON)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
    for name, value in given.items():
        if value is None:
            os.environ.pop(name)
        else:
            os.environ[name] = value


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own for each test."""
    monkeypatch.setenv("GLUE_DEVENDPOINT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="session")
def orders(spark: SparkSession) -> DataFrame:
    """Five orders, with nulls, an empty text and a text of spaces."""
    frame = spark.createDataFrame(
        [
            (1, "de", 10.0, "a@x.org", True, "2024-05-01", "10"),
            (2, "fr", 20.0, None, False, "2024-05-02", "20"),
            (3, "fr", None, "", True, "2024-05-03", "30"),
            (4, None, -5.0, "  ", None, None, "x"),
            (5, "it", 25.0, "b@x.org", True, "2099-01-01", None),
        ],
        "id int, land string, total double, mail string, paid boolean, day string, code string",
    )
    return frame.selectExpr(
        "*", "cast(day as date) as ordered", "cast(total as decimal(10,2)) as price"
    ).cache()


@pytest.fixture(scope="session")
def lands(spark: SparkSession) -> DataFrame:
    """A reference dataset of countries."""
    rows = [("de", 1, 40.0), ("fr", 2, 10.0)]
    return spark.createDataFrame(rows, "code string, id int, fee double").cache()
