"""Tables of Delta, native and by manifests, and of Iceberg, with the rows that are in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.types import StringType

from .readable_lake import Row
from .reading import run_crawler

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


def write_lakehouse(root: str, delta: Mapping[str, str], iceberg: Mapping[str, str]) -> None:
    """Write the tables below a folder or a bucket; both libraries are told how to reach it."""
    table = _lake_table()
    options = dict(delta)
    for name in ("delta_native", "delta_manifest"):
        place = f"{root}/{name}"
        keyed: dict[str, Any] = {"partition_by": ["day"], "storage_options": options}
        write_deltalake(place, table.slice(0, 2), **keyed)
        write_deltalake(place, table.slice(1, 2), mode="append", **keyed)
        DeltaTable(place, storage_options=options).delete("id = 2")
        write_deltalake(place, table.slice(1, 1), mode="append", **keyed)
    write_deltalake(f"{root}/delta_empty", table.slice(0, 0), storage_options=options)
    catalog = SqlCatalog(
        "c", uri="sqlite:///:memory:", warehouse=f"{root}/iceberg", **dict(iceberg)
    )
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


def crawl_lakehouse(glue: Any, bucket: str) -> None:
    """Crawl the tables into the database `lake`."""
    for name in ("delta_native", "delta_manifest", "delta_empty"):
        is_native = name != "delta_manifest"
        target = {"DeltaTables": [f"s3://{bucket}/{name}"], "CreateNativeDeltaTable": is_native}
        run_crawler(glue, name, {"DeltaTargets": [target]})
    target = {"Paths": [f"s3://{bucket}/iceberg"]}
    run_crawler(glue, "iceberg", {"IcebergTargets": [target]})
