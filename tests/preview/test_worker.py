"""Workers read real files of every format, within bounds, whatever the files hold."""

from __future__ import annotations

import asyncio
import bz2
import gzip
import json
import os
from pathlib import Path
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import orc

from glue_devendpoint.config import load_config
from glue_devendpoint.files.buckets import Buckets
from glue_devendpoint.files.roots import Roots, allowed_roots
from glue_devendpoint.home import open_home
from glue_devendpoint.preview.plan import CannotPreview, Plan, make_plan
from glue_devendpoint.preview.pool import Workers

LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
JSON_SERDE = "org.openx.data.jsonserde.JsonSerDe"
PARQUET_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
ORC_SERDE = "org.apache.hadoop.hive.ql.io.orc.OrcSerde"
AVRO_SERDE = "org.apache.hadoop.hive.serde2.avro.AvroSerDe"
OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
RECORDS = [
    {"id": 1, "name": "Ada", "score": 1.5, "tags": ["a", "b"], "at": {"city": "Wien"}},
    {"id": 2, "name": "Bo, Jr", "score": None, "tags": [], "at": {"city": "Łódź"}},
    {"id": 9007199254740993, "name": None, "score": -2.0, "tags": None, "at": None},
]
COLUMNS = [
    {"Name": "id", "Type": "bigint"},
    {"Name": "name", "Type": "string"},
    {"Name": "score", "Type": "double"},
    {"Name": "tags", "Type": "array<string>"},
    {"Name": "at", "Type": "struct<city:string>"},
]


def make_table(
    location: Path | str,
    serde: str,
    columns: list[dict[str, str]] | None = None,
    partition_keys: list[dict[str, str]] | None = None,
    **parameters: Any,
) -> dict[str, Any]:
    """Return a table as the catalog has it."""
    return {
        "Name": "t",
        "Parameters": {},
        "PartitionKeys": partition_keys or [],
        "StorageDescriptor": {
            "Columns": columns or COLUMNS,
            "Location": str(location),
            "SerdeInfo": {"SerializationLibrary": serde, "Parameters": parameters},
        },
    }


def roots_of(folder: Path) -> Roots:
    """Allow one folder."""
    return Roots((str(folder),), Buckets(folder))


def run(action: Any, plan: Plan, roots: Roots, **wishes: object) -> dict[str, Any]:
    """Carry out one order in a real worker process."""

    async def order() -> dict[str, Any]:
        workers = Workers()
        try:
            return await workers.run(action, plan, roots, **wishes)
        finally:
            await workers.close()

    return asyncio.run(order())


def preview(table: dict[str, Any], folder: Path, limit: int = 10) -> dict[str, Any]:
    """Preview a table whose files are below a folder."""
    return run("preview", make_plan(table, []), roots_of(folder), limit=limit)


def write_json(path: Path) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_files_that_the_crawler_left_out_are_not_read(data: Path) -> None:
    write_json(data / "x.json")
    (data / "broken[1].json").write_text('{"id": 99}')
    table = make_table(data, JSON_SERDE)
    globs = [f"{data}/broken\\[1\\].json", f"{data}/**.tmp"]
    table["Parameters"] = {"exclusions": json.dumps(globs)}

    shown = preview(table, data)

    assert shown["files_read"] == 1
    assert len(shown["rows"]) == len(RECORDS)


def test_a_table_that_no_classifier_recognizes_says_so(data: Path) -> None:
    table = make_table(data, LAZY)
    table["Parameters"] = {"classification": "UNKNOWN"}
    table["StorageDescriptor"]["Columns"] = []

    with pytest.raises(CannotPreview, match="No classifier recognizes the files of t"):
        make_plan(table, [])


@pytest.mark.parametrize("kind", ["json", "parquet", "orc", "avro"])
def test_self_describing_files_show_their_values_with_nesting(data: Path, kind: str) -> None:
    table = pa.Table.from_pylist(RECORDS)
    serde = {
        "json": JSON_SERDE,
        "parquet": PARQUET_SERDE,
        "orc": ORC_SERDE,
        "avro": AVRO_SERDE,
    }[kind]
    if kind == "json":
        write_json(data / "x.json")
    elif kind == "parquet":
        pq.write_table(table, data / "x.parquet")
    elif kind == "orc":
        orc.write_table(table, data / "x.orc")
    else:
        _write_avro(data / "x.avro")

    shown = preview(make_table(data, serde), data)

    assert [column["name"] for column in shown["columns"]] == ["id", "name", "score", "tags", "at"]
    assert shown["rows"] == [
        [1, "Ada", 1.5, ["a", "b"], {"city": "Wien"}],
        [2, "Bo, Jr", None, [], {"city": "Łódź"}],
        ["9007199254740993", None, -2.0, None, None],
    ]
    assert shown["truncated"] is False
    assert shown["files_read"] == 1


def _write_avro(path: Path) -> None:
    optional = ["null", "string"]
    schema = {
        "type": "record",
        "name": "r",
        "fields": [
            {"name": "id", "type": "long"},
            {"name": "name", "type": optional},
            {"name": "score", "type": ["null", "double"]},
            {"name": "tags", "type": ["null", {"type": "array", "items": "string"}]},
            {
                "name": "at",
                "type": [
                    "null",
                    {"type": "record", "name": "a", "fields": [{"name": "city", "type": "string"}]},
                ],
            },
        ],
    }
    with path.open("wb") as file:
        fastavro.writer(file, schema, RECORDS, codec="deflate")


@pytest.mark.parametrize(
    ("suffix", "compress"),
    [("", bytes), (".gz", gzip.compress), (".bz2", bz2.compress)],
)
def test_csv_is_read_by_its_table_compressed_or_not(data: Path, suffix: str, compress: Any) -> None:
    text = '\ufeffid,name,score\n1,"Bo, Jr",1.5\n2,"two\nlines",x\n3\n'
    (data / f"x.csv{suffix}").write_bytes(compress(text.encode()))
    options: dict[str, Any] = {
        "field.delim": ",",
        "skip.header.line.count": "1",
        "multiLine": "true",
    }

    shown = preview(make_table(data, LAZY, COLUMNS[:3], **options), data)

    assert shown["rows"] == [[1, "Bo, Jr", 1.5], [2, "two\nlines", None], [3, None, None]]


def test_open_csv_takes_its_own_quotes_and_separator(data: Path) -> None:
    (data / "x.csv").write_text("1;'a;b';2.5\n")
    options: dict[str, Any] = {"separatorChar": ";", "quoteChar": "'", "escapeChar": "\\"}

    shown = preview(make_table(data, OPEN_CSV, COLUMNS[:3], **options), data)

    assert shown["rows"] == [[1, "a;b", 2.5]]


def test_logs_are_read_by_their_grok_pattern(data: Path) -> None:
    (data / "x.log").write_text("17 GET\nnonsense\n")
    columns = [{"Name": "n", "Type": "int"}, {"Name": "verb", "Type": "string"}]
    pattern: dict[str, Any] = {"input.format": "%{INT:n:int} %{WORD:verb}"}

    shown = preview(
        make_table(data, "com.amazonaws.glue.serde.GrokSerDe", columns, **pattern), data
    )

    assert shown["rows"] == [[17, "GET"], [None, None]]


def test_xml_rows_are_the_elements_of_the_row_tag(data: Path) -> None:
    (data / "x.xml").write_text(
        "<all><row k='1'><id>5</id><tag>a</tag><tag>b</tag></row><row><id>6</id></row></all>"
    )
    columns = [
        {"Name": "_k", "Type": "int"},
        {"Name": "id", "Type": "bigint"},
        {"Name": "tag", "Type": "array<string>"},
    ]
    table = make_table(data, "", columns, classification="xml", rowTag="row")

    assert preview(table, data)["rows"] == [[1, 5, ["a", "b"]], [None, 6, None]]


def test_rows_beyond_the_limit_are_not_sent_and_the_answer_says_so(data: Path) -> None:
    (data / "x.json").write_text("".join(f'{{"id": {n}}}\n' for n in range(5000)))

    shown = preview(make_table(data, JSON_SERDE, COLUMNS[:1]), data, limit=7)

    assert [row[0] for row in shown["rows"]] == [0, 1, 2, 3, 4, 5, 6]
    assert shown["truncated"] is True
    assert shown["bytes_read"] <= 1 << 17


def test_partitions_carry_their_values_and_their_own_layout(data: Path) -> None:
    for day, text in (("1", "7,a\n"), ("2", "8;b\n")):
        (data / f"day={day}").mkdir()
        (data / f"day={day}" / "x.csv").write_text(text)
    keys = [{"Name": "day", "Type": "string"}]
    table = make_table(data, LAZY, COLUMNS[:2], keys, **{"field.delim": ","})
    partitions = [
        {
            "Values": [day],
            "StorageDescriptor": {
                "Location": str(data / f"day={day}"),
                "SerdeInfo": {
                    "SerializationLibrary": LAZY,
                    "Parameters": {"field.delim": delimiter},
                },
            },
        }
        for day, delimiter in (("1", ","), ("2", ";"))
    ]

    shown = run("preview", make_plan(table, partitions), roots_of(data), limit=10)

    assert shown["rows"] == [[7, "a", "1"], [8, "b", "2"]]


def test_hidden_and_empty_files_are_left_out(data: Path) -> None:
    (data / "_SUCCESS").write_text("")
    (data / ".x.json.crc").write_text("crc")
    (data / "empty.json").write_text("")
    write_json(data / "x.json")

    assert len(preview(make_table(data, JSON_SERDE), data)["rows"]) == 3


def test_a_location_outside_the_roots_is_refused(data: Path, tmp_path: Path) -> None:
    secret = tmp_path / "elsewhere"
    secret.mkdir()
    write_json(secret / "x.json")

    said = preview(make_table(secret, JSON_SERDE), data)

    assert said["error"]["code"] == "LocationRefused"
    assert "data_roots" in said["error"]["message"]


def test_links_and_dots_do_not_lead_out_of_the_roots(data: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"id": 1}\n')
    (data / "link").symlink_to(tmp_path)
    (data / "file.json").symlink_to(tmp_path / "secret.json")

    linked = preview(make_table(data / "link", JSON_SERDE), data)
    dotted = preview(make_table(f"{data}/../", JSON_SERDE), data)
    inside = preview(make_table(data, JSON_SERDE), data)

    assert linked["error"]["code"] == "LocationRefused"
    assert dotted["error"]["code"] == "LocationRefused"
    assert inside["rows"] == []


def test_buckets_are_folders_and_their_keys_stay_inside(data: Path) -> None:
    (data / "sales" / "eu").mkdir(parents=True)
    write_json(data / "sales" / "eu" / "x.json")

    shown = preview(make_table("s3://sales/eu/", JSON_SERDE), data)
    escaped = preview(make_table("s3://sales/../../etc/", JSON_SERDE), data)

    assert len(shown["rows"]) == 3
    assert "error" in escaped


@pytest.mark.parametrize("kind", ["parquet", "orc", "avro", "json"])
def test_a_damaged_file_is_named_in_the_error(data: Path, kind: str) -> None:
    (data / f"bad.{kind}").write_bytes(os.urandom(4096))
    serde = {
        "json": JSON_SERDE,
        "parquet": PARQUET_SERDE,
        "orc": ORC_SERDE,
        "avro": AVRO_SERDE,
    }[kind]

    said = preview(make_table(data, serde), data)

    assert said["error"]["code"] == "UnreadableFile"
    assert f"bad.{kind}" in said["error"]["message"]


def test_a_bomb_of_compressed_zeros_is_bounded(data: Path) -> None:
    (data / "bomb.json.gz").write_bytes(gzip.compress(b"[" * (200 << 20), 1))

    said = preview(make_table(data, JSON_SERDE), data)

    assert said["error"]["code"] in ("UnreadableFile", "TooLarge", "WorkerFailed")


def test_an_entity_bomb_in_xml_is_refused(data: Path) -> None:
    (data / "x.xml").write_text(
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><r><row>&b;</row></r>'
    )
    table = make_table(data, "", COLUMNS[:1], classification="xml", rowTag="row")

    assert preview(table, data)["error"]["code"] == "UnreadableFile"


def test_an_endless_line_is_bounded(data: Path) -> None:
    (data / "x.csv").write_bytes(b"a" * (30 << 20))
    comma: dict[str, Any] = {"field.delim": ","}
    table = make_table(data, LAZY, COLUMNS[:2], **comma)

    assert preview(table, data)["error"]["code"] == "UnreadableFile"


def test_a_catastrophic_pattern_is_bounded(data: Path) -> None:
    (data / "x.log").write_text("a" * 4000 + "!\n")
    columns = [{"Name": "x", "Type": "string"}]
    options: dict[str, Any] = {
        "input.format": "%{BAD:x}",
        "input.grokCustomPatterns": "BAD ((a|a)*)*$",
    }

    said = preview(make_table(data, "com.amazonaws.glue.serde.GrokSerDe", columns, **options), data)

    assert said["error"]["code"] in ("TimedOut", "CannotPreview")


def test_a_cancelled_reading_ends_its_worker(data: Path) -> None:
    line = json.dumps({"id": 1, "name": "x", "tags": ["y"] * 200}) + "\n"
    (data / "x.json").write_text(line * 50_000)

    async def cancel() -> int | None:
        workers = Workers()
        plan = make_plan(make_table(data, JSON_SERDE), [])
        task = asyncio.create_task(workers.run("profile", plan, roots_of(data), columns=None))
        while not workers._busy:
            await asyncio.sleep(0.01)
        process = next(iter(workers._busy))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        ended = process.returncode
        await workers.close()
        return ended

    assert asyncio.run(cancel()) is not None


def test_a_worker_that_answered_is_used_again(data: Path) -> None:
    write_json(data / "x.json")

    async def twice() -> tuple[int, int]:
        workers = Workers()
        plan = make_plan(make_table(data, JSON_SERDE), [])
        used = []
        for _ in range(2):
            await workers.run("preview", plan, roots_of(data), limit=1)
            used.append(workers._idle[0].pid)
        await workers.close()
        return used[0], used[1]

    first, second = asyncio.run(twice())

    assert first == second


def test_a_profile_tells_nulls_distinct_ends_top_and_histogram(data: Path) -> None:
    lines = [{"id": n % 10, "name": f"n{n % 3}" if n % 4 else None} for n in range(1000)]
    (data / "x.json").write_text("".join(json.dumps(line) + "\n" for line in lines))

    told = run("profile", make_plan(make_table(data, JSON_SERDE), []), roots_of(data), columns=None)

    number, name, *_ = told["columns"]
    assert (number["rows"], number["nulls"], number["distinct"]) == (1000, 0, 10)
    assert (number["min"], number["max"]) == (0, 9)
    assert sum(bin["count"] for bin in number["histogram"]) == 1000
    assert (number["mean"], round(number["stddev"], 4)) == (4.5, 2.8737)
    assert number["quantiles"] == [
        {"share": 0.25, "value": 2.0},
        {"share": 0.5, "value": 4.5},
        {"share": 0.75, "value": 7.0},
    ]
    assert (name["mean"], name["stddev"], name["quantiles"]) == (None, None, [])
    assert (name["nulls"], name["distinct"], name["histogram"]) == (250, 3, [])
    assert [entry["count"] for entry in name["top"]] == [250, 250, 250]
    assert told["sampled"] == {"method": "all rows", "rows": 1000, "of_files": 1}


def test_a_profile_of_many_files_says_how_it_sampled(data: Path) -> None:
    for number in range(60):
        (data / f"{number:03}.json").write_text('{"id": 1}\n' * 10)

    told = run(
        "profile", make_plan(make_table(data, JSON_SERDE), []), roots_of(data), columns=["id"]
    )

    assert [column["name"] for column in told["columns"]] == ["id"]
    assert told["sampled"]["rows"] == 200
    assert "20 of 60 files" in told["sampled"]["method"]


def test_a_profile_of_thousands_of_columns_is_made_in_time(data: Path) -> None:
    names = [f"c{number}" for number in range(2000)]
    lines = [json.dumps(dict.fromkeys(names, row)) for row in range(300)]
    (data / "x.json").write_text("\n".join(lines))
    table = make_table(data, JSON_SERDE)
    table["StorageDescriptor"]["Columns"] = [{"Name": name, "Type": "int"} for name in names]

    told = run("profile", make_plan(table, []), roots_of(data), columns=None)

    assert [column["distinct"] for column in told["columns"]] == [300] * 2000


def test_a_profile_tells_of_values_that_are_no_numbers_or_do_not_end(data: Path) -> None:
    lines = ['{"id": "NaN"}', '{"id": "Infinity"}', '{"id": 2.5}', '{"id": 2.5}', '{"id": "x"}']
    (data / "x.json").write_text("\n".join(lines))
    table = make_table(data, JSON_SERDE)
    table["StorageDescriptor"]["Columns"] = [{"Name": "id", "Type": "double"}]

    told = run("profile", make_plan(table, []), roots_of(data), columns=None)

    (column,) = told["columns"]
    assert (column["nulls"], column["distinct"]) == (1, 3)
    assert (column["min"], column["max"], column["histogram"]) == (2.5, "inf", [])
    assert column["top"][0] == {"value": 2.5, "count": 2}
    assert (column["mean"], column["stddev"]) == (2.5, 0.0)


def test_a_profile_of_one_number_has_no_deviation(data: Path) -> None:
    (data / "x.json").write_text('{"id": 7}\n')

    told = run(
        "profile", make_plan(make_table(data, JSON_SERDE), []), roots_of(data), columns=["id"]
    )

    (column,) = told["columns"]
    assert (column["mean"], column["stddev"]) == (7.0, None)
    assert [each["value"] for each in column["quantiles"]] == [7.0, 7.0, 7.0]


def test_what_holds_no_files_says_what_to_do_instead() -> None:
    view = make_table("", "") | {"TableType": "VIRTUAL_VIEW"}
    iceberg = make_table("/x", "") | {"Parameters": {"table_type": "ICEBERG"}}

    with pytest.raises(CannotPreview, match="view"):
        make_plan(view, [])
    with pytest.raises(CannotPreview, match="Iceberg"):
        make_plan(iceberg, [])
    with pytest.raises(CannotPreview, match=r"com\.example\.Serde"):
        make_plan(make_table("/x", "com.example.Serde"), [])


def test_without_data_roots_the_users_own_folders_are_allowed(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")

    roots = allowed_roots(load_config(environ={}), home)
    named = allowed_roots(load_config({"data_roots": "/srv/data"}, environ={}), home)

    assert str(Path.home()) in roots.folders
    assert named.folders == ("/srv/data", str(home.buckets))


def test_a_bucket_may_be_a_folder_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    write_json(tmp_path / "lake" / "x.json")
    config = load_config({"buckets": json.dumps({"sales": str(tmp_path / "lake")})}, environ={})
    roots = allowed_roots(config, open_home(tmp_path / "home"))

    plan = make_plan(make_table("s3://sales/", JSON_SERDE), [])

    assert len(run("preview", plan, roots, limit=10)["rows"]) == 3
