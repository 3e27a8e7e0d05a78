"""Formats and compressions: what each is recognised by and which columns it gives."""

from __future__ import annotations

import bz2
import datetime as dt
import decimal
import gzip
import io
import json
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import orc

from tests.crawlers.conftest import Crawl, Write

from .compressed import framed_snappy, hadoop_blocks
from .conftest import columns, named, only

RECORDS = '{"id": 1, "name": "Anna"}\n{"id": 2, "name": "Bob"}\n' * 20
TABLE = "id,name\n" + "1,Anna\n2,Bob\n" * 20


def _zip(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", content)
    return buffer.getvalue()


COMPRESSIONS = {
    "gzip": ("a.gz", gzip.compress),
    "several gzip members": ("a.gz", lambda c: gzip.compress(c[:100]) + gzip.compress(c[100:])),
    "bzip2": ("a.bz2", bz2.compress),
    "zstd": ("a.zst", lambda c: pa.compress(c, "zstd", asbytes=True)),
    "lz4": ("a.lz4", lambda c: pa.compress(c, "lz4", asbytes=True)),
    "lz4 of Hadoop": ("a.lz4", lambda c: hadoop_blocks(c, "lz4_raw")),
    "snappy": ("a.snappy", framed_snappy),
    "snappy of Hadoop": ("a.snappy", lambda c: hadoop_blocks(c, "snappy")),
    "raw snappy": ("a.snappy", lambda c: pa.compress(c, "snappy", asbytes=True)),
    "zip": ("a.zip", _zip),
}
NAMES = {"several gzip members": "gzip", "lz4 of Hadoop": "lz4", "snappy of Hadoop": "snappy", "raw snappy": "snappy"}  # noqa: E501  # fmt: skip


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_compressed_json(crawl: Crawl, write: Write, lake: Path, compression: str) -> None:
    name, compress = COMPRESSIONS[compression]
    write(f"t/{name}", compress(RECORDS.encode()))

    plan = crawl(lake / "t")

    assert columns(plan) == {"id": "int", "name": "string"}
    parameters = only(plan)["Parameters"]
    assert parameters["compressionType"] == NAMES.get(compression, compression)
    assert parameters["recordCount"] == "40"
    assert only(plan)["StorageDescriptor"]["Compressed"] is True


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_compressed_csv(crawl: Crawl, write: Write, lake: Path, compression: str) -> None:
    name, compress = COMPRESSIONS[compression]
    write(f"t/{name}", compress(TABLE.encode()))

    plan = crawl(lake / "t")

    assert columns(plan) == {"id": "bigint", "name": "string"}


def test_a_compressed_file_that_is_not_called_so_is_noted(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.json", gzip.compress(RECORDS.encode()))

    plan = crawl(lake / "t")

    parameters = only(plan)["Parameters"]
    assert parameters["compressionType"] == "gzip"
    assert parameters["compressionFraming"] == "gzip without the ending .gz"


@pytest.mark.parametrize(
    ("compression", "framing"),
    [
        ("lz4", "lz4-frame"),
        ("lz4 of Hadoop", None),
        ("snappy", "snappy-frame"),
        ("snappy of Hadoop", None),
        ("raw snappy", "snappy-raw"),
        ("gzip", None),
    ],
)
def test_a_framing_that_hadoop_does_not_read_is_noted(
    crawl: Crawl, write: Write, lake: Path, compression: str, framing: str | None
) -> None:
    name, compress = COMPRESSIONS[compression]
    write(f"t/{name}", compress(RECORDS.encode()))

    plan = crawl(lake / "t")

    assert only(plan)["Parameters"].get("compressionFraming") == framing


def test_records_that_span_lines_are_noted(crawl: Crawl, write: Write, lake: Path) -> None:
    write("pretty/a.json", json.dumps({"id": 1, "name": "Anna"}, indent=2))
    write("pretty/b.json", '{"id": 2, "name": "Bob"}')
    write("lines/a.json", RECORDS)
    write("array/a.json", '[{"id": 1}, {"id": 2}]')

    tables = named(crawl(lake))

    noted = {name: table["Parameters"].get("multiLine") for name, table in tables.items()}
    assert noted == {"pretty": "true", "lines": None, "array": "true"}


@pytest.mark.parametrize(
    ("text", "escape"),
    [
        ('id,note\n1,"say ""hi"", Bob"\n2,"a \\ b"\n', None),
        ('id,note\n1,"C:\\"\n2,"x, y"\n', None),
        ('id,note\n1,"say \\"hi\\", Bob"\n2,"x, y"\n', "\\"),
    ],
)
def test_how_quotes_in_quoted_cells_are_written(
    crawl: Crawl, write: Write, lake: Path, text: str, escape: str | None
) -> None:
    write("t/a.csv", text)

    plan = crawl(lake / "t")

    serde = only(plan)["StorageDescriptor"]["SerdeInfo"]
    assert serde["SerializationLibrary"].endswith("LazySimpleSerDe")
    assert serde["Parameters"].get("escapeChar") == escape
    assert columns(plan) == {"id": "bigint", "note": "string"}


def test_compressed_and_plain_files_are_not_one_table(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/p=1/a.json", RECORDS)
    write("t/p=2/a.json.gz", gzip.compress(RECORDS.encode()))

    plan = crawl(lake / "t")

    assert sorted(table.name for table in plan.tables) == ["p_1", "p_2"]


ARROW = pa.table(
    {
        "Flag": [True],
        "tiny": pa.array([1], pa.int8()),
        "small": pa.array([1], pa.int16()),
        "n": pa.array([1], pa.int32()),
        "big": pa.array([1], pa.int64()),
        "f": pa.array([1.5], pa.float32()),
        "d": [1.5],
        "amount": pa.array([decimal.Decimal("1.25")], pa.decimal128(12, 2)),
        "s": ["x"],
        "raw": pa.array([b"x"], pa.binary()),
        "day": [dt.date(2024, 1, 1)],
        "at": pa.array([dt.datetime(2024, 1, 1)], pa.timestamp("us")),
        "list": [[1, 2]],
        "struct": [{"x": 1, "Y": [{"z": "a"}]}],
        "map": pa.array([[("k", 1.5)]], pa.map_(pa.string(), pa.float64())),
    }
)
HIVE = {
    "flag": "boolean",
    "tiny": "tinyint",
    "small": "smallint",
    "n": "int",
    "big": "bigint",
    "f": "float",
    "d": "double",
    "amount": "decimal(12,2)",
    "s": "string",
    "raw": "binary",
    "day": "date",
    "at": "timestamp",
    "list": "array<bigint>",
    "struct": "struct<x:bigint,Y:array<struct<z:string>>>",
    "map": "map<string,double>",
}


def test_parquet_by_its_footer(crawl: Crawl, lake: Path) -> None:
    (lake / "t").mkdir()
    pq.write_table(ARROW, lake / "t/a.parquet", compression="snappy")

    plan = crawl(lake / "t")

    assert columns(plan) == HIVE
    parameters = only(plan)["Parameters"]
    assert (parameters["classification"], parameters["compressionType"]) == ("parquet", "none")
    assert parameters["recordCount"] == "1"
    storage = only(plan)["StorageDescriptor"]
    assert storage["SerdeInfo"]["Parameters"] == {"serialization.format": "1"}
    assert storage["Compressed"] is False


def test_many_parquet_files_count_their_own_rows(crawl: Crawl, lake: Path) -> None:
    (lake / "t").mkdir()
    for number in range(1, 6):
        pq.write_table(pa.table({"a": list(range(number * 100))}), lake / f"t/{number}.parquet")

    plan = crawl(lake / "t")

    assert only(plan)["Parameters"]["recordCount"] == "1500"
    assert only(plan)["Parameters"]["objectCount"] == "5"


def test_parquet_with_a_footer_larger_than_one_read(crawl: Crawl, lake: Path) -> None:
    (lake / "t").mkdir()
    wide = pa.table({f"column_{number}": [number] * 50 for number in range(600)})
    pq.write_table(wide, lake / "t/a.parquet", row_group_size=5)

    plan = crawl(lake / "t")

    assert len(columns(plan)) == 600
    assert only(plan)["Parameters"]["recordCount"] == "50"


def test_orc_by_its_footer(crawl: Crawl, lake: Path) -> None:
    (lake / "t").mkdir()
    orc.write_table(ARROW, lake / "t/a.orc")

    plan = crawl(lake / "t")

    assert columns(plan) == HIVE
    assert only(plan)["Parameters"]["classification"] == "orc"
    assert only(plan)["Parameters"]["recordCount"] == "1"


AVRO = {
    "type": "record",
    "name": "Order",
    "fields": [
        {"name": "Id", "type": "long"},
        {"name": "note", "type": ["null", "string"], "default": None},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},  # noqa: E501
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
        {"name": "kinds", "type": {"type": "array", "items": "Kind"}},
        {"name": "extra", "type": {"type": "map", "values": "double"}},
        {"name": "line", "type": {"type": "record", "name": "Line", "fields": [{"name": "n", "type": "int"}]}},  # noqa: E501
    ],
}  # fmt: skip
ORDER = {
    "Id": 1,
    "note": None,
    "day": dt.date(2024, 1, 1),
    "at": dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    "price": decimal.Decimal("1.25"),
    "kind": "A",
    "kinds": ["A"],
    "extra": {"x": 1.5},
    "line": {"n": 1},
}


def _avro(schema: dict[str, Any], records: Sequence[Mapping[str, Any]]) -> bytes:
    buffer = io.BytesIO()
    fastavro.writer(buffer, schema, records, codec="deflate")
    return buffer.getvalue()


def test_avro_by_its_header(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.avro", _avro(AVRO, [ORDER] * 5))

    plan = crawl(lake / "t")

    assert columns(plan) == {
        "id": "bigint",
        "note": "string",
        "day": "date",
        "at": "timestamp",
        "price": "decimal(9,2)",
        "kind": "string",
        "kinds": "array<string>",
        "extra": "map<string,double>",
        "line": "struct<n:int>",
    }
    parameters = only(plan)["Parameters"]
    assert json.loads(parameters["avro.schema.literal"])["name"] == "Order"
    assert parameters["recordCount"] == "5"
    serde = only(plan)["StorageDescriptor"]["SerdeInfo"]["Parameters"]
    assert serde["avro.schema.literal"] == parameters["avro.schema.literal"]


def test_avro_files_that_grew_share_a_schema_that_reads_both(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    common = [{"name": name, "type": "string"} for name in ("a", "b", "c", "d")]
    row = dict.fromkeys("abcd", "x")
    old = {"type": "record", "name": "R", "fields": [*common, {"name": "n", "type": "int"}]}
    new_fields = [*common, {"name": "n", "type": "long"}, {"name": "e", "type": "double"}]
    new = {"type": "record", "name": "R", "fields": new_fields}
    first = write("t/day=1/a.avro", _avro(old, [{**row, "n": 1}]))
    write("t/day=2/a.avro", _avro(new, [{**row, "n": 2, "e": 1.5}]))

    plan = crawl(lake / "t")

    merged = json.loads(only(plan)["Parameters"]["avro.schema.literal"])
    with first.open("rb") as file:
        assert list(fastavro.reader(file, merged)) == [{**row, "n": 1, "e": None}]
    assert columns(plan)["n"] == "bigint"


XML = """<?xml version="1.0"?>
<orders>
  <order id="1"><customer vip="true">Anna</customer><line n="1">a</line><line n="2">b</line></order>
  <order id="2"><customer>Bob</customer><line n="3">c</line><total>2.5</total></order>
</orders>
"""


def test_xml_rows_are_what_repeats_below_the_root(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.xml", XML)

    plan = crawl(lake / "t")

    assert columns(plan) == {
        "_id": "bigint",
        "customer": "struct<_vip:boolean,_VALUE:string>",
        "line": "array<struct<_n:bigint,_VALUE:string>>",
        "total": "double",
    }
    assert only(plan)["Parameters"]["rowTag"] == "order"
    storage = only(plan)["StorageDescriptor"]
    assert (storage["InputFormat"], storage["OutputFormat"]) == ("", "")
    assert storage["SerdeInfo"] == {"Parameters": {"rowTag": "order"}}


def test_a_custom_row_tag(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.xml", XML)
    classifier = {"XMLClassifier": {"Name": "l", "Classification": "lines", "RowTag": "line"}}

    plan = crawl(lake / "t", classifiers=[classifier])

    assert columns(plan) == {"_n": "bigint", "_value": "string"}
    assert only(plan)["Parameters"]["classification"] == "lines"


def test_bson_documents(crawl: Crawl, write: Write, lake: Path) -> None:
    name = b"\x02name\0" + struct.pack("<i", 5) + b"Anna\0"
    inner = b"\x01x\0" + struct.pack("<d", 1.5)
    nested = b"\x03o\0" + struct.pack("<i", len(inner) + 5) + inner + b"\0"
    body = b"\x10id\0" + struct.pack("<i", 7) + b"\x08ok\0\x01" + name + nested
    document = struct.pack("<i", len(body) + 5) + body + b"\0"
    write("t/a.bson", document * 3)

    plan = crawl(lake / "t")

    assert columns(plan) == {
        "id": "int",
        "ok": "boolean",
        "name": "string",
        "o": "struct<x:double>",
    }
    assert only(plan)["Parameters"]["classification"] == "bson"
    assert only(plan)["Parameters"]["recordCount"] == "3"


@pytest.mark.parametrize("is_binary", [True, False])
def test_ion(crawl: Crawl, write: Write, lake: Path, is_binary: bool) -> None:
    simpleion = pytest.importorskip("amazon.ion.simpleion")
    values = [
        {"id": 1, "name": "Anna", "tags": ["x"], "ok": True},
        {"id": 2, "name": "Bob", "tags": [], "ok": False},
    ]
    content = simpleion.dumps(values, binary=is_binary, sequence_as_stream=True)
    write("t/a.ion", content)

    plan = crawl(lake / "t")

    assert columns(plan) == {
        "id": "int",
        "name": "string",
        "tags": "array<string>",
        "ok": "boolean",
    }
    assert only(plan)["Parameters"]["classification"] == "ion"


LOGS = {
    "combined_apache": (
        '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326 '
        '"http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)"',
        ["clientip", "ident", "auth", "timestamp", "verb", "request", "httpversion", "rawrequest",
         "response", "bytes", "referrer", "agent"],
    ),
    "apache": (
        '10.0.0.5 - - [10/Oct/2000:13:55:36 -0700] "POST /login HTTP/1.1" 302 -',
        ["clientip", "ident", "auth", "timestamp", "verb", "request", "httpversion", "rawrequest",
         "response", "bytes"],
    ),
    "linux_kernel": (
        "Mar  1 10:00:01 host1 kernel: [    0.000000] Linux version 6.1",
        ["timestamp", "hostname", "uptime", "message"],
    ),
    "microsoft_log": (
        "192.168.114.201, -, 03/20/01, 7:55:20, W3SVC2, SERVER, 172.21.13.45, 4502, 163, 3223, "
        "200, 0, GET, /DeptLogo.gif, -,",
        ["clientip", "username", "date", "time", "service", "servername", "serverip", "timetaken",
         "bytesreceived", "bytessent", "servicestatus", "windowsstatus", "requesttype", "target",
         "parameters"],
    ),
    "ruby_logger": (
        "I, [2024-03-03T02:34:24.895701 #19074]  INFO -- main: started",
        ["severityid", "timestamp", "pid", "loglevel", "progname", "message"],
    ),
    "squid": (
        "1286536308.779    180 192.168.0.224 TCP_MISS/200 411 GET http://www.example.com/a.gif - "
        "DIRECT/192.0.2.1 image/gif",
        ["timestamp", "elapsed", "client", "resultcode", "status", "bytes", "method", "url",
         "user", "hierarchy", "peer", "contenttype"],
    ),
    "redismonlog": (
        '1339518083.107412 [0 127.0.0.1:60866] "keys" "*"',
        ["timestamp", "database", "client", "command", "arguments"],
    ),
    "redislog": (
        "4018:M 14 Nov 2023 07:01:22.119 * Background saving terminated with success",
        ["pid", "role", "day", "month", "year", "time", "message"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", LOGS)
def test_logs(crawl: Crawl, write: Write, lake: Path, kind: str) -> None:
    line, expected = LOGS[kind]
    write("t/a.log", f"{line}\n" * 5)

    plan = crawl(lake / "t")

    assert only(plan)["Parameters"]["classification"] == kind
    found = list(columns(plan))
    assert [name for name in expected if name not in found] == []
    storage = only(plan)["StorageDescriptor"]
    assert storage["SerdeInfo"]["SerializationLibrary"] == "com.amazonaws.glue.serde.GrokSerDe"
    assert only(plan)["Parameters"]["recordCount"] == "5"
