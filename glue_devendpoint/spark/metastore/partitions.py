"""Translates partitions between Glue and Hive. A partition's missing values are its table's."""

from __future__ import annotations

from typing import Any

from glue_table_format import Storage

from glue_devendpoint.spark.metastore.sources import Abilities, TableReading
from glue_devendpoint.spark.metastore.tables import (
    Json,
    changed_descriptor,
    seconds,
    shown_descriptor,
    shown_table,
)
from glue_devendpoint.spark.metastore.thrift import Record


class PartitionView:
    """Translates the partitions of one table."""

    def __init__(self, table: Json, abilities: Abilities) -> None:
        self._table = table
        self._reading = TableReading(table, abilities)
        self._descriptor: Json = table.get("StorageDescriptor") or {}
        self._shown: Record = shown_table(table, abilities)["sd"]
        serde = self._descriptor.get("SerdeInfo") or {}
        self._own_library = serde.get("SerializationLibrary") or ""
        self._format = Storage(
            self._shown["inputFormat"] or "",
            self._shown["outputFormat"] or "",
            self._shown["serdeInfo"]["serializationLib"] or "",
        )

    def show(self, partition: Json) -> Record:
        """Return a Glue partition as a Hive partition."""
        descriptor = partition.get("StorageDescriptor") or {}
        serde = descriptor.get("SerdeInfo") or {}
        library = serde.get("SerializationLibrary") or ""
        form = self._format if library in ("", self._own_library) else None
        shown = shown_descriptor(descriptor, form)
        shown["location"] = self._reading.location(shown["location"] or "") or None
        if not shown["cols"]:
            shown["cols"] = self._shown["cols"]
        if not serde:
            shown["serdeInfo"] = self._shown["serdeInfo"]
        return {
            "values": list(partition["Values"]),
            "dbName": self._table["DatabaseName"],
            "tableName": self._table["Name"],
            "createTime": seconds(partition.get("CreationTime")),
            "lastAccessTime": seconds(partition.get("LastAccessTime")),
            "sd": shown,
            "parameters": dict(partition.get("Parameters") or {}),
        }

    def new_input(self, record: Record) -> Json:
        """Return a partition that Spark adds as a PartitionInput, in the format of its table."""
        sent = record.get("sd") or {}
        descriptor = changed_descriptor(self._descriptor, self._shown, sent)
        return _input(record, descriptor)

    def changed_input(self, stored: Json, record: Record) -> Json:
        """Return a stored partition with Spark's changes as a PartitionInput."""
        shown = self.show(stored)
        descriptor = changed_descriptor(
            stored.get("StorageDescriptor") or {}, shown["sd"], record.get("sd") or {}
        )
        return _input(record, descriptor)


def _input(record: Record, descriptor: dict[str, Any]) -> Json:
    serde = descriptor.get("SerdeInfo") or {}
    if "path" in (serde.get("Parameters") or {}):  # Spark's copy of the location
        kept = {name: value for name, value in serde["Parameters"].items() if name != "path"}
        descriptor = descriptor | {"SerdeInfo": serde | {"Parameters": kept}}
    return {
        "Values": list(record["values"]),
        "StorageDescriptor": descriptor,
        "Parameters": dict(record.get("parameters") or {}),
    }
