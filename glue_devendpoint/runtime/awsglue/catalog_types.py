"""Maps catalog tables to Spark: columns, formats and reading options."""

from __future__ import annotations

from typing import Any

from glue_table_format.hive_types import (
    NESTED,
    STRING,
    TIMESTAMP,
    Array,
    HiveType,
    Map,
    Primitive,
    Struct,
    head_of,
    parse,
    text_of,
)
from pyspark.sql import types as T

from awsglue.decoding import DOCUMENT_FORMATS
from awsglue.shapes import spark_type_of

Json = dict[str, Any]

_SERDES = [
    ("parquet", "parquet"),
    ("orc", "orc"),
    ("avro", "avro"),
    ("json", "json"),
    ("opencsv", "csv"),
    ("lazysimple", "csv"),
    ("grok", "groklog"),
    ("regex", "groklog"),
    ("xml", "xml"),
    ("ionhive", "json"),
]


def columns_struct(columns: list[Json]) -> T.StructType:
    """Return the Spark struct of catalog columns."""
    return T.StructType(
        [T.StructField(each["Name"], hive_type(each.get("Type", "string"))) for each in columns]
    )


def hive_type(text: str) -> T.DataType:
    """Return the Spark type of a catalog column type. Unknown types become string."""
    if head_of(text) not in NESTED:
        try:
            return spark_type_of(parse(text))
        except ValueError:
            return T.StringType()
    try:
        return spark_type_of(parse(text))
    except ValueError as error:
        raise ValueError(f"Spark can't read a column type from the catalog: {error}") from error


def catalog_type(data_type: T.DataType) -> str:
    """Return the catalog type of a Spark type."""
    return text_of(_tree_of(data_type))


def _tree_of(data_type: T.DataType) -> HiveType:
    match data_type:
        case T.StructType():
            return Struct(tuple((each.name, _tree_of(each.dataType)) for each in data_type.fields))
        case T.ArrayType():
            return Array(_tree_of(data_type.elementType))
        case T.MapType():
            return Map(_tree_of(data_type.keyType), _tree_of(data_type.valueType))
        case T.NullType() | T.VariantType():
            return STRING
        case T.TimestampNTZType():
            return TIMESTAMP
    return Primitive(data_type.simpleString())


_READ_AS = {"glueparquet": "parquet", **dict.fromkeys(DOCUMENT_FORMATS, "json")}


def read_as(name: str) -> str:
    """Return the format whose reader handles a format."""
    return _READ_AS.get(name.lower(), name)


def table_format(table: Json) -> str:
    """Return the format of a table's files."""
    parameters = table.get("Parameters") or {}
    classification = parameters.get("classification", "").lower()
    storage = table.get("StorageDescriptor") or {}
    serde = (storage.get("SerdeInfo") or {}).get("SerializationLibrary") or ""
    if "SymlinkTextInputFormat" in (storage.get("InputFormat") or ""):
        return "delta"  # the folder contains manifests of a Delta table
    if parameters.get("table_type", "").upper() == "ICEBERG":
        return "iceberg"  # regardless of the classification
    if "grok" in serde.lower():
        return "groklog"  # the classification is the name of the log
    if "rowTag" in parameters:
        return "xml"  # a custom classifier sets its own classification
    if classification:
        return read_as(classification)
    clue = f"{serde} {storage.get('InputFormat') or ''}".lower()
    for word, name in _SERDES:
        if word in clue:
            return name
    raise ValueError(
        f"can't determine the format of table {table.get('Name')!r}: set its parameter "
        "classification, for example to csv, json or parquet"
    )


def properties_of(table: Json) -> Json:
    """Return all properties that describe a table's files. Those of the SerDe win."""
    storage = table.get("StorageDescriptor") or {}
    serde = (storage.get("SerdeInfo") or {}).get("Parameters") or {}
    return {**(table.get("Parameters") or {}), **(storage.get("Parameters") or {}), **serde}


def format_options(table: Json, name: str) -> Json:
    """Return the reading options for a table's definition."""
    storage = table.get("StorageDescriptor") or {}
    given = properties_of(table)
    if name == "csv":
        return _csv_options(given)
    if name == "json":
        return _json_options(given, [each["Name"] for each in storage.get("Columns") or ()])
    if name == "avro":
        return {"version": "1.8"}  # the table uses logical types
    if name == "xml":
        return {"rowTag": given.get("rowTag") or given.get("xmlRowTag") or ""}
    if name == "groklog":
        return {
            "logFormat": given.get("input.format") or given.get("grokPattern") or "",
            "customPatterns": given.get("input.grokCustomPatterns")
            or given.get("grokCustomPatterns")
            or "",
        }
    return {}


def _json_options(given: Json, columns: list[str]) -> Json:
    if given.get("jsonPath"):
        return {"jsonPath": given["jsonPath"]}
    if not _spans_lines(given):
        return {}
    return {"multiLine": True, "arrayField": "array" if columns == ["array"] else ""}


def _spans_lines(given: Json) -> bool:
    return str(given.get("multiLine", "")).lower() == "true"


def _csv_options(given: Json) -> Json:
    options: Json = {
        "separator": given.get("separatorChar")
        or given.get("field.delim")
        or given.get("delimiter")
        or ",",
        "skipFirst": int(given.get("skip.header.line.count") or 0) > 0,
        "multiLine": _spans_lines(given),
    }
    if given.get("quoteChar"):
        options["quoteChar"] = given["quoteChar"]
    if "quoteChar" in options:
        options["escaper"] = options["quoteChar"]  # a doubled quote by default
    if given.get("escapeChar") or given.get("escape.delim"):
        options["escaper"] = given.get("escapeChar") or given.get("escape.delim")
    return options


def storage_for(name: str, columns: list[Json], location: str, separator: str = ",") -> Json:
    """Return the storage descriptor of a table in a format."""
    input_format, output_format, serde, parameters = _STORAGE[name]
    if name == "csv":
        parameters = {"field.delim": separator, "skip.header.line.count": "1"}
    return {
        "Columns": columns,
        "Location": location,
        "InputFormat": input_format,
        "OutputFormat": output_format,
        "Compressed": False,
        "NumberOfBuckets": -1,
        "SerdeInfo": {"SerializationLibrary": serde, "Parameters": parameters},
        "StoredAsSubDirectories": False,
        "Parameters": {"classification": name},
    }


_TEXT_IN = "org.apache.hadoop.mapred.TextInputFormat"
_TEXT_OUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
_HIVE = "org.apache.hadoop.hive"
_STORAGE: dict[str, tuple[str, str, str, Json]] = {
    "csv": (_TEXT_IN, _TEXT_OUT, f"{_HIVE}.serde2.lazy.LazySimpleSerDe", {}),
    "json": (_TEXT_IN, _TEXT_OUT, "org.openx.data.jsonserde.JsonSerDe", {}),
    "parquet": (
        f"{_HIVE}.ql.io.parquet.MapredParquetInputFormat",
        f"{_HIVE}.ql.io.parquet.MapredParquetOutputFormat",
        f"{_HIVE}.ql.io.parquet.serde.ParquetHiveSerDe",
        {"serialization.format": "1"},
    ),
    "orc": (
        f"{_HIVE}.ql.io.orc.OrcInputFormat",
        f"{_HIVE}.ql.io.orc.OrcOutputFormat",
        f"{_HIVE}.ql.io.orc.OrcSerde",
        {"serialization.format": "1"},
    ),
    "avro": (
        f"{_HIVE}.ql.io.avro.AvroContainerInputFormat",
        f"{_HIVE}.ql.io.avro.AvroContainerOutputFormat",
        f"{_HIVE}.serde2.avro.AvroSerDe",
        {"serialization.format": "1"},
    ),
}
