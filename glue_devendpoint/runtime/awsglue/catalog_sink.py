"""Writes to catalog tables and updates the catalog with what was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.catalog_client import Catalog
from awsglue.catalog_types import (
    catalog_type,
    columns_struct,
    storage_for,
    table_reader,
    writing_options,
)
from awsglue.choices import match_types
from awsglue.file_sink import FileTarget, check_format, writable, write_files
from awsglue.formats.options import Options
from awsglue.jdbc.sink import write_jdbc
from awsglue.sources import JDBC_TYPES

if TYPE_CHECKING:
    from awsglue.context import GlueContext

Json = dict[str, Any]
_POLICIES = ("UPDATE_IN_DATABASE", "LOG")


@dataclass(frozen=True, slots=True)
class CatalogTarget:
    """The table to write or update, and the options."""

    database: str
    table: str
    catalog_id: str | None
    options: Options

    @property
    def policy(self) -> str:
        """Return how to handle changes of the table's schema."""
        asked = self.options.text("updateBehavior", _POLICIES[0]).upper()
        if asked not in _POLICIES:
            raise ValueError(f"updateBehavior must be {' or '.join(_POLICIES)}; got {asked!r}")
        return asked


def write_table(context: GlueContext, data: DataFrame, target: CatalogTarget) -> None:
    """Add a frame's records to a table's files (or database table)."""
    catalog = context.catalog(target.catalog_id)
    table = catalog.table(target.database, target.table)
    name, form = table_reader(table)
    location = table["StorageDescriptor"].get("Location", "")
    if name in JDBC_TYPES:
        parameters = table.get("Parameters") or {}
        where = {
            "connectionName": parameters.get("connectionName"),
            "dbtable": location.split(".", 1)[-1],
        }
        write_jdbc(context, name, data, Options(where))
        return
    keys = [each["Name"] for each in table.get("PartitionKeys") or []]
    asked = target.options.words("partitionKeys")
    if asked and asked != keys:
        raise ValueError(
            f"partitionKeys {asked} must match those of table {target.table}, in order: {keys}"
        )
    keyed = Options({"partitionKeys": keys})
    files = FileTarget(location, check_format(name), keyed, Options(writing_options(form)))
    if target.options.flag("enableUpdateCatalog"):
        write_and_update(context, data, files, target)
    else:
        write_files(_as_table(data, table), files)


def _as_table(data: DataFrame, table: Json) -> DataFrame:
    """Return a frame cast to the column types of the table."""
    wanted = columns_struct(
        [*table["StorageDescriptor"]["Columns"], *(table.get("PartitionKeys") or [])]
    )
    return match_types(data, wanted)


def write_and_update(
    context: GlueContext, data: DataFrame, files: FileTarget, target: CatalogTarget
) -> None:
    """Write files, create the table or update its schema, and add partitions.

    Raises an error before writing anything if the catalog would reject the change.
    """
    policy = target.policy
    if not data.columns:
        return
    catalog = context.catalog(target.catalog_id)
    name = check_format(files.format)
    written = writable(data, name)
    columns = [each for each in written.schema.fields if each.name not in files.partition_keys]
    table = catalog.find_table(target.database, target.table)
    if table is not None:
        _check_keys(table, files, target)
        _check_columns(table, columns, policy, target)
    write_files(data, files)
    if table is None:
        table = _new_table(target.table, columns, written, files, name)
        catalog.create_table(target.database, table)
    elif policy == "UPDATE_IN_DATABASE":
        _update_table(catalog, table, columns, target)
    if files.partition_keys:
        _add_partitions(catalog, written, table, files, target)


def _column(field: T.StructField) -> Json:
    return {"Name": field.name.lower(), "Type": catalog_type(field.dataType)}


def _new_table(
    name: str, columns: list[T.StructField], data: DataFrame, files: FileTarget, format: str
) -> Json:
    separator = files.format_options.text("separator", ",")
    storage = storage_for(
        format, [_column(each) for each in columns], files.path.rstrip("/") + "/", separator
    )
    if format == "csv" and not files.format_options.flag("writeHeader", True):
        storage["SerdeInfo"]["Parameters"].pop("skip.header.line.count")
    return {
        "Name": name.lower(),
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"classification": format, "EXTERNAL": "TRUE"},
        "PartitionKeys": [_column(data.schema[key]) for key in files.partition_keys],
        "StorageDescriptor": storage,
    }


def _check_keys(table: Json, files: FileTarget, target: CatalogTarget) -> None:
    held = [each["Name"] for each in table.get("PartitionKeys") or []]
    given = [each.lower() for each in files.partition_keys]
    if held != given:
        raise ValueError(
            f"partitionKeys {given} must match those of table {target.database}.{target.table}, "
            f"in order: {held}"
        )


def _check_columns(
    table: Json, columns: list[T.StructField], policy: str, target: CatalogTarget
) -> None:
    held = {each["Name"] for each in table["StorageDescriptor"]["Columns"]}
    unknown = {_column(each)["Name"] for each in columns} - held
    if policy == "LOG" and unknown:
        raise ValueError(
            f"the frame has columns that table {target.table} doesn't have: "
            f"{', '.join(sorted(unknown))}; drop them or use updateBehavior UPDATE_IN_DATABASE"
        )


def _update_table(
    catalog: Catalog, table: Json, columns: list[T.StructField], target: CatalogTarget
) -> None:
    held = table["StorageDescriptor"]["Columns"]
    wanted = [_column(each) for each in columns]
    if [(e["Name"], e["Type"]) for e in held] == [(e["Name"], e["Type"]) for e in wanted]:
        return
    kept = ("Name", "Description", "Owner", "Retention", "PartitionKeys", "TableType", "Parameters")
    definition = {key: table[key] for key in kept if key in table}
    definition["StorageDescriptor"] = {**table["StorageDescriptor"], "Columns": wanted}
    catalog.update_table(target.database, definition)
    table["StorageDescriptor"] = definition["StorageDescriptor"]


def _add_partitions(
    catalog: Catalog, data: DataFrame, table: Json, files: FileTarget, target: CatalogTarget
) -> None:
    keys = files.partition_keys
    rows = data.select(*(F.col(f"`{key}`").cast("string") for key in keys)).distinct().collect()
    values = [[_value(each) for each in row] for row in rows]
    held = {tuple(p["Values"]) for p in catalog.partitions(target.database, target.table)}
    fresh = [each for each in values if tuple(each) not in held]
    root = files.path.rstrip("/")
    catalog.add_partitions(
        target.database,
        target.table,
        [
            {
                "Values": each,
                "StorageDescriptor": {
                    **table["StorageDescriptor"],
                    "Location": f"{root}/{_folders(keys, each)}/",
                },
            }
            for each in fresh
        ],
    )
    if target.policy == "UPDATE_IN_DATABASE":
        _update_partitions(catalog, table, target)


def _update_partitions(catalog: Catalog, table: Json, target: CatalogTarget) -> None:
    columns = table["StorageDescriptor"]["Columns"]
    for each in list(catalog.partitions(target.database, target.table)):
        storage = each["StorageDescriptor"]
        if storage.get("Columns") != columns:
            catalog.update_partition(
                target.database,
                target.table,
                {
                    "Values": each["Values"],
                    "StorageDescriptor": {**storage, "Columns": columns},
                    "Parameters": each.get("Parameters") or {},
                },
            )


def _value(value: str | None) -> str:
    return "__HIVE_DEFAULT_PARTITION__" if value is None or value == "" else value


def _folders(keys: list[str], values: list[str]) -> str:
    pairs = zip(keys, values, strict=True)
    return "/".join(f"{key}={quote(value, safe=_SAFE)}" for key, value in pairs)


_SAFE = " -._~@!$&()+,;<>|"
