"""What a crawl leaves as it is in an existing table or partition.

A crawl owns columns, types, formats, locations, and the parameters that it writes itself.
Descriptions, comments, and every other parameter belong to whoever set them. A column's comment
goes only with the column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from glue_table_format.grok import (
    CUSTOM_PATTERNS,
    PATTERN,
    SERDE_CUSTOM_PATTERNS,
    SERDE_PATTERN,
)
from glue_table_format.json_documents import MULTI_LINE
from glue_table_format.json_documents import PATH as JSON_PATH
from glue_table_format.rule import FRAMING, INSTANTS
from glue_table_format.xml_elements import ROW_TAG

from glue_devendpoint.crawlers.classifiers import QUOTED

Json = dict[str, Any]

RUN_ID = "CRAWL_RUN_ID"
OWNER = "UPDATED_BY_CRAWLER"
DEPRECATED = "DEPRECATED_BY_CRAWLER"
INDEXED = "partition_filtering.enabled"
_OWN_PARAMETERS = frozenset({
    RUN_ID, OWNER, DEPRECATED, INDEXED, "classification", "compressionType", "typeOfData",
    "CrawlerSchemaSerializerVersion", "CrawlerSchemaDeserializerVersion", "recordCount",
    "averageRecordSize", "objectCount", "sizeKey", "exclusions", "delimiter", "columnsOrdered",
    QUOTED, "skip.header.line.count", "avro.schema.literal", PATTERN, CUSTOM_PATTERNS, ROW_TAG,
    JSON_PATH, MULTI_LINE, FRAMING, INSTANTS, "connectionName", "table_type", "metadata_location",
    "partitionColumns",
})  # fmt: skip
_OWN_SERDE_PARAMETERS = frozenset({
    "field.delim", "separatorChar", "quoteChar", "escapeChar", "paths", "serialization.format",
    "avro.schema.literal", "path", ROW_TAG, SERDE_PATTERN, SERDE_CUSTOM_PATTERNS,
})  # fmt: skip
_SPARK_SCHEMA = "spark.sql."
"""What Spark notes of a table's schema would contradict the columns that a crawl writes."""

_TEXTS = ("Description", "Owner", "Retention")
_PARTITION_MEMBERS = ("LastAccessTime", "LastAnalyzedTime")


def over_table(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Json:
    """Return a TableInput with what the crawl wants, and with the rest of the existing one."""
    return {
        **found,
        **wanted,
        **{member: found[member] for member in _TEXTS if found.get(member)},
        "PartitionKeys": _columns(wanted["PartitionKeys"], found.get("PartitionKeys")),
        "Parameters": _parameters(wanted["Parameters"], found.get("Parameters")),
        "StorageDescriptor": _storage(wanted["StorageDescriptor"], found.get("StorageDescriptor")),
    }


def over_partition(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Json:
    """Return a PartitionInput with what the crawl wants, and with the rest of the existing one."""
    return {
        **{member: found[member] for member in _PARTITION_MEMBERS if member in found},
        **wanted,
        "Parameters": _parameters(wanted["Parameters"], found.get("Parameters")),
        "StorageDescriptor": _storage(wanted["StorageDescriptor"], found.get("StorageDescriptor")),
    }


def _storage(wanted: Mapping[str, Any], found: Mapping[str, Any] | None) -> Json:
    before = found or {}
    return {
        **before,
        **wanted,
        "Columns": _columns(wanted["Columns"], before.get("Columns")),
        "SerdeInfo": _serde(wanted["SerdeInfo"], before.get("SerdeInfo") or {}),
        "Parameters": _parameters(wanted["Parameters"], before.get("Parameters")),
    }


def _serde(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Json:
    """Another SerDe has other parameters, so those of the same SerDe are kept."""
    if found.get("SerializationLibrary") != wanted.get("SerializationLibrary"):
        return dict(wanted)
    others = {
        name: value
        for name, value in (found.get("Parameters") or {}).items()
        if name not in _OWN_SERDE_PARAMETERS
    }
    return {**found, **wanted, "Parameters": {**others, **(wanted.get("Parameters") or {})}}


def _parameters(wanted: Mapping[str, str], found: Mapping[str, str] | None) -> dict[str, str]:
    others = {name: value for name, value in (found or {}).items() if not _is_own(name)}
    return {**others, **wanted}


def _is_own(name: str) -> bool:
    return name in _OWN_PARAMETERS or name.startswith(_SPARK_SCHEMA)


def _columns(wanted: Iterable[Json], found: Sequence[Mapping[str, Any]] | None) -> list[Json]:
    before = {each["Name"].lower(): each for each in found or ()}
    return [_column(each, before.get(each["Name"].lower())) for each in wanted]


def _column(wanted: Json, found: Mapping[str, Any] | None) -> Json:
    if found is None:
        return wanted
    column = dict(wanted)
    if found.get("Comment"):
        column["Comment"] = found["Comment"]
    if found.get("Parameters"):
        column["Parameters"] = {**found["Parameters"], **(wanted.get("Parameters") or {})}
    return column
