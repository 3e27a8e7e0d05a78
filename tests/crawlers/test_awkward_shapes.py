"""Files as they are in real life, each with the table a careful person would write."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.crawlers.conftest import Crawl, Write

from .conftest import columns, keys, named, only, values

CSV_FILES = {
    "ragged": (
        "id,name,score\n1,Anna,2.5\n2,Bob\n3,Cid,1,extra\n4,Dan,7\n5,Eve,8\n6,Fay,9\n7,Gus,1\n8,Hal,2\n",
        {"id": "bigint", "name": "string", "score": "double"},
    ),
    "byte order mark": (
        "\ufeffid,name\n1,Anna\n2,Bob\n",
        {"id": "bigint", "name": "string"},
    ),
    "windows line ends": (
        "id,name,ok\r\n1,Anna,true\r\n2,Bob,false\r\n",
        {"id": "bigint", "name": "string", "ok": "boolean"},
    ),
    "mixed case headers": (
        "Id,FullName\n1,Anna\n2,Bob\n",
        {"id": "bigint", "fullname": "string"},
    ),
    "duplicate headers": (
        "id,Name,name,NAME\n1,a,b,c\n2,d,e,f\n",
        {"id": "bigint", "name": "string", "name_1": "string", "name_2": "string"},
    ),
    "unicode names": (
        "größe,名前\n1,太郎\n2,花子\n",
        {"größe": "bigint", "名前": "string"},
    ),
    "leading zeros": (
        "zip,phone,n\n01234,+491234,1\n56789,+495678,2\n",
        {"zip": "string", "phone": "string", "n": "bigint"},
    ),
    "a number with leading zeros only": (
        "name,zip\nAnna,01234\nBob,00501\n",
        {"name": "string", "zip": "string"},
    ),
    "leading zeros without header": (
        "007,a\n008,b\n",
        {"col0": "string", "col1": "string"},
    ),
    "leading zeros among text": (
        "a,b\n01234,x\n5-67,y\n",
        {"col0": "string", "col1": "string"},
    ),
    "iso times and epochs": (
        "at,epoch,ms\n2024-01-01T00:00:00Z,1704067200,1704067200000\n"
        "2024-01-02 10:00:00,1704153600,1704153600000\n",
        {"at": "string", "epoch": "bigint", "ms": "bigint"},
    ),
    "numbers beyond 64 bits": (
        "id,big\n1,99999999999999999999\n2,12345678901234567890123\n",
        {"id": "bigint", "big": "string"},
    ),
    "integers and decimals": (
        "id,v\n1,1\n2,2.5\n3,-.5\n4,1e3\n",
        {"id": "bigint", "v": "double"},
    ),
    "empty cells": (
        "id,never,sometimes\n1,,\n2,,5\n3,,\n",
        {"id": "bigint", "never": "string", "sometimes": "bigint"},
    ),
    "a trailing delimiter": (
        "id,name,\n1,Anna,\n2,Bob,\n",
        {"id": "bigint", "name": "string"},
    ),
    "a nameless column in use": (
        "id,name,\n1,Anna,x\n2,Bob,y\n",
        {"id": "bigint", "name": "string", "col2": "string"},
    ),
    "numbers without header": (
        "1,2.5,x\n2,3.5,y\n",
        {"col0": "bigint", "col1": "double", "col2": "string"},
    ),
    "semicolons with decimal commas": (
        "id;price\n1;2,50\n2;3,75\n",
        {"id": "bigint", "price": "string"},
    ),
    "tabs": ("id\tname\n1\tAnna\n2\tBob\n", {"id": "bigint", "name": "string"}),
    "pipes": ("id|name\n1|Anna\n2|Bob\n", {"id": "bigint", "name": "string"}),
    "control-a": ("id\x01name\n1\x01Anna\n2\x01Bob\n", {"id": "bigint", "name": "string"}),
    "no newline at the end": ("id,name\n1,Anna\n2,Bob", {"id": "bigint", "name": "string"}),
    "blank lines": ("id,name\n\n1,Anna\n\n2,Bob\n\n", {"id": "bigint", "name": "string"}),
    "names with blanks": (
        "Order ID,Ship-To Name\n1,Anna\n2,Bob\n",
        {"order id": "bigint", "ship-to name": "string"},
    ),
    "booleans among numbers": ("id,x\n1,true\n2,1\n", {"id": "bigint", "x": "string"}),
}  # fmt: skip


@pytest.mark.parametrize("shape", CSV_FILES)
def test_csv(crawl: Crawl, write: Write, lake: Path, shape: str) -> None:
    content, expected = CSV_FILES[shape]
    write("t/a.csv", content)

    plan = crawl(lake / "t")

    assert only(plan)["Parameters"]["classification"] == "csv"
    assert columns(plan) == expected


def test_quoted_cells_do_not_make_every_column_a_string(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.csv", 'id,note\n1,"two\nlines, and a ""quote"""\n2,"plain"\n')

    plan = crawl(lake / "t")

    storage = only(plan)["StorageDescriptor"]
    assert columns(plan) == {"id": "bigint", "note": "string"}
    assert storage["SerdeInfo"]["SerializationLibrary"].endswith("LazySimpleSerDe")
    assert storage["SerdeInfo"]["Parameters"] == {"field.delim": ","}
    assert only(plan)["Parameters"]["multiLine"] == "true"
    assert only(plan)["Parameters"]["areColumnsQuoted"] == "true"
    assert only(plan)["Parameters"]["recordCount"] == "2"


JSON_FILES = {
    "nested arrays of structs": (
        '{"o": {"lines": [{"sku": "a", "n": 1}, {"sku": "b", "gift": true}]}}\n',
        {"o": "struct<lines:array<struct<sku:string,n:int,gift:boolean>>>"},
    ),
    "empty arrays and objects": (
        '{"id": 1, "a": [], "o": {}}\n{"id": 2, "a": [], "o": {}}\n',
        {"id": "int", "a": "array<string>", "o": "string"},
    ),
    "an array that is empty at first": (
        '{"a": []}\n{"a": [1]}\n',
        {"a": "array<int>"},
    ),
    "nulls only": ('{"id": 1, "x": null}\n{"id": 2, "x": null}\n', {"id": "int", "x": "string"}),
    "null at first": ('{"x": null}\n{"x": 5}\n', {"x": "int"}),
    "int and double": ('{"x": 1}\n{"x": 1.5}\n', {"x": "double"}),
    "int beyond 32 bits": ('{"x": 1}\n{"x": 3000000000}\n', {"x": "bigint"}),
    "int beyond 64 bits": ('{"x": 1}\n{"x": 99999999999999999999}\n', {"x": "string"}),
    "mixed types": ('{"x": 1}\n{"x": "one"}\n', {"x": "string"}),
    "object or text": ('{"x": {"a": 1}}\n{"x": "one"}\n', {"x": "string"}),
    "object or array": ('{"x": {"a": 1}}\n{"x": [1]}\n', {"x": "string"}),
    "bool and int": ('{"x": true}\n{"x": 1}\n', {"x": "string"}),
    "records one after another": ('{"a": 1}{"a": 2} {"a": 3}', {"a": "int"}),
    "records over several lines": ('{\n "a": 1\n}\n{\n "a": 2\n}\n', {"a": "int"}),
    "byte order mark and windows line ends": ('\ufeff{"a": 1}\r\n{"a": 2}\r\n', {"a": "int"}),
    "mixed case keys": ('{"Id": 1}\n{"ID": 2}\n{"id": 3.5}\n', {"id": "double"}),
    "unicode keys": ('{"größe": 1, "名前": "x"}\n', {"größe": "int", "名前": "string"}),
    "times": (
        '{"iso": "2024-01-01T00:00:00Z", "epoch": 1704067200, "ms": 1704067200000}\n',
        {"iso": "string", "epoch": "int", "ms": "bigint"},
    ),
    "numbers as text": ('{"zip": "01234"}\n', {"zip": "string"}),
    "a broken line among many": (
        '{"a": 1}\n' * 5 + '{"a": \n' + '{"a": 2}\n' * 5,
        {"a": "int"},
    ),
    "arrays of arrays": ('{"m": [[1, 2], [3.5]]}\n', {"m": "array<array<double>>"}),
    "keys with type characters": (
        '{"o": {"a:b": 1, "plain": 2}}\n',
        {"o": "struct<`a:b`:int,plain:int>"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", JSON_FILES)
def test_json(crawl: Crawl, write: Write, lake: Path, shape: str) -> None:
    content, expected = JSON_FILES[shape]
    write("t/a.json", content)

    plan = crawl(lake / "t")

    assert only(plan)["Parameters"]["classification"] == "json"
    assert columns(plan) == expected


def test_an_object_used_as_a_dictionary_is_a_map(crawl: Crawl, write: Write, lake: Path) -> None:
    entries = ",".join(f'"user{number}": {{"n": {number}}}' for number in range(600))
    write("t/a.json", '{"by_user": {' + entries + "}}")

    plan = crawl(lake / "t")

    assert columns(plan) == {"by_user": "map<string,struct<n:int>>"}


def test_json_keeps_the_case_of_its_keys_in_the_serde(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.json", '{"userId": 1, "Name": "x", "age": 2}\n')

    plan = crawl(lake / "t")

    assert columns(plan) == {"userid": "int", "name": "string", "age": "int"}
    serde = only(plan)["StorageDescriptor"]["SerdeInfo"]["Parameters"]
    assert serde == {"paths": "Name,age,userId"}


def test_schema_drift_across_partitions_widens_the_table(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    common = '"a": 1, "b": "x", "c": true, "d": 1, "e": 1, "f": 1, "g": 1'
    write("t/day=1/a.json", "{" + common + ', "n": 1}\n')
    write("t/day=2/a.json", "{" + common + ', "n": 2.5, "new": "x"}\n')
    write("t/day=3/a.json", "{" + common + ', "n": 3000000000}\n')

    plan = crawl(lake / "t")

    table = columns(plan)
    assert table["n"] == "double"
    assert table["new"] == "string"
    assert keys(plan) == ["day"]


def test_each_partition_keeps_its_own_columns_and_counts(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/day=1/a.json", '{"a": 1, "b": 1, "c": 1}\n')
    write("t/day=2/a.json", '{"a": 1, "b": 1, "c": 1.5}\n{"a": 2, "b": 1, "c": 1.5}\n')

    plan = crawl(lake / "t")

    first, second = plan.tables[0].partition_inputs
    assert first["StorageDescriptor"]["Columns"][2] == {"Name": "c", "Type": "int"}
    assert second["StorageDescriptor"]["Columns"][2] == {"Name": "c", "Type": "double"}
    assert first["Parameters"]["recordCount"] == "1"
    assert second["Parameters"]["recordCount"] == "2"
    assert only(plan)["Parameters"]["recordCount"] == "3"


def test_unlike_partitions_are_tables_of_their_own(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/year=2017/a.json", '{"a": 1, "b": 2}\n')
    write("t/year=2018/a.json", '{"c": 1, "d": 2}\n')

    plan = crawl(lake / "t")

    assert sorted(named(plan)) == ["year_2017", "year_2018"]


def test_unlike_partitions_are_combined_on_demand(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/year=2017/a.json", '{"a": 1, "b": 2}\n')
    write("t/year=2018/a.json", '{"c": 1, "d": 2}\n')
    grouping = {"Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas"}}

    plan = crawl(lake / "t", configuration={"Version": 1.0, **grouping})

    assert list(columns(plan)) == ["a", "b", "c", "d"]
    assert keys(plan) == ["year"]


def test_files_beside_folders_are_tables_of_their_own(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/day=1/a.json", '{"a": 1}\n')
    write("t/day=2/a.json", '{"a": 2}\n')
    write("t/notes.json", '{"text": "x"}\n')

    plan = crawl(lake / "t")

    assert sorted(named(plan)) == ["notes_json", "t"]
    assert named(plan)["notes_json"]["StorageDescriptor"]["Location"] == f"{lake}/t/notes.json"
    assert any("files beside folders" in warning for warning in plan.warnings)


def test_blanks_and_equal_signs_in_folder_names(crawl: Crawl, write: Write, lake: Path) -> None:
    write("my table/Ship To=New York=NY/a.json", '{"a": 1}\n')
    write("my table/Ship To=S%C3%A3o Paulo/a.json", '{"a": 1}\n')

    plan = crawl(lake / "my table")

    assert only(plan)["Name"] == "my_table"
    assert keys(plan) == ["ship to"]
    assert values(plan) == [("New York=NY",), ("São Paulo",)]
    locations = [each["StorageDescriptor"]["Location"] for each in plan.tables[0].partition_inputs]
    assert f"{lake}/my table/Ship To=New York=NY/" in locations


def test_unicode_folder_names_become_underscores(crawl: Crawl, write: Write, lake: Path) -> None:
    write("Größen-Übersicht/a.json", '{"a": 1}\n')

    plan = crawl(lake / "Größen-Übersicht")

    assert only(plan)["Name"] == "gr__en__bersicht"


def test_folders_of_mixed_naming_are_numbered(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/year=2017/a.json", '{"a": 1}\n')
    write("t/other/a.json", '{"a": 1}\n')

    plan = crawl(lake / "t")

    assert keys(plan) == ["partition_0"]
    assert values(plan) == [("other",), ("year=2017",)]


def test_folders_of_another_depth_do_not_join(crawl: Crawl, write: Write, lake: Path) -> None:
    for month in range(1, 6):
        write(f"t/m={month}/a.json", '{"a": 1}\n')
    write("t/m=6/d=1/a.json", '{"a": 1}\n')

    plan = crawl(lake / "t")

    assert sorted(named(plan)) == ["m_6", "t"]
    assert len(plan.tables) == 2


def test_a_column_named_like_a_partition_key_is_left_out(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/day=1/a.json", '{"a": 1, "day": 1}\n')
    write("t/day=2/a.json", '{"a": 1, "day": 2}\n')

    plan = crawl(lake / "t")

    assert columns(plan) == {"a": "int"}
    assert any("partition keys too" in warning for warning in plan.warnings)


def test_a_csv_file_of_one_row_is_read_like_its_neighbours(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/day=1/a.csv", "id,name\n1,Anna\n2,Bob\n")
    write("t/day=2/a.csv", "id,name\n3,Cid\n")
    write("t/day=3/a.csv", "id,name\n,Cid\n,Dan\n")

    plan = crawl(lake / "t")

    assert columns(plan) == {"id": "bigint", "name": "string"}
    assert len(values(plan)) == 3
    assert only(plan)["Parameters"]["recordCount"] == "5"


def test_a_file_that_is_quoted_makes_its_table_a_quoted_one(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/day=1/a.csv", "id,name\n1,Anna\n2,Bob\n")
    write("t/day=2/a.csv", 'id,name\n3,"Cid, the"\n4,Dan\n')

    plan = crawl(lake / "t")

    assert keys(plan) == ["day"]
    assert columns(plan) == {"id": "bigint", "name": "string"}
    assert only(plan)["Parameters"]["areColumnsQuoted"] == "true"


def test_a_stray_file_does_not_break_up_its_folder(crawl: Crawl, write: Write, lake: Path) -> None:
    for number in range(9):
        write(f"t/{number}.json", '{"a": 1}\n')
    write("t/stray.csv", "a,b\n1,2\n3,4\n")
    write("t/README.txt", "nothing to see here\n")

    plan = crawl(lake / "t")

    assert sorted(named(plan)) == ["stray_csv", "t"]
    assert any("README.txt" in warning for warning in plan.warnings)


def test_a_forced_level_decides_where_tables_begin(crawl: Crawl, write: Write, lake: Path) -> None:
    for day in ("a/2017/1", "a/2018/1", "b/2017/1"):
        write(f"data/{day}/x.json", '{"only": 1}\n')
    level = len((lake / "data").parts)  # the root does not count, one level below data does

    plan = crawl(
        lake / "data",
        configuration={"Version": 1.0, "Grouping": {"TableLevelConfiguration": level}},
    )

    assert sorted(named(plan)) == ["a", "b"]
    assert [key["Name"] for key in named(plan)["a"]["PartitionKeys"]] == [
        "partition_0",
        "partition_1",
    ]


def test_unlike_datasets_side_by_side_are_separate_tables(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("orders/a.json", '{"order": 1, "sum": 2.5}\n')
    write("people/a.json", '{"name": "x", "age": 3}\n')
    write("events/year=2024/a.json", '{"kind": "x", "at": 3}\n')

    plan = crawl(lake)

    assert sorted(named(plan)) == ["events", "orders", "people"]


def test_names_that_meet_get_a_hash(crawl: Crawl, write: Write, lake: Path) -> None:
    write("x/my-data/a.json", '{"a": 1}\n')
    write("y/my_data/a.json", '{"b": 1}\n')

    plan = crawl(lake, TablePrefix="raw_")

    first, second = sorted(named(plan))
    assert first == "raw_my_data"
    assert second.startswith("raw_my_data_")
    assert len(second) == len("raw_my_data_") + 32


def test_a_single_file_is_a_table_named_after_it(crawl: Crawl, write: Write, lake: Path) -> None:
    file = write("data.csv", "id,name\n1,x\n2,y\n")

    plan = crawl(file)

    assert only(plan)["Name"] == "data_csv"
    assert only(plan)["StorageDescriptor"]["Location"] == str(file)


def test_a_file_url_stays_the_location(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/day=1/a.json", '{"a": 1}\n')

    plan = crawl(f"file://{lake}/t/")

    assert only(plan)["StorageDescriptor"]["Location"] == f"file://{lake}/t/"
    [partition] = plan.tables[0].partition_inputs
    assert partition["StorageDescriptor"]["Location"] == f"file://{lake}/t/day=1/"


def test_what_nobody_recognises_is_a_table_without_columns(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.bin", bytes(range(256)))

    plan = crawl(lake / "t")

    assert only(plan)["Parameters"]["classification"] == "UNKNOWN"
    assert columns(plan) == {}
    assert plan.warnings == ("a.bin: no classifier recognizes this file; its table has no columns",)


@pytest.mark.parametrize("path", ["t/shop.db", "t/day=1/shop.db", "t/deep/er/shop.db"])
def test_an_sqlite_database_is_warned_of(crawl: Crawl, write: Write, lake: Path, path: str) -> None:
    file = write(path, "")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE customers (id, name)")

    plans = [crawl(lake / "t"), crawl(file)]

    for plan in plans:
        assert [columns(plan, name) for name in named(plan)] == [{}]
        [warning] = plan.warnings
        assert "no classifier recognizes this file" in warning


def test_files_that_are_left_out_of_a_table_are_in_its_exclusions(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    for number in range(4):
        write(f"t/{number}.csv", "id,name\n1,x\n2,y\n")
    write("t/broken[1].json", bytes(range(256)))
    write("t/one.json", '{"a": 1}')

    plan = crawl(lake / "t")

    left_out = [f"{lake}/t/broken\\[1\\].json", f"{lake}/t/one.json"]
    assert json.loads(named(plan)["t"]["Parameters"]["exclusions"]) == left_out
    assert "exclusions" not in named(plan)["one_json"]["Parameters"]
