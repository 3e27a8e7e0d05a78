"""A live endpoint and a Spark driver in a process of its own, for the tests of this folder.

Spark allows one context per process, so the session under test gets a process; it is prepared by
the same `Driver` as kernels and runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.class_cache import share_classes
from tests.serving import Served, serving

CHILD = Path(__file__).parent / "driver_child.py"


class SparkFailed(Exception):
    """What Spark said when it refused."""


class SparkChild:
    """A driver process that runs statements and pieces of Python."""

    def __init__(
        self, served: Served, environ: Mapping[str, str] = os.environ, **plan: Any
    ) -> None:
        home = {"GLUE_DEVENDPOINT_HOME": str(served.home)}
        wanted = {"master": "local[2]", **plan}
        self._process = subprocess.Popen(
            [sys.executable, str(CHILD), json.dumps(wanted)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**environ, **served.environment, **home},
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


@pytest.fixture(scope="session")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the running endpoint."""
    home = tmp_path_factory.mktemp("served")
    share_classes(home)
    return home


@pytest.fixture(scope="session")
def served(served_home: Path) -> Iterator[Served]:
    """The running endpoint."""
    with serving(served_home) as server:
        yield server


@pytest.fixture(scope="session")
def live_glue(served: Served) -> Any:
    """A boto3 client of the running endpoint."""
    return served.client()


@pytest.fixture(scope="session")
def spark(served: Served) -> Iterator[SparkChild]:
    """A driver over the running endpoint."""
    child = SparkChild(served)
    yield child
    child.close()


@pytest.fixture
def spark_with(served: Served) -> Iterator[Callable[..., SparkChild]]:
    """Makes drivers with plans of their own."""
    made: list[SparkChild] = []

    def make(**plan: Any) -> SparkChild:
        made.append(SparkChild(served, **plan))
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
