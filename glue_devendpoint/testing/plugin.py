"""The pytest plugin: fixtures `spark`, `glue_context`, `bucket` and `catalog`.

All tests of a pytest session share one Spark session; each test has its own bucket and catalog.
Fixtures of the same name in your `conftest.py` override these.
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
    """The home folder and the Spark driver shared by all tests of this pytest session."""
    from glue_devendpoint.testing.world import World

    with pytest.MonkeyPatch.context() as patch:
        world = World(tmp_path_factory.mktemp("glue-home"), patch)
        yield world
        world.close()


@pytest.fixture(scope="session")
def spark(glue_world: World) -> SparkSession:
    """A Spark session with local buckets and the test's catalog as its metastore."""
    return glue_world.session()


@pytest.fixture
def bucket(glue_world: World) -> Bucket:
    """An empty local bucket: `bucket.uri` for jobs, `bucket.path` as a local folder."""
    return glue_world.new_bucket()


@pytest.fixture
def catalog(glue_world: World) -> Iterator[Any]:
    """A boto3 Glue client for an endpoint with an empty catalog that ends with the test."""
    with glue_world.new_catalog() as client:
        yield client


@pytest.fixture
def glue_context(spark: SparkSession, catalog: Any) -> GlueContext:
    """A GlueContext for the Spark session and the test's catalog."""
    from awsglue.context import GlueContext
    from awsglue.job import Job

    context = GlueContext(spark.sparkContext)
    Job(context).init("pytest")  # ends a job that an earlier test has started
    return context
