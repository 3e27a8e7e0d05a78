"""Every table that a crawl writes is read, with the values of its files, by Spark and by awsglue.

One tree with a folder per case, one crawl of it, one Spark session.
"""

from __future__ import annotations

import datetime as dt
import gzip
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.mariadb_server import MariaDbServer
from tests.spark.conftest import SparkChild, SparkFailed

from .lakehouse import LAKE_TABLES, crawl_lakehouse, write_lakehouse
from .readable_documents import DOCUMENTS
from .readable_lake import CASES as LAKE
from .readable_lake import Row
from .reading import comparable, frame, rows, run_crawler

pytestmark = pytest.mark.spark

# Through the API; what is in all tables is read in `tests/golden`.
CASES = {
    **{name: LAKE[name] for name in ("json_lines", "csv_days", "json_path", "grok_custom")},
    **{name: DOCUMENTS[name] for name in ("ion_text", "bson")},
}


@pytest.fixture(scope="module")
def lake(served_home: Path) -> Path:
    """The local bucket `lake` with a folder for each case."""
    bucket = served_home / "buckets" / "lake"
    for name, case in CASES.items():
        case.write(bucket / name)
    return bucket


@pytest.fixture(scope="module")
def crawled(live_glue: Any, lake: Path) -> None:
    """The database `lake` with a table for each case."""
    live_glue.create_database(DatabaseInput={"Name": "lake"})
    plain = [name for name, case in CASES.items() if case.classifier is None]
    _crawl(live_glue, "all", plain)
    for name, case in CASES.items():
        if case.classifier is not None:
            live_glue.create_classifier(**case.classifier)
            _crawl(live_glue, name, [name], Classifiers=[name])


@pytest.mark.parametrize("name", CASES)
def test_what_a_crawler_of_the_endpoint_wrote_is_read(
    crawled: None, spark: SparkChild, name: str
) -> None:
    case = CASES[name]

    assert rows(spark, f"spark.table('lake.{name}')") == comparable(case.rows)
    assert rows(spark, frame(name)) == comparable(case.frame_rows)


@pytest.fixture(scope="module")
def lakehouse(live_glue: Any, crawled: None, lake: Path) -> None:
    """Tables of Delta, native and by manifests, and of Iceberg in the database `lake`."""
    write_lakehouse(str(lake), {}, {})
    crawl_lakehouse(live_glue, "lake")


def _crawl(glue: Any, crawler: str, folders: list[str], **settings: Any) -> None:
    targets = {"S3Targets": [{"Path": f"s3://lake/{folder}/"} for folder in folders]}
    run_crawler(glue, crawler, targets, **settings)


@pytest.mark.parametrize("kind", ["ion", "bson"])
def test_a_dynamic_frame_reads_files_of_documents_without_a_table(
    crawled: None, spark: SparkChild, kind: str
) -> None:
    name = "ion_text" if kind == "ion" else "bson"
    options = f"connection_options={{'paths': ['s3://lake/{name}/']}}, format='{kind}'"

    found = rows(spark, f"context.create_dynamic_frame.from_options('s3', {options}).toDF()")

    assert {row["id"]: row["username"] for row in found} == {
        row["id"]: row["userName"] for row in CASES[name].rows
    }


def test_a_dynamic_frame_leaves_out_what_the_crawl_left_out(
    crawled: None, live_glue: Any, lake: Path, spark: SparkChild
) -> None:
    """Patterns are relative to the target, which is above the table; a name may look like one."""
    for path, number in {
        "day=1/a.json": 1,
        "day=1/a.tmp.json": 2,
        "day=2/b.json": 3,
        "day=3/old/c.json": 4,
    }.items():
        file = lake / "store [eu]" / "sales" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'{{"id": {number}}}\n')
    (lake / "store [eu]" / "stock").mkdir()
    for name in ("kept.parquet", "x.tmp.parquet"):
        pq.write_table(pa.table({"name": [name]}), lake / "store [eu]" / "stock" / name)
    excluded = ["**.tmp.*", "sales/day=[3-9]/**"]
    target = {"Path": "s3://lake/store [eu]/", "Exclusions": excluded}
    run_crawler(live_glue, "excluding", {"S3Targets": [target]})

    sales, stock = rows(spark, frame("sales")), rows(spark, frame("stock"))

    assert [(row["id"], row["day"]) for row in sales] == [(1, "1"), (3, "2")]
    assert [row["name"] for row in stock] == ["kept.parquet"]


def test_a_table_of_one_odd_file_is_read(
    crawled: None, live_glue: Any, lake: Path, spark: SparkChild
) -> None:
    """A file beside folders is a table whose location is the file."""
    (lake / "mixed" / "visits").mkdir(parents=True)
    (lake / "mixed" / "visits" / "a.csv").write_text("id,name\n1,a\n")
    (lake / "mixed" / "events.json").write_bytes(gzip.compress(b'{"id": 7}\n'))
    run_crawler(live_glue, "mixed", {"S3Targets": [{"Path": "s3://lake/mixed/"}]})
    tables = live_glue.get_tables(DatabaseName="lake", Expression="events*")["TableList"]

    assert [each["StorageDescriptor"]["Location"] for each in tables] == [
        "s3://lake/mixed/events.json"
    ]
    name = tables[0]["Name"]
    assert rows(spark, f"spark.table('lake.{name}')") == rows(spark, frame(name)) == [{"id": 7}]


@pytest.mark.parametrize("name", LAKE_TABLES)
def test_tables_of_delta_and_iceberg_are_read_without_jars(
    lakehouse: None, spark: SparkChild, name: str
) -> None:
    wanted = comparable(LAKE_TABLES[name])

    assert rows(spark, f"spark.table('lake.{name}')") == wanted
    assert rows(spark, frame(name)) == wanted
    expected = [[3]] if wanted else []
    assert spark.sql(f"select id from lake.{name} where day = 'b c'") == expected


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("delta_native", "find the data source: delta"),
        ("delta_manifest", "find the data source: a table of symlink manifests"),
        ("iceberg_events", "find the data source: iceberg"),
    ],
)
def test_where_the_jars_are_named_they_are_left_to_read_the_table(
    lakehouse: None, spark: SparkChild, name: str, said: str
) -> None:
    """The jars are not really there, so that Spark says which it looked for."""
    lakes = "driver.abilities.lakes = "
    # Another test may have read the table; it can't be refreshed once the jars are named.
    spark.run(f"spark.catalog.refreshTable('lake.{name}')")
    spark.run(f"{lakes}frozenset(('delta', 'iceberg'))")
    try:
        with pytest.raises(SparkFailed, match=said):
            spark.sql(f"select * from lake.{name}")
    finally:
        spark.run(f"{lakes}frozenset()")


SHOP_ROWS: list[Row] = [
    {"id": 1, "name": "Zoë", "price": Decimal("1.25"), "day": dt.date(2024, 3, 1)},
    {"id": 2, "name": None, "price": None, "day": None},
]


@pytest.fixture(scope="module")
def shop(live_glue: Any, crawled: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A table of a database, crawled through its connection."""
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE orders (id BIGINT, name TEXT, price DECIMAL(10,2), day DATE)"
        )
        database.executemany(
            "INSERT INTO orders VALUES (?, ?, ?, ?)",
            [(1, "Zoë", 1.25, "2024-03-01"), (2, *[None] * 3)],
        )
    connection = {
        "Name": "shop",
        "ConnectionType": "JDBC",
        "ConnectionProperties": {"JDBC_CONNECTION_URL": f"jdbc:sqlite:{path}"},
    }
    live_glue.create_connection(ConnectionInput=connection)
    targets = {"JdbcTargets": [{"ConnectionName": "shop", "Path": "shop/%"}]}
    run_crawler(live_glue, "shop", targets)


def test_a_dynamic_frame_reads_the_table_of_a_database(shop: None, spark: SparkChild) -> None:
    assert rows(spark, frame("shop_orders")) == comparable(SHOP_ROWS)


def test_a_dynamic_frame_reads_another_database_of_mysql(
    crawled: None, live_glue: Any, spark: SparkChild, mariadb: MariaDbServer
) -> None:
    mariadb.execute(
        "CREATE OR REPLACE DATABASE front",
        "CREATE OR REPLACE DATABASE back",
        "CREATE TABLE back.stock (id BIGINT, name TEXT, price DECIMAL(10,2), day DATE)",
        "INSERT INTO back.stock VALUES (1, 'Zoë', 1.25, '2024-03-01'), (2, NULL, NULL, NULL)",
        "CREATE OR REPLACE USER reader@localhost IDENTIFIED BY 'secret'",
        "GRANT SELECT ON *.* TO reader@localhost",
    )
    properties = {
        "JDBC_CONNECTION_URL": f"jdbc:mysql://127.0.0.1:{mariadb.port}/front",
        "USERNAME": "reader",
        "PASSWORD": "secret",
    }
    live_glue.create_connection(
        ConnectionInput={
            "Name": "front",
            "ConnectionType": "JDBC",
            "ConnectionProperties": properties,
        }
    )
    targets = {"JdbcTargets": [{"ConnectionName": "front", "Path": "back/%"}]}
    run_crawler(live_glue, "front", targets)

    assert rows(spark, frame("back_stock")) == comparable(SHOP_ROWS)
    assert rows(spark, "spark.table('lake.back_stock')") == comparable(SHOP_ROWS)


def test_spark_reads_the_table_of_a_database(shop: None, spark: SparkChild) -> None:
    assert rows(spark, "spark.table('lake.shop_orders')") == comparable(SHOP_ROWS)
    assert spark.sql("select name from lake.shop_orders where id = 1") == [["Zoë"]]


def test_secrets_of_a_connection_are_neither_printed_nor_stored(
    shop: None, live_glue: Any, spark: SparkChild
) -> None:
    connection = live_glue.get_connection(Name="shop")["Connection"]
    properties = connection["ConnectionProperties"] | {
        "USERNAME": "reader",
        "PASSWORD": "hush-hush",
    }
    changed = {"Name": "shop", "ConnectionType": "JDBC", "ConnectionProperties": properties}
    live_glue.update_connection(Name="shop", ConnectionInput=changed)

    said = [
        spark.sql(statement)
        for statement in (
            "describe extended lake.shop_orders",
            "show create table lake.shop_orders",
            "show tblproperties lake.shop_orders",
            "explain extended select * from lake.shop_orders",
        )
    ]
    spark.sql("alter table lake.shop_orders set tblproperties ('team' = 'shop')")

    table = live_glue.get_table(DatabaseName="lake", Name="shop_orders")["Table"]
    stored = table["Parameters"]
    assert table["StorageDescriptor"]["Location"] == "shop.orders"
    assert "hush-hush" not in repr(said)
    assert stored["team"] == "shop"
    assert not [name for name in stored if name.startswith("glue.")]


def test_a_table_of_a_database_is_not_written_by_sql(shop: None, spark: SparkChild) -> None:
    with pytest.raises(SparkFailed, match="does not allow insertion"):
        spark.sql("insert into lake.shop_orders values (3, 'x', 1, date'2024-01-01')")
