"""Purges and transitions the files of a path or a table."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from pyspark.sql import SparkSession

from awsglue.catalog_client import Catalog
from awsglue.files import DataFile, FileStore
from awsglue.formats.options import Options
from awsglue.partitions import chosen_partitions
from awsglue.unsupported import unsupported

_DEFAULT_HOURS = 168


def purge_path(spark: SparkSession, path: str, options: Mapping[str, Any], now: float) -> None:
    """Delete the files under a path that are older than the retention period."""
    given = Options(options)
    store = FileStore(spark)
    if not store.exists(path):
        return
    removed = _purge(store, path, given, now)
    store.delete_empty_folders(path)
    _write_manifest(store, given, removed)


def purge_table(
    spark: SparkSession,
    catalog: Catalog,
    database: str,
    name: str,
    options: Mapping[str, Any],
    now: float,
) -> None:
    """Delete a table's old files, and the partitions without files."""
    given = Options(options)
    store = FileStore(spark)
    table = catalog.table(database, name)
    predicate = given.text("partitionPredicate")
    partitions = chosen_partitions(spark, catalog, database, table, predicate, "")
    locations = (
        [table["StorageDescriptor"]["Location"]]
        if partitions is None
        else [each.location for each in partitions]
    )
    removed = [
        file for each in locations if store.exists(each) for file in _purge(store, each, given, now)
    ]
    emptied = [
        list(each.values)
        for each in partitions or []
        if not store.exists(each.location) or not store.files([each.location], recurse=True)
    ]
    if emptied:
        catalog.delete_partitions(database, name, emptied)
    for each in locations:
        store.delete_empty_folders(each, keep=partitions is None)
    _write_manifest(store, given, removed)


def _purge(store: FileStore, path: str, options: Options, now: float) -> list[DataFile]:
    hours = float(options.text("retentionPeriod", str(_DEFAULT_HOURS)))
    kept_from = (now - hours * 3600) * 1000
    old = [
        each
        for each in store.files([path], recurse=True)
        if hours <= 0 or each.modified < kept_from
    ]
    for each in old:
        store.delete(each.path)
    return old


def _write_manifest(store: FileStore, options: Options, removed: list[DataFile]) -> None:
    folder = options.text("manifestFilePath")
    if folder:
        stamp = int(time.time() * 1000)
        text = "".join(f"{each.path}\n" for each in removed)
        store.write_text(f"{folder.rstrip('/')}/{stamp}/Success.csv", text)
        store.write_text(f"{folder.rstrip('/')}/{stamp}/Failed.csv", "")


def transition(options: Mapping[str, Any], transition_to: str) -> None:
    """Raise an error, because local files have no storage class."""
    missing = [key for key in ("accountId", "roleArn") if not Options(options).text(key)]
    if missing:
        raise ValueError(f"a transition requires the options {' and '.join(missing)}")
    raise unsupported(
        f"Transition to {transition_to}",
        "Local files have no storage class. Use a job argument to skip the call.",
    )
