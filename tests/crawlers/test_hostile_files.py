"""Files and patterns made to break a crawl: each ends it neither in error nor for ever."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from .conftest import Crawl, Write, columns, named, only

GOOD = '{"a": 1}\n'
LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE rows [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<rows><row><v>&c;</v></row><row><v>&c;</v></row></rows>
"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE rows [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rows><row><v>&x;</v></row><row><v>1</v></row></rows>
"""


def _zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _damaged_parquet() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"a": [1]}), buffer)
    content = bytearray(buffer.getvalue())
    size = int.from_bytes(content[-8:-4], "little")
    content[-8 - size : -8] = b"\xff" * size
    return bytes(content)


HOSTILE = {
    "entities.xml": LAUGHS.encode(),
    "outside.xml": OUTSIDE.encode(),
    "cut.gz": gzip.compress(GOOD.encode() * 1000)[:20],
    "cut.parquet": b"PAR1" + b"x" * 100,
    "damaged.parquet": _damaged_parquet(),
    "long-footer.parquet": b"PAR1" + b"x" * 40 + struct.pack("<I", 0xFFFFFFF0) + b"PAR1",
    "cut.orc": b"ORC" + b"\0" * 50,
    "cut.avro": b"Obj\x01" + b"\x04\x16avro.schema",
    "no-schema.avro": b"Obj\x01" + b"\0" + b"s" * 16,
    "endless-varint.avro": b"Obj\x01" + b"\xff" * 5000,
    "two.zip": _zip(a=b"x", b=b"y"),
    "cut.zip": _zip(a=GOOD.encode() * 100)[:60],
    "lying.snappy": b"\xff\xff\xff\xff\x0f" + b"x" * 50,
    "hadoop.snappy": struct.pack(">II", 1 << 23, 40) + b"\x90" * 40,
    "lying.lz4": struct.pack(">II", 0x7FFFFFFF, 8) + b"x" * 8,
    "cut.bz2": bz2.compress(GOOD.encode())[:10],
    "cut.zst": b"\x28\xb5\x2f\xfd" + b"\xff" * 30,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_damaged_file_is_reported_and_the_others_are_crawled(
    crawl: Crawl, write: Write, lake: Path, name: str
) -> None:
    write("good/a.json", GOOD)
    write(f"bad/{name}", HOSTILE[name])

    plan = crawl(lake)

    assert columns(plan, "good") == {"a": "int"}
    assert [table for table in named(plan) if table != "good"] == []
    assert any(f"bad/{name}" in warning for warning in plan.warnings)


STRANGE = {
    "deep.json": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "deep-array.json": "[" * 100_000,
    "deep-but-valid.json": '{"a":' * 400 + "1" + "}" * 400,
    "deep.xml": "<a>" * 50_000 + "</a>" * 50_000,
    "endless-line.txt": "x" * 3_000_000,
    "endless-csv-line.csv": "a,b\n" + "x," * 1_500_000,
    "endless-quote.csv": 'a,b\n1,"' + "x,y\n" * 700_000,
    "endless-json-string.json": '{"a": "' + "x" * 3_000_000,
    "open-array.json": "[" + '{"a": 1},' * 100,
    "nul-bytes.json": '{"a": "\0\0"}\n',
    "only-newlines.csv": "\n" * 100_000,
    "one-value.json": "42\n",
    "million-columns.csv": ",".join(["x"] * 500_000) + "\n" + ",".join(["1"] * 500_000) + "\n",
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_file_ends_and_leaves_the_others_alone(
    crawl: Crawl, write: Write, lake: Path, name: str
) -> None:
    write("good/a.json", GOOD)
    write(f"odd/{name}", STRANGE[name])

    plan = crawl(lake)

    assert columns(plan, "good") == {"a": "int"}


def test_an_object_nested_too_deeply_ends_as_text(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.json", STRANGE["deep-but-valid.json"])

    plan = crawl(lake / "t")

    kind = columns(plan)["a"]
    assert kind.count("struct<") < 60
    assert kind.rstrip(">").endswith("string")


CATASTROPHIC = ["(a+)+$", "(a|a)*b", "(.*a){25}", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y"]


@pytest.mark.parametrize("expression", CATASTROPHIC)
def test_a_catastrophic_grok_pattern_is_given_up(
    crawl: Crawl, write: Write, lake: Path, expression: str
) -> None:
    for number in range(8):
        write(f"t/{number}.log", ("a" * 5000 + "!" + "x" * 5000 + "\n") * 3)
    evil = f"EVIL {expression}"
    grok = {"Name": "g", "Classification": "g", "GrokPattern": "%{EVIL:x}Z", "CustomPatterns": evil}

    plan = crawl(lake / "t", classifiers=[{"GrokClassifier": grok}])

    assert all(table.table_input["Parameters"]["classification"] != "g" for table in plan.tables)


def test_a_slow_pattern_costs_only_the_first_files(crawl: Crawl, write: Write, lake: Path) -> None:
    for number in range(30):
        write(f"t/{number}.json", '{"a": "' + "a" * 3000 + '!"}\n')
    evil = r"EVIL (?:(a*)*)*(?:b|\d)+"
    grok = {"Name": "g", "Classification": "g", "GrokPattern": "%{EVIL:x}Z", "CustomPatterns": evil}

    plan = crawl(lake / "t", classifiers=[{"GrokClassifier": grok}])

    slow = [warning for warning in plan.warnings if "takes too long" in warning]
    assert len(slow) <= 3
    assert only(plan)["Parameters"]["classification"] == "json"


BOMBS = {
    "bomb.gz": lambda: gzip.compress(b"\0" * 100_000_000, 9),
    "bomb.json.gz": lambda: gzip.compress(b'{"a": "' + b"x" * 100_000_000 + b'"}', 9),
    "bomb.bz2": lambda: bz2.compress(b"\0" * 100_000_000),
    "bomb.zst": lambda: pa.compress(b" " * 100_000_000, "zstd", asbytes=True),
    "bomb.zip": lambda: _zip(a=b"x" * 100_000_000),
}
_CRAWL = """
import json, re, sys
from pathlib import Path
from tests.crawlers.conftest import Crawl, Write
from glue_devendpoint.crawlers.plan import CrawlInputs, plan_crawl
from glue_devendpoint.crawlers.progress import Report
from glue_devendpoint.crawlers.settings import CrawlSettings
from glue_devendpoint.files.buckets import Buckets
from glue_devendpoint.files.roots import Roots
import pyarrow.parquet, pyarrow.orc
def most():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = most()
settings = CrawlSettings.from_crawler(
    {"Name": "c", "Targets": {"S3Targets": [{"Path": sys.argv[1]}]}}
)
plan = plan_crawl(settings, CrawlInputs("run", Roots(("/",), Buckets())), Report())
print(json.dumps([most() - before, [table.name for table in plan.tables]]))
"""


def test_a_quarter_of_a_million_columns_cost_bounded_time_and_memory(
    write: Write, lake: Path
) -> None:
    width = 250_000
    header = ",".join(f"c{number}" for number in range(width))
    row = ",".join("1" for _ in range(width))
    write("wide/a.csv", f"{header}\n{row}\n{row}\n{row}\n")
    write("narrow/a.json", '{"a": 1}\n')

    answer = subprocess.run(
        [sys.executable, "-c", _CRAWL, str(lake)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )

    kilobytes, tables = json.loads(answer.stdout)
    assert "narrow" in tables
    assert kilobytes < 300_000


@pytest.mark.parametrize("name", BOMBS)
def test_what_unfolds_to_gigabytes_costs_little_memory(write: Write, lake: Path, name: str) -> None:
    write(f"t/{name}", BOMBS[name]())

    answer = subprocess.run(
        [sys.executable, "-c", _CRAWL, str(lake)], check=True, capture_output=True, text=True
    )

    kilobytes, _ = json.loads(answer.stdout)
    assert kilobytes < 80_000
