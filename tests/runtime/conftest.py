"""One Spark session for all tests of the runtime, with buckets and a home of their own."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from glue_devendpoint.spark.session import WORKER_DAEMON
from tests.quick_spark import QUICK_JAVA, QUICK_SPARK

RUNTIME = str(Path(__file__).parents[2] / "glue_devendpoint" / "runtime")
sys.path.insert(0, RUNTIME)
# The workers are processes of their own.
os.environ["PYTHONPATH"] = os.pathsep.join([RUNTIME, os.environ.get("PYTHONPATH", "")])
os.environ["GLUE_BUCKETS_FOLDER"] = tempfile.mkdtemp(prefix="buckets-")
SETTINGS = QUICK_SPARK | {
    "spark.python.daemon.module": WORKER_DAEMON,
    "spark.sql.ansi.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
os.environ.setdefault(
    "PYSPARK_SUBMIT_ARGS",
    f"--master local[2] --driver-memory 2g --driver-java-options '{QUICK_JAVA}' "
    + "".join(f"--conf {name}={value} " for name, value in SETTINGS.items())
    + "pyspark-shell",
)

from awsglue import bookmarks  # noqa: E402
from awsglue.context import GlueContext  # noqa: E402
from awsglue.dynamicframe import DynamicFrame  # noqa: E402
from pyspark import SparkContext  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

MakeFrame = Callable[[Sequence[dict[str, Any]]], DynamicFrame]


@pytest.fixture(scope="session")
def glue_context() -> GlueContext:
    """A context over a SparkContext that nobody configured."""
    context = GlueContext(SparkContext.getOrCreate())
    context.spark_session.sparkContext.setLogLevel("OFF")
    return context


@pytest.fixture(scope="session")
def spark(glue_context: GlueContext) -> SparkSession:
    """The session of the context."""
    return glue_context.spark_session


@pytest.fixture
def bucket() -> Path:
    """The folder of a fresh local bucket."""
    folder = Path(os.environ["GLUE_BUCKETS_FOLDER"]) / f"b{uuid4().hex[:12]}"
    folder.mkdir()
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, with no job running."""
    monkeypatch.setenv("GLUE_DEVENDPOINT_HOME", str(tmp_path))
    bookmarks._current.clear()
    return tmp_path


@pytest.fixture
def make_frame(glue_context: GlueContext, bucket: Path) -> MakeFrame:
    """Makes a frame of records read from a JSON file."""

    def make(records: Sequence[dict[str, Any]]) -> DynamicFrame:
        name = uuid4().hex[:8]
        lines = "\n".join(json.dumps(each) for each in records)
        (bucket / f"{name}.json").write_text(lines)
        return glue_context.create_dynamic_frame.from_options(
            "s3", {"paths": [f"s3://{bucket.name}/{name}.json"]}, format="json"
        )

    return make


@pytest.fixture
def rows_of() -> Callable[[DynamicFrame], list[dict[str, Any]]]:
    """Reads a frame's records as dicts, without the fields that are null."""

    def read(frame: DynamicFrame) -> list[dict[str, Any]]:
        return [_given(row.asDict(recursive=True)) for row in frame.toDF().collect()]

    return read


def _given(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _given(each) for key, each in value.items() if each is not None}
    return [_given(each) for each in value] if isinstance(value, list) else value


@pytest.fixture
def count_jobs(spark: SparkSession) -> Callable[[Callable[[], Any]], int]:
    """Counts the Spark jobs that an action starts."""

    def count(action: Callable[[], Any]) -> int:
        group = uuid4().hex
        context = spark.sparkContext
        context.setJobGroup(group, "counted")
        action()
        context.setLocalProperty("spark.jobGroup.id", None)  # type: ignore[arg-type]
        return len(context.statusTracker().getJobIdsForGroup(group))

    return count


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The endpoint's database: one kind is enough here."""
    import shutil

    from glue_devendpoint.store.engine import sqlite_url

    path = tmp_path / "glue.db"
    shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
    return sqlite_url(path)


@pytest.fixture
def catalog(
    server_url: str, endpoint: Any, glue_context: GlueContext, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """A boto3 client of a live endpoint, which the context's catalog is too."""
    keys = endpoint.identities.credentials("owner")
    monkeypatch.setenv("AWS_ENDPOINT_URL_GLUE", server_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_access_key)
    monkeypatch.setenv("AWS_DEFAULT_REGION", endpoint.config.region)
    glue_context._client.clear()
    yield glue_context.glue_client
    glue_context._client.clear()
