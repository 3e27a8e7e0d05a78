"""Buckets that the configuration maps elsewhere: to a folder of their own, or to a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from awsglue import buckets
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame

pytestmark = pytest.mark.spark

MOUNT = "fs.viewfs.mounttable.{}.linkFallback"


@pytest.fixture
def hadoop(glue_context: GlueContext) -> Iterator[Any]:
    """The settings of the session's file systems, which are as they were afterwards."""
    settings = glue_context.spark_session.sparkContext._jsc.hadoopConfiguration()
    before = {entry.getKey() for entry in settings.iterator()}
    yield settings
    for name in {entry.getKey() for entry in settings.iterator()} - before:
        settings.unset(name)


@pytest.mark.parametrize("kind", ["json", "avro"])
def test_a_bucket_in_a_folder_of_its_own_is_read_and_written_there(
    glue_context: GlueContext, hadoop: Any, tmp_path: Path, kind: str
) -> None:
    folder, name = tmp_path / "a folder", f"mapped-{kind}"
    folder.mkdir()
    hadoop.set(MOUNT.format(name), folder.as_uri())
    data = glue_context.spark_session.createDataFrame([(1,), (2,)], "id int")
    frame = DynamicFrame.fromDF(data, glue_context, "frame")

    glue_context.write_dynamic_frame.from_options(
        frame, "s3", {"path": f"s3://{name}/out"}, format=kind
    )
    read = glue_context.create_dynamic_frame.from_options(
        "s3", {"paths": [f"s3://{name}/out"]}, format=kind
    )

    assert sorted(row["id"] for row in read.toDF().collect()) == [1, 2]
    assert list(folder.glob(f"out/*{kind}*"))
    assert not (buckets.buckets_folder() / name).exists()


def test_a_bucket_on_a_server_is_left_to_the_file_system_of_s3(hadoop: Any) -> None:
    hadoop.set(MOUNT.format("far"), "s3a://far/")
    hadoop.set("fs.s3a.bucket.far.endpoint", "http://127.0.0.1:9000")

    buckets.ensure(hadoop, "s3://far/in/a.json", create=True)

    assert hadoop.get(MOUNT.format("far")) == "s3a://far/"
    assert not (buckets.buckets_folder() / "far").exists()
    assert buckets.local_path(hadoop, "s3://far/in/a b.avro") is None
    assert buckets.arrow_uri(hadoop, "s3://far/in/a b.avro") == (
        "s3://far/in/a%20b.avro?endpoint_override=127.0.0.1%3A9000&scheme=http"
    )


def test_all_other_buckets_may_be_on_a_server(hadoop: Any) -> None:
    hadoop.set("fs.viewfs.overload.scheme.target.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem")
    hadoop.set(MOUNT.format("near"), "file:///tmp/near")

    buckets.ensure(hadoop, "s3://anything/in", create=True)

    assert hadoop.get(MOUNT.format("anything")) is None
    assert buckets.arrow_uri(hadoop, "s3://anything/a.avro") == "s3://anything/a.avro"
    assert buckets.local_path(hadoop, "s3://near/a") == Path("/tmp/near/a")


def test_a_client_of_s3_that_spark_lacks_is_ignored_by_name(
    glue_context: GlueContext, hadoop: Any, bucket: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (bucket / "a.json").write_text('{"id": 1}\n')
    before = hadoop.get("fs.s3.impl")
    hadoop.set("fs.s3.impl", "com.amazon.ws.emr.hadoop.fs.EmrFileSystem")

    read = glue_context.create_dynamic_frame.from_options(
        "s3", {"paths": [f"s3://{bucket.name}/a.json"]}, format="json"
    )

    assert read.count() == 1
    assert hadoop.get("fs.s3.impl") == before
    assert caplog.text.count("Ignored the setting fs.s3.impl") == 1


def test_a_scripts_endpoint_puts_buckets_that_are_not_local_on_its_server(
    hadoop: Any, bucket: Path
) -> None:
    hadoop.set("fs.s3a.endpoint", "http://127.0.0.1:9000")

    buckets.ensure(hadoop, "s3://elsewhere/a", create=True)

    assert not (buckets.buckets_folder() / "elsewhere").exists()
    assert buckets.local_path(hadoop, "s3://elsewhere/a") is None
    assert buckets.local_path(hadoop, f"s3://{bucket.name}/a") == bucket / "a"


def test_an_endpoint_of_aws_leaves_buckets_local(hadoop: Any) -> None:
    hadoop.set("fs.s3a.endpoint", "s3.eu-west-1.amazonaws.com")

    found = buckets.local_path(hadoop, "s3://not-yet/a")

    assert found == buckets.buckets_folder() / "not-yet" / "a"
