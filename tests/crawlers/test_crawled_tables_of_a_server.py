"""Tables of Delta and Iceberg that lie on a real S3 server are read without jars."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.class_cache import share_classes
from tests.serving import Served, serving
from tests.spark.conftest import SparkChild, SparkFailed

from .lakehouse import LAKE_TABLES, crawl_lakehouse, write_lakehouse
from .reading import comparable, frame, rows, run_crawler

pytestmark = pytest.mark.spark

BUCKET = "far-lake"


@pytest.fixture(scope="module")
def settings(s3_server: str) -> dict[str, str]:
    """The setting that says on which server the bucket is."""
    return {"GLUE_DEVENDPOINT_BUCKETS": json.dumps({BUCKET: s3_server})}


@pytest.fixture(scope="module")
def far_endpoint(
    settings: dict[str, str],
    s3_server: str,
    s3_client: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """An endpoint that knows the bucket on a server of S3, and has crawled its tables."""
    s3_client.create_bucket(Bucket=BUCKET)
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
    delta = {"AWS_ENDPOINT_URL": s3_server, "AWS_ALLOW_HTTP": "true", **keys}
    iceberg = {
        "s3.endpoint": s3_server,
        "s3.access-key-id": "key",
        "s3.secret-access-key": "secret",
        "s3.region": "us-east-1",
    }
    write_lakehouse(f"s3://{BUCKET}", delta, iceberg)
    home = tmp_path_factory.mktemp("far")
    share_classes(home)
    reach = {**settings, **keys, "AWS_DEFAULT_REGION": "us-east-1"}
    with serving(home, environ=os.environ | reach) as server:
        glue = server.client()
        glue.create_database(DatabaseInput={"Name": "lake"})
        crawl_lakehouse(glue, BUCKET)
        s3_client.put_object(Bucket=BUCKET, Key="people/a.json", Body=b'{"id": 1}')
        targets = {"S3Targets": [{"Path": f"s3://{BUCKET}/people/"}]}
        run_crawler(glue, "people", targets)
        yield server


@pytest.fixture(scope="module")
def far_spark(far_endpoint: Served, settings: dict[str, str]) -> Iterator[SparkChild]:
    """A driver over that endpoint."""
    child = SparkChild(far_endpoint, os.environ | settings)
    yield child
    child.close()


@pytest.mark.parametrize("name", LAKE_TABLES)
def test_tables_on_a_server_are_read(far_spark: SparkChild, name: str) -> None:
    wanted = comparable(LAKE_TABLES[name])

    assert rows(far_spark, f"spark.table('lake.{name}')") == wanted
    assert rows(far_spark, frame(name)) == wanted


@pytest.mark.parametrize("read", ["spark.table('lake.people')", frame("people")])
def test_for_other_tables_the_jars_that_are_missing_are_named(
    far_spark: SparkChild, read: str
) -> None:
    with pytest.raises(SparkFailed, match=f"{BUCKET}: Spark lacks the JAR.*hadoop-aws:3"):
        rows(far_spark, read)
