"""Crawled tables as Glue writes them: TableInput and PartitionInput of its API."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from glue_table_format.grok import (
    CUSTOM_PATTERNS,
    PATTERN,
    SERDE_CUSTOM_PATTERNS,
    SERDE_PATTERN,
    with_types,
)
from glue_table_format.hive_types import STRING, Struct
from glue_table_format.storage import OPEN_CSV, STORAGES, TEXT, Storage
from glue_table_format.xml_elements import ROW_TAG

from glue_devendpoint.crawlers.classifiers import ESCAPE, QUOTE, UNKNOWN, Format
from glue_devendpoint.crawlers.detected import (
    Column,
    DetectedPartition,
    DetectedTable,
    Statistics,
    StoreTable,
)
from glue_devendpoint.files.types import render

_SERIALIZED = frozenset({"parquet", "orc", "avro"})


@dataclass(frozen=True, slots=True)
class CrawlMark:
    """What a crawl adds to everything it writes."""

    crawler: str
    run_id: str


@dataclass(frozen=True, slots=True)
class DesiredTable:
    """A table as it should be in the catalog after the crawl."""

    table_input: dict[str, Any]
    partition_inputs: tuple[dict[str, Any], ...] = ()

    @property
    def name(self) -> str:
        """The name of the table."""
        name: str = self.table_input["Name"]
        return name

    @property
    def location(self) -> str:
        """Where its data is."""
        location: str = self.table_input["StorageDescriptor"]["Location"]
        return location


def file_table(table: DetectedTable, name: str, mark: CrawlMark) -> DesiredTable:
    """Return a table of files, with its partitions."""
    descriptor = _Descriptor(table, mark)
    storage = descriptor.storage(table.location, table.schema, table.statistics, table.avro_schema)
    table_input = {
        "Name": name,
        "Owner": "owner",
        "Retention": 0,
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [{"Name": key, "Type": "string"} for key in table.partition_keys],
        "Parameters": dict(storage["Parameters"]),
        "StorageDescriptor": storage,
    }
    return DesiredTable(table_input, tuple(map(descriptor.partition, table.partitions)))


class _Descriptor:
    """Builds the storage descriptors of one table; equal schemas are rendered once."""

    def __init__(self, table: DetectedTable, mark: CrawlMark) -> None:
        self._table = table
        self._mark = mark
        self._columns: dict[int, list[dict[str, str]]] = {}

    def partition(self, partition: DetectedPartition) -> dict[str, Any]:
        """Return a partition."""
        storage = self.storage(
            partition.path, partition.schema, partition.statistics, partition.avro_schema
        )
        return {
            "Values": list(partition.values),
            "Parameters": dict(storage["Parameters"]),
            "StorageDescriptor": storage,
        }

    def storage(
        self, location: str, schema: Struct, statistics: Statistics, avro_schema: str
    ) -> dict[str, Any]:
        """Return where and how data is stored."""
        format_ = self._table.format
        classes = _storage(format_)
        return {
            "Columns": [dict(column) for column in self._rendered(schema)],
            "Location": location,
            "InputFormat": classes.input_format,
            "OutputFormat": classes.output_format,
            "Compressed": format_.compression != "none",
            "NumberOfBuckets": -1,
            "SerdeInfo": _serde_info(
                classes.library, _serde_parameters(format_, schema, avro_schema)
            ),
            "BucketColumns": [],
            "SortColumns": [],
            "Parameters": self._parameters(statistics, avro_schema),
            "StoredAsSubDirectories": False,
        }

    def _rendered(self, schema: Struct) -> list[dict[str, str]]:
        columns = self._columns.get(id(schema))
        if columns is None:
            is_text = self._table.format.is_quoted_csv
            columns = self._columns[id(schema)] = [
                {"Name": name.lower(), "Type": render(STRING if is_text else kind)}
                for name, kind in schema.fields
            ]
        return columns

    def _parameters(self, statistics: Statistics, avro_schema: str) -> dict[str, str]:
        format_ = self._table.format
        records = statistics.records
        parameters = {
            "classification": format_.classification,
            "compressionType": format_.compression,
            "typeOfData": "file",
            **_marked(self._mark),
            "recordCount": str(records),
            "averageRecordSize": str(statistics.size // records if records else 0),
            "objectCount": str(statistics.objects),
            "sizeKey": str(statistics.size),
            **dict(format_.details),
        }
        parameters.pop(QUOTE, None)
        parameters.pop(ESCAPE, None)
        if avro_schema:
            parameters["avro.schema.literal"] = avro_schema
        if self._table.exclusions:
            parameters["exclusions"] = json.dumps(list(self._table.exclusions))
        return parameters


def _marked(mark: CrawlMark) -> dict[str, str]:
    return {
        "UPDATED_BY_CRAWLER": mark.crawler,
        "CRAWL_RUN_ID": mark.run_id,
        "CrawlerSchemaSerializerVersion": "1.0",
        "CrawlerSchemaDeserializerVersion": "1.0",
    }


def _is_grok(format_: Format) -> bool:
    return any(name == PATTERN for name, _ in format_.details)


def _storage(format_: Format) -> Storage:
    if _is_grok(format_):
        return STORAGES["grok"]
    if format_.is_quoted_csv:
        return Storage(TEXT.input_format, TEXT.output_format, OPEN_CSV)
    if format_.classification == UNKNOWN:
        return TEXT
    return STORAGES.get(format_.classification, Storage())


def _serde_info(serde: str, parameters: dict[str, str]) -> dict[str, Any]:
    info: dict[str, Any] = {"SerializationLibrary": serde} if serde else {}
    return {**info, "Parameters": parameters}


def _serde_parameters(format_: Format, schema: Struct, avro_schema: str) -> dict[str, str]:
    details = dict(format_.details)
    if _is_grok(format_):
        parameters = {SERDE_PATTERN: with_types(details[PATTERN])}
        if custom := details.get(CUSTOM_PATTERNS):
            parameters[SERDE_CUSTOM_PATTERNS] = custom
        return parameters
    if format_.classification == "csv":
        # Without an escapeChar a doubled quote is a quote, as most writers mean it.
        escape = {"escapeChar": details[ESCAPE]} if ESCAPE in details else {}
        if format_.is_quoted_csv:
            return {"separatorChar": details["delimiter"], "quoteChar": details[QUOTE]} | escape
        return {"field.delim": details["delimiter"]} | escape
    if format_.classification in ("json", "bson", "ion"):
        return {"paths": ",".join(sorted(name for name, _ in schema.fields))}
    if ROW_TAG in details:
        return {ROW_TAG: details[ROW_TAG]}
    parameters = {"serialization.format": "1"} if format_.classification in _SERIALIZED else {}
    if avro_schema:
        parameters["avro.schema.literal"] = avro_schema
    return parameters


def store_table(table: StoreTable, name: str, mark: CrawlMark) -> DesiredTable:
    """Return a table that a database or table format describes."""
    parameters = {
        "classification": table.classification,
        **_marked(mark),
        **dict(table.parameters),
    }
    table_input: dict[str, Any] = {
        "Name": name,
        "Owner": "owner",
        "Retention": 0,
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": _columns(table.partition_keys),
        "Parameters": parameters,
        "StorageDescriptor": {
            "Columns": _columns(table.columns),
            "Location": table.location,
            "InputFormat": table.input_format,
            "OutputFormat": table.output_format,
            "Compressed": False,
            "NumberOfBuckets": -1,
            "SerdeInfo": _serde_info(table.serde, dict(table.serde_parameters)),
            "BucketColumns": [],
            "SortColumns": [],
            "Parameters": dict(parameters),
            "StoredAsSubDirectories": False,
        },
    }
    if table.comment:
        table_input["Description"] = table.comment
    return DesiredTable(table_input)


def _columns(columns: Iterable[Column]) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = []
    for column in columns:
        each: dict[str, Any] = {"Name": column.name.lower(), "Type": column.type}
        if column.comment:
            each["Comment"] = column.comment
        if column.parameters:
            each["Parameters"] = dict(column.parameters)
        written.append(each)
    return written
