"""Every table that a crawl writes is read, with the values of its files, by Spark and by awsglue.

One tree with a folder per case, one crawl of it, one Spark session.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import pickle
import sqlite3
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.types import StringType

from tests.mariadb_server import MariaDbServer
from tests.spark.conftest import SparkChild, SparkFailed

from . import readable_lake
from .readable_documents import DOCUMENTS
from .readable_lake import Row

pytestmark = pytest.mark.spark

CASES = readable_lake.CASES | DOCUMENTS

_HELPERS = """
import base64, pickle
from awsglue.context import GlueContext

context = globals().get("context") or GlueContext(spark.sparkContext)

def packed(data):
    rows = [row.asDict(recursive=True) for row in data.collect()]
    return base64.b64encode(pickle.dumps(rows)).decode()
"""


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


LAKE_ROWS: list[Row] = [
    {
        "id": number,
        "name": name,
        "price": Decimal("1.25"),
        "at": dt.datetime(2024, 3, 1, 12, 0, number, tzinfo=dt.UTC),
        "tags": ["a", name],
        "day": day,
    }
    for number, name, day in ((1, "Zoë", "1"), (2, None, "1"), (3, "Bob", "b c"))
]


def _lake_table() -> pa.Table:
    """Return the rows in Arrow's form."""
    return pa.Table.from_pylist(
        LAKE_ROWS,
        schema=pa.schema(
            {
                "id": pa.int64(),
                "name": pa.string(),
                "price": pa.decimal128(10, 2),
                "at": pa.timestamp("us", "UTC"),
                "tags": pa.list_(pa.string()),
                "day": pa.string(),
            }
        ),
    )


@pytest.fixture(scope="module")
def lakehouse(live_glue: Any, crawled: None, lake: Path) -> None:
    """Tables of Delta, native and by manifests, and of Iceberg in the database `lake`."""
    table = _lake_table()
    for name in ("delta_native", "delta_manifest"):
        write_deltalake(str(lake / name), table.slice(0, 2), partition_by=["day"])
        write_deltalake(str(lake / name), table.slice(1, 2), partition_by=["day"], mode="append")
        DeltaTable(str(lake / name)).delete("id = 2")
        write_deltalake(str(lake / name), table.slice(1, 1), partition_by=["day"], mode="append")
        is_native = name == "delta_native"
        target = {"DeltaTables": [f"s3://lake/{name}"], "CreateNativeDeltaTable": is_native}
        _run_crawler(live_glue, name, {"DeltaTargets": [target]})
    write_deltalake(str(lake / "delta_empty"), table.slice(0, 0))
    target = {"DeltaTables": ["s3://lake/delta_empty"], "CreateNativeDeltaTable": True}
    _run_crawler(live_glue, "delta_empty", {"DeltaTargets": [target]})
    catalog = SqlCatalog("c", uri="sqlite:///:memory:", warehouse=f"file://{lake}/iceberg")
    catalog.create_namespace("db")
    events = catalog.create_table("db.iceberg_events", schema=table.schema)
    events.append(table.slice(0, 2))
    events.append(table.slice(1, 2))
    events.delete("id = 2")
    events.append(table.slice(1, 1))
    with events.update_schema() as update:
        update.rename_column("name", "label")
        update.add_column("late", StringType())
    catalog.create_table("db.iceberg_empty", schema=table.schema)
    catalog.engine.dispose()
    _run_crawler(live_glue, "iceberg", {"IcebergTargets": [{"Paths": ["s3://lake/iceberg"]}]})


def _crawl(glue: Any, crawler: str, folders: list[str], **settings: Any) -> None:
    targets = {"S3Targets": [{"Path": f"s3://lake/{folder}/"} for folder in folders]}
    _run_crawler(glue, crawler, targets, **settings)


def _run_crawler(glue: Any, crawler: str, targets: dict[str, Any], **settings: Any) -> None:
    asked = {"Name": crawler, "Role": "crawler", "DatabaseName": "lake", "Targets": targets}
    glue.create_crawler(**asked, **settings)
    glue.start_crawler(Name=crawler)
    deadline = time.monotonic() + 120
    while (found := glue.get_crawler(Name=crawler)["Crawler"])["State"] != "READY":
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    assert found["LastCrawl"]["Status"] == "SUCCEEDED", found["LastCrawl"]


@pytest.mark.parametrize("name", CASES)
def test_spark_reads_the_table(crawled: None, spark: SparkChild, name: str) -> None:
    found = _rows(spark, f"spark.table('lake.{name}')")

    assert found == _comparable(CASES[name].rows)


@pytest.mark.parametrize("name", CASES)
def test_a_dynamic_frame_reads_the_table(crawled: None, spark: SparkChild, name: str) -> None:
    found = _rows(spark, _frame(name))

    assert found == _comparable(CASES[name].frame_rows)


@pytest.mark.parametrize("kind", ["ion", "bson"])
def test_a_dynamic_frame_reads_files_of_documents_without_a_table(
    crawled: None, spark: SparkChild, kind: str
) -> None:
    name = "ion_text" if kind == "ion" else "bson"
    options = f"connection_options={{'paths': ['s3://lake/{name}/']}}, format='{kind}'"

    found = _rows(spark, f"context.create_dynamic_frame.from_options('s3', {options}).toDF()")

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
    _run_crawler(live_glue, "excluding", {"S3Targets": [target]})

    sales, stock = _rows(spark, _frame("sales")), _rows(spark, _frame("stock"))

    assert [(row["id"], row["day"]) for row in sales] == [(1, "1"), (3, "2")]
    assert [row["name"] for row in stock] == ["kept.parquet"]


def test_a_table_of_one_odd_file_is_read(
    crawled: None, live_glue: Any, lake: Path, spark: SparkChild
) -> None:
    """A file beside folders is a table whose location is the file."""
    (lake / "mixed" / "sales").mkdir(parents=True)
    (lake / "mixed" / "sales" / "a.csv").write_text("id,name\n1,a\n")
    (lake / "mixed" / "events.json").write_bytes(gzip.compress(b'{"id": 7}\n'))
    _run_crawler(live_glue, "mixed", {"S3Targets": [{"Path": "s3://lake/mixed/"}]})
    tables = live_glue.get_tables(DatabaseName="lake", Expression="events*")["TableList"]

    assert [each["StorageDescriptor"]["Location"] for each in tables] == [
        "s3://lake/mixed/events.json"
    ]
    name = tables[0]["Name"]
    assert _rows(spark, f"spark.table('lake.{name}')") == _rows(spark, _frame(name)) == [{"id": 7}]


LAKE_TABLES = {
    "delta_empty": [],
    "delta_native": LAKE_ROWS,
    "delta_manifest": LAKE_ROWS,
    "iceberg_empty": [],
    "iceberg_events": [
        {"label" if name == "name" else name: value for name, value in row.items()} | {"late": None}
        for row in LAKE_ROWS
    ],
}


@pytest.mark.parametrize("name", LAKE_TABLES)
def test_tables_of_delta_and_iceberg_are_read_without_jars(
    lakehouse: None, spark: SparkChild, name: str
) -> None:
    rows = _comparable(LAKE_TABLES[name])

    assert _rows(spark, f"spark.table('lake.{name}')") == rows
    assert _rows(spark, _frame(name)) == rows
    expected = [[3]] if rows else []
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
    lakes = "from glue_devendpoint.spark.metastore.sources import abilities\nabilities.lakes = "
    spark.run(f"{lakes}frozenset(('delta', 'iceberg'))\nspark.catalog.refreshTable('lake.{name}')")
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
    _run_crawler(live_glue, "shop", targets)


def test_a_dynamic_frame_reads_the_table_of_a_database(shop: None, spark: SparkChild) -> None:
    assert _rows(spark, _frame("shop_orders")) == _comparable(SHOP_ROWS)


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
    _run_crawler(live_glue, "front", targets)

    assert _rows(spark, _frame("back_stock")) == _comparable(SHOP_ROWS)
    assert _rows(spark, "spark.table('lake.back_stock')") == _comparable(SHOP_ROWS)


def test_spark_reads_the_table_of_a_database(shop: None, spark: SparkChild) -> None:
    assert _rows(spark, "spark.table('lake.shop_orders')") == _comparable(SHOP_ROWS)
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

    stored = live_glue.get_table(DatabaseName="lake", Name="shop_orders")["Table"]["Parameters"]
    assert "hush-hush" not in repr(said)
    assert stored["team"] == "shop"
    assert not [name for name in stored if name.startswith("glue.")]


def test_a_table_of_a_database_is_not_written_by_sql(shop: None, spark: SparkChild) -> None:
    with pytest.raises(SparkFailed, match="does not allow insertion"):
        spark.sql("insert into lake.shop_orders values (3, 'x', 1, date'2024-01-01')")


def _frame(name: str) -> str:
    read = f"context.create_dynamic_frame.from_catalog(database='lake', table_name='{name}')"
    return f"{read}.toDF()"


def _rows(spark: SparkChild, data: str) -> list[Row]:
    answer = spark.run(f"{_HELPERS}\nanswer = packed({data})")
    return _comparable(pickle.loads(base64.b64decode(answer)))


def _comparable(rows: Any) -> list[Row]:
    """Put rows into one order and values into one form: Spark gives times without their zone."""
    plain = [{name.lower(): _plain(value) for name, value in row.items()} for row in rows]
    return sorted(plain, key=lambda row: repr(sorted(row.items())))


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone().replace(tzinfo=None)
    if isinstance(value, bytearray):
        return bytes(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
