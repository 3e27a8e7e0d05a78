"""Our Java classes: compiled once, part of every session, honest about what they cannot read."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from glue_table_format.decoding import decoded_location, encoded_location
from pyarrow import orc

from glue_devendpoint.spark.extension import extension_jar, with_extension
from glue_devendpoint.spark.java import Java, find_java

from .conftest import SparkChild, SparkFailed

LINES = b'{"id": 1}\n{"id": 2}\n'


def test_the_classes_are_compiled_once(tmp_path: Path) -> None:
    java = find_java(tmp_path / "java")

    first = extension_jar(tmp_path, java)
    assert first is not None
    written = first.stat()
    again = extension_jar(tmp_path, java)

    names = zipfile.ZipFile(first).namelist()
    assert again == first
    assert first.stat().st_ino == written.st_ino
    assert {f"gluedevendpoint/{name}.class" for name in ("DecodedCodec", "JsonLines")} <= {*names}
    assert [each.name for each in first.parent.iterdir()] == [first.name]


def test_without_a_working_java_sessions_go_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    found = extension_jar(tmp_path, Java(tmp_path / "nowhere", 17, "nowhere"))

    assert found is None
    assert "Spark can't read some tables" in caplog.text
    assert list((tmp_path / "classes").iterdir()) == []


@pytest.mark.parametrize(
    ("own", "is_local", "class_path", "jars"),
    [
        ({}, True, "/d.jar", None),
        ({"spark.driver.extraClassPath": "/a.jar"}, True, "/a.jar:/d.jar", None),
        ({}, False, "/d.jar", "file:///d.jar"),
        ({"spark.jars": "/a.jar,/b.jar"}, False, "/d.jar", "/a.jar,/b.jar,file:///d.jar"),
    ],
)
def test_the_users_own_jars_stay(
    own: dict[str, str], is_local: bool, class_path: str, jars: str | None
) -> None:
    found = with_extension(own, Path("/d.jar"), is_local=is_local)

    assert found["spark.driver.extraClassPath"] == class_path
    assert found.get("spark.jars") == jars
    assert found["spark.hadoop.fs.decoded-s3.impl"] == "gluedevendpoint.DecodedFileSystem"


def test_the_users_own_session_extensions_and_plugins_stay() -> None:
    own = {"spark.sql.extensions": "a.B", "spark.plugins": "a.C"}

    found = with_extension(own, Path("/d.jar"), is_local=True)

    assert found["spark.sql.extensions"] == "a.B,gluedevendpoint.BucketWrites"
    assert found["spark.plugins"] == "a.C,gluedevendpoint.BucketPlugin"


def test_a_users_own_file_system_for_s3_stays() -> None:
    s3a = "org.apache.hadoop.fs.s3a.S3AFileSystem"
    target = "spark.hadoop.fs.viewfs.overload.scheme.target.s3a.impl"
    own = {"spark.hadoop.fs.s3.impl": s3a, target: s3a}

    found = with_extension(own, Path("/d.jar"), is_local=True)

    assert found["spark.hadoop.fs.s3.impl"] == s3a
    assert found[target] == "gluedevendpoint.ServerFileSystem"


@pytest.mark.parametrize(
    ("location", "decoded"),
    [
        ("s3://b/k/", "decoded-s3://b/k/"),
        ("file:///a/b", "decoded-file:///a/b"),
        ("/a/b", "decoded-file:///a/b"),
        ("s3://b/k/a.json", "decoded-s3://b/k/a.json.decoded"),
        ("s3://b/v=1.5", "decoded-s3://b/v=1.5"),
    ],
)
def test_a_location_leads_to_decoded_files_and_back(location: str, decoded: str) -> None:
    assert decoded_location(location) == decoded
    assert encoded_location(decoded) in (location, f"file://{location}")


Define = Callable[..., str]


@pytest.fixture
def define(live_glue: Any, database: str, tmp_path: Path) -> Define:
    """Makes a JSON table over files that are written for it."""

    def make(name: str, files: dict[str, bytes], keys: tuple[str, ...] = (), **said: str) -> str:
        folder = tmp_path / name
        for file, content in files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(content)
        live_glue.create_table(
            DatabaseName=database,
            TableInput={
                "Name": name,
                "TableType": "EXTERNAL_TABLE",
                "PartitionKeys": [{"Name": key, "Type": "string"} for key in keys],
                "StorageDescriptor": {
                    "Columns": [{"Name": "id", "Type": "decimal(30,20)"}],
                    "Location": f"{folder.as_uri()}/",
                    "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
                },
                "Parameters": {"classification": "json", **said},
            },
        )
        return name

    return make


def _ids(spark: SparkChild, table: str) -> list[Any]:
    return [
        None if row[0] is None else float(row[0]) for row in spark.sql(f"select id from {table}")
    ]


@pytest.mark.spark
def test_documents_of_any_form_become_rows(spark: SparkChild, define: Define) -> None:
    content = b'{"a": [{"id": 0.12345678901234567891}, 7, {"id": 2}]} [{"a": {"id": 3}}]\n\n{}'
    table = define("documents", {"a.json": content}, jsonPath="$.a[*]")

    found = spark.sql(f"select cast(id as string) from {table}")

    assert found == [["0.12345678901234567891"], ["2.00000000000000000000"]]


@pytest.mark.spark
def test_what_is_no_json_is_a_row_of_nulls(spark: SparkChild, define: Define) -> None:
    table = define(
        "broken", {"a.json": b'{"r": {"id": 1}} {"r": {"id": 2}} {"r": oops'}, jsonPath="$.r"
    )

    assert _ids(spark, table) == [1, 2, None]


@pytest.mark.spark
def test_members_of_a_gzip_file_are_all_read(spark: SparkChild, define: Define) -> None:
    content = gzip.compress(LINES) + gzip.compress(b'{"id": 3}\n')
    table = define("members", {"a": content}, compressionType="gzip", compressionFraming="unnamed")

    assert _ids(spark, table) == [1, 2, 3]


@pytest.mark.spark
def test_a_zip_archive_of_several_files_is_an_error(
    spark: SparkChild, define: Define, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("folder/", b"")
        archive.writestr("folder/a.json", LINES)
        archive.writestr("folder/b.json", LINES)
    content = (tmp_path / "a.zip").read_bytes()
    table = define("several", {"a.zip": content}, compressionType="zip")

    with pytest.raises(SparkFailed, match="contains several files; only archives with one file"):
        _ids(spark, table)


@pytest.mark.spark
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x20\0\0\0\x10id\0\x01", "a BSON document is truncated"),
        (b"not BSON at all", "invalid start of a BSON document"),
        (b"\x0c\0\0\0\x02id\0\xff\0\0\0", "a value is longer than its BSON document"),
        (b"\x08\0\0\0\x55x\0\0", "unknown BSON type 85"),
    ],
)
def test_what_is_no_bson_is_an_error(
    spark: SparkChild, define: Define, content: bytes, said: str
) -> None:
    table = define("documents", {"a.bson": content}, classification="bson")

    with pytest.raises(SparkFailed, match=said):
        _ids(spark, table)


@pytest.mark.spark
def test_a_decoded_table_cannot_be_written_and_is_left_as_it_was(
    spark: SparkChild, define: Define, live_glue: Any, database: str, tmp_path: Path
) -> None:
    table = define("packed", {"a.json": gzip.compress(LINES)}, compressionFraming="unnamed")

    with pytest.raises(SparkFailed, match="belongs to a table whose files are decoded on reading"):
        spark.sql(f"insert into {table} values (3)")
    spark.sql(f"alter table {table} set tblproperties ('owner team' = 'shop')")

    stored = live_glue.get_table(DatabaseName=database, Name=table)["Table"]
    assert stored["Parameters"]["owner team"] == "shop"
    assert stored["StorageDescriptor"]["Location"] == f"{tmp_path.as_uri()}/packed/"
    assert not stored["StorageDescriptor"]["SerdeInfo"].get("Parameters")
    assert _ids(spark, table) == [1, 2]


@pytest.mark.spark
def test_a_users_own_options_stay_with_the_table(
    spark: SparkChild, live_glue: Any, database: str, tmp_path: Path
) -> None:
    location = (tmp_path / "own").as_uri()
    spark.sql(
        f"create table own (id int) using json options ('glue.team' 'shop') location '{location}'"
    )

    stored = live_glue.get_table(DatabaseName=database, Name="own")["Table"]
    assert stored["StorageDescriptor"]["SerdeInfo"]["Parameters"]["glue.team"] == "shop"


@pytest.mark.spark
def test_partitions_that_spark_adds_are_stored_where_they_really_are(
    spark: SparkChild, define: Define, live_glue: Any, database: str, tmp_path: Path
) -> None:
    files = {f"day={day}/a": gzip.compress(b'{"id": %d}' % day) for day in (1, 2)}
    table = define("days", files, ("day",), compressionFraming="unnamed")

    spark.sql(f"alter table {table} add partition (day = '1')")
    spark.sql(f"msck repair table {table}")

    found = live_glue.get_partitions(DatabaseName=database, TableName=table)["Partitions"]
    places = {each["StorageDescriptor"]["Location"].rstrip("/") for each in found}
    assert places == {f"file:{tmp_path}/days/day={day}" for day in (1, 2)}
    assert sorted(map(json.dumps, _ids(spark, table))) == ["1.0", "2.0"]
    assert [float(row[0]) for row in spark.sql(f"select id from {table} where day = '2'")] == [2]


@pytest.mark.spark
@pytest.mark.slow
def test_zoned_timestamps_of_orc_are_refused_where_they_would_be_other_times(
    spark_with: Callable[..., SparkChild], tmp_path: Path
) -> None:
    noon = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
    orc.write_table(
        pa.table({"at": pa.array([noon], pa.timestamp("us", "UTC"))}), tmp_path / "a.orc"
    )
    settings = {"spark.driver.extraJavaOptions": "-Duser.timezone=America/New_York"}
    spark = spark_with(settings=settings)

    with pytest.raises(SparkFailed, match="run Spark's Java in UTC"):
        spark.run(f"spark.read.orc('instants-file://{tmp_path}').collect()")
