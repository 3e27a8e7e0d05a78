"""How Spark reads a table: with one of Spark's own data sources, or with Hive's SerDe.

`glue_table_format` determines the format of a table's files, and this module maps it to Spark.
Glue's crawlers, Athena and boto3 users write SerDes that Spark doesn't include (openx and hcatalog
JSON, grok) or that don't behave like Glue (header lines). Spark sees such a table as a table of one
of its own data sources. Parquet, ORC and Avro tables remain Hive tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from glue_table_format import (
    STORAGES,
    CsvText,
    GrokLines,
    JsonDocuments,
    Storage,
    TableFormat,
    UnknownFormat,
    XmlElements,
    table_format,
)
from glue_table_format.csv_text import HEADER_LINES
from glue_table_format.decoding import (
    DOCUMENT_FORMATS,
    decoding_of,
    is_indispensable,
    reading_location,
)
from glue_table_format.json_documents import ARRAY
from glue_table_format.rule import settings_of
from glue_table_format.storage import LAZY
from glue_table_format.switches import number

Json = dict[str, Any]

EACH_ELEMENT = (None,)
_PYTHON_TABLE = "gluedevendpoint.PythonTable"
PYTHON_OPTIONS = "PythonOptions"  # added to a table by `python_tables.py`
_VALUE_COLUMN = "_value"  # the text of an element beside its attributes, as crawlers name it
SELF_DESCRIBED = ("parquet", "orc", "avro")
_WRITTEN = ("parquet", "orc", "avro", "csv", "json", "xml")


@dataclass(slots=True)
class Abilities:
    """What the calling Spark can read in addition to Spark's own formats.

    `extended` means that our own Java classes are available. `lakes` contains the table formats
    (delta, iceberg) whose JAR files are.
    """

    extended: bool = False
    lakes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """One of Spark's data sources and its options."""

    provider: str
    options: Mapping[str, str] = field(default_factory=dict)


class TableReading:
    """How the calling Spark reads one table."""

    def __init__(self, table: Json, abilities: Abilities) -> None:
        self._table = table
        self._abilities = abilities
        self._descriptor: Json = table.get("StorageDescriptor") or {}
        self._form, self._fault = _form_of(table)

    def source(self) -> Source | None:
        """Return the data source with which Spark reads the table, or None for Hive's SerDe."""
        if PYTHON_OPTIONS in self._table:
            return Source(_PYTHON_TABLE, self._table[PYTHON_OPTIONS])
        if obstacle := self._obstacle():
            # Spark's error names the missing source, so the name serves as the message.
            return Source(f"{obstacle}, which Spark can't read")
        form = self._form
        if form is None:
            return None
        if form.kind == "iceberg":
            return Source("iceberg")  # its folder contains files that aren't part of the table
        if form.kind in DOCUMENT_FORMATS:
            return Source("json")
        match form.details:
            case JsonDocuments():
                return self._json_source(form.details)
            case CsvText(is_hive=False):
                return None if self._has_nested() else Source("csv", form.details.spark_options())
            case XmlElements():
                return Source("xml", self._xml_options(form.details))
        return None

    def decoding(self) -> dict[str, str]:
        """Return how the table's files are decoded. Empty if Spark reads them directly."""
        return decoding_of(self._form) if self._form and self._abilities.extended else {}

    def location(self, location: str) -> str:
        """Return the location of the table's files as Spark sees it."""
        if not self._form or not self._abilities.extended:
            return location
        return reading_location(self._form, location)

    def regex(self) -> str | None:
        """Return the regular expression with which Hive's own SerDe reads a grok table."""
        details = self._form.details if self._form else None
        if not isinstance(details, GrokLines):
            return None
        return details.java_expression(len(self._descriptor.get("Columns") or ()))

    def storage(self, *, is_source: bool) -> Storage | None:
        """Return the classes that Spark sees instead of the table's own, if any."""
        kind = self._form.kind if self._form else ""
        if self.regex() is not None:
            return STORAGES["regex"]
        if is_source and self._library() not in _READABLE_BY_HIVE:
            return STORAGES["csv"]
        # LazySimpleSerDe is Hive's default, regardless of the classification.
        is_default = self._library() == LAZY and kind in SELF_DESCRIBED
        is_written = kind in _WRITTEN and self._table.get("TableType") != "VIRTUAL_VIEW"
        return STORAGES[kind] if is_default or (not self._library() and is_written) else None

    def _library(self) -> str:
        library: str = (self._descriptor.get("SerdeInfo") or {}).get("SerializationLibrary") or ""
        return library

    def _obstacle(self) -> str | None:
        """Return why Spark can't read the table's files at all, or None if it can."""
        form = self._form
        if self._fault:
            return self._fault
        connection = (self._table.get("Parameters") or {}).get("connectionName")
        if connection and not self._descriptor.get("InputFormat"):
            kind = (self._table.get("Parameters") or {}).get("classification", "")
            return f"a {kind} table of the connection {connection}"
        if "SymlinkTextInputFormat" in (self._descriptor.get("InputFormat") or ""):
            return "a table of symlink manifests"
        if form is None or self._abilities.extended or not is_indispensable(form):
            return None
        if form.packing.framing:
            return f"{form.kind} compressed as {form.packing.framing}"
        if isinstance(form.details, CsvText):
            return f"csv with {form.details.skip} header lines"
        return f"the format {form.kind}"

    def _json_source(self, documents: JsonDocuments) -> Source:
        """Without our classes, Spark only reads lines or one document per file."""
        if documents.is_lines:
            return Source("json")
        if self._abilities.extended:
            return Source("json", {"multiLine": "false"})  # the documents are decoded to lines
        is_plain = not documents.steps and not documents.wrap and not self._is_of_several()
        if is_plain or (documents.steps == EACH_ELEMENT and not documents.wrap):
            return Source("json", {"multiLine": "true"})
        what = "concatenated json documents"
        if documents.path:
            what = f"json with the path {documents.path}"
        elif documents.wrap == ARRAY:
            what = "json arrays in one column"
        return Source(f"{what}, which Spark can't read; awsglue can")

    def _xml_options(self, elements: XmlElements) -> dict[str, str]:
        """Return the options of Spark's XML source, which compares names with case."""
        options = {"rowTag": elements.row_tag} if elements.row_tag else {}
        columns = {each["Name"] for each in self._descriptor.get("Columns") or ()}
        return options | ({"valueTag": _VALUE_COLUMN} if _VALUE_COLUMN in columns else {})

    def _is_of_several(self) -> bool:
        settings = settings_of(self._table)
        return number(settings, "recordCount") > number(settings, "objectCount")

    def _has_nested(self) -> bool:
        nested = ("array<", "map<", "struct<")
        columns = self._descriptor.get("Columns") or ()
        return any(column.get("Type", "").lower().startswith(nested) for column in columns)


_READABLE_BY_HIVE = frozenset(STORAGES[kind].library for kind in ("parquet", "orc"))


def _form_of(table: Json) -> tuple[TableFormat | None, str]:
    """Return the format of a table's files, and the error if the table's definition is invalid."""
    try:
        form = table_format(table)
        if isinstance(form.details, GrokLines):
            form.details.compiled()
        return form, ""
    except UnknownFormat:
        return None, ""
    except ValueError as err:
        return None, str(err).rstrip(".")


def original_names(table: Json) -> dict[str, str]:
    """Return JSON keys by their lower-case column names, as stated in openx's `paths`."""
    serde = (table.get("StorageDescriptor") or {}).get("SerdeInfo") or {}
    paths = (serde.get("Parameters") or {}).get("paths", "")
    return {path.lower(): path for path in paths.split(",") if path}


def written_format(provider: str, options: Mapping[str, str]) -> tuple[Storage, Json, Json] | None:
    """Return the matching format, SerDe parameters and table parameters for Glue's clients.

    None for a source that Glue doesn't have: what Spark wrote is kept.
    """
    kind = provider.lower()
    if kind not in _WRITTEN:
        return None
    if kind != "csv":
        return STORAGES[kind], {}, {}
    found = {name.lower(): value for name, value in options.items()}
    delimiter = found.get("sep") or found.get("delimiter") or ","
    has_header = found.get("header", "").lower() == "true"
    return (
        STORAGES[kind],
        {"field.delim": delimiter},
        {HEADER_LINES: "1"} if has_header else {},
    )
