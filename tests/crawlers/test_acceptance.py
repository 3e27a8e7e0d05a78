"""The acceptance examples of crawling, as far as they concern what is planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from glue_devendpoint.crawlers.changes import Action
from glue_devendpoint.crawlers.failures import CrawlFailed
from glue_devendpoint.crawlers.policy import ExistingTable
from tests.crawlers.conftest import Crawl, Write, table_of

from .conftest import applied, columns, keys, named, only, values

SALES = "day,amount,shop\n1,20,north\n2,30,south\n"
FOLDER_ONLY_NEW = {"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}}


def _policy(update: str, delete: str = "LOG") -> dict[str, dict[str, str]]:
    return {"SchemaChangePolicy": {"UpdateBehavior": update, "DeleteBehavior": delete}}


def test_a_year_month_day_tree_is_one_table_with_three_keys(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    for day in ("2019/01/01", "2019/01/02", "2019/02/01", "2020/01/01"):
        year, month, number = day.split("/")
        write(f"sales/year={year}/month={month}/day={number}/part.csv", SALES)

    plan = crawl(lake / "sales")

    assert only(plan)["Name"] == "sales"
    assert keys(plan) == ["year", "month", "day"]
    assert len(values(plan)) == 4


@pytest.fixture
def two_tables(write: Write, lake: Path) -> Path:
    for table in ("table1", "table2"):
        for number in range(1, 6):
            write(
                f"bucket01/folder1/{table}/partition{number}/file.txt", "id,city\n1,Rome\n2,Oslo\n"
            )
    return lake / "bucket01/folder1"


def test_similar_folders_under_one_include_path_are_one_table(
    crawl: Crawl, two_tables: Path
) -> None:
    plan = crawl(two_tables)

    assert only(plan)["Name"] == "folder1"
    assert keys(plan) == ["partition_0", "partition_1"]
    assert values(plan)[0] == ("table1", "partition1")
    assert len(values(plan)) == 10


def test_two_include_paths_never_become_one_table(crawl: Crawl, two_tables: Path) -> None:
    plan = crawl(two_tables / "table1", two_tables / "table2")

    assert sorted(named(plan)) == ["table1", "table2"]
    assert [key["Name"] for key in named(plan)["table1"]["PartitionKeys"]] == ["partition_0"]


def test_a_csv_of_text_only_has_no_header(crawl: Crawl, write: Write, lake: Path) -> None:
    write("people/a.csv", "name,city\nAnna,Rome\nBob,Oslo\n")

    plan = crawl(lake / "people")

    assert columns(plan) == {"col0": "string", "col1": "string"}
    assert "skip.header.line.count" not in only(plan)["Parameters"]


def test_a_csv_with_header_and_numbers_has_bigint_columns(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("people/a.csv", "name,age\nAnna,31\nBob,44\n")

    plan = crawl(lake / "people")

    assert columns(plan) == {"name": "string", "age": "bigint"}
    assert only(plan)["Parameters"]["skip.header.line.count"] == "1"
    assert only(plan)["StorageDescriptor"]["SerdeInfo"]["Parameters"] == {"field.delim": ","}


ARRAY = '[{"id": 1, "tags": ["x"]}, {"id": 2, "tags": []}]'


def test_a_json_array_without_classifier_is_one_column(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("docs/a.json", ARRAY)

    plan = crawl(lake / "docs")

    assert columns(plan) == {"array": "array<struct<id:int,tags:array<string>>>"}


def test_a_json_array_with_a_classifier_is_a_row_per_element(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("docs/a.json", ARRAY)
    classifier = {"JsonClassifier": {"Name": "rows", "JsonPath": "$[*]"}}

    plan = crawl(lake / "docs", classifiers=[classifier])

    assert columns(plan) == {"id": "int", "tags": "array<string>"}
    assert only(plan)["Parameters"]["jsonPath"] == "$[*]"


def test_more_tables_than_the_threshold_fail_the_crawl(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    for name in "abcde":
        write(f"{name}/x.json", f'{{"only_{name}": 1}}')
    output = {"Version": 1.0, "CrawlerOutput": {"Tables": {"TableThreshold": 4}}}

    with pytest.raises(CrawlFailed, match=r"5 tables.*TableThreshold of 4.*nothing was written"):
        crawl(lake, configuration=output)


@pytest.fixture
def shrunk(crawl: Crawl, write: Write, lake: Path) -> list[ExistingTable]:
    """A catalog whose table has a column that the data lost and lacks one that it got."""
    write("t/a.json", '{"id": 1, "gone": "x", "kept": 1}')
    catalog = applied(crawl(lake / "t"))
    write("t/a.json", '{"id": 1, "kept": 1, "new": true}')
    return catalog


def test_update_in_database_adds_and_removes_columns(
    crawl: Crawl, shrunk: list[ExistingTable], lake: Path
) -> None:
    plan = crawl(lake / "t", existing=shrunk, **_policy("UPDATE_IN_DATABASE"))

    [change] = plan.changes
    assert change.action is Action.UPDATE
    assert {(each.name, each.before, each.after) for each in change.columns} == {
        ("gone", "string", None),
        ("new", None, "boolean"),
    }


def test_log_leaves_the_table_as_it_is(
    crawl: Crawl, shrunk: list[ExistingTable], lake: Path
) -> None:
    plan = crawl(lake / "t", existing=shrunk, **_policy("LOG"))

    [change] = plan.changes
    assert change.action is Action.KEEP
    assert change.table_input is None
    assert "LOG" in change.notes[0]


def test_merge_new_columns_only_adds(crawl: Crawl, shrunk: list[ExistingTable], lake: Path) -> None:
    output = {"Version": 1, "CrawlerOutput": {"Tables": {"AddOrUpdateBehavior": "MergeNewColumns"}}}

    plan = crawl(lake / "t", existing=shrunk, configuration=output, **_policy("UPDATE_IN_DATABASE"))

    [change] = plan.changes
    written = table_of(change)["StorageDescriptor"]["Columns"]
    assert [each["Name"] for each in written] == ["id", "gone", "kept", "new"]


@pytest.fixture
def emptied(crawl: Crawl, write: Write, lake: Path) -> list[ExistingTable]:
    """A catalog of two tables, of which one has lost its folder."""
    write("here/a.json", '{"a": 1}')
    gone = write("gone/b.json", '{"b": 1, "c": 2}')
    catalog = applied(crawl(lake))
    gone.unlink()
    gone.parent.rmdir()
    return catalog


def test_a_deleted_folder_deprecates_its_table_by_default(
    crawl: Crawl, emptied: list[ExistingTable], lake: Path
) -> None:
    plan = crawl(lake, existing=emptied)

    [change] = plan.changes
    assert (change.name, change.action) == ("gone", Action.DEPRECATE)
    assert table_of(change)["Parameters"]["DEPRECATED_BY_CRAWLER"] == "sweeper"


def test_a_deleted_folder_deletes_its_table_under_delete(
    crawl: Crawl, emptied: list[ExistingTable], lake: Path
) -> None:
    policy = _policy("UPDATE_IN_DATABASE", "DELETE_FROM_DATABASE")

    plan = crawl(lake, existing=emptied, **policy)

    assert [(each.name, each.action) for each in plan.changes] == [("gone", Action.DELETE)]


def test_a_deleted_folder_is_only_noted_under_log(
    crawl: Crawl, emptied: list[ExistingTable], lake: Path
) -> None:
    plan = crawl(lake, existing=emptied, **_policy("UPDATE_IN_DATABASE", "LOG"))

    [change] = plan.changes
    assert (change.name, change.action, change.table_input) == ("gone", Action.KEEP, None)
    assert "LOG" in change.notes[0]


def test_a_deprecated_table_is_not_touched_again(
    crawl: Crawl, emptied: list[ExistingTable], lake: Path
) -> None:
    deprecated = applied(crawl(lake, existing=emptied), emptied)

    plan = crawl(lake, existing=deprecated)

    assert plan.changes == ()


def test_a_table_whose_data_came_back_is_no_longer_deprecated(
    crawl: Crawl, write: Write, emptied: list[ExistingTable], lake: Path
) -> None:
    deprecated = applied(crawl(lake, existing=emptied), emptied)
    write("gone/b.json", '{"b": 1, "c": 2}')

    [change] = crawl(lake, existing=deprecated).changes

    assert change.action is Action.UPDATE
    assert "DEPRECATED_BY_CRAWLER" not in table_of(change)["Parameters"]


def test_an_unchanged_tree_changes_nothing(crawl: Crawl, write: Write, lake: Path) -> None:
    for day in range(3):
        write(f"t/day={day}/a.json", '{"id": 1}')
    first = crawl(lake / "t")

    second = crawl(lake / "t", existing=applied(first), fingerprints=first.fingerprints)

    assert second.changes == ()
