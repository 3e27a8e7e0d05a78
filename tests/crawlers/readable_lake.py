"""A lake with one folder per format, compression and shape, and the rows that are in it.

What is written here are files as other programs write them; the rows are what a reader of the
crawled table has to get, with `None` where a value is null or missing.
"""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import orc

from .compressed import framed_snappy, hadoop_blocks

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A folder of the lake: its files, and the rows of the table that a crawl makes of it.

    `empty_texts` are columns of text whose missing values are empty texts in a frame, as they
    are in Glue's; so is `-` in a log a missing value, and a field of several types a choice.
    A case with a `table` is not crawled: somebody else wrote the table. `refused` is what all
    readers say of a table that they do not read, and `without_preview` what the preview alone says.
    """

    files: Mapping[str, bytes]
    rows: Sequence[Row]
    classifier: Mapping[str, Any] | None = None
    empty_texts: tuple[str, ...] = ()
    dash_is_missing: bool = False
    choices: Sequence[Row] | None = None
    table: Mapping[str, Any] | None = None
    refused: str = ""
    without_preview: str = ""

    @property
    def frame_rows(self) -> list[Row]:
        """The rows as a DynamicFrame has them."""
        rows = [
            {
                name: "" if value is None and name in self.empty_texts else value
                for name, value in row.items()
            }
            for row in self.rows
        ]
        rows = rows if self.choices is None else list(self.choices)
        if not self.dash_is_missing:
            return rows
        return [
            {name: None if value == "-" else value for name, value in row.items()} for row in rows
        ]

    def write(self, folder: Path) -> None:
        """Write the files."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


PEOPLE: list[Row] = [
    {"id": 1, "name": "Zoë", "price": 1.5, "ok": True, "big": 5_000_000_000},
    {"id": 2, "name": "日本 ☃", "price": -0.25, "ok": False, "big": -1},
    {"id": 3, "name": None, "price": None, "ok": None, "big": None},
]
NESTED: list[Row] = [
    {
        "id": 1,
        "userName": "Zoë",
        "home": {"City": "Rom", "zip": 1},
        "lines": [{"n": 1, "tags": ["a", "b"]}, {"n": 2, "tags": []}],
        "at": "2024-03-01T12:00:00Z",
        "price": 2.5,
        "none": None,
    },
    {
        "id": 2,
        "userName": None,
        "home": None,
        "lines": [],
        "at": "2024-03-02",
        "price": 3.0,
        "none": None,
    },
]
TYPED: list[Row] = [
    {
        "id": 1,
        "flag": True,
        "tiny": 1,
        "small": -300,
        "n": 70_000,
        "f": 1.5,
        "d": 0.1,
        "amount": Decimal("12345678.91"),
        "long_amount": Decimal("12345678901234567890.123456789"),
        "s": "Zoë 日本",
        "raw": b"\x00\xff",
        "day": dt.date(1969, 12, 31),
        "at": dt.datetime(2024, 3, 1, 12, 30, 15, 123456, dt.UTC),
        "tags": ["a", None, ""],
        "home": {"city": "Rom", "lines": [{"z": 1}, {"z": None}]},
        "prices": {"k": 1.5, "l": None},
    },
    {"id": 2},
]
SCHEMA = pa.schema(
    {
        "id": pa.int64(),
        "flag": pa.bool_(),
        "tiny": pa.int8(),
        "small": pa.int16(),
        "n": pa.int32(),
        "f": pa.float32(),
        "d": pa.float64(),
        "amount": pa.decimal128(12, 2),
        "long_amount": pa.decimal128(38, 9),
        "s": pa.string(),
        "raw": pa.binary(),
        "day": pa.date32(),
        "at": pa.timestamp("us", "UTC"),
        "tags": pa.list_(pa.string()),
        "home": pa.struct({"city": pa.string(), "lines": pa.list_(pa.struct({"z": pa.int32()}))}),
        "prices": pa.map_(pa.string(), pa.float64()),
    }
)
TYPED_ROWS = [{**dict.fromkeys(SCHEMA.names), **row} for row in TYPED]
ORC_ROWS = [row | {"at": row["at"] and row["at"].replace(tzinfo=None)} for row in TYPED_ROWS]


def _lines(rows: Sequence[Row]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _less_nulls(rows: Sequence[Row]) -> list[Row]:
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _csv(rows: Sequence[Row], delimiter: str = ",", *, header: bool = True) -> bytes:
    lines = [delimiter.join(rows[0])] if header else []
    lines += [delimiter.join(map(_cell, row.values())) for row in rows]
    return "".join(line + "\n" for line in lines).encode()


def _table(rows: Sequence[Row] = TYPED) -> pa.Table:
    columns = {
        name: [
            list(v.items()) if isinstance(v := row.get(name), dict) and name == "prices" else v
            for row in rows
        ]
        for name in SCHEMA.names
    }
    return pa.table(columns, schema=SCHEMA)


def _parquet(codec: str, rows: Sequence[Row] = TYPED) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(_table(rows), buffer, compression=codec)
    return buffer.getvalue()


def _orc(codec: str, rows: Sequence[Row] = TYPED, *, has_zone: bool = False) -> bytes:
    buffer = io.BytesIO()
    table = _table(rows)
    # Arrow writes instants as ORC's "timestamp with local time zone".
    if has_zone:
        orc.write_table(table, buffer, compression=codec)
        return buffer.getvalue()
    at = table.schema.get_field_index("at")
    local = table.column("at").cast(pa.timestamp("us"))
    orc.write_table(table.set_column(at, "at", local), buffer, compression=codec)
    return buffer.getvalue()


def _avro_type(kind: Any) -> Any:
    return ["null", kind]


AVRO_SCHEMA = {
    "type": "record",
    "name": "Order",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "note", "type": _avro_type("string")},
        {"name": "f", "type": _avro_type("float")},
        {"name": "raw", "type": _avro_type("bytes")},
        {"name": "day", "type": _avro_type({"type": "int", "logicalType": "date"})},
        {
            "name": "at",
            "type": _avro_type({"type": "long", "logicalType": "timestamp-millis"}),
        },
        {
            "name": "amount",
            "type": _avro_type(
                {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}
            ),
        },
        {
            "name": "kind",
            "type": _avro_type({"type": "enum", "name": "Kind", "symbols": ["A", "B"]}),
        },
        {"name": "tags", "type": _avro_type({"type": "array", "items": "string"})},
        {"name": "prices", "type": _avro_type({"type": "map", "values": "double"})},
        {
            "name": "home",
            "type": _avro_type(
                {
                    "type": "record",
                    "name": "Home",
                    "fields": [{"name": "city", "type": "string"}],
                }
            ),
        },
    ],
}
AVRO_ROWS: list[Row] = [
    {
        "id": 1,
        "note": "Zoë 日本",
        "f": 1.5,
        "raw": b"\x00\xff",
        "day": dt.date(2024, 3, 1),
        "at": dt.datetime(2024, 3, 1, 12, 30, 15, 123000, dt.UTC),
        "amount": Decimal("12345678.91"),
        "kind": "B",
        "tags": ["a", "b"],
        "prices": {"k": 1.5},
        "home": {"city": "Rom"},
    },
    {
        "id": 2,
        **dict.fromkeys(
            ["note", "f", "raw", "day", "at", "amount", "kind", "tags", "prices", "home"]
        ),
    },
]


def _avro(codec: str, rows: Sequence[Row] = AVRO_ROWS) -> bytes:
    buffer = io.BytesIO()
    fastavro.writer(buffer, AVRO_SCHEMA, rows, codec=codec)
    return buffer.getvalue()


def _zip(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", content)
    return buffer.getvalue()


COMPRESSIONS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gz", gzip.compress),
    "bzip2": ("bz2", bz2.compress),
    "zstd": ("zst", lambda content: pa.compress(content, "zstd", asbytes=True)),
    "lz4": ("lz4", lambda content: pa.compress(content, "lz4", asbytes=True)),
    "lz4_of_hadoop": ("lz4", lambda content: hadoop_blocks(content, "lz4_raw")),
    "snappy": ("snappy", framed_snappy),
    "snappy_of_hadoop": ("snappy", lambda content: hadoop_blocks(content, "snappy")),
    "snappy_raw": ("snappy", lambda content: pa.compress(content, "snappy", asbytes=True)),
    "zip": ("zip", _zip),
}
APACHE = (
    '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326 '
    '"http://example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)"'
)
LOGS: dict[str, tuple[str, Row]] = {
    "combined_apache": (
        APACHE,
        {
            "clientip": "127.0.0.1",
            "ident": "-",
            "auth": "frank",
            "timestamp": "10/Oct/2000:13:55:36 -0700",
            "verb": "GET",
            "request": "/a.gif",
            "httpversion": "1.0",
            "rawrequest": None,
            "response": "200",
            "bytes": "2326",
            "referrer": '"http://example.com/start.html"',
            "agent": '"Mozilla/4.08 [en] (Win98; I ;Nav)"',
        },
    ),
    "apache": (
        '10.0.0.5 - - [10/Oct/2000:13:55:36 -0700] "POST /login HTTP/1.1" 302 -',
        {
            "clientip": "10.0.0.5",
            "ident": "-",
            "auth": "-",
            "timestamp": "10/Oct/2000:13:55:36 -0700",
            "verb": "POST",
            "request": "/login",
            "httpversion": "1.1",
            "rawrequest": None,
            "response": "302",
            "bytes": None,
        },
    ),
    "linux_kernel": (
        "Mar  1 10:00:01 host1 kernel: [    0.500000] Linux version 6.1",
        {
            "timestamp": "Mar  1 10:00:01",
            "hostname": "host1",
            "uptime": 0.5,
            "message": "Linux version 6.1",
        },
    ),
    "microsoft_log": (
        "192.168.114.201, -, 03/20/01, 7:55:20, W3SVC2, SERVER, 172.21.13.45, 4502, 163, 3223, "
        "200, 0, GET, /DeptLogo.gif, -,",
        {
            "clientip": "192.168.114.201",
            "username": "-",
            "date": "03/20/01",
            "time": "7:55:20",
            "service": "W3SVC2",
            "servername": "SERVER",
            "serverip": "172.21.13.45",
            "timetaken": 4502,
            "bytesreceived": 163,
            "bytessent": 3223,
            "servicestatus": 200,
            "windowsstatus": 0,
            "requesttype": "GET",
            "target": "/DeptLogo.gif",
            "parameters": "-,",
        },
    ),
    "ruby_logger": (
        "I, [2024-03-03T02:34:24.895701 #19074]  INFO -- main: started",
        {
            "severityid": "I",
            "timestamp": "2024-03-03T02:34:24.895701",
            "pid": 19074,
            "loglevel": "INFO",
            "progname": "main",
            "message": "started",
        },
    ),
    "squid": (
        "1286536308.779    180 192.168.0.224 TCP_MISS/200 411 GET http://www.example.com/a.gif - "
        "DIRECT/192.0.2.1 image/gif",
        {
            "timestamp": 1286536308.779,
            "elapsed": 180,
            "client": "192.168.0.224",
            "resultcode": "TCP_MISS",
            "status": 200,
            "bytes": 411,
            "method": "GET",
            "url": "http://www.example.com/a.gif",
            "user": "-",
            "hierarchy": "DIRECT",
            "peer": "192.0.2.1",
            "contenttype": "image/gif",
        },
    ),
    "redismonlog": (
        '1339518083.107412 [0 127.0.0.1:60866] "keys" "*"',
        {
            "timestamp": 1339518083.107412,
            "database": 0,
            "client": "127.0.0.1:60866",
            "command": "keys",
            "arguments": '"*"',
        },
    ),
    "redislog": (
        "4018:M 14 Nov 2023 07:01:22.119 * Background saving terminated with success",
        {
            "pid": None,
            "pid_1": 4018,
            "role": "M",
            "day": "14",
            "month": "Nov",
            "year": "2023",
            "time": "07:01:22.119",
            "message": "Background saving terminated with success",
        },
    ),
}
XML = """<?xml version="1.0" encoding="UTF-8"?>
<orders>
  <order id="1"><customer>Zoë</customer><price>1.5</price><line>a</line><line>b</line></order>
  <order id="2"><customer>Bob</customer><line>c</line></order>
</orders>
"""
XML_ROWS: list[Row] = [
    {"_id": 1, "customer": "Zoë", "price": 1.5, "line": ["a", "b"]},
    {"_id": 2, "customer": "Bob", "price": None, "line": ["c"]},
]


def days(suffix: str, content: Callable[[int], bytes], rows: Sequence[Row], key: str) -> Case:
    """Make a case of one row in each of some partitions, one of which needs escapes."""
    days = ["2024-03-01", "a b=c", "Zoë"][: len(rows)]
    return Case(
        {f"{key}={day}/part 1.{suffix}": content(i) for i, day in enumerate(days)},
        [{**row, key: day} for row, day in zip(rows, days, strict=True)],
    )


def _packed_person(compress: Callable[[bytes], bytes], number: int) -> bytes:
    return compress(_lines(PEOPLE[number : number + 1]))


def _compressed() -> dict[str, Case]:
    made: dict[str, Case] = {}
    lines, cells = _lines(PEOPLE), _csv(PEOPLE)
    array = json.dumps(PEOPLE, indent=1).encode()
    for name, (suffix, compress) in COMPRESSIONS.items():
        made[f"json_{name}"] = Case({f"a.json.{suffix}": compress(lines)}, PEOPLE)
        made[f"csv_{name}"] = _people_csv({f"a.csv.{suffix}": compress(cells)})
        made[f"json_array_{name}"] = Case(
            {f"a.json.{suffix}": compress(array)}, [{"array": PEOPLE}]
        )
        made[f"xml_{name}"] = Case({f"a.xml.{suffix}": compress(XML.encode())}, XML_ROWS)
        made[f"log_{name}"] = Case(
            {f"a.log.{suffix}": compress(f"{APACHE}\n".encode() * 2)},
            [LOGS["combined_apache"][1]] * 2,
            dash_is_missing=True,
        )
    for name in ("gzip", "bzip2", "zip"):
        suffix, compress = COMPRESSIONS[name]
        files = ("a.json", f"b.json.{suffix}", "part-0001")
        made[f"json_{name}_unnamed"] = Case({each: compress(lines) for each in files}, PEOPLE * 3)
        made[f"csv_{name}_unnamed"] = _people_csv({"a.csv": compress(cells)})
        made[f"json_{name}_days"] = days(
            "json.packed",
            partial(_packed_person, compress),
            PEOPLE,
            "day",
        )
    return made


def _people_csv(files: Mapping[str, bytes]) -> Case:
    return Case(files, PEOPLE, None, ("name",))


def _csv_days() -> Case:
    days = ["2024-03-01", "a b=c", "Zoë"]
    return Case(
        {f"day={day}/part 1.csv": _csv(PEOPLE) for day in days},
        [{**row, "day": day} for day in days for row in PEOPLE],
        empty_texts=("name",),
    )


def _logs() -> dict[str, Case]:
    return {
        name: Case({"a.log": f"{line}\n".encode() * 2}, [row] * 2, dash_is_missing=True)
        for name, (line, row) in LOGS.items()
    }


# The second day's numbers are wider, and it has a column more.
DRIFT_ROWS: list[Row] = [
    {"id": 1, "a": "x", "b": True, "n": 1, "amount": 1.5, "late": None, "day": "1"},
    {"id": 2, "a": "y", "b": False, "n": 5_000_000_000, "amount": 2.25, "late": "z", "day": "2"},
]


def _drifting(suffix: str, write: Callable[[pa.Table, pa.BufferOutputStream], None]) -> Case:
    first = pa.table(
        {
            "id": pa.array([1], pa.int64()),
            "a": ["x"],
            "b": [True],
            "n": pa.array([1], pa.int32()),
            "amount": pa.array([1.5], pa.float32()),
        }
    )
    second = pa.table(
        {"id": [2], "a": ["y"], "b": [False], "n": [5_000_000_000], "amount": [2.25], "late": ["z"]}
    )
    files: dict[str, bytes] = {}
    for day, table in enumerate((first, second), 1):
        sink = pa.BufferOutputStream()
        write(table, sink)
        files[f"day={day}/a.{suffix}"] = sink.getvalue().to_pybytes()
    return Case(files, DRIFT_ROWS)


def _json_drift() -> Case:
    first = {"id": 1, "a": "x", "b": True, "n": 1, "mixed": 7}
    second = {"id": 2, "a": "y", "b": False, "n": 1.5, "mixed": "seven"}
    return Case(
        {"day=1/a.json": _lines([first]), "day=2/a.json": _lines([second])},
        [
            {**first, "n": 1.0, "mixed": "7", "day": "1"},
            {**second, "day": "2"},
        ],
        choices=[
            first
            | {"n": {"int": 1, "double": None}, "mixed": {"int": 7, "string": None}, "day": "1"},
            second
            | {
                "n": {"int": None, "double": 1.5},
                "mixed": {"int": None, "string": "seven"},
                "day": "2",
            },
        ],
    )


QUOTED = b'id,name,note\n1,"Smith, J","say ""hi"""\n2,Bob,\n3,"Zo\xc3\xab","a \\ b"\n'
QUOTED_ROWS: list[Row] = [
    {"id": 1, "name": "Smith, J", "note": 'say "hi"'},
    {"id": 2, "name": "Bob", "note": None},
    {"id": 3, "name": "Zoë", "note": "a \\ b"},
]
CASES: dict[str, Case] = {
    "csv_header": _people_csv({"a.csv": _csv(PEOPLE)}),
    "csv_no_header": Case(
        {"a.csv": b"1,Anna\n2,Bob\n"}, [{"col0": 1, "col1": "Anna"}, {"col0": 2, "col1": "Bob"}]
    ),
    "csv_semicolon": _people_csv({"a.csv": _csv(PEOPLE, ";")}),
    "csv_tab": _people_csv({"a.tsv": _csv(PEOPLE, "\t")}),
    "csv_pipe": _people_csv({"a.csv": _csv(PEOPLE, "|")}),
    "csv_hive": _people_csv({"a.txt": _csv(PEOPLE, "\x01")}),
    "csv_windows": _people_csv({"a.csv": b"\xef\xbb\xbf" + _csv(PEOPLE).replace(b"\n", b"\r\n")}),
    "csv_quoted": Case({"a.csv": QUOTED}, QUOTED_ROWS, empty_texts=("note",)),
    "csv_lines": Case(
        {"a.csv": b'id,note\n1,"two\nlines"\n2,one\n'},
        [{"id": 1, "note": "two\nlines"}, {"id": 2, "note": "one"}],
    ),
    "csv_backslash": Case(
        {"a.csv": QUOTED.replace(b'""', b'\\"').replace(b" \\ ", b" \\\\ ")},
        QUOTED_ROWS,
        empty_texts=("note",),
    ),
    "csv_custom": Case(
        {"a.csv": b"x#1#2024-03-01#1.5\n'a#b'#2##2.5\n"},
        [
            {"word": "x", "n": "1", "day": "2024-03-01", "price": "1.5"},
            {"word": "a#b", "n": "2", "day": None, "price": "2.5"},
        ],
        empty_texts=("day",),
        classifier={
            "CsvClassifier": {
                "Name": "csv_custom",
                "Delimiter": "#",
                "QuoteSymbol": "'",
                "ContainsHeader": "ABSENT",
                "Header": ["word", "n", "day", "price"],
                "Serde": "OpenCSVSerDe",
            }
        },
    ),
    "csv_typed": Case(
        {"a.csv": b"n,day,at,amount\n1,2024-03-01,2024-03-01 12:00:00,1.25\n2,,,\n"},
        [
            {
                "n": 1,
                "day": dt.date(2024, 3, 1),
                "at": dt.datetime(2024, 3, 1, 12, 0, 0),
                "amount": Decimal("1.25"),
            },
            {"n": 2, "day": None, "at": None, "amount": None},
        ],
        classifier={
            "CsvClassifier": {
                "Name": "csv_typed",
                "Delimiter": ",",
                "ContainsHeader": "PRESENT",
                "CustomDatatypeConfigured": True,
                "CustomDatatypes": ["INT", "DATE", "TIMESTAMP", "DECIMAL"],
            }
        },
    ),
    "json_lines": Case({"a.json": _lines(PEOPLE)}, PEOPLE),
    "json_missing": Case({"a.json": _lines(_less_nulls(PEOPLE))}, PEOPLE),
    "json_nested": Case({"a.json": _lines(NESTED)}, NESTED),
    "json_array": Case(
        {"a.json": json.dumps(PEOPLE).encode()},
        [{"array": PEOPLE}],
    ),
    "json_array_rows": Case(
        {"a.json": json.dumps(PEOPLE, indent=1).encode()},
        PEOPLE,
        classifier={"JsonClassifier": {"Name": "json_array_rows", "JsonPath": "$[*]"}},
    ),
    "json_path": Case(
        {"a.json": json.dumps({"data": {"rows": PEOPLE}, "page": 1}).encode()},
        PEOPLE,
        classifier={"JsonClassifier": {"Name": "json_path", "JsonPath": "$.data.rows[*]"}},
    ),
    "json_concatenated": Case(
        {"a.json": "\n".join(json.dumps(row, indent=2) for row in PEOPLE).encode()},
        PEOPLE,
    ),
    "json_pretty": Case(
        {f"{row['id']}.json": json.dumps(row, indent=2).encode() for row in PEOPLE}, PEOPLE
    ),
    **_compressed(),
    **{
        f"parquet_{c}": Case({"a.parquet": _parquet(c)}, TYPED_ROWS)
        for c in ("none", "snappy", "gzip", "zstd", "lz4")
    },
    **{
        f"orc_{c}{'_zoned' * has_zone}": Case({"a.orc": _orc(c, has_zone=has_zone)}, ORC_ROWS)
        for c in ("uncompressed", "zlib", "snappy", "zstd", "lz4")
        for has_zone in (False, True)
    },
    "orc_zoned_days": days(
        "orc", lambda i: _orc("zlib", TYPED[i : i + 1], has_zone=i == 0), ORC_ROWS, "dt"
    ),
    **{
        f"avro_{c}": Case({"a.avro": _avro(c)}, AVRO_ROWS)
        for c in ("null", "deflate", "bzip2", "xz")
    },
    "xml": Case(
        {"a.xml": XML.encode()},
        XML_ROWS,
    ),
    "xml_row_tag": Case(
        {"a.xml": XML.encode()},
        XML_ROWS,
        classifier={
            "XMLClassifier": {"Name": "xml_row_tag", "Classification": "shop", "RowTag": "order"}
        },
    ),
    **_logs(),
    "grok_custom": Case(
        {"a.log": b"2024-03-01 web-1 17 0.5 true all fine\n" * 2},
        [
            {
                "day": "2024-03-01",
                "host": "web-1",
                "n": 17,
                "share": 0.5,
                "ok": True,
                "message": "all fine",
            }
        ]
        * 2,
        classifier={
            "GrokClassifier": {
                "Name": "grok_custom",
                "Classification": "my_log",
                "GrokPattern": "%{DAYS:day} %{HOST:host} %{INT:n:int} %{NUMBER:share:double} "
                "%{BOOLEAN:ok:boolean} %{GREEDYDATA:message}",
                "CustomPatterns": "DAYS %{YEAR}-%{MONTHNUM}-%{MONTHDAY}",
            }
        },
    ),
    "json_days": days("json", lambda i: _lines(PEOPLE[i : i + 1]), PEOPLE, "day"),
    "csv_days": _csv_days(),
    "parquet_days": days(
        "parquet", lambda i: _parquet("snappy", TYPED[i : i + 1]), TYPED_ROWS, "dt"
    ),
    "orc_days": days("orc", lambda i: _orc("zlib", TYPED[i : i + 1]), ORC_ROWS, "dt"),
    "avro_days": days("avro", lambda i: _avro("deflate", AVRO_ROWS[i : i + 1]), AVRO_ROWS, "dt"),
    "parquet_drift": _drifting("parquet", pq.write_table),
    "orc_drift": _drifting("orc", orc.write_table),
    "json_drift": _json_drift(),
    "json_gz_days": days(
        "json.gz", lambda i: gzip.compress(_lines(PEOPLE[i : i + 1])), PEOPLE, "day"
    ),
    "unnamed_folders": Case(
        {f"2024/0{i}/a.json": _lines([row]) for i, row in enumerate(PEOPLE)},
        [{**row, "partition_0": "2024", "partition_1": f"0{i}"} for i, row in enumerate(PEOPLE)],
    ),
}
