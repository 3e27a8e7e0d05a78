"""Catalog tables for Spark: column types, readers and storage descriptors."""

from __future__ import annotations

from typing import Any

from glue_table_format import STORAGES, CsvText, TableFormat, UnknownFormat, table_format
from glue_table_format.csv_text import HEADER_LINES
from glue_table_format.decoding import DOCUMENT_FORMATS
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

from awsglue.shapes import spark_type_of
from awsglue.sources import JDBC_TYPES

Json = dict[str, Any]


def columns_struct(columns: list[Json]) -> T.StructType:
    """Return the Spark struct of catalog columns."""
    return T.StructType(
        [T.StructField(each["Name"], hive_type(each.get("Type", "string"))) for each in columns]
    )


def hive_type(text: str) -> T.DataType:
    """Return the Spark type of a catalog column type. Unknown types become string."""
    try:
        return spark_type_of(parse(text))
    except ValueError as error:
        if head_of(text) not in NESTED:
            return T.StringType()
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
_NAMES = {"grok": "groklog", "regex": "groklog", **dict.fromkeys(DOCUMENT_FORMATS, "json")}


def read_as(name: str) -> str:
    """Return the format whose reader handles a format."""
    return _READ_AS.get(name.lower(), name)


def table_reader(table: Json) -> tuple[str, TableFormat]:
    """Return the name of the reader of a table's files, and how it reads them."""
    classification = (table.get("Parameters") or {}).get("classification", "").lower()
    if classification in JDBC_TYPES:
        return classification, TableFormat(classification)
    try:
        form = table_format(table)
    except UnknownFormat as error:
        raise ValueError(f"the table {table.get('Name')!r}: {error}") from None
    return _NAMES.get(form.kind, form.kind), form


def writing_options(form: TableFormat) -> Json:
    """Return the options with which files are added to those of a table."""
    text = form.details
    if not isinstance(text, CsvText):
        return {}
    return {
        "separator": text.delimiter,
        "quoteChar": text.quote or -1,
        "escaper": text.escape or '"',
        "writeHeader": text.skip > 0,
    }


def storage_for(name: str, columns: list[Json], location: str, separator: str = ",") -> Json:
    """Return the storage descriptor for a table written in a format."""
    storage = STORAGES[name]
    parameters = {"serialization.format": "1"} if name in ("parquet", "orc", "avro") else {}
    if name == "csv":
        parameters = {"field.delim": separator, HEADER_LINES: "1"}
    return {
        "Columns": columns,
        "Location": location,
        "InputFormat": storage.input_format,
        "OutputFormat": storage.output_format,
        "Compressed": False,
        "NumberOfBuckets": -1,
        "SerdeInfo": {"SerializationLibrary": storage.library, "Parameters": parameters},
        "StoredAsSubDirectories": False,
        "Parameters": {"classification": name},
    }
