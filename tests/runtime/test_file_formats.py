"""Reading and writing files of every format, and which files of a path are read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastavro
import pytest
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.unsupported import UnsupportedFeatureError
from glue_table_format import compile_grok

pytestmark = pytest.mark.spark
Make = Callable[[list[dict[str, Any]]], DynamicFrame]
Rows = Callable[[DynamicFrame], list[dict[str, Any]]]


@pytest.fixture
def read(glue_context: GlueContext, bucket: Path) -> Callable[..., DynamicFrame]:
    """Reads files of the test's bucket."""

    def from_bucket(
        path: str, format: str, options: dict[str, Any] | None = None, **connection: Any
    ) -> DynamicFrame:
        return glue_context.create_dynamic_frame.from_options(
            "s3", {"paths": [f"s3://{bucket.name}/{path}"], **connection}, format, options or {}
        )

    return from_bucket


def test_csv_columns_are_text_with_trimmed_names(
    read: Callable[..., DynamicFrame], bucket: Path, rows_of: Rows
) -> None:
    (bucket / "a.csv").write_text('id, Total Discharges ,note\n1,22,"a,b"\n2,,\n')

    frame = read("a.csv", "csv", {"withHeader": "true", "multiline": "false"})

    assert rows_of(frame) == [
        {"id": "1", "Total Discharges": "22", "note": "a,b"},
        {"id": "2", "Total Discharges": "", "note": ""},
    ]


def test_csv_without_header_numbers_its_columns(
    read: Callable[..., DynamicFrame], bucket: Path, rows_of: Rows
) -> None:
    (bucket / "a.csv").write_text("1|'x|y'\n2|z\n")

    plain = read("a.csv", "csv", {"separator": "|", "quoteChar": "'"})
    skipped = read("a.csv", "csv", {"separator": "|", "quoteChar": -1, "skipFirst": True})

    assert rows_of(plain) == [{"col0": "1", "col1": "x|y"}, {"col0": "2", "col1": "z"}]
    assert rows_of(skipped)[0]["col0"] == "2"


def test_plain_json_has_the_plan_of_a_dataframe(
    read: Callable[..., DynamicFrame], bucket: Path
) -> None:
    (bucket / "a.json").write_text('{"b": 1, "a": {"x": "t"}, "l": 5000000000}\n{"b": 2}\n')

    frame = read("a.json", "json")
    data = frame.toDF()

    assert data.schema.simpleString() == "struct<b:int,a:struct<x:string>,l:bigint>"
    plan = data._jdf.queryExecution().optimizedPlan()
    assert plan.nodeName().startswith("LogicalRelation")
    assert plan.children().isEmpty()


def test_json_documents_lists_and_paths(
    read: Callable[..., DynamicFrame], bucket: Path, rows_of: Rows
) -> None:
    (bucket / "list.json").write_text('[\n {"a": 1},\n {"a": "x"}\n]')
    (bucket / "two.json").write_text('{"a":\n 1}\n{"a": 2}')
    (bucket / "deep.json").write_text('{"data": {"rows": [{"v": 1}, {"v": 2}]}}')

    assert rows_of(read("list.json", "json", {"multiLine": True})) == [
        {"a": {"int": 1}}, {"a": {"string": "x"}}]  # fmt: skip
    assert rows_of(read("two.json", "json", {"multiline": "true"})) == [{"a": 1}, {"a": 2}]
    assert rows_of(read("deep.json", "json", {"jsonPath": "$.data.rows[*]"})) == [
        {"v": 1}, {"v": 2}]  # fmt: skip
    kept = read("two.json", "json", {"multiLine": True}).filter(lambda r: r["a"] == 2)
    assert rows_of(kept) == [{"a": 2}]


def test_unreadable_json_lines_are_error_records(
    read: Callable[..., DynamicFrame], bucket: Path, rows_of: Rows
) -> None:
    (bucket / "a.json").write_text('{"a": 1}\n{"a": 2, oops\n\n{"a": "x"}\n')

    frame = read("a.json", "json")

    assert rows_of(frame) == [{"a": {"int": 1}}, {"a": {"string": "x"}}]
    assert frame.errorsCount() == 1
    assert frame.errorsAsDynamicFrame().toDF().collect()[0]["error"]["input"].startswith('{"a": 2')


def test_an_empty_file_is_an_empty_frame(read: Callable[..., DynamicFrame], bucket: Path) -> None:
    (bucket / "a.json").write_text("")

    frame = read("a.json", "json")

    assert (frame.count(), len(frame.schema())) == (0, 0)


def test_xml_rows_and_attributes(
    read: Callable[..., DynamicFrame], bucket: Path, rows_of: Rows
) -> None:
    (bucket / "a.xml").write_text('<r><b id="1"><t>x</t></b><b id="2"><t>y</t></b></r>')

    frame = read("a.xml", "xml", {"rowTag": "b", "attributePrefix": "@"})

    assert rows_of(frame) == [{"@id": 1, "t": "x"}, {"@id": 2, "t": "y"}]
    with pytest.raises(ValueError, match="rowTag"):
        read("a.xml", "xml").count()


def test_grok_takes_lines_apart_and_reports_the_others(
    read: Callable[..., DynamicFrame], bucket: Path, rows_of: Rows
) -> None:
    (bucket / "a.log").write_text(
        '1.2.3.4 - bob [10/Oct/2000:13:55:36 -0700] "GET /x HTTP/1.0" 200 23\nnonsense\n'
    )

    frame = read("a.log", "grokLog", {"logFormat": "%{COMMONAPACHELOG}"})

    assert rows_of(frame) == [{
        "clientip": "1.2.3.4", "auth": "bob", "timestamp": "10/Oct/2000:13:55:36 -0700",
        "verb": "GET", "request": "/x", "httpversion": "1.0", "response": "200", "bytes": "23",
    }]  # fmt: skip
    assert frame.errorsCount() == 1


def test_grok_patterns_of_ones_own() -> None:
    grok = compile_grok("%{ID:id} (?<rest>.*)", "ID [A-Z]{2}\\d+")

    assert grok.expression == r"([A-Z]{2}\d+) (.*)"
    assert [name for name, _ in grok.fields] == ["id", "rest"]
    with pytest.raises(ValueError, match="Unknown grok pattern name 'NOPE'"):
        compile_grok("%{NOPE:x}")
    with pytest.raises(ValueError, match="refers to itself"):
        compile_grok("%{A}", "A %{A}")


def test_avro_is_read_with_unions_and_written_back(
    read: Callable[..., DynamicFrame], bucket: Path, rows_of: Rows, glue_context: GlueContext
) -> None:
    schema = {"type": "record", "name": "r", "fields": [
        {"name": "i", "type": "long"},
        {"name": "t", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "u", "type": ["null", "int", "string"]},
        {"name": "l", "type": {"type": "array", "items": "string"}}]}  # fmt: skip
    import datetime

    moment = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    with (bucket / "a.avro").open("wb") as stream:
        fastavro.writer(
            stream,
            schema,
            [{"i": 1, "t": moment, "u": 5, "l": ["x"]}, {"i": 2, "t": moment, "u": "s", "l": []}],
        )

    old = read("a.avro", "avro")
    new = read("a.avro", "avro", {"version": "1.8"})
    glue_context.write_dynamic_frame.from_options(
        new, "s3", {"path": f"s3://{bucket.name}/out", "partitionKeys": ["i"]}, format="avro"
    )

    assert rows_of(old) == [
        {"i": 1, "t": 1577836800000, "u": {"int": 5}, "l": ["x"]},
        {"i": 2, "t": 1577836800000, "u": {"string": "s"}, "l": []}]  # fmt: skip
    assert rows_of(new)[0]["t"] == datetime.datetime(2020, 1, 1)
    files = sorted((bucket / "out").rglob("*.avro"))
    assert [file.parent.name for file in files] == ["i=1", "i=2"]
    with files[0].open("rb") as stream:
        assert list(fastavro.reader(stream)) == [
            {"t": moment, "u": {"int": 5, "string": None}, "l": ["x"]}]  # fmt: skip


@pytest.mark.parametrize("format", ["json", "csv", "parquet", "orc", "avro", "glueparquet"])
def test_writes_add_to_what_is_there(
    format: str, make_frame: Make, read: Callable[..., DynamicFrame], bucket: Path,
    glue_context: GlueContext,
) -> None:  # fmt: skip
    frame = make_frame([{"a": 1, "n": None, "s": {"x": "t"}, "v": 1}, {"a": 2, "v": "x"}])

    for _ in range(2):
        frame.write("s3", {"path": f"s3://{bucket.name}/out"}, format, {"withHeader": True})

    again = read("out", format, {"withHeader": True})
    assert again.count() == 4


def test_partition_keys_become_folders_and_csv_nesting_becomes_text(
    make_frame: Make, bucket: Path, glue_context: GlueContext
) -> None:
    frame = make_frame([{"y": 1, "s": {"x": [1]}}, {"y": 2, "s": {"x": [2]}}])

    glue_context.write_dynamic_frame.from_options(
        frame, "s3",
        {"path": f"s3://{bucket.name}/out", "partitionKeys": ["y"], "compression": "gzip"},
        format="csv", format_options={"separator": ";", "quoteChar": -1})  # fmt: skip

    file = next((bucket / "out" / "y=1").glob("*.csv.gz"))
    assert gzip.decompress(file.read_bytes()).decode() == 's\n{"x":[1]}\n'
    with pytest.raises(ValueError, match="partitionKeys contains zz"):
        frame.write("s3", {"path": f"s3://{bucket.name}/o", "partitionKeys": ["zz"]}, "json")


def test_a_collection_is_written_to_folders_of_its_names(
    make_frame: Make, bucket: Path, glue_context: GlueContext
) -> None:
    tables = make_frame([{"a": [1, 2]}]).relationalize("root", "s3://x/tmp")

    glue_context.write_dynamic_frame.from_options(
        tables, "s3", {"path": f"s3://{bucket.name}/out"}, format="json")  # fmt: skip

    written = {folder.name: [json.loads(line) for file in folder.glob("*.json")
                             for line in file.read_text().splitlines()]
               for folder in (bucket / "out").iterdir()}  # fmt: skip
    assert written["root"] == [{"a": 1}]
    assert len(written["root_a"]) == 2
    with pytest.raises(TypeError, match="DataFrame"):
        glue_context.write_from_options(tables["root"].toDF(), "s3")


def test_only_direct_files_are_read_unless_recursing(
    read: Callable[..., DynamicFrame], bucket: Path
) -> None:
    for name in ("in/a.json", "in/sub/b.json", "in/year=1/c.json", "in/_tmp/d.json", "in/.e.json"):
        (bucket / name).parent.mkdir(parents=True, exist_ok=True)
        (bucket / name).write_text('{"a": 1}\n')

    assert read("in", "json").count() == 1
    assert read("in", "json", recurse=True).count() == 3
    kept = read("in", "json", recurse=True, exclusions='["**/sub/**", "year=[0-3]/*.json"]')
    assert kept.count() == 1
    assert [field.name for field in read("in", "json", recurse=True).schema()] == ["a"]


def test_missing_paths_and_buckets_are_named(
    read: Callable[..., DynamicFrame], glue_context: GlueContext, bucket: Path
) -> None:
    with pytest.raises(Exception, match="nowhere"):
        read("nowhere", "json").count()
    with pytest.raises(FileNotFoundError, match="no bucket 'no-such-bucket'"):
        glue_context.create_dynamic_frame.from_options(
            "s3", {"paths": ["s3://no-such-bucket/x"]}, format="json"
        ).count()
    with pytest.raises(ValueError, match="unknown format 'jsno'"):
        read("x", "jsno")
    with pytest.raises(ValueError, match="are ion, which this Spark can't read; start Spark with"):
        read("x", "ion").count()
    with pytest.raises(ValueError, match='"paths" is missing'):
        glue_context.create_dynamic_frame.from_options("s3", {}, format="json")


def test_unsupported_connections_say_what_to_use_instead(glue_context: GlueContext) -> None:
    with pytest.raises(UnsupportedFeatureError, match=r"dynamodb.*Export the table"):
        glue_context.create_dynamic_frame.from_options("dynamodb", {})
    with pytest.raises(UnsupportedFeatureError, match=r"marketplace.spark"):
        glue_context.getSink("marketplace.spark")
    with pytest.raises(ValueError, match="unknown connection type 's33'"):
        glue_context.getSource("s33")


def test_parquet_schemas_are_merged_and_partitions_are_columns(
    read: Callable[..., DynamicFrame], bucket: Path, glue_context: GlueContext
) -> None:
    spark = glue_context.spark_session
    spark.sql("select 1 a").write.parquet(str(bucket / "p/y=1"))
    spark.sql("select 2 a, 'x' b").write.parquet(str(bucket / "p/y=2"))

    frame = read("p", "parquet")

    assert {field.name for field in frame.schema()} == {"a", "b", "y"}
    source = glue_context.getSource("s3", format="parquet", push_down_predicate="y = 2",
                                    paths=[f"s3://{bucket.name}/p"])  # fmt: skip
    assert source.getFrame().count() == 1


def test_samples_and_partition_counts(
    read: Callable[..., DynamicFrame], bucket: Path, glue_context: GlueContext
) -> None:
    (bucket / "a.json").write_text("\n".join('{"a": 1}' for _ in range(50)))
    path = {"paths": [f"s3://{bucket.name}/a.json"]}

    sample = glue_context.create_sample_dynamic_frame_from_options("s3", path, 7, format="json")
    spread = glue_context.create_dynamic_frame_from_options(
        "s3", path, "json", targetPartitions=4)  # fmt: skip

    assert sample.count() == 7
    assert spread.getNumPartitions() == 4


def test_purging_honours_the_retention_period(bucket: Path, glue_context: GlueContext) -> None:
    (bucket / "p/sub").mkdir(parents=True)
    (bucket / "p/sub/a.json").write_text("{}")

    glue_context.purge_s3_path(f"s3://{bucket.name}/p")
    kept = (bucket / "p/sub/a.json").exists()
    glue_context.purge_s3_path(
        f"s3://{bucket.name}/p",
        {"retentionPeriod": 0, "manifestFilePath": f"s3://{bucket.name}/manifest"})  # fmt: skip

    assert kept
    assert not (bucket / "p/sub").exists()
    manifest = next((bucket / "manifest").rglob("Success.csv"))
    assert manifest.read_text().strip().endswith("p/sub/a.json")
    with pytest.raises(ValueError, match="accountId"):
        glue_context.transition_s3_path("s3://x", "GLACIER")
