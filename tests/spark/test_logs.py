"""What Spark says that nobody needs on the screen goes to a log file of limited size."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from glue_devendpoint.spark import logs

from .conftest import SparkChild, SparkFailed

QUERIES = "SQLQueryContextLogger"


@pytest.fixture
def error_loggers() -> Iterator[None]:
    """Gives PySpark's loggers of errors back what they had."""
    loggers = [logging.getLogger(name) for name in logs._ERROR_LOGGERS]
    before = [(logger.handlers[:], logger.propagate) for logger in loggers]
    yield
    for logger, (handlers, propagate) in zip(loggers, before, strict=True):
        logger.handlers[:], logger.propagate = handlers, propagate


def test_errors_that_pyspark_logs_go_to_a_file(
    tmp_path: Path, error_loggers: None, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.log_errors_to_file(tmp_path)
    logs.log_errors_to_file(tmp_path)
    before = logs.written_logs(tmp_path)

    logging.getLogger(QUERIES).error("pages of it")

    (path,) = logs.written_logs(tmp_path)
    assert before == []
    assert path.name == f"spark-{os.getpid()}-errors.log"
    assert path.read_text().count("pages of it") == 1
    assert capfd.readouterr().err == ""


def test_old_logs_are_deleted(tmp_path: Path) -> None:
    for number in range(logs.KEPT_FILES + 2):
        path = tmp_path / f"spark-{number}.log"
        path.write_text("")
        os.utime(path, (number, number))
    (tmp_path / "other").write_text("")

    logs.delete_old_logs(tmp_path)

    left = {path.name for path in tmp_path.iterdir()}
    assert len(left) == logs.KEPT_FILES + 1
    assert left.isdisjoint({"spark-0.log", "spark-1.log"})


def test_the_users_own_profile_comes_first(tmp_path: Path) -> None:
    (tmp_path / "log4j2.properties").write_text("")

    assert logs.log_options(tmp_path, {"SPARK_CONF_DIR": str(tmp_path)}) == []


@pytest.mark.spark
def test_noise_is_in_the_file_and_not_on_standard_error(
    spark: SparkChild, served_home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text("id,name\n1,a\n")
    path = served_home / "logs" / f"spark-{spark.run('import os; answer = os.getpid()')}.log"

    spark.run(f"spark.read.schema('x int, y string').option('header', True).csv('{tmp_path}')"
              ".collect()")  # fmt: skip
    with pytest.raises(SparkFailed):
        spark.run("spark.sparkContext._jvm.java.lang.Class.forName('no.such.Name')")

    assert "CSVHeaderChecker" in path.read_text()
    said = capfd.readouterr().err
    assert "CSVHeaderChecker" not in said
    assert "incubator" not in said
