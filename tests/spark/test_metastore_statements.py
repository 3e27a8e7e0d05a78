"""Every statement of Spark's catalog, seen at once through boto3, and the other way round."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.spark, pytest.mark.slow]
Stored = Callable[[str], dict[str, Any]]


def columns(table: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["Name"], each["Type"]) for each in table["StorageDescriptor"]["Columns"]]


def values(live_glue: Any, database: str, table: str) -> list[list[str]]:
    found = live_glue.get_partitions(DatabaseName=database, TableName=table)["Partitions"]
    return sorted(each["Values"] for each in found)


def test_databases_made_on_either_side_are_seen_on_the_other(spark: Any, live_glue: Any) -> None:
    live_glue.create_database(DatabaseInput={"Name": "from_boto"})
    spark.sql("create database from_spark comment 'c' with dbproperties ('a' = 'b')")
    spark.sql("alter database from_spark set dbproperties ('a' = 'z')")

    shown = {row[0] for row in spark.sql("show databases")}
    made = live_glue.get_database(Name="from_spark")["Database"]

    assert {"from_boto", "from_spark"} <= shown
    assert (made["Description"], made["Parameters"]["a"]) == ("c", "z")
    assert ["Comment", "c"] in spark.sql("describe database from_spark")
    spark.sql("drop database from_spark")
    spark.sql("drop database from_boto")
    assert not {"from_boto", "from_spark"} & {
        each["Name"] for each in live_glue.get_databases()["DatabaseList"]
    }


def test_a_managed_table_lives_and_dies_with_its_files(
    spark: Any, live_glue: Any, database: str, stored: Stored
) -> None:
    spark.sql("create table p (Id int, name string comment 'n', v decimal(10,2)) using parquet")
    spark.sql("insert into p values (1, 'a', 1.5)")

    table = stored("p")
    folder = Path(table["StorageDescriptor"]["Location"].removeprefix("file:"))

    assert columns(table) == [("id", "int"), ("name", "string"), ("v", "decimal(10,2)")]
    assert table["TableType"] == "MANAGED_TABLE"
    assert table["StorageDescriptor"]["Columns"][1]["Comment"] == "n"
    assert table["StorageDescriptor"]["SerdeInfo"]["SerializationLibrary"].endswith("HiveSerDe")
    assert spark.run("answer = spark.table('p').columns") == ["Id", "name", "v"]
    assert spark.sql("select Id, name from p") == [[1, "a"]]
    assert list(folder.glob("*.parquet"))
    spark.sql("drop table p")
    assert not folder.exists()
    assert live_glue.get_tables(DatabaseName=database)["TableList"] == []


def test_private_properties_are_stripped_and_provider_and_schema_are_kept(
    spark: Any, database: str, stored: Stored
) -> None:
    spark.sql("create table q (A int, d string) using json partitioned by (d)")

    table = stored("q")

    assert set(table["Parameters"]) == {
        "classification", "spark.sql.sources.provider", "spark.sql.sources.schema",
    }  # fmt: skip
    assert columns(table) == [("a", "int")]
    assert [key["Name"] for key in table["PartitionKeys"]] == ["d"]
    assert table["StorageDescriptor"]["SerdeInfo"] == {
        "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe",
        "Parameters": {"serialization.format": "1"},
    }


@pytest.mark.parametrize("kind", ["using parquet", "using json", "stored as orc", "stored as avro"])
def test_partitions_of_every_kind_of_table_follow_every_statement(
    spark: Any, live_glue: Any, database: str, kind: str
) -> None:
    if kind.startswith("using"):
        spark.sql(f"create table h (a int, dt string, n int) {kind} partitioned by (dt, n)")
    else:
        spark.sql(f"create table h (a int) partitioned by (dt string, n int) {kind}")
    spark.sql("insert into h partition (dt = '2024-01-01', n) values (1, 5)")
    spark.sql("insert into h partition (dt = '2024-01-01', n = 6) values (2)")
    spark.sql("insert overwrite h partition (dt, n) values (3, '2024-01-02', 7), (4, 'x y/=', 8)")
    assert ["2024-01-02", "7"] in values(live_glue, database, "h")

    spark.sql("alter table h add if not exists partition (dt = 'new', n = 9)")
    spark.sql("alter table h add if not exists partition (dt = 'new', n = 9)")
    spark.sql("alter table h partition (dt = 'new', n = 9) rename to partition (dt = 'old', n = 9)")
    spark.sql("alter table h drop partition (dt = '2024-01-02')")

    assert ["old", "9"] in values(live_glue, database, "h")
    assert ["dt=old/n=9"] in spark.sql("show partitions h")
    assert ["2024-01-02", "7"] not in values(live_glue, database, "h")
    assert spark.sql("select a from h where dt = 'x y/=' and n in (7, 8)") == [[4]]
    assert spark.sql("show partitions h partition (dt = 'old')") == [["dt=old/n=9"]]


def test_msck_finds_folders_and_boto3_partitions_are_read(
    spark: Any, live_glue: Any, database: str, stored: Stored, tmp_path: Path
) -> None:
    spark.run(
        f"spark.range(4).selectExpr('id', 'id % 2 k').write.partitionBy('k').json('{tmp_path}/m')"
    )
    spark.sql(
        f"create table m (id bigint, k int) using json partitioned by (k) location '{tmp_path}/m'"
    )
    assert spark.sql("select count(*) from m") == [[0]]

    spark.sql("msck repair table m")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "x.json").write_text('{"id": 99}\n')
    descriptor = stored("m")["StorageDescriptor"] | {"Location": elsewhere.as_uri()}
    live_glue.create_partition(
        DatabaseName=database,
        TableName="m",
        PartitionInput={"Values": ["7"], "StorageDescriptor": descriptor},
    )

    assert values(live_glue, database, "m") == [["0"], ["1"], ["7"]]
    assert spark.sql("select id from m where k = 7") == [[99]]
    assert stored("m")["TableType"] == "EXTERNAL_TABLE"


def test_altering_changes_what_was_said_and_nothing_else(
    spark: Any, database: str, stored: Stored, tmp_path: Path
) -> None:
    spark.sql("create table a (x int) using parquet comment 'first'")
    before = stored("a")

    spark.sql("alter table a set tblproperties ('mine' = '1')")
    spark.sql("alter table a add columns (y struct<B:int,c:array<string>>)")
    spark.sql("alter table a change column x x int comment 'cc'")
    spark.sql(f"alter table a set location '{tmp_path}'")
    after = stored("a")

    assert columns(after) == [("x", "int"), ("y", "struct<B:int,c:array<string>>")]
    assert after["StorageDescriptor"]["Columns"][0]["Comment"] == "cc"
    assert after["StorageDescriptor"]["Location"] == f"file:{tmp_path}"
    assert after["Parameters"]["mine"] == "1"
    assert after["Description"] == "first"
    assert int(after["VersionId"]) == int(before["VersionId"]) + 4
    assert set(after["Parameters"]) == {*before["Parameters"], "mine"}


def test_renaming_moves_table_partitions_and_files(
    spark: Any, live_glue: Any, database: str, stored: Stored
) -> None:
    spark.sql("create table old_name (a int) partitioned by (k int) stored as parquet")
    spark.sql("insert into old_name partition (k = 1) values (1)")

    spark.sql("alter table old_name rename to new_name")

    assert spark.sql("select * from new_name") == [[1, 1]]
    assert spark.sql("show tables") == [[database, "new_name", False]]
    assert stored("new_name")["StorageDescriptor"]["Location"].endswith("/new_name")
    assert values(live_glue, database, "new_name") == [["1"]]


def test_copies_views_statistics_and_truncation(
    spark: Any, live_glue: Any, database: str, stored: Stored
) -> None:
    spark.sql("create table one using csv options (header true) as select 1 a, 'x,y' b")
    spark.sql("create table two like one")
    spark.sql("create view v (twice comment 'c') as select a * 2 as b from one")
    spark.sql("analyze table one compute statistics for columns a")

    assert spark.sql("select * from one") == [[1, "x,y"]]
    assert stored("one")["Parameters"]["skip.header.line.count"] == "1"
    assert stored("one")["Parameters"]["spark.sql.statistics.numRows"] == "1"
    assert stored("v")["TableType"] == "VIRTUAL_VIEW"
    assert spark.sql("select * from v") == [[2]]
    assert spark.sql("show views") == [[database, "v", False]]
    spark.sql("truncate table one")
    assert spark.sql("select count(*) from one") == [[0]]
    assert [each["Name"] for each in live_glue.get_tables(DatabaseName=database)["TableList"]] == [
        "one", "two", "v",
    ]  # fmt: skip


def test_data_frames_are_saved_and_the_catalog_object_agrees(
    spark: Any, database: str, stored: Stored
) -> None:
    spark.run("spark.range(3).write.saveAsTable('saved')")
    spark.run("spark.range(5).write.mode('overwrite').saveAsTable('saved')")
    spark.run("spark.range(2).write.mode('append').saveAsTable('saved')")
    spark.run("spark.range(1).write.insertInto('saved')")

    # Without generated code, Spark can't make the objects of its own catalog.
    spark.run("spark.conf.set('spark.sql.codegen.factoryMode', 'FALLBACK')")
    listed = spark.run("answer = [t.name for t in spark.catalog.listTables()]")
    found = spark.run("answer = [c.name for c in spark.catalog.listColumns('saved')]")

    assert spark.sql("select count(*) from saved") == [[8]]
    assert columns(stored("saved")) == [("id", "bigint")]
    assert (listed, found) == (["saved"], ["id"])
    assert spark.run(f"answer = spark.catalog.tableExists('{database}.saved')")
    assert spark.run("answer = spark.catalog.getTable('saved').tableType") == "MANAGED"


def test_functions_are_kept_in_the_catalog(spark: Any, live_glue: Any, database: str) -> None:
    spark.sql(f"create function {database}.f as 'org.example.F' using jar 'file:/nothing.jar'")

    kept = live_glue.get_user_defined_function(DatabaseName=database, FunctionName="f")

    assert kept["UserDefinedFunction"]["ClassName"] == "org.example.F"
    assert kept["UserDefinedFunction"]["ResourceUris"][0]["ResourceType"] == "JAR"
    spark.sql(f"drop function {database}.f")
    assert (
        live_glue.get_user_defined_functions(DatabaseName=database, Pattern=".*")[
            "UserDefinedFunctions"
        ]
        == []
    )


def test_what_is_refused_is_told_in_words(spark: Any, database: str) -> None:
    spark.sql("create table t (a int) partitioned by (k int) stored as parquet")
    spark.sql("alter table t add partition (k = 1)")

    with pytest.raises(Exception, match="SCHEMA_ALREADY_EXISTS"):
        spark.sql(f"create database {database}")
    with pytest.raises(Exception, match="PARTITIONS_ALREADY_EXIST"):
        spark.sql("alter table t add partition (k = 1)")
    with pytest.raises(Exception, match="SCHEMA_NOT_EMPTY"):
        spark.sql(f"drop database {database}")


def test_default_is_made_when_something_is_put_into_it(spark: Any, live_glue: Any) -> None:
    names = [each["Name"] for each in live_glue.get_databases()["DatabaseList"]]
    spark.sql("use default")

    spark.sql("create table in_default as select 1 x")

    assert "default" not in names
    assert live_glue.get_table(DatabaseName="default", Name="in_default")["Table"]
    spark.sql("drop table in_default")
