"""The settings of every session, from configuration and plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.config import load_config
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.home import open_home
from glue_devendpoint.spark.session import WORKER_DAEMON, SessionPlan, session_settings
from glue_devendpoint.spark.versions import CHANGES, GLUE_VERSIONS, glue_version

URI = "thrift://127.0.0.1:1"


def settings(tmp_path: Path, plan: SessionPlan | None = None, **flags: str) -> dict[str, str]:
    config = load_config({"home": str(tmp_path / "home"), **flags}, environ={})
    return session_settings(plan or SessionPlan(), config, open_home(config.home_folder), URI)


@pytest.mark.parametrize(
    ("version", "is_ansi"), [("4.0", "false"), ("5.1", "false"), ("6.0", "true")]
)
def test_ansi_is_off_up_to_glue_5_1(tmp_path: Path, version: str, is_ansi: str) -> None:
    found = settings(tmp_path, SessionPlan(glue_version=version))

    assert found["spark.sql.ansi.enabled"] == is_ansi


@pytest.mark.parametrize(
    ("version", "changed_later"),
    [
        ("1.0", ["4.1", "4.0", "3.4", "3.3", "3.2", "3.1", "3.0"]),
        ("3.0", ["4.1", "4.0", "3.4", "3.3", "3.2"]),
        ("4.0", ["4.1", "4.0", "3.4"]),
        ("5.0", ["4.1", "4.0"]),
        ("5.1", ["4.1", "4.0"]),
        ("6.0", []),
    ],
)
def test_sessions_behave_like_the_spark_of_their_glue_version(
    tmp_path: Path, version: str, changed_later: list[str]
) -> None:
    found = settings(tmp_path, SessionPlan(glue_version=version))

    wanted: dict[str, str] = {}
    for spark in changed_later:
        wanted |= CHANGES[spark]
    assert {name: found.get(name) for before in CHANGES.values() for name in before} == {
        name: wanted.get(name) for before in CHANGES.values() for name in before
    }


@pytest.mark.parametrize(
    ("version", "policies"),
    [("2.0", ("LEGACY", "LEGACY")), ("5.1", ("EXCEPTION", "EXCEPTION")), ("6.0", (None, None))],
)
def test_a_setting_that_changed_twice_is_that_of_the_version(
    tmp_path: Path, version: str, policies: tuple[str | None, str | None]
) -> None:
    found = settings(tmp_path, SessionPlan(glue_version=version))

    names = ("spark.sql.legacy.ctePrecedencePolicy", "spark.sql.legacy.timeParserPolicy")
    assert tuple(map(found.get, names)) == policies


def test_an_unknown_version_or_worker_is_refused_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"unknown Glue version '7\.7'; use one of: 0\.9, 1\.0"):
        glue_version("7.7")
    with pytest.raises(InvalidInput, match=r"unknown worker type 'XL'; use one of: .*G\.1X"):
        settings(tmp_path, SessionPlan(worker_type="XL"))
    assert GLUE_VERSIONS[-1] == glue_version("6.0")


def test_the_catalog_is_the_metastore_and_every_bucket_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "home" / "buckets" / "lake").mkdir(parents=True)
    (tmp_path / "far").mkdir()

    found = settings(tmp_path, buckets=f'{{"far": "{tmp_path}/far", "real": "https://s3.local"}}')

    assert found["spark.sql.catalogImplementation"] == "hive"
    assert found["spark.hadoop.hive.metastore.uris"] == URI
    links = "spark.hadoop.fs.viewfs.mounttable"
    assert found[f"{links}.lake.linkFallback"] == (tmp_path / "home/buckets/lake").as_uri()
    assert found[f"{links}.far.linkFallback"] == (tmp_path / "far").as_uri()
    assert found[f"{links}.real.linkFallback"] == "s3a://real/"
    assert found["spark.hadoop.fs.s3a.bucket.real.endpoint"] == "https://s3.local"


def test_workers_become_executors_of_a_cluster(tmp_path: Path) -> None:
    plan = SessionPlan(master="spark://far:7077", worker_type="G.2X", number_of_workers=5)

    found = settings(tmp_path, plan)

    assert found["spark.master"] == "spark://far:7077"
    assert found["spark.executor.instances"] == "4"
    assert (found["spark.executor.cores"], found["spark.executor.memory"]) == ("8", "20g")
    assert found["spark.cores.max"] == "32"
    assert "spark.driver.host" not in found


def test_workers_become_cores_of_this_machine(tmp_path: Path) -> None:
    found = settings(tmp_path, SessionPlan(worker_type="G.1X", number_of_workers=100))

    assert found["spark.master"].startswith("local[")
    assert found["spark.driver.memory"].endswith("g")
    assert found["spark.driver.host"] == "127.0.0.1"


def test_what_the_user_sets_wins_and_the_plan_wins_over_the_configuration(tmp_path: Path) -> None:
    plan: Any = SessionPlan(settings={"spark.b": "plan"}, event_log=tmp_path / "events")

    found = settings(tmp_path, plan, spark_conf='{"spark.a": "1", "spark.b": "configuration"}')

    assert (found["spark.a"], found["spark.b"]) == ("1", "plan")
    assert found["spark.eventLog.dir"] == (tmp_path / "events").as_uri()
    assert found["spark.sql.session.timeZone"] == "UTC"


@pytest.mark.parametrize("name", ["spark.pyspark.python", "spark.python.daemon.module"])
def test_local_workers_have_our_daemon_unless_the_user_chooses(tmp_path: Path, name: str) -> None:
    daemon = "spark.python.daemon.module"

    assert settings(tmp_path)[daemon] == WORKER_DAEMON
    assert daemon not in settings(tmp_path, SessionPlan(master="spark://far:7077"))
    chosen = settings(tmp_path, SessionPlan(settings={name: "other"}))
    assert chosen.get(daemon) == ("other" if name == daemon else None)
