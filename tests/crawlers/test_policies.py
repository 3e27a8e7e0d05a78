"""What a crawl changes in a catalog that already holds tables."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from glue_devendpoint.crawlers.changes import Action, summarize
from glue_devendpoint.crawlers.failures import CrawlCancelled, CrawlFailed
from glue_devendpoint.crawlers.progress import Report
from glue_devendpoint.crawlers.settings import Configuration, CrawlSettings
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.files.failures import UnreadableLocation
from tests.crawlers.conftest import Crawl, Write, table_of

from .conftest import applied, columns, named, only, values

MERGE = {"Version": 1, "CrawlerOutput": {"Tables": {"AddOrUpdateBehavior": "MergeNewColumns"}}}
INHERIT = {"Version": 1, "CrawlerOutput": {"Partitions": {"AddOrUpdateBehavior": "InheritFromTable"}}}  # noqa: E501  # fmt: skip
NEW_ONLY = {"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}}


def _policy(update: str = "UPDATE_IN_DATABASE", delete: str = "LOG") -> dict[str, dict[str, str]]:
    return {"SchemaChangePolicy": {"UpdateBehavior": update, "DeleteBehavior": delete}}


@pytest.fixture
def days(write: Write) -> None:
    """Three partitions of one table."""
    for day in range(1, 4):
        write(f"t/day={day}/a.json", '{"a": 1, "b": 1, "c": 1, "d": 1}\n')


def test_event_mode_finds_what_changed_by_listing_and_says_so(
    crawl: Crawl, write: Write, days: None, lake: Path
) -> None:
    event_mode = {"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVENT_MODE"}}
    first = crawl(lake / "t", **event_mode)
    write("t/day=2/a.json", '{"a": 1, "b": 1, "c": 1, "d": 1.5}\n')
    (lake / "t/day=3/a.json").unlink()
    report = Report()

    second = crawl(
        lake / "t",
        fingerprints=first.fingerprints,
        existing=applied(first),
        report=report,
        **event_mode,
    )

    assert report.progress.classified == 1
    [change] = second.changes
    touched = {
        part["Values"][0]: part["Parameters"].get("DEPRECATED_BY_CRAWLER")
        for part in change.partitions_updated
    }
    assert touched == {"2": None, "3": "sweeper"}
    assert any("event queues aren't read" in warning for warning in second.warnings)


def test_a_new_table_comes_with_its_partitions_and_index(
    crawl: Crawl, days: None, lake: Path
) -> None:
    [change] = crawl(lake / "t").changes

    assert change.action is Action.CREATE
    assert len(change.partitions_added) == 3
    assert change.needs_partition_index
    assert table_of(change)["Parameters"]["partition_filtering.enabled"] == "true"


def test_no_index_where_the_configuration_says_so(crawl: Crawl, days: None, lake: Path) -> None:
    [change] = crawl(lake / "t", configuration={"CreatePartitionIndex": False}).changes

    assert not change.needs_partition_index
    assert "partition_filtering.enabled" not in table_of(change)["Parameters"]


@pytest.mark.parametrize("update", ["UPDATE_IN_DATABASE", "LOG"])
def test_new_partitions_are_added_whatever_the_policy(
    crawl: Crawl, write: Write, days: None, lake: Path, update: str
) -> None:
    catalog = applied(crawl(lake / "t"))
    write("t/day=4/a.json", '{"a": 1, "b": 1, "c": 1, "d": 1}\n')

    [change] = crawl(lake / "t", existing=catalog, **_policy(update)).changes

    assert [each["Values"] for each in change.partitions_added] == [["4"]]
    assert change.partitions_updated == ()


def test_only_the_changed_partition_is_updated(
    crawl: Crawl, write: Write, days: None, lake: Path
) -> None:
    catalog = applied(crawl(lake / "t"))
    write("t/day=2/a.json", '{"a": 1, "b": 1, "c": 1, "d": 1.5}\n')

    [change] = crawl(lake / "t", existing=catalog, **_policy()).changes

    assert [each["Values"] for each in change.partitions_updated] == [["2"]]
    assert [(c.name, c.before, c.after) for c in change.columns] == [("d", "int", "double")]


@pytest.mark.parametrize(
    ("behavior", "deleted", "deprecated"),
    [
        ("DELETE_FROM_DATABASE", [("2",)], []),
        ("DEPRECATE_IN_DATABASE", [], [["2"]]),
        ("LOG", [], []),
    ],
)
def test_a_folder_that_is_gone(
    crawl: Crawl, days: None, lake: Path, behavior: str, deleted: list[Any], deprecated: list[Any]
) -> None:
    catalog = applied(crawl(lake / "t"))
    (lake / "t/day=2/a.json").unlink()

    [change] = crawl(lake / "t", existing=catalog, **_policy(delete=behavior)).changes

    assert list(change.partitions_deleted) == deleted
    marked = [each["Values"] for each in change.partitions_updated]
    assert marked == deprecated
    assert all(
        each["Parameters"]["DEPRECATED_BY_CRAWLER"] == "sweeper"
        for each in change.partitions_updated
    )


def test_tables_of_others_are_left_alone(crawl: Crawl, write: Write, lake: Path) -> None:
    write("a/a.json", '{"a": 1}')
    write("b/b.json", '{"b": 1}')
    catalog = applied(crawl(lake / "a", lake / "b"))

    plan = crawl(lake / "a", existing=catalog, Name="another", **_policy(delete="DELETE_FROM_DATABASE"))  # noqa: E501  # fmt: skip

    assert [change.name for change in plan.changes] == ["a"]


def test_an_update_keeps_what_people_wrote(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/day=1/a.json", '{"a": 1}')
    [found] = applied(crawl(lake / "t"))
    table = cast("dict[str, Any]", found.table)
    table["Description"] = "all orders"
    table["Owner"] = "ann"
    table["Parameters"]["owner_team"] = "sales"
    table["StorageDescriptor"]["Parameters"]["projection.enabled"] = "true"
    table["StorageDescriptor"]["Columns"][0]["Comment"] = "the key"
    table["PartitionKeys"][0]["Comment"] = "of arrival"
    table["StorageDescriptor"]["SerdeInfo"]["Parameters"]["ignore.malformed.json"] = "true"
    day = dict(found.partitions[0])
    day["Parameters"]["checked_by"] = "bob"
    day["StorageDescriptor"]["Columns"][0]["Comment"] = "the day's key"
    write("t/day=1/a.json", '{"a": 1, "b": 2}')

    [change] = crawl(lake / "t", existing=[found], **_policy()).changes

    written, [part] = table_of(change), change.partitions_updated
    storage = written["StorageDescriptor"]
    assert (written["Description"], written["Owner"]) == ("all orders", "ann")
    assert written["Parameters"]["owner_team"] == "sales"
    assert storage["Parameters"]["projection.enabled"] == "true"
    assert [each.get("Comment") for each in storage["Columns"]] == ["the key", None]
    assert written["PartitionKeys"][0]["Comment"] == "of arrival"
    assert storage["SerdeInfo"]["Parameters"]["ignore.malformed.json"] == "true"
    assert part["Parameters"]["checked_by"] == "bob"
    assert part["StorageDescriptor"]["Columns"][0]["Comment"] == "the day's key"


def test_what_people_wrote_is_no_change_by_itself(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/day=1/a.json", '{"a": 1}')
    [found] = applied(crawl(lake / "t"))
    cast("dict[str, Any]", found.table)["Description"] = "all orders"
    found.table["Parameters"]["owner_team"] = "sales"
    found.table["StorageDescriptor"]["Columns"][0]["Comment"] = "the key"
    found.partitions[0]["Parameters"]["checked_by"] = "bob"

    plan = crawl(lake / "t", existing=[found], **_policy())

    assert plan.changes == ()


def test_what_an_update_overwrites_is_in_the_difference(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.csv", "id,name\n1,x\n2,y\n")
    [found] = applied(crawl(lake / "t"))
    found.table["StorageDescriptor"]["SerdeInfo"]["Parameters"]["field.delim"] = ";"
    found.table["Parameters"]["skip.header.line.count"] = "2"
    found.table["StorageDescriptor"]["Columns"][1]["Name"] = "title"
    found.table["StorageDescriptor"]["Columns"][1]["Comment"] = "what it is called"

    [change] = crawl(lake / "t", existing=[found], **_policy()).changes

    assert {(each.name, each.before, each.after) for each in change.properties} == {
        ("StorageDescriptor.SerdeInfo.Parameters.field.delim", ";", ","),
        ("Parameters.skip.header.line.count", "2", "1"),
        ("StorageDescriptor.Columns.title.Comment", "what it is called", None),
    }
    assert {(each.name, each.before, each.after) for each in change.columns} == {
        ("title", "string", None),
        ("name", None, "string"),
    }


def test_another_order_of_the_columns_is_in_the_difference(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.csv", "id,name\n1,x\n2,y\n")
    [found] = applied(crawl(lake / "t"))
    found.table["StorageDescriptor"]["Columns"].reverse()

    [change] = crawl(lake / "t", existing=[found], **_policy()).changes

    [order] = change.properties
    assert (order.before, order.after) == ("name, id", "id, name")


def test_what_spark_noted_of_the_schema_goes_with_the_old_columns(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.json", '{"a": 1}')
    [found] = applied(crawl(lake / "t"))
    found.table["Parameters"]["spark.sql.sources.schema.part.0"] = "{}"
    write("t/a.json", '{"a": 1, "b": 2}')

    [change] = crawl(lake / "t", existing=[found], **_policy()).changes

    assert "spark.sql.sources.schema.part.0" not in table_of(change)["Parameters"]
    assert "Parameters.spark.sql.sources.schema.part.0" in {c.name for c in change.properties}


def test_merge_new_columns_adds_nested_fields_and_keeps_types(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.json", '{"id": 1, "o": {"x": 1, "gone": 1}, "list": [{"n": 1}]}')
    catalog = applied(crawl(lake / "t"))
    write("t/a.json", '{"id": 1.5, "o": {"x": "text", "y": 2}, "list": [{"m": true}]}')

    [change] = crawl(lake / "t", existing=catalog, configuration=MERGE, **_policy()).changes

    written = {c["Name"]: c["Type"] for c in table_of(change)["StorageDescriptor"]["Columns"]}
    assert written == {
        "id": "int",
        "o": "struct<x:int,gone:int,y:int>",
        "list": "array<struct<n:int,m:boolean>>",
    }


def test_merge_new_columns_leaves_a_type_that_cannot_be_read(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.json", '{"o": {"x": 1}}')
    [table] = applied(crawl(lake / "t"))
    table.table["StorageDescriptor"]["Columns"][0]["Type"] = "struct<x:int"
    write("t/a.json", '{"o": {"x": 1}, "b": 2}')

    [change] = crawl(lake / "t", existing=[table], configuration=MERGE, **_policy()).changes

    written = {c["Name"]: c["Type"] for c in table_of(change)["StorageDescriptor"]["Columns"]}
    assert written == {"o": "struct<x:int", "b": "int"}


def test_merge_new_columns_keeps_what_people_wrote(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.json", '{"a": 1}')
    [table] = applied(crawl(lake / "t"))
    table.table["Parameters"]["owner_team"] = "sales"
    table.table["StorageDescriptor"]["Columns"][0]["Comment"] = "the key"
    write("t/a.json", '{"a": 1, "b": 2}')

    [change] = crawl(lake / "t", existing=[table], configuration=MERGE, **_policy()).changes

    assert table_of(change)["Parameters"]["owner_team"] == "sales"
    assert table_of(change)["StorageDescriptor"]["Columns"][0]["Comment"] == "the key"


def test_another_delimiter_deprecates_under_merge_new_columns(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.csv", "id,name\n1,x\n2,y\n")
    catalog = applied(crawl(lake / "t"))
    write("t/a.csv", "id;name\n1;x\n2;y\n")

    [change] = crawl(lake / "t", existing=catalog, configuration=MERGE, **_policy()).changes

    assert change.action is Action.DEPRECATE
    assert "delimiter" in change.notes[0]


def test_partitions_inherit_from_the_table(
    crawl: Crawl, write: Write, days: None, lake: Path
) -> None:
    catalog = applied(crawl(lake / "t"))
    write("t/day=2/a.json", '{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}\n')

    [change] = crawl(lake / "t", existing=catalog, configuration=INHERIT, **_policy()).changes

    table = table_of(change)["StorageDescriptor"]
    assert len(change.partitions_updated) == 3
    for each in change.partitions_updated:
        assert each["StorageDescriptor"]["Columns"] == table["Columns"]
        assert each["StorageDescriptor"]["SerdeInfo"] == table["SerdeInfo"]


def test_other_partition_keys_replace_all_partitions(
    crawl: Crawl, write: Write, days: None, lake: Path
) -> None:
    catalog = applied(crawl(lake / "t"))
    for day in range(1, 4):
        (lake / f"t/day={day}").rename(lake / f"t/date={day}")

    [change] = crawl(lake / "t", existing=catalog, **_policy()).changes

    assert table_of(change)["PartitionKeys"] == [{"Name": "date", "Type": "string"}]
    assert len(change.partitions_deleted) == len(change.partitions_added) == 3


def test_what_cannot_be_read_is_not_taken_for_deleted(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.json", '{"a": 1}')
    write("u/b.json", '{"b": 1, "c": 1}')
    catalog = applied(crawl(lake))
    write("u/b.json", b"PAR1 and then nothing")

    plan = crawl(lake, existing=catalog, **_policy(delete="DELETE_FROM_DATABASE"))

    [change] = plan.changes
    assert (change.name, change.action) == ("u", Action.KEEP)
    assert "couldn't be read" in change.notes[0]


@pytest.mark.parametrize("behavior", ["DEPRECATE_IN_DATABASE", "DELETE_FROM_DATABASE", "LOG"])
def test_a_table_that_was_split_names_the_tables_that_have_its_files(
    crawl: Crawl, write: Write, lake: Path, behavior: str
) -> None:
    write("t/a.csv", "id,name\n1,x\n2,y\n")
    catalog = applied(crawl(lake))
    write("t/b.json", '{"other": 1}')

    changes = {each.name: each for each in crawl(lake, existing=catalog, **_policy(delete=behavior)).changes}  # noqa: E501  # fmt: skip

    assert "Its files are now in the tables a_csv, b_json" in changes["t"].notes[0]


def test_a_table_whose_files_are_excluded_does_not_count_as_empty(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.json", '{"a": 1}')
    write("u/a.json", '{"b": 1, "c": 2}')
    catalog = applied(crawl(lake))

    plan = crawl(lake, existing=catalog, exclusions=["t/**"], **_policy())

    [change] = [each for each in plan.changes if each.name == "t"]
    assert "The crawl doesn't include its files anymore" in change.notes[0]


def test_a_table_whose_files_were_deleted_says_so(crawl: Crawl, write: Write, lake: Path) -> None:
    gone = write("t/a.json", '{"a": 1}')
    write("u/a.json", '{"b": 1, "c": 2}')
    catalog = applied(crawl(lake))
    gone.unlink()

    [change] = crawl(lake, existing=catalog, **_policy()).changes

    assert "No files at its location anymore" in change.notes[0]


def test_an_empty_folder_is_warned_of(crawl: Crawl, lake: Path) -> None:
    plan = crawl(lake)

    assert (plan.tables, plan.changes) == ((), ())
    assert plan.warnings == (f"{lake}: no files were found there to crawl",)


def test_a_target_that_is_not_there_fails_the_crawl(crawl: Crawl, lake: Path) -> None:
    with pytest.raises(UnreadableLocation, match="doesn't exist"):
        crawl(lake / "nowhere")


def test_new_folders_only_does_not_look_into_known_folders(
    crawl: Crawl, write: Write, days: None, lake: Path
) -> None:
    first = crawl(lake / "t", **NEW_ONLY)
    write("t/day=1/broken.json", b"PAR1 broken, if anybody looked")
    write("t/day=9/a.json", '{"a": 1, "b": 1, "c": 1, "d": 1}\n')
    report = Report()

    plan = crawl(
        lake / "t",
        existing=applied(first),
        fingerprints=first.fingerprints,
        report=report,
        **NEW_ONLY,
    )

    [change] = plan.changes
    assert [each["Values"] for each in change.partitions_added] == [["9"]]
    assert change.action is Action.KEEP
    assert report.progress.listed == 1
    assert plan.warnings == ()


def test_new_folders_that_are_too_different_are_left_out(
    crawl: Crawl, write: Write, days: None, lake: Path
) -> None:
    catalog = applied(crawl(lake / "t"))
    for day in range(4, 9):
        write(f"t/day={day}/a.json", '{"a": 1, "b": 1, "c": 1, "d": 1}\n')
    write("t/day=9/a.json", '{"x": 1, "y": 1}\n')

    plan = crawl(lake / "t", existing=catalog, **NEW_ONLY)

    [change] = plan.changes
    assert [each["Values"] for each in change.partitions_added] == [[str(d)] for d in range(4, 9)]
    assert any("day=9: is too different" in warning for warning in plan.warnings)


def test_mostly_different_new_folders_add_nothing(
    crawl: Crawl, write: Write, days: None, lake: Path
) -> None:
    catalog = applied(crawl(lake / "t"))
    write("t/day=8/a.json", '{"a": 1, "b": 1, "c": 1, "d": 1}\n')
    write("t/day=9/a.json", '{"x": 1, "y": 1}\n')

    [change] = crawl(lake / "t", existing=catalog, **NEW_ONLY).changes

    assert change.partitions_added == ()
    assert "too different" in change.notes[0]


def test_a_new_dataset_among_new_folders_is_a_new_table(
    crawl: Crawl, write: Write, days: None, lake: Path
) -> None:
    catalog = applied(crawl(lake))
    write("people/a.json", '{"name": "x"}\n')

    plan = crawl(lake, existing=catalog, **NEW_ONLY)

    assert [(c.name, c.action) for c in plan.changes] == [("people", Action.CREATE)]


def test_new_folders_only_never_deletes(crawl: Crawl, days: None, lake: Path) -> None:
    catalog = applied(crawl(lake / "t"))
    (lake / "t/day=1/a.json").unlink()

    plan = crawl(lake / "t", existing=catalog, **NEW_ONLY, **_policy(delete="DELETE_FROM_DATABASE"))

    assert plan.changes == ()


def test_an_unchanged_file_is_not_opened_again(crawl: Crawl, days: None, lake: Path) -> None:
    first = crawl(lake / "t")
    report = Report()

    crawl(lake / "t", fingerprints=first.fingerprints, report=report)

    assert report.progress.unchanged == 3
    assert report.progress.classified == 0


def test_another_classifier_opens_every_file_again(crawl: Crawl, days: None, lake: Path) -> None:
    first = crawl(lake / "t")
    report = Report()
    classifier = {"JsonClassifier": {"Name": "j", "JsonPath": "$.a"}}

    plan = crawl(
        lake / "t", fingerprints=first.fingerprints, classifiers=[classifier], report=report
    )

    assert report.progress.classified == 3
    assert columns(plan) == {"record": "int"}


def test_a_file_whose_name_is_no_text_is_opened_each_time(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/plain.json", '{"a": 1}')
    write(os.fsdecode(b"t/caf\xe9.json"), '{"a": 2}')
    first = crawl(lake / "t")
    report = Report()

    second = crawl(lake / "t", fingerprints=first.fingerprints, report=report)

    assert (report.progress.unchanged, report.progress.classified) == (1, 1)
    assert columns(first) == columns(second) == {"a": "int"}


def test_an_unchanged_crawl_gives_the_same_tables(
    crawl: Crawl, write: Write, days: None, lake: Path
) -> None:
    write("t/day=7/a.json", '{"a": 1, "b": null, "c": [], "d": 1}\n')
    first = crawl(lake / "t")

    second = crawl(lake / "t", fingerprints=first.fingerprints)

    assert second.tables == first.tables


def test_a_catalog_table_is_brought_up_to_date_under_its_name(
    crawl: Crawl, write: Write, days: None, lake: Path
) -> None:
    [table] = applied(crawl(lake / "t"))
    renamed = replace(table, table={**table.table, "Name": "renamed"})
    write("t/day=4/a.json", '{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}\n')
    targets = {"CatalogTargets": [{"DatabaseName": "default", "Tables": ["renamed"]}]}

    plan = crawl(existing=[renamed], Targets=targets)

    [change] = plan.changes
    assert (change.name, change.action) == ("renamed", Action.UPDATE)
    assert [each["Values"] for each in change.partitions_added] == [["4"]]
    assert [each.name for each in change.columns] == ["e"]


def test_a_catalog_table_that_does_not_exist_fails_the_crawl(crawl: Crawl) -> None:
    targets = {"CatalogTargets": [{"DatabaseName": "default", "Tables": ["nope"]}]}

    with pytest.raises(CrawlFailed, match=r"default\.nope"):
        crawl(Targets=targets)


def test_catalog_tables_of_two_databases_fail_the_crawl(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.json", '{"a": 1}')
    catalog = applied(crawl(lake / "t"))
    targets = [{"DatabaseName": name, "Tables": ["t"]} for name in ("one", "two")]

    with pytest.raises(CrawlFailed, match="one crawler for each database"):
        crawl(existing=catalog, Targets={"CatalogTargets": targets})


@pytest.mark.parametrize("kind", ["DynamoDBTargets", "MongoDBTargets", "HudiTargets"])
def test_targets_without_a_connector_say_which_is_missing(kind: str) -> None:
    with pytest.raises(InvalidInput, match=f"{kind}.*connector"):
        CrawlSettings.from_crawler({"Name": "c", "Targets": {kind: [{"Path": "x"}]}})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "isn't valid JSON"),
        ("[]", "JSON object"),
        ('{"Version": 2}', "Version in the Configuration is 2"),
        ('{"Grouping": {"TableGroupingPolicy": "All"}}', "CombineCompatibleSchemas"),
        ('{"Grouping": {"TableLevelConfiguration": 0}}', "whole number"),
        ('{"CrawlerOutput": {"Tables": {"AddOrUpdateBehavior": "x"}}}', "MergeNewColumns"),
    ],
)
def test_a_configuration_that_makes_no_sense_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        Configuration.parse(text)


def test_the_version_of_a_configuration_may_be_text() -> None:
    assert Configuration.parse('{"Version": "1.0"}') == Configuration()


def test_a_cancelled_crawl_ends(crawl: Crawl, days: None, lake: Path) -> None:
    with pytest.raises(CrawlCancelled):
        crawl(lake / "t", report=Report(is_cancelled=lambda: True))


def test_progress_tells_what_was_listed_classified_and_found(
    crawl: Crawl, days: None, lake: Path
) -> None:
    told: list[Any] = []

    crawl(lake / "t", report=Report(on_progress=told.append))

    assert (told[-1].listed, told[-1].classified, told[-1].tables) == (3, 3, 1)


def test_a_sample_stands_for_the_whole_folder(crawl: Crawl, write: Write, lake: Path) -> None:
    for number in range(20):
        write(f"t/{number}.json", '{"a": 1}\n')
    report = Report()
    targets = {"S3Targets": [{"Path": str(lake / "t"), "SampleSize": 3}]}

    plan = crawl(Targets=targets, report=report)

    assert report.progress.classified == 3
    assert only(plan)["Parameters"]["objectCount"] == "20"
    assert only(plan)["Parameters"]["recordCount"] == "20"


def test_the_summary_counts_tables_and_partitions(crawl: Crawl, days: None, lake: Path) -> None:
    summary = json.loads(summarize(crawl(lake / "t").changes))

    assert json.loads(summary["TABLE"]) == {"ADD": {"Count": 1, "Details": ["t"]}}
    assert json.loads(summary["PARTITION"])["ADD"]["Count"] == 3


def test_a_name_that_belongs_to_another_location_gets_a_hash(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("one/t/a.json", '{"a": 1}')
    write("two/t/a.json", '{"a": 1}')
    catalog = applied(crawl(lake / "one/t"))

    plan = crawl(lake / "two/t", existing=catalog, Name="another")

    [name] = named(plan)
    assert name.startswith("t_")
    assert values(plan) == []
