"""A small shop in the catalog, with real files behind it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

PARQUET = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {
        "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
    },
}
ORDER_COLUMNS = [
    {"Name": "order_id", "Type": "bigint", "Comment": "Number of the order"},
    {"Name": "customer", "Type": "string"},
    {"Name": "amount", "Type": "double"},
    {"Name": "ordered_at", "Type": "timestamp"},
    {"Name": "items", "Type": "array<struct<sku:string,quantity:int>>"},
    {"Name": "address", "Type": "struct<city:string,geo:struct<lat:double,lon:double>>"},
]
YEAR_AND_MONTH = [{"Name": "year", "Type": "int"}, {"Name": "month", "Type": "string"}]
ORDERS_SCHEMA = pa.schema(
    [
        ("order_id", pa.int64()),
        ("customer", pa.string()),
        ("amount", pa.float64()),
        ("ordered_at", pa.timestamp("us")),
        ("items", pa.list_(pa.struct([("sku", pa.string()), ("quantity", pa.int32())]))),
        (
            "address",
            pa.struct(
                [
                    ("city", pa.string()),
                    ("geo", pa.struct([("lat", pa.float64()), ("lon", pa.float64())])),
                ]
            ),
        ),
    ]
)
CUSTOMERS = ["Ada Lovelace", "Grace Hopper", None, "Edsger W. Dijkstra"]
CITIES = [("Zürich", 47.37, 8.54), ("Bern", 46.95, 7.45), ("Basel", 47.56, 7.59)]
MONTHS = [("2024", "11"), ("2024", "12"), ("2025", "01")]
ORDERS_A_MONTH = 80


def make_table(glue: Any, database: str, name: str, **input: Any) -> None:
    """Create a table, by default one column wide."""
    columns = input.pop("Columns", [{"Name": "id", "Type": "int"}])
    location = input.pop("Location", f"s3://lake/{database}/{name}/")
    storage = {"Columns": columns, "Location": location, **PARQUET}
    table = {"Name": name, "TableType": "EXTERNAL_TABLE", "StorageDescriptor": storage}
    glue.create_table(DatabaseName=database, TableInput={**table, **input})


def make_shop(glue: Any, buckets: Path) -> None:
    """Make the databases, the tables and the files of the shop."""
    for name, description in (("clicks", ""), ("hr", "People"), ("sales", "What was sold")):
        glue.create_database(DatabaseInput={"Name": name, "Description": description})
    make_table(
        glue,
        "sales",
        "orders",
        Columns=ORDER_COLUMNS,
        Description="Every order since the shop opened",
        PartitionKeys=YEAR_AND_MONTH,
        Parameters={"classification": "parquet", "EXTERNAL": "TRUE"},
    )
    for name in ("customers", "invoices", "returns", "shipments"):
        make_table(glue, "sales", name)
    make_table(
        glue,
        "sales",
        "recent_orders",
        TableType="VIRTUAL_VIEW",
        ViewOriginalText="SELECT * FROM sales.orders",
        Columns=ORDER_COLUMNS[:2],
    )
    link = {"CatalogId": "123456789012", "DatabaseName": "hr", "Name": "people"}
    make_table(glue, "hr", "people", Columns=[{"Name": "salary", "Type": "decimal(10,2)"}])
    glue.create_table(DatabaseName="sales", TableInput={"Name": "staff", "TargetTable": link})
    make_table(glue, "clicks", "page_views", Columns=[{"Name": "url", "Type": "string"}])
    _add_months(glue, buckets / "lake" / "sales" / "orders")


def _add_months(glue: Any, folder: Path) -> None:
    partitions = []
    for month, values in enumerate(MONTHS):
        place = folder / f"year={values[0]}" / f"month={values[1]}"
        place.mkdir(parents=True)
        pq.write_table(_orders(month), place / "part-0.parquet")
        location = f"s3://lake/sales/orders/year={values[0]}/month={values[1]}/"
        storage = {"Columns": ORDER_COLUMNS, "Location": location, **PARQUET}
        partitions.append({"Values": list(values), "StorageDescriptor": storage})
    glue.batch_create_partition(
        DatabaseName="sales", TableName="orders", PartitionInputList=partitions
    )


def _orders(month: int) -> pa.Table:
    first = month * ORDERS_A_MONTH
    start = datetime.datetime(2024, 11, 1, 9)
    rows = []
    for number in range(first, first + ORDERS_A_MONTH):
        city, lat, lon = CITIES[number % len(CITIES)]
        rows.append(
            {
                "order_id": 1000 + number,
                "customer": CUSTOMERS[number % len(CUSTOMERS)],
                "amount": round(5 + (number * 37 % 200) ** 1.3, 2),
                "ordered_at": start + datetime.timedelta(hours=9 * number),
                "items": [{"sku": f"A-{number % 7}", "quantity": 1 + number % 3}],
                "address": {"city": city, "geo": {"lat": lat, "lon": lon}},
            }
        )
    return pa.Table.from_pylist(rows, schema=ORDERS_SCHEMA)
