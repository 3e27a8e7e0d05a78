"""The rule that determines the format of a table's files from storage descriptor and parameters.

Spark's provider (`spark.sql.sources.provider`) comes first, then the SerDe, as for Hive and Athena,
then `classification`, as for Glue's jobs. LazySimpleSerDe comes last, because Hive writes it by
default. The table's parameters take precedence over the SerDe's, as in Hive.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from glue_table_format.csv_text import csv_text, header_lines, hive_text, spark_csv
from glue_table_format.grok import PATTERN, grok_lines, regex_lines
from glue_table_format.json_documents import json_documents
from glue_table_format.storage import KIND_OF_LIBRARY, LAZY
from glue_table_format.switches import is_on
from glue_table_format.table_format import Details, Packing, TableFormat, UnknownFormat
from glue_table_format.xml_elements import row_tag, xml_elements

Json: TypeAlias = dict[str, Any]

PROVIDER = "spark.sql.sources.provider"
FRAMING = "compressionFraming"
COMPRESSION = "compressionType"
INSTANTS = "orcInstants"
_CLASSIFICATIONS = {
    **{kind: kind for kind in ("avro", "bson", "csv", "ion", "json", "orc", "parquet", "xml")},
    "glueparquet": "parquet",
}
_WITHOUT_SERDE = ("bson", "ion")  # such files are nothing else, whatever stands in for a SerDe
_LAKES = ("iceberg", "delta", "hudi")
# Words in the names of unlisted SerDe classes, for example of another vendor.
_CLUES = ("parquet", "orc", "avro", "json", "opencsv", "grok", "xml")


def table_format(table: Json, partition: Json | None = None) -> TableFormat:
    """Return how the files of a table, or of a partition of it, are read."""
    storage = table.get("StorageDescriptor") or {}
    own = (partition or {}).get("StorageDescriptor") or {}
    library = _library(own) or _library(storage)
    settings = settings_of(table) | _serde_parameters(own)
    kind = _lake(storage, settings) or _kind(library, settings, own or storage)
    return TableFormat(kind, _details(kind, library, settings, storage), _packing(kind, settings))


def settings_of(table: Json) -> dict[str, str]:
    """Return all settings of a table's files."""
    storage = table.get("StorageDescriptor") or {}
    return {
        **(storage.get("Parameters") or {}),
        **_serde_parameters(storage),
        **(table.get("Parameters") or {}),
    }


def _library(descriptor: Json) -> str:
    library: str = (descriptor.get("SerdeInfo") or {}).get("SerializationLibrary") or ""
    return library


def _serde_parameters(descriptor: Json) -> dict[str, str]:
    return dict((descriptor.get("SerdeInfo") or {}).get("Parameters") or {})


def _lake(storage: Json, settings: Mapping[str, str]) -> str:
    """Return the table format of a table whose folder contains more than its rows."""
    if "SymlinkTextInputFormat" in (storage.get("InputFormat") or ""):
        return "delta"  # its folder contains manifests of a Delta table
    stated = (settings.get(key, "").lower() for key in ("table_type", "classification", PROVIDER))
    return next((each for each in stated if each in _LAKES), "")


def _kind(library: str, settings: Mapping[str, str], descriptor: Json) -> str:
    provider = settings.get(PROVIDER, "").lower()
    if provider in _CLASSIFICATIONS:
        return provider
    stated = settings.get("classification", "").lower()
    if stated in _WITHOUT_SERDE:
        return stated
    if library in KIND_OF_LIBRARY:
        return KIND_OF_LIBRARY[library]
    if row_tag(settings):
        return "xml"  # a custom classifier sets its own classification
    if stated in _CLASSIFICATIONS:
        return _CLASSIFICATIONS[stated]
    if PATTERN in settings and library in ("", LAZY):
        return "grok"
    input_format = (descriptor.get("InputFormat") or "").lower()
    if library == LAZY and "text" in (input_format or "text"):
        return "csv"
    clue = f"{library.lower()} {input_format}"
    for word in _CLUES:
        if word in clue:
            return "csv" if word == "opencsv" else word
    raise UnknownFormat(
        f"the file format of the SerDe {library or '(none)'} is unknown; set the table's "
        "parameter classification, for example to csv, json or parquet"
    )


def _details(kind: str, library: str, settings: Mapping[str, str], storage: Json) -> Details | None:
    match kind:
        case "csv":
            return _csv(library, settings)
        case "json":
            columns = [each["Name"].lower() for each in storage.get("Columns") or ()]
            return json_documents(settings, columns)
        case "grok":
            return grok_lines(settings)
        case "regex":
            return regex_lines(settings)
        case "xml":
            return xml_elements(settings)
    return None


def _csv(library: str, settings: Mapping[str, str]) -> Details:
    if settings.get(PROVIDER, "").lower() == "csv":
        return spark_csv(settings)
    is_named = settings.get("classification", "").lower() == "csv"
    if library == LAZY and not is_named and not header_lines(settings):
        return hive_text(settings)
    return csv_text(library, settings)


def _packing(kind: str, settings: Mapping[str, str]) -> Packing:
    compression = settings.get(COMPRESSION, "")
    framing = "zip" if compression == "zip" else settings.get(FRAMING, "")
    return Packing(
        "" if compression == "none" else compression,
        framing,
        kind == "orc" and is_on(settings, INSTANTS),
    )
