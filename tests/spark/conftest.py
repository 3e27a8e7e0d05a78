"""A live endpoint and a Spark driver in a process of its own, for the tests of this folder.

Spark allows one context per process, so the session under test gets a process; it is prepared by
the same `Driver` as kernels and runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest

from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import open_endpoint
from tests.class_cache import share_classes

CHILD = Path(__file__).parent / "driver_child.py"


class SparkFailed(Exception):
    """What Spark said when it refused."""


class SparkChild:
    """A driver process that runs statements and pieces of Python."""

    def __init__(self, environ: dict[str, str], **plan: Any) -> None:
        wanted = {"master": "local[2]", **plan}
        self._process = subprocess.Popen(
            [sys.executable, str(CHILD), json.dumps(wanted)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environ,
            text=True,
        )
        self.ask({})

    def sql(self, statement: str) -> list[list[Any]]:
        """Run one statement and return its rows."""
        rows: list[list[Any]] = self.ask({"sql": statement})
        return rows

    def run(self, code: str) -> Any:
        """Run a piece of Python with `spark` and return what it leaves in `answer`."""
        return self.ask({"code": code})

    def ask(self, order: dict[str, str]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise SparkFailed(answer["error"])
        return answer["value"]

    def close(self) -> None:
        """End the process and its JVM."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)


@contextmanager
def serving(home: Path, **environ: str) -> Iterator[dict[str, str]]:
    """Run `serve` and give the variables with which a process reaches it."""
    server = subprocess.Popen(
        [sys.executable, "-m", "glue_devendpoint", "serve", "--port", "0", "--home", str(home)],
        stdout=subprocess.PIPE,
        env=os.environ | environ,
        text=True,
    )
    assert server.stdout is not None
    url = server.stdout.readline().split()[3]
    endpoint = open_endpoint(load_config({"home": str(home)}, environ={}))
    keys = endpoint.identities.credentials(OWNER)
    endpoint.close()
    yield {
        **environ,
        "AWS_ENDPOINT_URL_GLUE": url,
        "AWS_ACCESS_KEY_ID": keys.access_key_id,
        "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
        "AWS_DEFAULT_REGION": "us-east-1",
        "GLUE_DEVENDPOINT_HOME": str(home),
    }
    server.terminate()
    server.wait(60)


def client_of(environment: dict[str, str]) -> Any:
    """Return a boto3 client of the endpoint that is reached by these variables."""
    return boto3.Session().client(
        "glue",
        endpoint_url=environment["AWS_ENDPOINT_URL_GLUE"],
        region_name=environment["AWS_DEFAULT_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )


@pytest.fixture(scope="session")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the running endpoint."""
    home = tmp_path_factory.mktemp("served")
    share_classes(home)
    return home


@pytest.fixture(scope="session")
def aws_environment(served_home: Path) -> Iterator[dict[str, str]]:
    """The variables with which a process reaches the running endpoint."""
    with serving(served_home) as environment:
        yield environment


@pytest.fixture(scope="session")
def live_glue(aws_environment: dict[str, str]) -> Any:
    """A boto3 client of the running endpoint."""
    return client_of(aws_environment)


@pytest.fixture(scope="session")
def spark(aws_environment: dict[str, str]) -> Iterator[SparkChild]:
    """A driver over the running endpoint."""
    child = SparkChild(os.environ | aws_environment)
    yield child
    child.close()


@pytest.fixture
def spark_with(aws_environment: dict[str, str]) -> Iterator[Callable[..., SparkChild]]:
    """Makes drivers with plans of their own."""
    made: list[SparkChild] = []

    def make(**plan: Any) -> SparkChild:
        made.append(SparkChild(os.environ | aws_environment, **plan))
        return made[-1]

    yield make
    for child in made:
        child.close()


@pytest.fixture
def database(spark: SparkChild, live_glue: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of this test's own; the session is in it."""
    name = "t_" + request.node.name.lower().removeprefix("test_")[:60].split("[")[0]
    spark.sql(f"create database {name}")
    spark.sql(f"use {name}")
    yield name
    spark.sql(f"drop database {name} cascade")


@pytest.fixture
def stored(live_glue: Any, database: str) -> Callable[[str], dict[str, Any]]:
    """Returns a table of the test's database as boto3 sees it."""

    def get(name: str) -> dict[str, Any]:
        table: dict[str, Any] = live_glue.get_table(DatabaseName=database, Name=name)["Table"]
        return table

    return get
