"""Reading and writing catalog tables through a live endpoint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from awsglue.catalog_types import storage_for
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame

pytestmark = pytest.mark.spark
Make = Callable[[list[dict[str, Any]]], DynamicFrame]
Rows = Callable[[DynamicFrame], list[dict[str, Any]]]


def create_table(
    catalog: Any, name: str, format: str, location: str, columns: dict[str, str],
    keys: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """Create a table in the database `db`."""
    made = [{"Name": key, "Type": kind} for key, kind in columns.items()]
    catalog.create_table(DatabaseName="db", TableInput={
        "Name": name,
        "Parameters": {"classification": format},
        "PartitionKeys": [{"Name": key, "Type": kind} for key, kind in (keys or {}).items()],
        "StorageDescriptor": storage_for(format, made, location),
    })  # fmt: skip


@pytest.fixture
def db(catalog: Any) -> Any:
    """The catalog with an empty database `db`."""
    catalog.create_database(DatabaseInput={"Name": "db"})
    return catalog


def test_text_that_does_not_read_as_the_catalog_type_makes_a_choice(
    db: Any, bucket: Path, glue_context: GlueContext, rows_of: Rows
) -> None:
    (bucket / "t").mkdir()
    (bucket / "t/a.csv").write_text("Provider Id,n,name\n10001,5,x\nLTD,,y\n")
    create_table(db, "t", "csv", f"s3://{bucket.name}/t/",
                 {"provider id": "bigint", "n": "int", "name": "string"})  # fmt: skip

    frame = glue_context.create_dynamic_frame.from_catalog(database="db", table_name="t")

    assert rows_of(frame) == [
        {"provider id": {"long": 10001}, "n": 5, "name": "x"},
        {"provider id": {"string": "LTD"}, "name": "y"},
    ]
    matched = frame.resolveChoice(choice="match_catalog", database="db", table_name="t")
    assert [row["provider id"] for row in matched.toDF().collect()] == [10001, None]


def test_json_columns_take_the_catalogs_spelling(
    db: Any, bucket: Path, glue_context: GlueContext, rows_of: Rows
) -> None:
    (bucket / "t").mkdir()
    (bucket / "t/a.json").write_text('{"userId": 1, "when": "2020-01-02"}\n{"userId": 2}\n')
    create_table(db, "t", "json", f"s3://{bucket.name}/t/", {"userid": "bigint", "when": "date"})

    frame = glue_context.create_dynamic_frame.from_catalog("db", "t")

    assert frame.toDF().schema.simpleString() == "struct<userid:bigint,when:date>"
    assert frame.filter(lambda r: "when" not in r).count() == 1


def test_a_catalog_sink_names_the_options_that_it_needs(
    glue_context: GlueContext, make_frame: Make
) -> None:
    frame = make_frame([{"v": 1}])

    with pytest.raises(ValueError, match="requires the option database"):
        glue_context.getSink("catalog", table_name="t").writeFrame(frame)
    with pytest.raises(ValueError, match="requires the options database and table_name"):
        glue_context.getSink("catalog").writeFrame(frame)


def test_partitions_are_pruned_here_and_by_the_server(
    db: Any, bucket: Path, glue_context: GlueContext, make_frame: Make, rows_of: Rows
) -> None:
    frame = make_frame(
        [{"v": i, "year": f"{2016 + i % 2}", "month": f"0{i % 3}"} for i in range(6)]
    )
    sink = glue_context.getSink(
        "s3", path=f"s3://{bucket.name}/t", enableUpdateCatalog=True,
        partitionKeys=["year", "month"])  # fmt: skip
    sink.setFormat("json")
    sink.setCatalogInfo(catalogDatabase="db", catalogTableName="t")

    sink.writeFrame(frame)
    by_predicate = glue_context.create_dynamic_frame.from_catalog(
        "db", "t", push_down_predicate="(year=='2017' and month > 0)"
    )
    by_server = glue_context.create_dynamic_frame.from_catalog(
        "db", "t", additional_options={"catalogPartitionPredicate": "month='00'"}
    )
    nothing = glue_context.create_dynamic_frame.from_catalog(
        "db", "t", push_down_predicate="year = '1999'"
    )

    table = db.get_table(DatabaseName="db", Name="t")["Table"]
    assert [key["Name"] for key in table["PartitionKeys"]] == ["year", "month"]
    assert len(db.get_partitions(DatabaseName="db", TableName="t")["Partitions"]) == 6
    assert sorted(row["v"] for row in rows_of(by_predicate)) == [1, 5]
    assert {row["month"] for row in rows_of(by_predicate)} == {"01", "02"}
    assert sorted(row["v"] for row in rows_of(by_server)) == [0, 3]
    assert nothing.count() == 0
    with pytest.raises(ValueError, match="partition columns year, month"):
        glue_context.create_dynamic_frame.from_catalog(
            "db", "t", push_down_predicate="nope = 1"
        ).count()


def test_an_update_adds_columns_and_partitions_and_log_refuses_new_columns(
    db: Any, bucket: Path, glue_context: GlueContext, make_frame: Make
) -> None:
    path = f"s3://{bucket.name}/t"

    def write(records: list[dict[str, Any]], **options: Any) -> None:
        sink = glue_context.getSink(
            connection_type="s3", path=path, enableUpdateCatalog=True, partitionKeys=["d"],
            **options)  # fmt: skip
        sink.setFormat("glueparquet")
        sink.setCatalogInfo("db", "t")
        sink.writeFrame(make_frame(records))

    write([{"d": "a", "x": 1}])
    write([{"d": "b", "x": 2, "y": "new"}])
    with pytest.raises(ValueError, match="doesn't have: zz"):
        write([{"d": "c", "x": 3, "zz": 1}], updateBehavior="LOG")
    write([{"d": "c", "x": 3}], updateBehavior="LOG")

    table = db.get_table(DatabaseName="db", Name="t")["Table"]
    assert [c["Name"] for c in table["StorageDescriptor"]["Columns"]] == ["x", "y"]
    values = [
        p["Values"][0] for p in db.get_partitions(DatabaseName="db", TableName="t")["Partitions"]
    ]
    assert sorted(values) == ["a", "b", "c"]
    read = glue_context.create_dynamic_frame.from_catalog("db", "t")
    assert {field.name for field in read.schema()} == {"x", "y", "d"}


@pytest.mark.parametrize("format", ["csv", "json", "parquet", "avro", "orc"])
def test_an_updated_table_takes_the_types_written_and_is_read_back(
    format: str, db: Any, bucket: Path, glue_context: GlueContext, make_frame: Make, rows_of: Rows
) -> None:
    create_table(db, "t", format, f"s3://{bucket.name}/t/", {"a": "bigint", "b": "string"},
                 {"p": "int"})  # fmt: skip
    frame = make_frame([{"a": "1", "b": "x", "p": 1}, {"a": "2", "b": "y", "p": 2}])

    glue_context.write_dynamic_frame.from_catalog(
        frame, name_space="db", table_name="t", additional_options={"enableUpdateCatalog": True}
    )
    again = glue_context.create_dynamic_frame_from_catalog(name_space="db", table_name="t")

    assert sorted(rows_of(again), key=str) == [
        {"a": "1", "b": "x", "p": 1},
        {"a": "2", "b": "y", "p": 2},
    ]


def test_a_plain_write_casts_to_the_tables_types(
    db: Any, bucket: Path, glue_context: GlueContext, make_frame: Make
) -> None:
    create_table(db, "t", "parquet", f"s3://{bucket.name}/t/", {"a": "bigint", "b": "string"})

    glue_context.write_data_frame.from_catalog(make_frame([{"a": "1", "b": 2}]).toDF(), "db", "t")

    data = glue_context.create_data_frame.from_catalog("db", "t")
    assert data.schema.simpleString() == "struct<a:bigint,b:string>"
    schema = glue_context.get_catalog_schema_as_spark_schema("db", "t")
    assert schema.simpleString() == "struct<a:bigint,b:string>"


def test_purging_a_table_deletes_emptied_partitions(
    db: Any, bucket: Path, glue_context: GlueContext, make_frame: Make
) -> None:
    sink = glue_context.getSink("s3", path=f"s3://{bucket.name}/t", enableUpdateCatalog=True,
                                partitionKeys=["d"])  # fmt: skip
    sink.setFormat("json")
    sink.setCatalogInfo("db", "t")
    sink.writeFrame(make_frame([{"d": "a", "x": 1}, {"d": "b", "x": 2}]))

    glue_context.purge_table("db", "t", {"retentionPeriod": 0, "partitionPredicate": "d = 'a'"})

    left = db.get_partitions(DatabaseName="db", TableName="t")["Partitions"]
    assert [partition["Values"] for partition in left] == [["b"]]
    assert not (bucket / "t/d=a").exists()


def test_names_are_checked(glue_context: GlueContext, db: Any) -> None:
    reader = glue_context.create_dynamic_frame

    with pytest.raises(Exception, match="database is missing"):
        reader.from_catalog(table_name="t")
    with pytest.raises(Exception, match="not both"):
        reader.from_catalog(database="a", name_space="b", table_name="t")
    with pytest.raises(Exception, match="table_name is missing"):
        reader.from_catalog(database="db", tableName="t")
    with pytest.raises(db.exceptions.EntityNotFoundException):
        reader.from_catalog(database="db", table_name="t")
