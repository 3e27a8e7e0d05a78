"""Translates tables between Glue and Hive.

Spark's changes are found by comparing the table that it received with the table that it sends back,
both in Glue's form. Only the difference is applied to the stored table. So what was only presented
to Spark (a replaced SerDe, generated properties) is never stored, and what was hidden isn't lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from glue_table_format.decoding import encoded_location
from glue_table_format.storage import KIND_OF_LIBRARY, Storage

from glue_devendpoint.spark.metastore.layout import (
    PROVIDER,
    SCHEMA,
    columns_of,
    layout_of,
    stated_schema,
    without_layout,
)
from glue_devendpoint.spark.metastore.python_tables import without_python_source
from glue_devendpoint.spark.metastore.sources import (
    SELF_DESCRIBED,
    Abilities,
    TableReading,
    written_format,
)
from glue_devendpoint.spark.metastore.thrift import Record

Json = dict[str, Any]

EXTERNAL, MANAGED, VIEW = "EXTERNAL_TABLE", "MANAGED_TABLE", "VIRTUAL_VIEW"
_TABLE_TYPES = frozenset({EXTERNAL, MANAGED, VIEW, "INDEX_TABLE", "MATERIALIZED_VIEW"})
_INPUT_MEMBERS = (
    "Name", "Description", "Owner", "LastAccessTime", "LastAnalyzedTime", "Retention",
    "StorageDescriptor", "PartitionKeys", "ViewOriginalText", "ViewExpandedText", "TableType",
    "Parameters", "TargetTable",
)  # fmt: skip


def is_managed(table: Json) -> bool:
    """Return whether dropping the table also deletes its files."""
    return table.get("TableType") == MANAGED


def is_view(table: Json) -> bool:
    """Return whether the table is a view."""
    return table.get("TableType") == VIEW


def shown_table(table: Json, abilities: Abilities) -> Record:
    """Return a Glue table as a Hive table."""
    kind = table.get("TableType") or EXTERNAL
    if kind not in _TABLE_TYPES:
        kind = EXTERNAL
    parameters = dict(table.get("Parameters") or {})
    options: dict[str, str] = {}
    reading = TableReading(table, abilities)
    if kind != VIEW:
        properties, options = layout_of(table, reading)
        parameters = without_layout(parameters) | properties
    if kind == EXTERNAL:
        parameters["EXTERNAL"] = "TRUE"
    if table.get("Description"):
        parameters.setdefault("comment", table["Description"])
    return {
        "tableName": table["Name"],
        "dbName": table.get("DatabaseName", ""),
        "owner": table.get("Owner") or "",
        "createTime": seconds(table.get("CreateTime")),
        "lastAccessTime": seconds(table.get("LastAccessTime")),
        "retention": int(table.get("Retention") or 0),
        "sd": _shown_descriptor(table, reading, options, is_source=PROVIDER in parameters),
        "partitionKeys": [shown_column(key) for key in table.get("PartitionKeys") or ()],
        "parameters": parameters,
        "viewOriginalText": table.get("ViewOriginalText"),
        "viewExpandedText": table.get("ViewExpandedText"),
        "tableType": kind,
    }


def shown_descriptor(descriptor: Json, form: Storage | None = None) -> Record:
    """Return a storage descriptor in Hive's form, with other classes if given."""
    serde = descriptor.get("SerdeInfo") or {}
    shown = form or Storage(
        descriptor.get("InputFormat") or "",
        descriptor.get("OutputFormat") or "",
        serde.get("SerializationLibrary") or "",
    )
    return {
        "cols": [shown_column(column) for column in descriptor.get("Columns") or ()],
        "location": descriptor.get("Location") or None,
        "inputFormat": shown.input_format or None,
        "outputFormat": shown.output_format or None,
        "compressed": bool(descriptor.get("Compressed")),
        "numBuckets": int(descriptor.get("NumberOfBuckets", -1)),
        "serdeInfo": {
            "name": serde.get("Name"),
            "serializationLib": shown.library or None,
            "parameters": dict(serde.get("Parameters") or {}),
        },
        "bucketCols": list(descriptor.get("BucketColumns") or ()),
        "sortCols": [
            {"col": order["Column"], "order": int(order.get("SortOrder", 1))}
            for order in descriptor.get("SortColumns") or ()
        ],
        "parameters": dict(descriptor.get("Parameters") or {}),
        "storedAsSubDirectories": bool(descriptor.get("StoredAsSubDirectories")),
    }


def shown_column(column: Json) -> Record:
    """Return a Glue column as a Hive field."""
    return {
        "name": column["Name"].lower(),
        "type": column.get("Type") or "string",
        "comment": column.get("Comment"),
    }


def table_input(record: Record) -> Json:
    """Return a table from Spark or another Hive client as a TableInput."""
    parameters = dict(record.get("parameters") or {})
    kind = record.get("tableType") or MANAGED
    if parameters.pop("EXTERNAL", "").upper() == "TRUE" and kind == MANAGED:
        kind = EXTERNAL
    found: Json = {
        "Name": record["tableName"].lower(),
        "Owner": record.get("owner") or "",
        "Retention": max(0, record.get("retention") or 0),
        "StorageDescriptor": descriptor_input(record.get("sd") or {}),
        "PartitionKeys": [_column_input(key) for key in record.get("partitionKeys") or ()],
        "TableType": kind,
        "Parameters": parameters,
    }
    if comment := parameters.pop("comment", None):
        found["Description"] = comment
    for member, name in (
        ("ViewOriginalText", "viewOriginalText"),
        ("ViewExpandedText", "viewExpandedText"),
    ):
        if record.get(name):
            found[member] = record[name]
    return found if kind == VIEW else _as_glue_means_it(found)


def changed_table_input(stored: Json, record: Record, abilities: Abilities) -> Json:
    """Return the stored table with Spark's changes as a TableInput."""
    before = {name: stored[name] for name in _INPUT_MEMBERS if stored.get(name) is not None}
    shown, sent = table_input(shown_table(stored, abilities)), table_input(record)
    sent["StorageDescriptor"] = _less_forgotten(
        shown["StorageDescriptor"], sent["StorageDescriptor"]
    )
    merged = _merged(before, shown, sent)
    kept = before.get("Parameters") or {}
    parameters: dict[str, str] = merged.get("Parameters") or {}
    if PROVIDER not in kept and stated_schema(kept) is None and not is_view(stored):
        parameters.pop(PROVIDER, None)
        parameters.pop(SCHEMA, None)
    if SCHEMA in parameters:  # one property replaces the stored parts
        merged["Parameters"] = without_layout(parameters) | {
            name: parameters[name] for name in (PROVIDER, SCHEMA) if name in parameters
        }
    return merged


def changed_descriptor(stored: Json, shown: Record, sent: Record) -> Json:
    """Return a stored descriptor with the differences between shown and sent applied."""
    before = descriptor_input(shown)
    return _merged(stored, before, _less_forgotten(before, descriptor_input(sent)))


def descriptor_input(record: Record) -> Json:
    """Return a Hive storage descriptor in Glue's form."""
    serde = record.get("serdeInfo") or {}
    information: Json = {"Parameters": without_python_source(serde.get("parameters") or {})}
    if serde.get("serializationLib"):
        information["SerializationLibrary"] = serde["serializationLib"]
    if serde.get("name"):
        information["Name"] = serde["name"]
    found: Json = {
        "Columns": [_column_input(column) for column in record.get("cols") or ()],
        "Compressed": bool(record.get("compressed")),
        "NumberOfBuckets": int(record.get("numBuckets", -1)),
        "SerdeInfo": information,
        "BucketColumns": list(record.get("bucketCols") or ()),
        "SortColumns": [
            {"Column": order["col"], "SortOrder": int(order.get("order", 1))}
            for order in record.get("sortCols") or ()
        ],
        "Parameters": dict(record.get("parameters") or {}),
        "StoredAsSubDirectories": bool(record.get("storedAsSubDirectories")),
    }
    for member, name in (("InputFormat", "inputFormat"), ("OutputFormat", "outputFormat")):
        if record.get(name):
            found[member] = record[name]
    if record.get("location"):
        found["Location"] = encoded_location(record["location"])
    return found


def seconds(moment: datetime | None) -> int:
    """Return a time in seconds, as in Hive."""
    return int(moment.timestamp()) if moment else 0


def _shown_descriptor(
    table: Json, reading: TableReading, options: Mapping[str, str], *, is_source: bool
) -> Record:
    descriptor = table.get("StorageDescriptor") or {}
    expression = reading.regex()
    if expression is not None:
        options = {"input.regex": expression}
    shown = shown_descriptor(descriptor, reading.storage(is_source=is_source))
    shown["location"] = reading.location(shown["location"] or "") or None
    shown["serdeInfo"]["parameters"] |= reading.decoding() | dict(options)
    return shown


def _as_glue_means_it(found: Json) -> Json:
    """Translate a table that Spark describes in its properties to Glue's form."""
    parameters, descriptor = found["Parameters"], found["StorageDescriptor"]
    schema, provider = stated_schema(parameters), parameters.get(PROVIDER)
    serde = descriptor["SerdeInfo"]
    kept = without_layout(parameters)
    if schema is not None:
        kept[SCHEMA] = parameters.get(SCHEMA) or _joined(parameters)
    if provider is None:
        kind = KIND_OF_LIBRARY.get(serde.get("SerializationLibrary", ""))
        is_told = kind in SELF_DESCRIBED
        found["Parameters"] = kept | ({"classification": kind} if is_told else {})
        return found
    kept[PROVIDER] = provider
    options = serde["Parameters"]
    path = encoded_location(options.pop("path", ""))
    if path and found["TableType"] == EXTERNAL:
        descriptor["Location"] = path
    elif path:
        descriptor.setdefault("Location", path)
    if schema is not None:
        keys = [key["Name"] for key in found["PartitionKeys"]]
        descriptor["Columns"] = columns_of(schema, keys)
    written = written_format(provider, options)
    if written is not None:
        form, serde_parameters, table_parameters = written
        descriptor |= {"InputFormat": form.input_format, "OutputFormat": form.output_format}
        serde["SerializationLibrary"] = form.library
        serde["Parameters"] = serde_parameters | options
        kept = {"classification": provider.lower()} | table_parameters | kept
    found["Parameters"] = kept
    return found


def _joined(parameters: Mapping[str, str]) -> str:
    count = int(parameters.get(f"{SCHEMA}.numParts", "0"))
    return "".join(parameters.get(f"{SCHEMA}.part.{number}", "") for number in range(count))


def _column_input(field: Record) -> Json:
    column = {"Name": field["name"], "Type": field["type"]}
    return column | ({"Comment": field["comment"]} if field.get("comment") else {})


def _less_forgotten(shown: Json, sent: Json) -> Json:
    """Return a sent descriptor without the differences that Spark always introduces.

    Spark omits the descriptor's parameters, rewrites locations, and adds an unused serialization
    format.
    """
    sent = dict(sent)
    sent["Parameters"] = sent["Parameters"] or shown["Parameters"]
    if _is_same_place(shown.get("Location", ""), sent.get("Location", "")):
        sent.pop("Location", None)
        sent |= {"Location": shown["Location"]} if "Location" in shown else {}
    serde, before = sent["SerdeInfo"]["Parameters"], shown["SerdeInfo"]["Parameters"]
    if "serialization.format" not in before and serde.get("serialization.format") == "1":
        kept = {name: value for name, value in serde.items() if name != "serialization.format"}
        sent["SerdeInfo"] = sent["SerdeInfo"] | {"Parameters": kept}
    return sent


def _is_same_place(shown: str, sent: str) -> bool:
    """Return whether Spark means the location that it was shown.

    A table of a database has a location such as `shop.orders`, which isn't a path. Spark takes it
    for one and puts the folder of the table's database in front.
    """
    if _spelling(sent) == _spelling(shown):
        return True
    return bool(shown) and "/" not in shown and ":" not in shown and sent.endswith(f"/{shown}")


def _spelling(location: str) -> str:
    if location.startswith("file:"):
        location = "file:/" + location.removeprefix("file:").lstrip("/")
    return location.rstrip("/")


_MISSING = object()


def _merged(stored: Json, shown: Json, sent: Json) -> Json:
    """Return the stored object with the differences between shown and sent applied."""
    merged = dict(stored)
    for name in shown.keys() | sent.keys():
        old, new = shown.get(name, _MISSING), sent.get(name, _MISSING)
        if old == new:
            continue
        if new is _MISSING:
            merged.pop(name, None)
        elif isinstance(old, dict) and isinstance(new, dict):
            merged[name] = _merged(stored.get(name) or {}, old, new)
        else:
            merged[name] = new
    return merged
