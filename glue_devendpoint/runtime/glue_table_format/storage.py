"""The classes for each format in a storage descriptor: Hadoop's, Hive's and Glue's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Storage:
    """The three classes with which Hive reads and writes files of one format."""

    input_format: str = ""
    output_format: str = ""
    library: str = ""


_HIVE = "org.apache.hadoop.hive"
TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat"
TEXT_OUTPUT = f"{_HIVE}.ql.io.HiveIgnoreKeyTextOutputFormat"
LAZY = f"{_HIVE}.serde2.lazy.LazySimpleSerDe"
OPEN_CSV = f"{_HIVE}.serde2.OpenCSVSerde"
OPENX_JSON = "org.openx.data.jsonserde.JsonSerDe"
GROK = "com.amazonaws.glue.serde.GrokSerDe"
REGEX = f"{_HIVE}.serde2.RegexSerDe"
ION = "com.amazon.ionhiveserde.IonHiveSerDe"

TEXT = Storage(TEXT_INPUT, TEXT_OUTPUT, LAZY)
STORAGES = {
    "csv": TEXT,
    "json": Storage(TEXT_INPUT, TEXT_OUTPUT, OPENX_JSON),
    "grok": Storage(TEXT_INPUT, TEXT_OUTPUT, GROK),
    "regex": Storage(TEXT_INPUT, TEXT_OUTPUT, REGEX),
    "xml": Storage(),
    "bson": Storage(),
    "parquet": Storage(
        f"{_HIVE}.ql.io.parquet.MapredParquetInputFormat",
        f"{_HIVE}.ql.io.parquet.MapredParquetOutputFormat",
        f"{_HIVE}.ql.io.parquet.serde.ParquetHiveSerDe",
    ),
    "orc": Storage(
        f"{_HIVE}.ql.io.orc.OrcInputFormat",
        f"{_HIVE}.ql.io.orc.OrcOutputFormat",
        f"{_HIVE}.ql.io.orc.OrcSerde",
    ),
    "avro": Storage(
        f"{_HIVE}.ql.io.avro.AvroContainerInputFormat",
        f"{_HIVE}.ql.io.avro.AvroContainerOutputFormat",
        f"{_HIVE}.serde2.avro.AvroSerDe",
    ),
    "ion": Storage(
        "com.amazon.ionhiveserde.formats.IonInputFormat",
        "com.amazon.ionhiveserde.formats.IonOutputFormat",
        ION,
    ),
}
"""The classes to write, by format name."""

KIND_OF_LIBRARY = {
    **{STORAGES[kind].library: kind for kind in ("parquet", "orc", "avro", "json", "ion")},
    "org.apache.hive.hcatalog.data.JsonSerDe": "json",
    f"{_HIVE}.serde2.JsonSerDe": "json",
    OPEN_CSV: "csv",
    GROK: "grok",
    REGEX: "regex",
}
"""The format that a SerDe identifies. LazySimpleSerDe is missing: it is only the default."""
