"""The pytest plugin: fixtures `spark`, `glue_context`, `bucket` and `catalog`.

One Spark session serves all tests of a pytest session; buckets and catalogs are each test's own.
A fixture of the same name in a project's conftest takes the place of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from awsglue.context import GlueContext
    from pyspark.sql import SparkSession

    from glue_devendpoint.testing.world import Bucket, World


@pytest.fixture(scope="session")
def glue_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The home folder and the Spark driver that this pytest session's tests share."""
    from glue_devendpoint.testing.world import World

    with pytest.MonkeyPatch.context() as patch:
        world = World(tmp_path_factory.mktemp("glue-home"), patch)
        yield world
        world.close()


@pytest.fixture(scope="session")
def spark(glue_world: World) -> SparkSession:
    """A Spark session with local buckets, in which the test's catalog is the metastore."""
    return glue_world.session()


@pytest.fixture
def bucket(glue_world: World) -> Bucket:
    """A fresh local bucket: the folder `bucket.path` is `bucket.uri` for jobs."""
    return glue_world.new_bucket()


@pytest.fixture
def catalog(glue_world: World) -> Iterator[Any]:
    """A boto3 Glue client of an endpoint that holds nothing yet and ends with the test."""
    with glue_world.new_catalog() as client:
        yield client


@pytest.fixture
def glue_context(spark: SparkSession, catalog: Any) -> GlueContext:
    """A GlueContext over the session, whose catalog is the test's own."""
    from awsglue.context import GlueContext
    from awsglue.job import Job

    context = GlueContext(spark.sparkContext)
    Job(context).init("pytest")  # what an earlier test's job has begun ends here
    return context
