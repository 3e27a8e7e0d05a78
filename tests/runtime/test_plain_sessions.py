"""Spark as `import awsglue` prepares it, where a test suite makes its own SparkContext."""

from __future__ import annotations

import json
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from awsglue import buckets, session


def arguments() -> dict[str, str]:
    """Return the settings in the arguments of spark-submit."""
    words = shlex.split(session.submit_arguments())
    pairs = [word for option, word in pairwise(words) if option == "--conf"]
    return dict(pair.split("=", 1) for pair in pairs)


def test_spark_settings_and_the_version_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GLUE_VERSION", raising=False)
    monkeypatch.setenv("GLUE_DEVENDPOINT_GLUE_VERSION", "6.0")
    monkeypatch.setenv("GLUE_DEVENDPOINT_SPARK_MASTER", "local[1]")
    monkeypatch.setenv("GLUE_DEVENDPOINT_SPARK_CONF", json.dumps({"spark.sql.x": "a b"}))

    found = arguments()

    assert found["spark.sql.x"] == "a b"
    assert found["spark.sql.ansi.enabled"] == "true"
    assert "--master 'local[1]'" in session.submit_arguments()


def test_mapped_buckets_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    places = {"near": str(tmp_path), "far": "http://127.0.0.1:9000", "aws": "s3"}
    monkeypatch.setenv("GLUE_DEVENDPOINT_BUCKETS", json.dumps(places))
    mount = "fs.viewfs.mounttable.{}.linkFallback"

    found = buckets.hadoop_settings()

    assert found[mount.format("near")] == tmp_path.as_uri()
    assert found[mount.format("far")] == "s3a://far/"
    assert found["fs.s3a.bucket.far.endpoint"] == "http://127.0.0.1:9000"
    assert found[mount.format("aws")] == "s3a://aws/"
    assert "fs.viewfs.overload.scheme.target.s3.impl" not in found


def test_all_other_buckets_may_be_on_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLUE_DEVENDPOINT_BUCKETS", '{"*": "http://127.0.0.1:9000"}')

    found = buckets.hadoop_settings()

    assert found["fs.s3a.endpoint"] == "http://127.0.0.1:9000"
    assert found["fs.viewfs.overload.scheme.target.s3.impl"].endswith("S3AFileSystem")


@pytest.mark.parametrize("name", ["BUCKETS", "SPARK_CONF"])
def test_a_malformed_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"GLUE_DEVENDPOINT_{name}", "[1]")

    with pytest.raises(ValueError, match=f"GLUE_DEVENDPOINT_{name} must be a JSON object"):
        session.submit_arguments()
