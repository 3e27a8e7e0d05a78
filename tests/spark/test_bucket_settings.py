"""Hadoop settings for S3 that scripts bring along, where buckets are local."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from .conftest import SparkChild, SparkFailed

pytestmark = pytest.mark.spark
S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem"
ABSTRACT = "com.amazon.ws.emr.hadoop.fs.EMRFSDelegate"


@pytest.fixture
def bucket(served_home: Path, spark: SparkChild) -> str:
    """A bucket with one file of one row."""
    folder = served_home / "buckets" / f"b{uuid4().hex[:12]}"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text('{"id": 1}\n')
    spark.run("driver.mount_buckets()")
    return folder.name


@pytest.fixture
def said(spark: SparkChild, served_home: Path) -> Callable[[], str]:
    """Returns what the session has logged since the test began."""
    path = served_home / "logs" / f"spark-{spark.run('import os; answer = os.getpid()')}.log"
    before = path.stat().st_size if path.is_file() else 0
    return lambda: path.read_bytes()[before:].decode() if path.is_file() else ""


def _set(spark: SparkChild, name: str, value: str) -> None:
    spark.run(f"spark.sparkContext._jsc.hadoopConfiguration().set('{name}', '{value}')")


def _get(spark: SparkChild, name: str) -> Any:
    return spark.run(f"answer = spark.sparkContext._jsc.hadoopConfiguration().get('{name}')")


def _ids(spark: SparkChild, path: str) -> Any:
    return spark.run(f"answer = [row['id'] for row in spark.read.json('{path}').collect()]")


@pytest.mark.parametrize("scheme", ["s3", "s3a", "s3n"])
def test_a_scripts_file_system_for_s3_is_passed_over_and_noted_once(
    spark: SparkChild, bucket: str, said: Callable[[], str], scheme: str
) -> None:
    for _ in range(2):
        _set(spark, f"fs.{scheme}.impl", S3A)
        _set(spark, f"fs.AbstractFileSystem.{scheme}.impl", ABSTRACT)

    assert _ids(spark, f"{scheme}://{bucket}/a.json") == [1]
    assert _get(spark, f"fs.AbstractFileSystem.{scheme}.impl") != ABSTRACT
    assert said().count(f"Ignored the setting fs.{scheme}.impl") == 1
    assert said().count(f"Ignored the setting fs.AbstractFileSystem.{scheme}.impl") == 1


def test_a_file_system_that_is_not_for_s3_is_taken(spark: SparkChild) -> None:
    _set(spark, "fs.s3x.impl", S3A)

    assert _get(spark, "fs.s3x.impl") == S3A


def test_file_systems_for_s3_in_the_sessions_settings_are_passed_over(
    served_home: Path,
    bucket: str,
    spark_with: Callable[..., SparkChild],
    capfd: pytest.CaptureFixture[str],
) -> None:
    names = ("fs.s3.impl", "fs.AbstractFileSystem.s3.impl")
    spark = spark_with(settings=dict.fromkeys((f"spark.hadoop.{each}" for each in names), S3A))

    assert _ids(spark, f"s3://{bucket}/a.json") == [1]
    said = capfd.readouterr().err
    assert [said.count(f"Ignored the setting {each}:") for each in names] == [1, 1]
    assert "Ignored the setting fs.s3a.impl" not in said

    spark.run("spark.stop()")
    spark.run(
        "from pyspark import SparkConf, SparkContext; from pyspark.sql import SparkSession\n"
        f"conf = SparkConf().set('spark.hadoop.fs.s3n.impl', '{S3A}')\n"
        "spark = SparkSession(SparkContext(conf=conf))"
    )
    assert _ids(spark, f"s3n://{bucket}/a.json") == [1]
    assert "Ignored the setting fs.s3n.impl" in capfd.readouterr().err


def test_a_scripts_endpoint_is_honored_for_buckets_that_are_not_local(
    spark: SparkChild, bucket: str, said: Callable[[], str]
) -> None:
    hadoop = "spark.sparkContext._jsc.hadoopConfiguration()"
    _set(spark, "fs.s3a.endpoint", "http://127.0.0.1:9000")
    try:
        for scheme in ("s3", "s3a"):
            with pytest.raises(SparkFailed, match="can't reach the bucket far-away: Spark lacks"):
                _ids(spark, f"{scheme}://far-away/a.json")

        assert _ids(spark, f"s3://{bucket}/a.json") == [1]
        assert _ids(spark, f"s3://{bucket}/") == [1]
    finally:
        spark.run(f"{hadoop}.unset('fs.s3a.endpoint')")

    assert said().count("Ignored the setting fs.s3a.endpoint") == 1
    assert f"s3://{bucket} is a local bucket" in said()


def test_an_endpoint_of_aws_leaves_buckets_local(spark: SparkChild) -> None:
    _set(spark, "fs.s3a.endpoint", "s3.eu-west-1.amazonaws.com")
    try:
        with pytest.raises(SparkFailed, match="there is no bucket missing-one"):
            _ids(spark, "s3://missing-one/a.json")
    finally:
        spark.run("spark.sparkContext._jsc.hadoopConfiguration().unset('fs.s3a.endpoint')")
