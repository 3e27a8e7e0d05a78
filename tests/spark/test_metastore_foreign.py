"""Tables that crawlers, boto3 and AWS exports made, read and written by plain Spark SQL."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import fastavro
import pyarrow
import pyarrow.parquet
import pytest

pytestmark = [pytest.mark.spark, pytest.mark.slow]

TEXT = {
    "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
}
OPENX = "org.openx.data.jsonserde.JsonSerDe"
HCATALOG = "org.apache.hive.hcatalog.data.JsonSerDe"
LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"


def columns(**types: str) -> list[dict[str, str]]:
    return [{"Name": name, "Type": kind} for name, kind in types.items()]


@pytest.fixture
def lake(served_home: Path, database: str, spark: Any) -> Path:
    """A local bucket of this test's own, known to the running session."""
    folder = served_home / "buckets" / f"lake-{uuid.uuid4().hex[:12]}"
    folder.mkdir(parents=True)
    spark.run("driver.mount_buckets()")
    return folder


def make(
    live_glue: Any,
    database: str,
    lake: Path,
    *,
    kinds: dict[str, str],
    library: str = "",
    serde: dict[str, str] | None = None,
    parameters: dict[str, str],
    formats: dict[str, str] = TEXT,
    keys: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    information: dict[str, Any] = {"Parameters": serde or {}}
    if library:
        information["SerializationLibrary"] = library
    described = {
        "Name": "t",
        "Owner": "owner",
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": keys or [],
        "Parameters": parameters,
        "StorageDescriptor": {
            "Columns": columns(**kinds),
            "Location": f"s3://{lake.name}/t/",
            "Compressed": False,
            "NumberOfBuckets": -1,
            "BucketColumns": [],
            "SortColumns": [],
            "StoredAsSubDirectories": False,
            "SerdeInfo": information,
            "Parameters": parameters,
            **formats,
        },
    }
    live_glue.create_table(DatabaseName=database, TableInput=described)
    (lake / "t").mkdir()
    return described


@pytest.mark.parametrize("library", [OPENX, HCATALOG])
def test_json_tables_are_read_with_their_keys_in_their_case(
    spark: Any, live_glue: Any, database: str, lake: Path, library: str
) -> None:
    described = make(
        live_glue, database, lake,
        kinds={"id": "int", "username": "string", "deep": "struct<x:array<int>>"},
        library=library, serde={"paths": "Id,deep,userName"},
        parameters={"classification": "json"}, keys=columns(y="string"),
    )  # fmt: skip
    (lake / "t" / "y=1").mkdir()
    (lake / "t" / "y=1" / "a.json").write_text(
        '{"Id":1,"userName":"a","deep":{"x":[1,2]}}\n{"Id":2}\n'
    )
    descriptor = described["StorageDescriptor"] | {"Location": f"s3://{lake.name}/t/y=1/"}
    live_glue.create_partition(
        DatabaseName=database, TableName="t",
        PartitionInput={"Values": ["1"], "StorageDescriptor": descriptor},
    )  # fmt: skip

    spark.sql("insert into t partition (y = '2') values (9, 'z', null)")

    assert spark.sql("select id, username, deep.x, y from t where y = '1'") == [
        [1, "a", [1, 2], "1"],
        [2, None, None, "1"],
    ]
    assert spark.sql("select ID from t where y >= '2'") == [[9]]


def test_what_spark_changes_leaves_a_crawlers_table_a_crawlers_table(
    spark: Any, live_glue: Any, database: str, lake: Path
) -> None:
    described = make(
        live_glue, database, lake,
        kinds={"id": "int"}, library=OPENX, serde={"paths": "id"},
        parameters={"classification": "json", "UPDATED_BY_CRAWLER": "c"}, keys=columns(y="string"),
    )  # fmt: skip

    spark.sql("alter table t set tblproperties ('mine' = '1')")
    spark.sql("analyze table t compute statistics")
    spark.sql("msck repair table t")
    table = live_glue.get_table(DatabaseName=database, Name="t")["Table"]

    parameters = table["Parameters"]
    assert table["StorageDescriptor"] == described["StorageDescriptor"]
    assert parameters["mine"] == "1"
    assert described["Parameters"].items() <= parameters.items()
    assert not [name for name in parameters if name.startswith("spark.sql.sources")]
    spark.sql("alter table t add columns (extra string)")
    table = live_glue.get_table(DatabaseName=database, Name="t")["Table"]
    assert table["StorageDescriptor"]["Columns"] == columns(id="int", extra="string")


def test_csv_tables_lose_their_header_and_keep_their_quotes(
    spark: Any, live_glue: Any, database: str, lake: Path
) -> None:
    make(
        live_glue, database, lake, kinds={"id": "bigint", "name": "string"},
        library=LAZY, serde={"field.delim": ";"},
        parameters={"classification": "csv", "skip.header.line.count": "1", "delimiter": ";"},
    )  # fmt: skip
    (lake / "t" / "a.csv").write_text('id;name\n1;"x;""y"\n2;z\n')

    assert spark.sql("select * from t") == [[1, 'x;"y'], [2, "z"]]
    spark.sql("insert into t values (3, 'w')")
    assert spark.sql("select name from t where id = 3") == [["w"]]


def test_opencsv_tables_are_read_with_their_types(
    spark: Any, live_glue: Any, database: str, lake: Path
) -> None:
    make(
        live_glue, database, lake, kinds={"id": "int", "name": "string"}, library=OPEN_CSV,
        serde={"separatorChar": "|", "quoteChar": "'", "escapeChar": "\\"}, parameters={},
    )  # fmt: skip
    (lake / "t" / "a.csv").write_text("1|'a|b'\n2|c\n")

    assert spark.sql("select id + 1, name from t") == [[2, "a|b"], [3, "c"]]


def test_xml_tables_are_read(spark: Any, live_glue: Any, database: str, lake: Path) -> None:
    make(
        live_glue, database, lake, kinds={"id": "int", "n": "string"}, serde={"rowTag": "row"},
        parameters={"classification": "xml", "rowTag": "row"},
        formats={"InputFormat": "", "OutputFormat": ""},
    )  # fmt: skip
    (lake / "t" / "a.xml").write_text(
        "<rows><row><id>1</id><n>q</n></row><row><id>2</id></row></rows>"
    )

    assert spark.sql("select * from t") == [[1, "q"], [2, None]]


def test_grok_tables_are_read(spark: Any, live_glue: Any, database: str, lake: Path) -> None:
    make(
        live_glue, database, lake, kinds={"client": "string", "size": "int", "rest": "string"},
        library="com.amazonaws.glue.serde.GrokSerDe",
        serde={
            "input.format": "%{NOTSPACE:client:string} %{INT:size:int} %{MINE:rest:string}",
            "input.grokCustomPatterns": "MINE [a-z]+",
        },
        parameters={"classification": "special"},
    )  # fmt: skip
    (lake / "t" / "a.log").write_text("1.2.3.4 17 abc\nhost 5 z\n")

    assert spark.sql("select client, size + 1, rest from t order by size desc") == [
        ["1.2.3.4", 18, "abc"],
        ["host", 6, "z"],
    ]


@pytest.mark.parametrize("has_formats", [True, False])
def test_parquet_tables_are_read(
    spark: Any, live_glue: Any, database: str, lake: Path, has_formats: bool
) -> None:
    base = "org.apache.hadoop.hive.ql.io.parquet"
    formats = {
        "InputFormat": f"{base}.MapredParquetInputFormat",
        "OutputFormat": f"{base}.MapredParquetOutputFormat",
    }
    make(
        live_glue, database, lake, kinds={"id": "bigint", "name": "string"},
        library=f"{base}.serde.ParquetHiveSerDe" if has_formats else "",
        parameters={"classification": "parquet"}, formats=formats if has_formats else {},
    )  # fmt: skip
    rows = pyarrow.table({"Id": [1, 2], "Name": ["a", None]})
    pyarrow.parquet.write_table(rows, lake / "t" / "a.parquet")

    assert spark.sql("select id, name from t order by id") == [[1, "a"], [2, None]]


def test_avro_tables_are_read_without_a_jar(
    spark: Any, live_glue: Any, database: str, lake: Path
) -> None:
    schema = (
        '{"type":"record","name":"r","fields":[{"name":"id","type":"long"},'
        '{"name":"name","type":["null","string"]}]}'
    )
    base = "org.apache.hadoop.hive.ql.io.avro"
    make(
        live_glue, database, lake, kinds={"id": "bigint", "name": "string"},
        library="org.apache.hadoop.hive.serde2.avro.AvroSerDe",
        serde={"avro.schema.literal": schema, "serialization.format": "1"},
        parameters={"classification": "avro", "avro.schema.literal": schema},
        formats={
            "InputFormat": f"{base}.AvroContainerInputFormat",
            "OutputFormat": f"{base}.AvroContainerOutputFormat",
        },
    )  # fmt: skip
    with open(lake / "t" / "a.avro", "wb") as file:
        fastavro.writer(file, json.loads(schema),
                        [{"id": 1, "name": "a"}, {"id": 2, "name": None}])  # fmt: skip

    assert spark.sql("select * from t order by id") == [[1, "a"], [2, None]]


def test_columns_changed_by_boto3_count_for_spark_at_once(
    spark: Any, live_glue: Any, database: str
) -> None:
    spark.sql("create table t (Id int) using json")
    table = live_glue.get_table(DatabaseName=database, Name="t")["Table"]
    wanted = {
        name: table[name]
        for name in ("Name", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters")
    }
    wanted["StorageDescriptor"]["Columns"].append({"Name": "more", "Type": "array<string>"})

    live_glue.update_table(DatabaseName=database, TableInput=wanted)

    assert [row[:2] for row in spark.sql("describe t")] == [
        ["id", "int"],
        ["more", "array<string>"],
    ]


def test_a_table_that_is_a_link_is_read_as_its_target(
    spark: Any, live_glue: Any, database: str
) -> None:
    spark.sql("create table target using parquet as select 5 x")
    live_glue.create_table(
        DatabaseName=database,
        TableInput={"Name": "link", "TargetTable": {"DatabaseName": database, "Name": "target"}},
    )

    assert spark.sql("select * from link") == [[5]]
