"""Who may come into a database is nowhere to be read: plans, Spark's UI, error messages."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.jdbc.connections import Database
from glue_jdbc.drivers import engine_of
from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark
Make = Callable[[list[dict[str, Any]]], DynamicFrame]
USER, PASSWORD = "reader_7c1", "pa55-w0rd"
SECRETS = (USER, PASSWORD)


@pytest.fixture
def table(postgres_url: str) -> Iterator[dict[str, str]]:
    """The options of a table with ten rows, to which a user with a password comes."""
    name = f"t{uuid4().hex[:8]}"
    address = postgres_url.partition("@")[2]
    engine = sa.create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.text(f"CREATE ROLE {USER} LOGIN SUPERUSER PASSWORD '{PASSWORD}'"))
        connection.execute(sa.text(f"CREATE TABLE {name} AS SELECT generate_series(1, 10) AS id"))
    yield {
        "url": f"jdbc:postgresql://{address}", "user": USER, "password": PASSWORD, "dbtable": name,
    }  # fmt: skip
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP TABLE IF EXISTS {name}, {name}_copy"))
        connection.execute(sa.text(f"DROP OWNED BY {USER}; DROP ROLE {USER}"))
    engine.dispose()


@pytest.fixture(params=["as Spark comes", "with Spark's redaction of options off"])
def redaction(request: pytest.FixtureRequest, spark: SparkSession) -> Iterator[None]:
    """What Spark itself keeps from view."""
    name = "spark.sql.redaction.options.regex"
    if request.param != "as Spark comes":
        spark.conf.set(name, "nothing-is-called-so")
    yield
    spark.conf.unset(name)


def shown_in_ui(spark: SparkSession) -> str:
    """Return what the UI's SQL tab shows, which is what the event log holds as well."""
    spark._jsc.sc().listenerBus().waitUntilEmpty()
    shown = spark._jsparkSession.sharedState().statusStore().executionsList()
    texts = []
    for i in range(shown.size()):
        one = shown.apply(i)
        texts += [one.description(), one.details(), one.physicalPlanDescription()]
    return "\n".join(texts)


def explained(frame: DynamicFrame, capsys: pytest.CaptureFixture[str]) -> str:
    """Return every plan of a frame as `explain` prints it."""
    data = frame.toDF().filter("id > 3")
    assert data.count() > 0
    data.explain(True)
    data.explain("formatted")
    text = capsys.readouterr().out
    return text + str(data._jdf.queryExecution().toString())


@pytest.mark.postgres
@pytest.mark.usefixtures("redaction")
def test_no_plan_tells_who_reads_or_writes(
    table: dict[str, str], glue_context: GlueContext, spark: SparkSession,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    copy = {**table, "dbtable": f"{table['dbtable']}_copy"}

    frame = glue_context.create_dynamic_frame.from_options(
        "postgresql", {**table, "hashfield": "id", "hashpartitions": "2"}
    )
    glue_context.write_dynamic_frame.from_options(frame, "postgresql", copy)
    told = explained(frame, capsys) + shown_in_ui(spark)

    assert "BatchScan awsglue_sqlalchemy" in told
    assert "AppendData" in told
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.usefixtures("redaction")
def test_no_plan_tells_the_password_by_which_a_driver_comes_in(
    glue_context: GlueContext, spark: SparkSession, tmp_path: Path, make_frame: Make,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    log = str(tmp_path / "derby.log")
    spark._jvm.java.lang.System.setProperty(  # type: ignore[union-attr]
        "derby.stream.error.file", log
    )
    by_driver = {
        "url": f"jdbc:derby:memory:d{uuid4().hex};create=true", "dbtable": "numbers",
        "user": "derby_user", "password": PASSWORD,  # Spark's plans show this user
        "customJdbcDriverClassName": "org.apache.derby.iapi.jdbc.AutoloadedDriver",
    }  # fmt: skip

    glue_context.write_dynamic_frame.from_options(
        make_frame([{"id": 4}, {"id": 5}]), "jdbc", by_driver
    )
    frame = glue_context.create_dynamic_frame.from_options("jdbc", by_driver)
    told = explained(frame, capsys) + shown_in_ui(spark)

    assert "JDBCRelation(numbers)" in told
    assert "SaveIntoDataSourceCommand" in told
    assert PASSWORD not in told


@pytest.mark.postgres
def test_no_failure_tells_the_password(table: dict[str, str], glue_context: GlueContext) -> None:
    gone = glue_context.create_dynamic_frame.from_options("postgresql", table)
    gone.toDF()
    with engine_of(Database("", **_of(table)).target()).begin() as connection:
        connection.execute(sa.text(f"DROP TABLE {table['dbtable']}"))
    unreachable = {**table, "url": "jdbc:postgresql://127.0.0.1:1/postgres"}
    absent = {**table, "dbtable": "no_such_table"}

    read = partial(glue_context.create_dynamic_frame.from_options, "postgresql")
    failures = [
        _failure(lambda: gone.toDF().collect()),
        _failure(lambda: read(unreachable).toDF()),
        _failure(lambda: read(absent).toDF()),
    ]

    assert "does not exist" in failures[0]
    assert [each for each in failures if PASSWORD in each] == []


def _of(table: dict[str, str]) -> dict[str, Any]:
    return {name: table[name] for name in ("url", "user", "password")}


def _failure(action: Callable[[], object]) -> str:
    with pytest.raises(Exception) as failed:  # noqa: PT011 (whichever it is)
        action()
    return "".join(traceback.format_exception(failed.value))


@pytest.mark.parametrize(
    "url",
    [
        f"jdbc:nosuch://{USER}:{PASSWORD}@h/db",
        f"jdbc:nosuch://h/db?user={USER}&password={PASSWORD}",
        f"jdbc:nosuch://h/db;user={USER};password={PASSWORD}",
        f"jdbc:postgresql://{USER}:{PASSWORD}/x@h/db",
        f"{USER}:{PASSWORD}@h",
    ],
)
def test_a_url_that_cannot_be_read_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="can't read the database URL") as refused:
        Database("", url).target()

    assert PASSWORD not in "".join(traceback.format_exception(refused.value))


def test_a_database_is_told_without_its_password() -> None:
    assert PASSWORD not in repr(Database("mysql", f"jdbc:mysql://a:{PASSWORD}@h/x", "a", PASSWORD))


@pytest.mark.parametrize(
    "url",
    [
        f"jdbc:postgresql://h/db?user={USER}&password={PASSWORD}",
        f"jdbc:postgresql://{USER}:{PASSWORD}@h/db",
    ],
)
def test_who_comes_may_stand_in_the_url(url: str) -> None:
    own = Database("", url).target()
    given = Database("", url, "u", "p").target()

    assert (own.user, own.password, own.place) == (USER, PASSWORD, "h:5432/db")
    assert (given.user, given.password, given.place) == ("u", "p", "h:5432/db")
