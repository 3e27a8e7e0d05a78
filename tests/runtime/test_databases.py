"""Reading and writing database tables through SQLAlchemy."""

from __future__ import annotations

import datetime
import decimal
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.formats.options import Options
from awsglue.jdbc import connections
from awsglue.jdbc.connections import Database, database_of
from awsglue.job import Job
from glue_jdbc.drivers import sqlalchemy_url

from tests.mariadb_server import MariaDbServer

pytestmark = pytest.mark.spark
Make = Callable[[list[dict[str, Any]]], DynamicFrame]
Rows = Callable[[DynamicFrame], list[dict[str, Any]]]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, sa.Engine]]:
    """A JDBC URL and an engine of a database of each kind."""
    if request.param == "sqlite":
        url = f"jdbc:sqlite:{tmp_path / 'x.db'}"
    else:
        server = request.getfixturevalue("postgres_url")
        url = "jdbc:" + server.replace("postgres@", "") + "?user=postgres"
    engine = sa.create_engine(sqlalchemy_url(Database("", url, "postgres").target()))
    yield url, engine
    engine.dispose()


@pytest.fixture
def table(database: tuple[str, sa.Engine]) -> Iterator[str]:
    """A table of 20 rows."""
    name = f"t{uuid4().hex[:8]}"
    with database[1].begin() as connection:
        connection.execute(sa.text(
            f"CREATE TABLE {name} (id integer primary key, name varchar(20), price numeric(8,2), "
            "d date, ts timestamp, ok boolean, big bigint)"))  # fmt: skip
        for i in range(1, 21):
            connection.execute(
                sa.text(f"INSERT INTO {name} VALUES (:i, :n, 1.25, '2020-01-02', "
                        "'2020-01-02 03:04:05', :ok, 5000000000)"),
                {"i": i, "n": None if i == 3 else f"n{i}", "ok": i % 2 == 0})  # fmt: skip
    yield name
    with database[1].begin() as connection:
        connection.execute(sa.text(f"DROP TABLE {name}"))


def options(database: tuple[str, sa.Engine], table: str, **more: Any) -> dict[str, Any]:
    """Return connection options."""
    return {"url": database[0], "user": "postgres", "password": "", "dbtable": table, **more}


def test_a_table_is_read_with_its_types(
    database: tuple[str, sa.Engine], table: str, glue_context: GlueContext
) -> None:
    frame = glue_context.create_dynamic_frame.from_options(
        "jdbc", options(database, table, hashfield="name", hashpartitions="3")
    )

    rows = sorted(frame.toDF().collect(), key=lambda row: row["id"])

    assert frame.toDF().rdd.getNumPartitions() == 3
    assert [row["id"] for row in rows] == list(range(1, 21))
    assert rows[1].asDict() == {
        "id": 2, "name": "n2", "price": decimal.Decimal("1.25"), "ok": True, "big": 5_000_000_000,
        "d": datetime.date(2020, 1, 2), "ts": datetime.datetime(2020, 1, 2, 3, 4, 5)}  # fmt: skip
    assert rows[2]["name"] is None


@pytest.mark.parametrize("split", [{"hashexpression": "id - 10"}, {"hashfield": "id"}, {}])
def test_every_row_is_in_one_partition(
    split: dict[str, str], database: tuple[str, sa.Engine], table: str, glue_context: GlueContext
) -> None:
    frame = glue_context.create_dynamic_frame.from_options(
        "jdbc", options(database, table, **split)
    )

    assert sorted(row["id"] for row in frame.toDF().collect()) == list(range(1, 21))


def test_comparisons_are_made_by_the_database(
    database: tuple[str, sa.Engine], table: str, glue_context: GlueContext
) -> None:
    data = glue_context.create_dynamic_frame.from_options("jdbc", options(database, table)).toDF()

    few = data.filter("id > 18 and name is not null and name <> 'n20'")

    assert [row["id"] for row in few.collect()] == [19]
    plan = few._jdf.queryExecution().optimizedPlan().toString()
    left = [line for line in plan.splitlines() if "Filter" in line]
    assert left and all("> 18" not in line and "isnotnull(id" not in line for line in left)


def test_a_query_is_read_with_the_types_it_gives(
    database: tuple[str, sa.Engine], table: str, glue_context: GlueContext, rows_of: Rows
) -> None:
    frame = glue_context.create_dynamic_frame.from_options(
        "jdbc",
        options(
            database, table, sampleQuery=f"select id * 2 as twice, name from {table} where id < 3"
        ),
    )

    assert sorted(rows_of(frame), key=str) == [
        {"twice": 2, "name": "n1"}, {"twice": 4, "name": "n2"}]  # fmt: skip


def test_a_querys_types_are_those_of_the_database(
    database: tuple[str, sa.Engine], glue_context: GlueContext
) -> None:
    name = f"q{uuid4().hex[:8]}"
    with database[1].begin() as connection:
        connection.execute(sa.text(f"CREATE TABLE {name} (p numeric(12,2), n numeric(5,0))"))
        connection.execute(sa.text(f"INSERT INTO {name} VALUES (1.5, 2)"))
    query = options(database, "", query=f"select p, n from {name}")

    read = glue_context.create_dynamic_frame.from_options("jdbc", query).toDF()
    with database[1].begin() as connection:
        connection.execute(sa.text(f"INSERT INTO {name} VALUES (1234567890.25, 12345)"))

    assert [each.dataType.simpleString() for each in read.schema] == [
        "decimal(12,2)", "decimal(5,0)"]  # fmt: skip
    assert max(row["p"] for row in read.collect()) == decimal.Decimal("1234567890.25")
    with database[1].begin() as connection:
        connection.execute(sa.text(f"DROP TABLE {name}"))


_POSTGRES_VALUES = {
    "'6b8b4567-0000-4000-8000-000000000000'::uuid": (
        "string", "6b8b4567-0000-4000-8000-000000000000"),
    "'03:04:05'::time": ("string", "03:04:05"),
    "array[1, 2]": ("string", "[1, 2]"),
    "'{\"a\": 1}'::jsonb": ("string", '{"a": 1}'),
    "int4range(1, 5)": ("string", "[1, 5)"),
    "'12.5'::money": ("string", "$12.50"),
    "'\\x0102'::bytea": ("binary", bytearray(b"\x01\x02")),
    "'2020-01-02 03:04:05+02'::timestamptz": ("timestamp", datetime.datetime(2020, 1, 2, 1, 4, 5)),
    "1.5::numeric": ("decimal(38,18)", decimal.Decimal("1.5")),
    "1::smallint": ("int", 1),
    "1.5::real": ("double", 1.5),
    "date '2020-01-02'": ("date", datetime.date(2020, 1, 2)),
    "true": ("boolean", True),
    "null::bigint": ("bigint", None),
}  # fmt: skip


@pytest.mark.postgres
def test_all_of_postgresqls_types_are_read_by_query(
    postgres_url: str, glue_context: GlueContext
) -> None:
    columns = ", ".join(f"{value} as c{i}" for i, value in enumerate(_POSTGRES_VALUES))
    url = "jdbc:" + postgres_url.replace("postgres@", "") + "?user=postgres"

    read = glue_context.create_dynamic_frame.from_options(
        "postgresql",
        {"url": url, "user": "postgres", "password": "", "query": f"select {columns}"},
    ).toDF()

    types = (each.dataType.simpleString() for each in read.schema)
    assert list(zip(types, read.collect()[0], strict=True)) == list(_POSTGRES_VALUES.values())


_MYSQL_VALUES = {
    "a int unsigned": ("4000000000", "bigint", 4_000_000_000),
    "b bigint unsigned": ("18000000000000000000", "decimal(20,0)", decimal.Decimal(18 * 10**18)),
    "c bit(1)": ("b'0'", "boolean", False),
    "d bit(12)": ("b'100000001'", "bigint", 257),
    "e year": ("2024", "int", 2024),
    "f set('x','y')": ("'x,y'", "string", "x,y"),
    "g numeric(12,2)": ("1.5", "decimal(12,2)", decimal.Decimal("1.5")),
    "h decimal(9) unsigned": ("7", "decimal(9,0)", decimal.Decimal(7)),
    "i time": ("'03:04:05'", "string", "3:04:05"),
    "j varbinary(4)": ("x'0102'", "binary", bytearray(b"\x01\x02")),
    "k text": ("'t'", "string", "t"),
    "l datetime": ("'2020-01-02 03:04:05'", "timestamp", datetime.datetime(2020, 1, 2, 3, 4, 5)),
}


def test_all_of_mysqls_types_are_read_by_query_and_table(
    mariadb: MariaDbServer, glue_context: GlueContext
) -> None:
    given = {"url": f"jdbc:mysql://127.0.0.1:{mariadb.port}/types", "user": "root", "password": ""}
    root = sa.create_engine(f"mysql+pymysql://root@127.0.0.1:{mariadb.port}/mysql")
    with root.begin() as connection:
        connection.execute(sa.text("CREATE DATABASE types"))
        connection.execute(sa.text(f"CREATE TABLE types.t ({', '.join(_MYSQL_VALUES)})"))
        values = ", ".join(value for value, _, _ in _MYSQL_VALUES.values())
        connection.exec_driver_sql(f"INSERT INTO types.t VALUES ({values})")

    read = glue_context.create_dynamic_frame.from_options
    table = read("mysql", {**given, "dbtable": "t"}).toDF()
    query = read("mysql", {**given, "query": "select * from t"}).toDF()

    wanted = [(kind, value) for _, kind, value in _MYSQL_VALUES.values()]
    for data in (table, query):
        types = (each.dataType.simpleString() for each in data.schema)
        assert list(zip(types, data.collect()[0], strict=True)) == wanted
    root.dispose()


def test_rows_are_added_to_a_table_that_is_made_if_need_be(
    database: tuple[str, sa.Engine], glue_context: GlueContext, make_frame: Make
) -> None:
    name = f"made{uuid4().hex[:8]}"
    frame = make_frame([{"a": i, "b": f"x{i}", "s": {"k": [i]}} for i in range(5)]).repartition(2)

    for _ in range(2):
        glue_context.write_dynamic_frame.from_options(frame, "jdbc", options(database, name))

    with database[1].begin() as connection:
        rows = connection.execute(sa.text(f"SELECT a, b, s FROM {name} ORDER BY a")).fetchall()
        tables = sa.inspect(connection).get_table_names()
        connection.execute(sa.text(f"DROP TABLE {name}"))
    assert len(rows) == 10
    assert tuple(rows[-1]) == (4, "x4", '{"k":[4]}')
    assert not [each for each in tables if each.startswith(f"{name}_glue_")]


def test_statements_run_before_and_after_a_write(
    database: tuple[str, sa.Engine], table: str, glue_context: GlueContext, make_frame: Make
) -> None:
    frame = make_frame([{"id": 1, "name": "new"}])
    before = f"delete from {table}; insert into {table} (id, name) values (7, 'a;b')"
    after = f"update {table} set name = 'done' where id = 1;"

    glue_context.write_dynamic_frame.from_options(
        frame, "jdbc", options(database, table, preactions=before, postactions=after)
    )

    with database[1].begin() as connection:
        rows = connection.execute(sa.text(f"SELECT id, name FROM {table} ORDER BY id")).fetchall()
    assert [tuple(row) for row in rows] == [(1, "done"), (7, "a;b")]


def test_the_jar_file_of_a_users_driver_is_given_to_spark(
    bucket: Path, glue_context: GlueContext
) -> None:
    jar = bucket / "driver.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr("README", "")
    path = Options({"customJdbcDriverS3Path": f"s3://{bucket.name}/driver.jar",
                    "customJdbcDriverClassName": "a.B"})  # fmt: skip

    driver = connections.driver_of(glue_context, path)

    assert driver == "a.B"
    listed = glue_context.spark_session.sql("LIST JARS").collect()
    assert any(row[0].endswith("driver.jar") for row in listed)
    with pytest.raises(ValueError, match="requires customJdbcDriverClassName"):
        connections.driver_of(glue_context, Options({"customJdbcDriverS3Path": "s3://b/d.jar"}))


def test_a_failed_write_leaves_nothing(
    database: tuple[str, sa.Engine], table: str, glue_context: GlueContext
) -> None:
    spark = glue_context.spark_session
    data = spark.range(21, 25).selectExpr("id", "if(id = 24, raise_error('late'), 'x') as name")
    frame = DynamicFrame.fromDF(data, glue_context)

    with pytest.raises(Exception, match="late"):
        glue_context.write_dynamic_frame.from_options(frame, "jdbc", options(database, table))

    with database[1].begin() as connection:
        assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar() == 20
        assert sa.inspect(connection).get_table_names().count(table) == 1
        assert not [e for e in sa.inspect(connection).get_table_names() if "_glue_" in e]


def test_bookmark_keys_leave_new_rows_only(
    database: tuple[str, sa.Engine], table: str, glue_context: GlueContext, home: Path
) -> None:
    def run(run_id: str, **more: Any) -> list[int]:
        job = Job(glue_context)
        job.init("db", {"job_bookmark_option": "job-bookmark-enable", "JOB_RUN_ID": run_id})
        frame = glue_context.create_dynamic_frame.from_options(
            "jdbc", options(database, table, **more), transformation_ctx="src")  # fmt: skip
        seen = sorted(row["id"] for row in frame.toDF().collect())
        job.commit()
        return seen

    first = run("r1")
    with database[1].begin() as connection:
        connection.execute(sa.text(f"INSERT INTO {table} (id, name) VALUES (30, 'late')"))
    second = run("r2", jobBookmarkKeys=["id"])
    third = run("r3", jobBookmarkKeys=["id"])

    assert (len(first), second, third) == (20, [30], [])


def test_a_catalog_connection_leads_to_its_database(
    catalog: Any, tmp_path: Path, glue_context: GlueContext, make_frame: Make
) -> None:
    catalog.create_connection(ConnectionInput={
        "Name": "warehouse", "ConnectionType": "JDBC", "ConnectionProperties": {
            "JDBC_CONNECTION_URL": f"jdbc:sqlite:{tmp_path / 'w.db'}", "USERNAME": "u",
            "PASSWORD": "p"}})  # fmt: skip

    glue_context.write_dynamic_frame.from_jdbc_conf(
        make_frame([{"a": 1}]), catalog_connection="warehouse",
        connection_options={"dbtable": "t", "database": "w"})  # fmt: skip
    again = glue_context.create_dynamic_frame.from_options(
        "sqlite", {"connectionName": "warehouse", "dbtable": "t", "useConnectionProperties": "true"}
    )

    assert [row["a"] for row in again.toDF().collect()] == [1]
    conf = glue_context.extract_jdbc_conf("warehouse")
    assert (conf["user"], conf["password"], conf["vendor"]) == ("u", "p", "sqlite")


@pytest.mark.parametrize(
    ("url", "wanted"),
    [("jdbc:postgresql://h:5433/db", "postgresql+psycopg://u:p%40@h:5433/db"),
     ("jdbc:mysql://h/db", "mysql+pymysql://u:p%40@h:3306/db"),
     ("jdbc:sqlite:/tmp/x.db", "sqlite:////tmp/x.db"),
     ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
     ("postgresql+psycopg://h/db", "postgresql+psycopg://u:p%40@h:5432/db"),
     ("jdbc:postgresql://h/db?sslmode=require&x=1",
      "postgresql+psycopg://u:p%40@h:5432/db?sslmode=require")],
)  # fmt: skip
def test_jdbc_urls_are_understood(url: str, wanted: str) -> None:
    found = sqlalchemy_url(Database("", url, "u", "p@").target())

    assert found.render_as_string(hide_password=False) == wanted


def test_the_credentials_may_be_in_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_secret", lambda name: (f"{name}-user", "p"))
    place = {"url": "jdbc:mysql://h/db", "secretId": "s"}

    found = database_of(None, "mysql", Options(place))
    own = database_of(None, "mysql", Options({**place, "user": "me", "password": "mine"}))

    assert (found.user, found.password) == ("s-user", "p")
    assert (own.user, own.password) == ("me", "mine")


def test_a_missing_url_is_named() -> None:
    with pytest.raises(ValueError, match=r"jdbc:mysql://host"):
        database_of(None, "mysql", Options({}))
    with pytest.raises(ValueError, match="can't read the database URL 'foo'"):
        Database("", "foo").target()
