"""Shows the catalog's databases and tables as grids, through the Glue API."""

from __future__ import annotations

import time
from itertools import islice
from typing import Any

from glue_devendpoint.config import load_config, read_jupyter_config
from glue_devendpoint.errors import DevEndpointError
from glue_devendpoint.files.roots import allowed_roots
from glue_devendpoint.home import open_home
from glue_devendpoint.kernel.display.results import show_listing, show_rows
from glue_devendpoint.kernel.display.rows import listed
from glue_devendpoint.kernel.paging import pages
from glue_devendpoint.preview.plan import MAX_PARTITIONS, make_plan
from glue_devendpoint.preview.sampling import Bounds
from glue_devendpoint.preview.worker import preview

Json = dict[str, Any]
SHOWN_PARTITIONS = 1000
SAMPLE_BYTES = 64 << 20
SAMPLE_SECONDS = 20.0


def show_databases(glue: Any) -> None:
    """Show the databases."""
    rows = [
        (each["Name"], each.get("Description", ""), each.get("LocationUri", ""))
        for each in pages(glue, "get_databases", "DatabaseList")
    ]
    _show(("database", "description", "location"), rows)


def show_tables(glue: Any, database: str | None) -> None:
    """Show the tables of one or all databases."""
    every = pages(glue, "get_databases", "DatabaseList")
    names = [database] if database else [each["Name"] for each in every]
    rows = [
        (name, *_table_row(table))
        for name in names
        for table in pages(glue, "get_tables", "TableList", DatabaseName=name)
    ]
    _show(("database", "table", "format", "columns", "partitioned by", "location"), rows)


def show_table(glue: Any, database: str, name: str, rows: int) -> None:
    """Show a table's columns, partitions and first rows."""
    table = glue.get_table(DatabaseName=database, Name=name)["Table"]
    storage, keys = table.get("StorageDescriptor") or {}, table.get("PartitionKeys") or []
    print(f"{database}.{name} · {storage.get('Location') or 'no location'}")
    columns = [
        (each["Name"], each.get("Type", ""), is_key, each.get("Comment", ""))
        for is_key, listed in ((False, storage.get("Columns") or []), (True, keys))
        for each in listed
    ]
    _show(("column", "type", "partition key", "comment"), columns)
    partitions = []
    if keys:
        given = {"DatabaseName": database, "TableName": name}
        found = pages(glue, "get_partitions", "Partitions", **given)
        partitions = list(islice(found, SHOWN_PARTITIONS + 1))
        values = [tuple(each["Values"]) for each in partitions[:SHOWN_PARTITIONS]]
        heads = [(key["Name"], key.get("Type", "")) for key in keys]
        show_listing(heads, values, len(partitions) > SHOWN_PARTITIONS)
    _show_sample(table, partitions[:MAX_PARTITIONS], rows)


def _show_sample(table: Json, partitions: list[Json], rows: int) -> None:
    config = load_config(files=read_jupyter_config())
    roots = allowed_roots(config, open_home(config.home_folder))
    bounds = Bounds(SAMPLE_BYTES, time.monotonic() + SAMPLE_SECONDS)
    try:
        found = preview(make_plan(table, partitions), roots, bounds, {"limit": rows})
    except (DevEndpointError, OSError) as err:
        print(f"No rows to show: {err}")
        return
    columns = [(each["name"], each["type"]) for each in found["columns"]]
    show_rows(listed(columns, found["rows"], found["truncated"]))


def _table_row(table: Json) -> tuple[Any, ...]:
    storage = table.get("StorageDescriptor") or {}
    keys = ", ".join(each["Name"] for each in table.get("PartitionKeys") or [])
    form = (table.get("Parameters") or {}).get("classification", "")
    return (
        table["Name"],
        "view" if table.get("TableType") == "VIRTUAL_VIEW" else form,
        len(storage.get("Columns") or []),
        keys,
        storage.get("Location", ""),
    )


def _show(heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    show_listing([(head, "") for head in heads], rows)
