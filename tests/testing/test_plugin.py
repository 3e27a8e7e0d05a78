"""The pytest plugin: light until used, isolated between tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.testing.world import World

HEAVY = {"pyspark", "awsglue", "boto3", "sqlalchemy", "tornado", "jupyter_server"}
IMPORTED = """
import sys
import glue_devendpoint.testing.plugin
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_the_plugin_imports_nothing_heavy_until_it_is_used() -> None:
    said = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True)

    assert said.returncode == 0, said.stderr
    assert not HEAVY & set(said.stdout.split())


def test_pytest_has_the_fixtures_by_the_entry_point(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--fixtures"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip

    lines = said.stdout.splitlines()
    for name in ("spark [session scope]", "bucket", "catalog", "glue_context"):
        assert any(line.startswith(f"{name} -- ") for line in lines), said.stdout


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world in which Spark is not started."""
    monkeypatch.setenv("GLUE_DEVENDPOINT_HOME", str(tmp_path / "own-home"))
    return World(tmp_path / "world", monkeypatch)


def test_each_catalog_holds_nothing_at_first(world: World) -> None:
    def names(client: Any) -> list[str]:
        return [each["Name"] for each in client.get_databases()["DatabaseList"]]

    with world.new_catalog() as client:
        client.create_database(DatabaseInput={"Name": "left"})
        first = names(client)
    with world.new_catalog() as client:
        second = names(client)

    assert (first, second) == (["left"], [])


def test_while_a_catalog_is_up_every_glue_client_reaches_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    import boto3

    monkeypatch.delenv("AWS_ENDPOINT_URL_GLUE", raising=False)

    with world.new_catalog() as client:
        client.create_database(DatabaseInput={"Name": "seen"})
        other = boto3.session.Session().client("glue").get_database(Name="seen")

    assert other["Database"]["Name"] == "seen"


def test_buckets_are_folders_of_their_own(world: World) -> None:
    one, two = world.new_bucket(), world.new_bucket()

    assert one.path != two.path
    assert one.path.is_dir()
    assert one.uri == f"s3://{one.name}" == f"s3://{one.path.name}"
