"""Targets: local folders, buckets of a real S3 server, databases, Delta and Iceberg tables."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from glue_jdbc.urls import read_url
from sqlalchemy import create_engine, make_url, text

from glue_devendpoint.crawlers.failures import CrawlFailed
from glue_devendpoint.crawlers.plan import CrawlInputs, CrawlPlan, plan_crawl
from glue_devendpoint.crawlers.progress import Report
from glue_devendpoint.crawlers.settings import CrawlSettings
from glue_devendpoint.errors import AccessDenied, InvalidInput
from glue_devendpoint.files.buckets import Buckets, S3Access
from glue_devendpoint.files.failures import UnreadableLocation
from tests.crawlers.conftest import Crawl, Write
from tests.mariadb_server import MariaDbServer

from .conftest import applied, columns, keys, named, only, values

NOBODY = 65534
NEW_ONLY = {"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}}


def test_hidden_empty_and_marker_files_are_no_data(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/day=1/a.json", '{"a": 1}')
    for name in ("_SUCCESS", ".hidden.json", "_tmp/x.json", "empty.json", "x_$folder$"):
        write(f"t/day=1/{name}", "" if name == "empty.json" else '{"b": 1}')

    plan = crawl(lake / "t")

    assert columns(plan) == {"a": "int"}
    assert only(plan)["Parameters"]["objectCount"] == "1"


def test_a_partition_column_may_begin_with_an_underscore(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/_day=1/a.json", '{"a": 1}')

    plan = crawl(lake / "t")

    assert keys(plan) == ["_day"]


def test_links_do_not_lead_out_of_the_target(crawl: Crawl, write: Write, lake: Path) -> None:
    write("secret/s.json", '{"password": 1}')
    write("t/a.json", '{"a": 1}')
    (lake / "t/link.json").symlink_to(lake / "secret/s.json")
    (lake / "t/folder").symlink_to(lake / "secret", target_is_directory=True)
    (lake / "t/loop").symlink_to(lake / "t", target_is_directory=True)

    plan = crawl(lake / "t")

    assert columns(plan) == {"a": "int"}
    assert sum("symbolic link to outside the target" in warning for warning in plan.warnings) == 2


@contextmanager
def without_the_rights_of_root() -> Iterator[None]:
    """Be nobody for a while when run as root, who may read everything."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def test_a_file_without_permission_is_reported(crawl: Crawl) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "a.json").write_text('{"a": 1}')
        (Path(folder) / "b.json").write_text('{"b": 1}')
        (Path(folder) / "b.json").chmod(0)

        with without_the_rights_of_root():
            plan = crawl(Path(folder))

    assert columns(plan) == {"a": "int"}
    assert any("b.json: can't be opened" in warning for warning in plan.warnings)


def test_a_file_that_vanishes_after_listing_is_reported(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("good/a.json", '{"a": 1}')
    (doomed := write("bad/b.json", '{"b": 1}'))

    def remove(progress: Any) -> None:
        if progress.listed == 2:
            doomed.unlink(missing_ok=True)

    plan = crawl(lake, report=Report(on_progress=remove))

    assert columns(plan) == {"a": "int"}
    assert any("b.json: can't be opened" in warning for warning in plan.warnings)


def test_a_local_bucket_is_a_folder(crawl: Crawl, write: Write, lake: Path) -> None:
    write("sales/orders/year=2024/a.json", '{"a": 1}')

    plan = crawl("s3://sales/orders", buckets=Buckets(folder=lake))

    assert only(plan)["StorageDescriptor"]["Location"] == "s3://sales/orders/"
    [partition] = plan.tables[0].partition_inputs
    assert partition["StorageDescriptor"]["Location"] == "s3://sales/orders/year=2024/"


def test_a_whole_bucket_gives_its_name_to_the_table(crawl: Crawl, write: Write, lake: Path) -> None:
    write("my-bucket/year=2024/a.json", '{"a": 1}')

    plan = crawl("s3://my-bucket", buckets=Buckets(folder=lake))

    assert only(plan)["Name"] == "my_bucket"


@pytest.mark.parametrize("path", ["s3://b/../../etc", "s3://../etc", "gs://b/x", "file://host/x"])
def test_an_include_path_that_leads_elsewhere_is_refused(
    crawl: Crawl, lake: Path, path: str
) -> None:
    with pytest.raises(InvalidInput, match="include path"):
        crawl(path, buckets=Buckets(folder=lake))


@pytest.mark.parametrize("kind", ["S3Targets", "DeltaTargets", "IcebergTargets"])
def test_a_folder_outside_the_data_roots_is_refused(
    crawl: Crawl, write: Write, lake: Path, kind: str
) -> None:
    write("t/a.json", '{"a": 1}')
    (lake / "open").mkdir()
    (lake / "open/link").symlink_to(lake / "t")
    path = str(lake / "open/link")
    target = {
        "S3Targets": {"Path": path},
        "DeltaTargets": {"DeltaTables": [path]},
        "IcebergTargets": {"Paths": [path]},
    }[kind]

    with pytest.raises(AccessDenied, match="data_roots"):
        crawl(Targets={kind: [target]}, folders=(str(lake / "open"),))


Bucket = tuple[Any, str, Buckets]


@pytest.fixture
def bucket(s3_bucket: tuple[Any, str], s3_server: str) -> Bucket:
    """An empty bucket: a client, its name, and where the crawler finds it."""
    access = S3Access(s3_server, "us-east-1", "key", "secret")
    return *s3_bucket, Buckets(remote={"*": access})


def test_a_bucket_of_a_real_server(crawl: Crawl, bucket: Bucket) -> None:
    client, name, buckets = bucket
    content = io.BytesIO()
    pq.write_table(pa.table({"id": [1, 2], "x": ["a", "b"]}), content)
    for day in range(3):
        key = f"lake/orders/day={day}/part 1.parquet"
        client.put_object(Bucket=name, Key=key, Body=content.getvalue())
    client.put_object(Bucket=name, Key="lake/orders/_SUCCESS", Body=b"x")
    client.put_object(Bucket=name, Key="lake/orders/day=0/", Body=b"")
    for number in range(3):
        client.put_object(Bucket=name, Key=f"lake/people/{number}.json", Body=b'{"name": "x"}\n')

    plan = crawl(f"s3://{name}/lake/", buckets=buckets)

    tables = named(plan)
    assert sorted(tables) == ["orders", "people"]
    assert tables["orders"]["StorageDescriptor"]["Location"] == f"s3://{name}/lake/orders/"
    assert tables["orders"]["Parameters"]["recordCount"] == "6"
    assert columns(plan, "people") == {"name": "string"}
    assert plan.warnings == ()


def test_a_large_object_is_read_by_ranges(crawl: Crawl, bucket: Bucket) -> None:
    client, name, buckets = bucket
    content = io.BytesIO()
    pq.write_table(pa.table({"id": list(range(300_000))}), content, compression="none")
    client.put_object(Bucket=name, Key="big/a.parquet", Body=content.getvalue())
    client.put_object(Bucket=name, Key="text/a.json", Body=b'{"a": 1}\n' * 500_000)

    plan = crawl(f"s3://{name}", buckets=buckets)

    assert named(plan)["big"]["Parameters"]["recordCount"] == "300000"
    assert abs(int(named(plan)["text"]["Parameters"]["recordCount"]) - 500_000) < 20_000


def test_new_folders_of_a_bucket_only(crawl: Crawl, bucket: Bucket) -> None:
    client, name, buckets = bucket
    for day in range(3):
        client.put_object(Bucket=name, Key=f"t/day={day}/a.json", Body=b'{"a": 1}\n')
    catalog = applied(crawl(f"s3://{name}/t", buckets=buckets))
    client.put_object(Bucket=name, Key="t/day=7/a.json", Body=b'{"a": 1}\n')
    report = Report()

    plan = crawl(f"s3://{name}/t", buckets=buckets, existing=catalog, report=report, **NEW_ONLY)

    [change] = plan.changes
    assert [each["Values"] for each in change.partitions_added] == [["7"]]
    assert report.progress.listed == 1


def test_an_unchanged_object_is_not_read_again(crawl: Crawl, bucket: Bucket) -> None:
    client, name, buckets = bucket
    client.put_object(Bucket=name, Key="t/a.json", Body=b'{"a": 1}\n')
    client.put_object(Bucket=name, Key="t/b.json", Body=b'{"a": 1}\n')
    first = crawl(f"s3://{name}/t", buckets=buckets)
    client.put_object(Bucket=name, Key="t/b.json", Body=b'{"a": 2}\n')
    report = Report()

    crawl(f"s3://{name}/t", buckets=buckets, fingerprints=first.fingerprints, report=report)

    assert (report.progress.unchanged, report.progress.classified) == (1, 1)


def test_a_bucket_that_is_not_there_fails_the_crawl(crawl: Crawl, bucket: Bucket) -> None:
    with pytest.raises(UnreadableLocation, match="Can't list"):
        crawl("s3://no-such-bucket/x", buckets=bucket[2])


def crawl_database(url: str, *targets: dict[str, Any]) -> CrawlPlan:
    """Crawl a database through a connection named `shop`."""
    settings = CrawlSettings.from_crawler(
        {
            "Name": "c",
            "Targets": {"JdbcTargets": [{"ConnectionName": "shop", **each} for each in targets]},
        }
    )
    return plan_crawl(settings, CrawlInputs("run", database_of=lambda _: read_url(url)), Report())


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """A small shop in SQLite."""
    engine = create_engine(f"sqlite:///{tmp_path}/shop.db")
    with engine.begin() as connection:
        for statement in (
            "CREATE TABLE orders (id BIGINT, price NUMERIC(10,2), at TIMESTAMP, ok BOOLEAN)",
            "CREATE TABLE HR_people (id INTEGER, name VARCHAR(20), photo BLOB, born DATE)",
            "CREATE VIEW cheap AS SELECT id FROM orders WHERE price < 10",
        ):
            connection.execute(text(statement))
    engine.dispose()
    return f"jdbc:sqlite:{tmp_path}/shop.db"


def test_the_tables_and_views_of_a_database(sqlite: str) -> None:
    plan = crawl_database(sqlite, {"Path": "shop/%"})

    tables = named(plan)
    assert sorted(tables) == ["shop_cheap", "shop_hr_people", "shop_orders"]
    assert columns(plan, "shop_orders") == {
        "id": "bigint",
        "price": "decimal(10,2)",
        "at": "timestamp",
        "ok": "boolean",
    }
    assert columns(plan, "shop_hr_people") == {
        "id": "int",
        "name": "string",
        "photo": "binary",
        "born": "date",
    }
    orders = tables["shop_orders"]
    assert orders["StorageDescriptor"]["Location"] == "shop.orders"
    assert orders["StorageDescriptor"]["InputFormat"] == ""
    assert orders["Parameters"]["connectionName"] == "shop"
    assert orders["Parameters"]["classification"] == "sqlite"
    assert orders["Parameters"]["typeOfData"] == "table"
    assert tables["shop_cheap"]["Parameters"]["typeOfData"] == "view"


@pytest.mark.parametrize(
    ("path", "exclusions", "found"),
    [
        ("shop/orders", [], ["shop_orders"]),
        ("shop/HR%", [], ["shop_hr_people"]),
        ("shop/hr%", [], []),
        ("shop", ["HR*"], ["shop_cheap", "shop_orders"]),
        ("shop/%", ["**e**"], []),
    ],
)
def test_include_and_exclude_paths(
    sqlite: str, path: str, exclusions: list[str], found: list[str]
) -> None:
    plan = crawl_database(sqlite, {"Path": path, "Exclusions": exclusions})

    assert sorted(named(plan)) == found


@pytest.mark.parametrize("path", ["%/orders", "shop/public/orders", ""])
def test_an_include_path_of_the_wrong_form_is_refused(sqlite: str, path: str) -> None:
    with pytest.raises(InvalidInput, match="include path"):
        crawl_database(sqlite, {"Path": path})


def test_a_file_of_sqlite_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(CrawlFailed, match="unable to open"):
        crawl_database(f"jdbc:sqlite:{tmp_path}/none.db", {"Path": "none/%"})

    assert not (tmp_path / "none.db").exists()


def test_a_database_that_is_not_there_fails_the_crawl(tmp_path: Path) -> None:
    url = "jdbc:postgresql://nobody@127.0.0.1:1/none"

    with pytest.raises(CrawlFailed, match="connection 'shop' can't be crawled"):
        crawl_database(url, {"Path": "none/%"})


@pytest.mark.postgres
def test_schemas_comments_and_raw_types_of_postgresql(postgres_url: str) -> None:
    url = make_url(postgres_url).set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in (
            "DROP SCHEMA IF EXISTS crawl_a CASCADE",
            "DROP SCHEMA IF EXISTS crawl_b CASCADE",
            "CREATE SCHEMA crawl_a",
            "CREATE SCHEMA crawl_b",
            "CREATE TABLE crawl_a.t (id uuid, n smallint, r real, f double precision,"
            " d numeric(12,3), any_d numeric, j jsonb, a int[], at timestamptz, t time, raw bytea)",
            "COMMENT ON TABLE crawl_a.t IS 'the table'",
            "COMMENT ON COLUMN crawl_a.t.n IS 'a number'",
            "CREATE TABLE crawl_b.t (id int)",
            "CREATE VIEW crawl_b.v AS SELECT id FROM crawl_b.t",
        ):
            connection.execute(text(statement))
    engine.dispose()

    plan = crawl_database(
        f"jdbc:{postgres_url}",
        {"Path": "db/crawl%/%", "EnableAdditionalMetadata": ["COMMENTS", "RAWTYPES"]},
    )

    assert sorted(named(plan)) == ["db_crawl_a_t", "db_crawl_b_t", "db_crawl_b_v"]
    assert columns(plan, "db_crawl_a_t") == {
        "id": "string",
        "n": "smallint",
        "r": "float",
        "f": "double",
        "d": "decimal(12,3)",
        "any_d": "decimal(38,18)",
        "j": "string",
        "a": "string",
        "at": "timestamp",
        "t": "string",
        "raw": "binary",
    }
    table = named(plan)["db_crawl_a_t"]
    assert table["Description"] == "the table"
    assert table["StorageDescriptor"]["Columns"][1] == {
        "Name": "n",
        "Type": "smallint",
        "Comment": "a number",
        "Parameters": {"rawType": "SMALLINT"},
    }


def test_types_comments_and_views_of_mariadb(mariadb: MariaDbServer) -> None:
    mariadb.execute(
        "CREATE OR REPLACE DATABASE crawled",
        "CREATE TABLE crawled.orders (id BIGINT UNSIGNED, n INT, tiny TINYINT, ok BOOLEAN,"
        " small SMALLINT UNSIGNED, medium MEDIUMINT, price DECIMAL(10,2), f FLOAT, d DOUBLE,"
        " day DATE, at DATETIME(6), stamp TIMESTAMP NULL, t TIME, y YEAR, bits BIT(8), flag BIT(1),"
        " name VARCHAR(20) COMMENT 'who', note TEXT, j JSON, kind ENUM('a','b'),"
        " kinds SET('a','b'), raw BLOB, hash BINARY(16), `Über uns` INT) COMMENT 'all orders'",
        "CREATE VIEW crawled.cheap AS SELECT id FROM crawled.orders WHERE price < 10",
    )
    extra = {"EnableAdditionalMetadata": ["COMMENTS", "RAWTYPES"]}

    plan = crawl_database(mariadb_url(mariadb, "crawled"), {"Path": "crawled/%", **extra})

    tables = named(plan)
    assert sorted(tables) == ["crawled_cheap", "crawled_orders"]
    assert columns(plan, "crawled_orders") == {
        "id": "decimal(20,0)",
        "n": "int",
        "tiny": "tinyint",
        "ok": "boolean",
        "small": "int",
        "medium": "int",
        "price": "decimal(10,2)",
        "f": "float",
        "d": "double",
        "day": "date",
        "at": "timestamp",
        "stamp": "timestamp",
        "t": "string",
        "y": "int",
        "bits": "string",
        "flag": "boolean",
        "name": "string",
        "note": "string",
        "j": "string",
        "kind": "string",
        "kinds": "string",
        "raw": "binary",
        "hash": "binary",
        "über uns": "int",
    }
    orders = tables["crawled_orders"]
    assert orders["Description"] == "all orders"
    assert orders["Parameters"]["classification"] == "mysql"
    name = orders["StorageDescriptor"]["Columns"][16]
    assert (name["Name"], name["Comment"]) == ("name", "who")
    assert name["Parameters"]["rawType"].startswith("VARCHAR(20)")
    assert tables["crawled_cheap"]["Parameters"]["typeOfData"] == "view"


def test_the_include_path_names_the_database_of_mariadb(mariadb: MariaDbServer) -> None:
    mariadb.execute(
        "CREATE OR REPLACE DATABASE shop_a",
        "CREATE OR REPLACE DATABASE shop_b",
        "CREATE TABLE shop_a.here (id INT)",
        "CREATE TABLE shop_b.there (id INT)",
        "CREATE TABLE shop_b.HR_people (id INT)",
    )
    url = mariadb_url(mariadb, "shop_a")

    other = crawl_database(url, {"Path": "shop_b/%", "Exclusions": ["HR*"]})

    assert list(named(other)) == ["shop_b_there"]
    with pytest.raises(CrawlFailed, match="no_such_shop"):
        crawl_database(url, {"Path": "no_such_shop/%"})


def mariadb_url(server: MariaDbServer, database: str) -> str:
    """The JDBC URL of a database of the server."""
    return f"jdbc:mysql://root@127.0.0.1:{server.port}/{database}"


def test_a_delta_table_by_its_log(crawl: Crawl, lake: Path) -> None:
    deltalake = pytest.importorskip("deltalake")
    data = pa.table({"id": [1], "day": ["x"], "price": pa.array([1.5], pa.float32())})
    deltalake.write_deltalake(str(lake / "orders"), data, partition_by=["day"])
    target = {"DeltaTables": [str(lake / "orders")]}

    native = crawl(Targets={"DeltaTargets": [{**target, "CreateNativeDeltaTable": True}]})
    manifest = crawl(Targets={"DeltaTargets": [target]})

    assert columns(native) == {"id": "bigint", "day": "string", "price": "float"}
    assert only(native)["Parameters"]["spark.sql.sources.provider"] == "delta"
    assert columns(manifest) == {"id": "bigint", "price": "float"}
    assert keys(manifest) == ["day"]
    assert "Symlink" in only(manifest)["StorageDescriptor"]["InputFormat"]


def test_iceberg_tables_by_their_newest_metadata(crawl: Crawl, lake: Path) -> None:
    pytest.importorskip("pyiceberg")
    from pyiceberg.catalog.sql import SqlCatalog

    catalog = SqlCatalog("c", uri=f"sqlite:///{lake}/c.db", warehouse=f"file://{lake}/wh")
    catalog.create_namespace("db")
    data = pa.table({"id": [1], "tags": [["a"]]})
    table = catalog.create_table("db.events", schema=data.schema)
    table.append(data)
    with table.update_schema() as update:
        update.add_column("added", __import__("pyiceberg.types").types.DoubleType())
    catalog.engine.dispose()

    plan = crawl(Targets={"IcebergTargets": [{"Paths": [f"file://{lake}/wh"]}]})

    assert columns(plan) == {"id": "bigint", "tags": "array<string>", "added": "double"}
    parameters = only(plan)["Parameters"]
    assert parameters["table_type"] == "ICEBERG"
    newest = json.loads(Path(parameters["metadata_location"].removeprefix("file://")).read_text())
    assert len(newest["schemas"]) == 2
    assert values(plan) == []


@pytest.fixture
def iceberg(tmp_path: Path) -> Path:
    """A warehouse folder with one Iceberg table, `db/events`."""
    pytest.importorskip("pyiceberg")
    from pyiceberg.catalog.sql import SqlCatalog

    catalog = SqlCatalog("c", uri=f"sqlite:///{tmp_path}/c.db", warehouse=f"file://{tmp_path}/wh")
    catalog.create_namespace("db")
    data = pa.table({"id": [1], "tags": [["a"]]})
    catalog.create_table("db.events", schema=data.schema).append(data)
    catalog.engine.dispose()
    return tmp_path / "wh"


@pytest.fixture
def delta(tmp_path: Path) -> Path:
    """A Delta table with a partition column."""
    deltalake = pytest.importorskip("deltalake")
    data = pa.table({"id": [1], "day": ["x"]})
    deltalake.write_deltalake(str(tmp_path / "orders"), data, partition_by=["day"])
    return tmp_path / "orders"


def upload(client: Any, bucket: str, folder: Path, prefix: str) -> None:
    """Copy a folder's files into a bucket."""
    for file in folder.rglob("*"):
        if file.is_file():
            key = f"{prefix}/{file.relative_to(folder)}"
            client.put_object(Bucket=bucket, Key=key, Body=file.read_bytes())


def crawl_lakes(crawl: Any, bucket: str, buckets: Buckets) -> dict[str, dict[str, Any]]:
    """Crawl the Delta and the Iceberg table of a bucket."""
    delta = {"DeltaTables": [f"s3://{bucket}/orders"], "CreateNativeDeltaTable": True}
    iceberg = {"Paths": [f"s3://{bucket}/wh"]}
    targets = {"DeltaTargets": [delta], "IcebergTargets": [iceberg]}
    return named(crawl(Targets=targets, buckets=buckets))


def check_lakes(tables: dict[str, dict[str, Any]], bucket: str) -> None:
    """The tables know their columns and where they are, in the bucket's own words."""
    shown = {
        name: [each["Name"] for each in table["StorageDescriptor"]["Columns"]]
        for name, table in tables.items()
    }
    assert shown == {"orders": ["id", "day"], "events": ["id", "tags"]}
    assert tables["orders"]["StorageDescriptor"]["Location"] == f"s3://{bucket}/orders/"
    metadata = tables["events"]["Parameters"]["metadata_location"]
    assert metadata.startswith(f"s3://{bucket}/wh/db/events/metadata/")


def test_delta_and_iceberg_tables_of_a_local_bucket(
    crawl: Crawl, delta: Path, iceberg: Path, lake: Path
) -> None:
    shutil.copytree(delta, lake / "shop/orders")
    shutil.copytree(iceberg, lake / "shop/wh")

    tables = crawl_lakes(crawl, "shop", Buckets(folder=lake))

    check_lakes(tables, "shop")


def test_delta_and_iceberg_tables_of_a_real_server(
    crawl: Crawl, delta: Path, iceberg: Path, bucket: Bucket
) -> None:
    client, name, buckets = bucket
    upload(client, name, delta, "orders")
    upload(client, name, iceberg, "wh")

    tables = crawl_lakes(crawl, name, buckets)

    check_lakes(tables, name)
