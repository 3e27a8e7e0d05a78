"""How Spark reads a table: from SerDe, classification and properties to one of Spark's sources.

Glue's crawlers, Athena and boto3 users write SerDes that Spark does not carry (openx and hcatalog
JSON, grok) or that drop what Glue promises (header lines). Such a table is shown to Spark as a
table of one of Spark's own sources; Parquet, ORC and Avro stay Hive tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from glue_table_format.hive_types import NESTED, head_of

from glue_devendpoint.spark.decoder import (
    ARRAY_FIELD,
    CODECS,
    COMPRESSION,
    DOCUMENT_FORMATS,
    RECORDS,
    decoded_location,
    instants_location,
)

Json = dict[str, Any]

LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
OPENX_JSON = "org.openx.data.jsonserde.JsonSerDe"
JSON_SERDES = frozenset(
    {
        OPENX_JSON,
        "org.apache.hive.hcatalog.data.JsonSerDe",
        "org.apache.hadoop.hive.serde2.JsonSerDe",
    }
)
GROK = "com.amazonaws.glue.serde.GrokSerDe"
ION = "com.amazon.ionhiveserde.IonHiveSerDe"
REGEX = "org.apache.hadoop.hive.serde2.RegexSerDe"
HEADER_LINES = "skip.header.line.count"
EACH_ELEMENT = "$[*]"
_PYTHON_TABLE = "gluedevendpoint.PythonTable"
PYTHON_OPTIONS = "PythonOptions"  # what `python_tables.py` adds to a table


@dataclass(slots=True)
class Abilities:
    """What the Spark that asks can read beyond Spark's own formats.

    `grok_regex` makes a regular expression, whose groups are the fields, of a pattern and further
    patterns: that compiler lives with the crawlers, and whoever may know both rooms puts it here.
    `extended` says that our own Java classes are there, `lakes` names the table formats (delta,
    iceberg) whose jars are.
    """

    grok_regex: Callable[[str, str], str] | None = None
    extended: bool = False
    lakes: frozenset[str] = frozenset()


abilities = Abilities()


@dataclass(frozen=True, slots=True)
class Format:
    """The three classes with which Hive reads and writes files of one kind."""

    input_format: str
    output_format: str
    library: str


TEXT = Format(
    "org.apache.hadoop.mapred.TextInputFormat",
    "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    LAZY,
)
FORMATS = {
    "parquet": Format(
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    ),
    "orc": Format(
        "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
        "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
        "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
    ),
    "avro": Format(
        "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
        "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
        "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
    ),
    "csv": TEXT,
    "json": Format(TEXT.input_format, TEXT.output_format, OPENX_JSON),
    "xml": Format("", "", ""),
}
KIND_OF_LIBRARY = {FORMATS[kind].library: kind for kind in ("parquet", "orc", "avro")}


@dataclass(frozen=True, slots=True)
class Source:
    """One of Spark's data sources and its options."""

    provider: str
    options: Mapping[str, str] = field(default_factory=dict)


def recognise(table: Json) -> Source | None:
    """Return the source with which Spark reads a table; None when Hive's own SerDe does."""
    descriptor = table.get("StorageDescriptor") or {}
    library = (descriptor.get("SerdeInfo") or {}).get("SerializationLibrary") or ""
    properties = _properties(table)
    kind = _kind(table)
    if PYTHON_OPTIONS in table:
        return Source(_PYTHON_TABLE, table[PYTHON_OPTIONS])
    decoding = decoding_of(table)
    if obstacle := _obstacle(kind, descriptor, properties, is_decoded=bool(decoding)):
        # Spark names a source that it does not find, so the name is what users get to read.
        return Source(f"{obstacle}, which Spark cannot read")
    if properties.get("table_type", "").upper() == "ICEBERG":
        return Source("iceberg")  # its folder holds more files than the table has
    is_json = library in JSON_SERDES or (not library and kind == "json")
    if is_json or kind in DOCUMENT_FORMATS:
        return Source("json") if RECORDS in decoding else _json_source(descriptor, properties)
    if _is_csv(library, kind, properties):
        return None if _has_nested(descriptor) else Source("csv", _csv_options(library, properties))
    if not library and (kind == "xml" or "rowTag" in properties):
        return Source("xml", {"rowTag": properties["rowTag"]} if "rowTag" in properties else {})
    return None


def original_names(table: Json) -> dict[str, str]:
    """Return JSON keys by their lower-case column name, as openx's `paths` states them."""
    serde = (table.get("StorageDescriptor") or {}).get("SerdeInfo") or {}
    paths = (serde.get("Parameters") or {}).get("paths", "")
    return {path.lower(): path for path in paths.split(",") if path}


def regex_of_grok(table: Json) -> str | None:
    """Return the regular expression with which Hive's own SerDe reads a grok table."""
    descriptor = table.get("StorageDescriptor") or {}
    serde = descriptor.get("SerdeInfo") or {}
    given = {**(table.get("Parameters") or {}), **(serde.get("Parameters") or {})}
    pattern = given.get("input.format") or given.get("grokPattern")
    if serde.get("SerializationLibrary") != GROK or not pattern or not abilities.grok_regex:
        return None
    own = given.get("input.grokCustomPatterns") or given.get("grokCustomPatterns") or ""
    return f".*?(?:{abilities.grok_regex(pattern, own)}).*"  # found anywhere in the line


def written_format(provider: str, options: Mapping[str, str]) -> tuple[Format, Json, Json] | None:
    """Return format, SerDe parameters and table parameters that tell Glue's clients the same.

    None for a source of which Glue has no word: what Spark wrote stays.
    """
    kind = FORMATS.get(provider.lower())
    if kind is None:
        return None
    if provider.lower() != "csv":
        return kind, {}, {}
    found = {name.lower(): value for name, value in options.items()}
    delimiter = found.get("sep") or found.get("delimiter") or ","
    has_header = found.get("header", "").lower() == "true"
    return kind, {"field.delim": delimiter}, {HEADER_LINES: "1"} if has_header else {}


def _obstacle(
    kind: str, descriptor: Json, properties: Mapping[str, str], *, is_decoded: bool
) -> str | None:
    """Say what keeps every reader of Spark from a table's files, if anything does."""
    framing = _framing(properties)
    if framing and not is_decoded:
        return f"{kind} compressed as {framing}"
    if kind in DOCUMENT_FORMATS and not is_decoded:
        return f"the format {kind}"
    connection = properties.get("connectionName")
    if connection and not descriptor.get("InputFormat"):
        return f"a {kind} table behind the connection {connection}"
    if "SymlinkTextInputFormat" in (descriptor.get("InputFormat") or ""):
        return "a table of symlink manifests"
    return None


def decoding_of(table: Json) -> dict[str, str]:
    """Return how a table's files are decoded for Spark; empty when it reads them itself."""
    if not abilities.extended:
        return {}
    properties = _properties(table)
    compression = properties.get("compressionType", "")
    # Hadoop's own codec of zstd is a native library, which need not be there.
    is_foreign = bool(_framing(properties)) or compression == "zstd"
    documents: dict[str, str] = {}
    kind = _kind(table)
    if kind == "json":
        documents = _documents(table.get("StorageDescriptor") or {}, properties)
    elif kind in DOCUMENT_FORMATS:
        documents = {RECORDS: kind}
    if not is_foreign and not documents:
        return {}
    return CODECS | documents | {COMPRESSION: compression}


def shown_location(table: Json, location: str) -> str:
    """Return where Spark is told that files of a table are."""
    if location and decoding_of(table):
        return decoded_location(location)
    has_instants = abilities.extended and _properties(table).get("orcInstants") == "true"
    return instants_location(location) if location and has_instants else location


def _properties(table: Json) -> dict[str, str]:
    serde = (table.get("StorageDescriptor") or {}).get("SerdeInfo") or {}
    return {**(serde.get("Parameters") or {}), **(table.get("Parameters") or {})}


def _kind(table: Json) -> str:
    """Name what a table's files are, as far as it says."""
    serde = (table.get("StorageDescriptor") or {}).get("SerdeInfo") or {}
    stated = _properties(table).get("classification", "").lower()
    return "ion" if serde.get("SerializationLibrary") == ION else stated


def _framing(properties: Mapping[str, str]) -> str:
    """Name what keeps Hadoop's codecs from a table's files; empty when nothing does."""
    is_zip = properties.get("compressionType") == "zip"
    return "zip" if is_zip else properties.get("compressionFraming", "")


def _documents(descriptor: Json, properties: Mapping[str, str]) -> dict[str, str]:
    """Return where the records of JSON documents are that Spark does not find itself."""
    path = properties.get("jsonPath", "")
    if path:
        return {} if path == EACH_ELEMENT else {RECORDS: path}
    if not _spans_lines(properties):
        return {}
    if _is_array(descriptor):
        return {RECORDS: "$", ARRAY_FIELD: "array"}
    is_several = _number(properties, "recordCount") > _number(properties, "objectCount")
    return {RECORDS: "$"} if is_several else {}


def _json_source(descriptor: Json, properties: Mapping[str, str]) -> Source:
    """Records over several lines are read file by file, where Spark finds one document each."""
    wanted = _documents(descriptor, properties)
    if not wanted:
        is_whole = _spans_lines(properties) or properties.get("jsonPath") == EACH_ELEMENT
        return Source("json", {"multiLine": "true"} if is_whole else {})
    what = f"json with the path {wanted[RECORDS]}"
    if wanted[RECORDS] == "$":
        is_array = ARRAY_FIELD in wanted
        what = "json arrays as one column" if is_array else "json documents one after another"
    return Source(f"{what}, which Spark cannot read; awsglue can")


def _is_array(descriptor: Json) -> bool:
    return [column["Name"] for column in descriptor.get("Columns") or ()] == ["array"]


def _spans_lines(properties: Mapping[str, str]) -> bool:
    return properties.get("multiLine", "").lower() == "true"


def _number(properties: Mapping[str, str], name: str) -> int:
    text = properties.get(name, "")
    return int(text) if text.isdecimal() else 0


def _is_csv(library: str, kind: str, properties: Mapping[str, str]) -> bool:
    if library == OPEN_CSV:
        return True
    has_header = properties.get(HEADER_LINES, "0") not in ("", "0")
    return library in ("", LAZY) and (kind == "csv" or (library == LAZY and has_header))


def _has_nested(descriptor: Json) -> bool:
    columns = descriptor.get("Columns") or ()
    return any(head_of(column.get("Type") or "") in NESTED for column in columns)


def _csv_options(library: str, properties: Mapping[str, str]) -> dict[str, str]:
    has_header = properties.get(HEADER_LINES, "0") not in ("", "0")
    if library == OPEN_CSV:
        separator = properties.get("separatorChar", ",")
        quote = properties.get("quoteChar", '"')
        escape = properties.get("escapeChar", quote)  # a doubled quote, unless it says otherwise
    else:
        separator = properties.get("field.delim") or properties.get("delimiter") or ","
        quote, escape = properties.get("quoteChar", '"'), properties.get("escape.delim", '"')
    options = {
        "sep": separator,
        "quote": quote,
        "escape": escape,
        "header": "true" if has_header else "false",
        "nullValue": properties.get("serialization.null.format", ""),
    }
    return options | ({"multiLine": "true"} if _spans_lines(properties) else {})
