"""Tables and their versions through boto3."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from glue_table_format.links import MAX_LINKS

from glue_devendpoint.catalog.quotas import SETTING
from glue_devendpoint.catalog.tables import create_table
from glue_devendpoint.catalog.versions import list_versions, update_table
from glue_devendpoint.catalog.work import Author
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.events import read_events
from glue_devendpoint.store.schema import settings

COLUMNS = [{"Name": "a", "Type": "int", "Comment": "first"}, {"Name": "B", "Type": "string"}]


@pytest.fixture(autouse=True)
def database(glue: Any) -> None:
    """A database named d."""
    glue.create_database(DatabaseInput={"Name": "d"})


def create(glue: Any, name: str = "t", **table: Any) -> None:
    """Create a table in d."""
    glue.create_table(DatabaseName="d", TableInput={"Name": name, **table})


def get(glue: Any, name: str = "t", **arguments: Any) -> dict[str, Any]:
    """Return a table of d."""
    table: dict[str, Any] = glue.get_table(DatabaseName="d", Name=name, **arguments)["Table"]
    return table


def update(glue: Any, name: str = "t", *, version: str | None = None, **table: Any) -> None:
    """Update a table of d."""
    skip = table.pop("skip", False)
    extra = {} if version is None else {"VersionId": version}
    glue.update_table(
        DatabaseName="d", TableInput={"Name": name, **table}, SkipArchive=skip, **extra
    )


def versions(glue: Any, name: str = "t", **arguments: Any) -> list[str]:
    """Return the version ids of a table of d."""
    answer = glue.get_table_versions(DatabaseName="d", TableName=name, **arguments)
    return [version["VersionId"] for version in answer["TableVersions"]]


def listed(glue: Any, **arguments: Any) -> list[str]:
    """Return the names of the tables of d."""
    answer = glue.get_tables(DatabaseName="d", **arguments)
    return [table["Name"] for table in answer["TableList"]]


def test_a_table_comes_back_as_it_was_given(glue: Any) -> None:
    given = {
        "Name": "Orders",
        "Description": "é",
        "Owner": "ann",
        "Retention": 3,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"classification": "csv", "Mixed": 'Case "and" \u2028'},
        "PartitionKeys": [{"Name": "day", "Type": "date"}],
        "StorageDescriptor": {
            "Columns": COLUMNS,
            "Location": "s3://bucket/orders",
            "Compressed": False,
            "SortColumns": [{"Column": "a", "SortOrder": 1}],
            "SerdeInfo": {"SerializationLibrary": "x", "Parameters": {"field.delim": ","}},
        },
        "ViewOriginalText": "select\n1",
    }

    glue.create_table(DatabaseName="D", TableInput=given)

    table = get(glue, "ORDERS")
    times = table.pop("CreateTime"), table.pop("UpdateTime")
    assert times[0] == times[1]
    assert table == {
        **given,
        "Name": "orders",
        "DatabaseName": "d",
        "CatalogId": "123456789012",
        "VersionId": "0",
        "CreatedBy": "arn:aws:iam::123456789012:user/owner",
        "IsRegisteredWithLakeFormation": False,
    }


def test_partition_keys_are_empty_only_when_given_so(glue: Any) -> None:
    create(glue, "without")
    create(glue, "empty", PartitionKeys=[])

    assert "PartitionKeys" not in get(glue, "without")
    assert get(glue, "empty")["PartitionKeys"] == []


def test_a_taken_table_name_is_refused(glue: Any) -> None:
    create(glue)

    with pytest.raises(glue.exceptions.AlreadyExistsException, match=r"Table already exists."):
        create(glue, "T")


def test_a_missing_table_is_named(glue: Any) -> None:
    calls = [
        lambda: get(glue),
        lambda: update(glue),
        lambda: glue.delete_table(DatabaseName="d", Name="t"),
        lambda: versions(glue),
        lambda: glue.get_partitions(DatabaseName="d", TableName="t"),
        lambda: glue.get_partition_indexes(DatabaseName="d", TableName="t"),
    ]
    for call in calls:
        with pytest.raises(glue.exceptions.EntityNotFoundException, match=r"Table t not found."):
            call()


def test_two_partition_keys_of_one_name_are_refused(glue: Any) -> None:
    with pytest.raises(glue.exceptions.InvalidInputException, match="same name"):
        create(glue, PartitionKeys=[{"Name": "k"}, {"Name": "K"}])


def test_an_update_replaces_the_definition_and_keeps_what_was(glue: Any) -> None:
    create(glue, Description="one", Parameters={"a": "1"})
    created = get(glue)["CreateTime"]

    update(glue, Description="two")

    table = get(glue)
    assert (table["VersionId"], table["Description"]) == ("1", "two")
    assert table["CreateTime"] == created
    assert "Parameters" not in table
    past = glue.get_table_version(DatabaseName="d", TableName="t", VersionId="0")["TableVersion"]
    assert (past["VersionId"], past["Table"]["VersionId"]) == ("0", "0")
    assert (past["Table"]["Description"], past["Table"]["Parameters"]) == ("one", {"a": "1"})
    current = glue.get_table_version(DatabaseName="d", TableName="t")["TableVersion"]
    assert current["Table"] == table


def test_each_version_names_who_made_it(endpoint: Endpoint) -> None:
    authors = [Author(f"arn:aws:iam::123456789012:user/{name}", "Test", 1.0) for name in "ab"]
    with endpoint.catalog.write(authors[0]) as work:
        create_table(work, "d", {"Name": "t"})
    with endpoint.catalog.write(authors[1]) as work:
        update_table(work, "d", {"Name": "t", "Description": "two"})

    with endpoint.catalog.read(authors[0]) as work:
        versions = [orjson.loads(text) for text in list_versions(work, "d", "t")[0]]

    made_by = {each["VersionId"]: each["Table"]["CreatedBy"][-1] for each in versions}
    assert made_by == {"1": "b", "0": "a"}


def test_versions_are_listed_newest_first_page_by_page(glue: Any) -> None:
    create(glue)
    for number in range(6):
        update(glue, Description=str(number))

    paginator = glue.get_paginator("get_table_versions")
    pages = paginator.paginate(DatabaseName="d", TableName="t", PaginationConfig={"PageSize": 3})

    found = [[version["VersionId"] for version in page["TableVersions"]] for page in pages]
    assert found == [["6", "5", "4"], ["3", "2", "1"], ["0"]]


def test_an_update_that_skips_the_archive_still_raises_the_version(glue: Any) -> None:
    create(glue)

    update(glue, skip=True)
    update(glue)

    assert versions(glue) == ["2", "1"]


def test_a_stale_version_is_refused(glue: Any) -> None:
    create(glue)
    update(glue, version="0", Description="first")

    with pytest.raises(
        glue.exceptions.ConcurrentModificationException,
        match=r"Update table failed due to concurrent modifications.",
    ):
        update(glue, version="0", Description="second")

    assert get(glue)["Description"] == "first"
    assert versions(glue) == ["1", "0"]


def test_a_table_cannot_be_renamed(glue: Any) -> None:
    create(glue)

    with pytest.raises(glue.exceptions.InvalidInputException, match="can't be renamed"):
        glue.update_table(DatabaseName="d", Name="t", TableInput={"Name": "u"})


def test_past_versions_can_be_deleted_and_the_current_one_not(glue: Any) -> None:
    create(glue)
    for _ in range(3):
        update(glue)

    glue.delete_table_version(DatabaseName="d", TableName="t", VersionId="1")
    answer = glue.batch_delete_table_version(
        DatabaseName="d", TableName="t", VersionIds=["0", "1", "3", "x"]
    )

    assert versions(glue) == ["3", "2"]
    assert [(each["VersionId"], each["ErrorDetail"]["ErrorCode"]) for each in answer["Errors"]] == [
        ("1", "EntityNotFoundException"),
        ("3", "InvalidInputException"),
        ("x", "InvalidInputException"),
    ]
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.delete_table_version(DatabaseName="d", TableName="t", VersionId="3")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_table_version(DatabaseName="d", TableName="t", VersionId="1")


def test_tables_are_listed_by_name_page_by_page(glue: Any) -> None:
    for number in (3, 0, 4, 1, 2):
        create(glue, f"t{number}")

    paginator = glue.get_paginator("get_tables")
    pages = paginator.paginate(DatabaseName="d", PaginationConfig={"PageSize": 2})

    found = [[table["Name"] for table in page["TableList"]] for page in pages]
    assert found == [["t0", "t1"], ["t2", "t3"], ["t4"]]


def test_an_expression_must_fit_the_whole_name(glue: Any) -> None:
    for name in ("orders", "orders_2024", "old_orders"):
        create(glue, name)

    assert listed(glue, Expression="orders") == ["orders"]
    assert listed(glue, Expression="orders.*") == ["orders", "orders_2024"]
    assert listed(glue, Expression=r".*_\d+|old.*") == ["old_orders", "orders_2024"]
    page = glue.get_tables(DatabaseName="d", Expression=".*orders", MaxResults=1)
    assert [table["Name"] for table in page["TableList"]] == ["old_orders"]
    token = page["NextToken"]
    rest = glue.get_tables(DatabaseName="d", Expression=".*orders", NextToken=token)
    assert [table["Name"] for table in rest["TableList"]] == ["orders"]
    assert "NextToken" not in rest


def test_an_expression_that_is_none_is_refused(glue: Any) -> None:
    for expression in ("(", "[a"):
        with pytest.raises(glue.exceptions.InvalidInputException):
            glue.get_tables(DatabaseName="d", Expression=expression)


def test_only_the_attributes_asked_for_come_back(glue: Any) -> None:
    create(glue, TableType="VIRTUAL_VIEW", Description="long")

    assert get(glue, AttributesToGet=["NAME"]) == {"Name": "t"}
    answer = glue.get_tables(DatabaseName="d", AttributesToGet=["NAME", "TABLE_TYPE"])
    assert answer["TableList"] == [{"Name": "t", "TableType": "VIRTUAL_VIEW"}]


def test_several_tables_are_deleted_with_an_error_for_each_that_is_not(glue: Any) -> None:
    for name in ("a", "b", "c"):
        create(glue, name)

    answer = glue.batch_delete_table(DatabaseName="d", TablesToDelete=["A", "x", "c"])

    assert answer["Errors"] == [
        {
            "TableName": "x",
            "ErrorDetail": {
                "ErrorCode": "EntityNotFoundException",
                "ErrorMessage": "Table x not found.",
            },
        }
    ]
    assert listed(glue) == ["b"]


def test_a_link_answers_for_itself_and_leads_to_the_targets_partitions(glue: Any) -> None:
    create(glue, PartitionKeys=[{"Name": "k", "Type": "int"}])
    glue.create_partition(DatabaseName="d", TableName="t", PartitionInput={"Values": ["1"]})
    target = {"CatalogId": "123456789012", "DatabaseName": "d", "Name": "t"}
    create(glue, "link", TargetTable=target)

    assert get(glue, "link")["TargetTable"] == target
    partitions = glue.get_partitions(DatabaseName="d", TableName="link")["Partitions"]
    assert [(each["TableName"], each["Values"]) for each in partitions] == [("t", ["1"])]
    glue.delete_table(DatabaseName="d", Name="link")
    assert get(glue)["Name"] == "t"


def test_links_in_a_circle_end(glue: Any) -> None:
    create(glue, "a", TargetTable={"DatabaseName": "d", "Name": "b"})
    create(glue, "b", TargetTable={"DatabaseName": "d", "Name": "a"})

    with pytest.raises(
        glue.exceptions.InvalidInputException, match=r"Table a is .* too long or circular"
    ):
        glue.get_partitions(DatabaseName="d", TableName="a")


def test_as_many_links_are_followed_as_allowed(glue: Any) -> None:
    create(glue, "link0")
    for number in range(1, MAX_LINKS + 2):
        target = {"DatabaseName": "d", "Name": f"link{number - 1}"}
        create(glue, f"link{number}", TargetTable=target)

    glue.get_partitions(DatabaseName="d", TableName=f"link{MAX_LINKS}")

    with pytest.raises(glue.exceptions.InvalidInputException, match="too long or circular"):
        glue.get_partitions(DatabaseName="d", TableName=f"link{MAX_LINKS + 1}")


def test_a_link_to_another_account_leads_nowhere(glue: Any) -> None:
    create(glue, "link", TargetTable={"CatalogId": "9" * 12, "DatabaseName": "d", "Name": "t"})

    with pytest.raises(glue.exceptions.EntityNotFoundException, match="999999999999"):
        glue.get_partitions(DatabaseName="d", TableName="link")


def test_a_quota_is_kept_and_can_be_changed(glue: Any, endpoint: Endpoint) -> None:
    limits = orjson.dumps({"tables": 2, "versions": 1}).decode()
    with endpoint.store.write() as connection:
        connection.execute(settings.insert().values(name=SETTING, value=limits))
    create(glue, "a")
    create(glue, "b")
    update(glue, "a")

    with pytest.raises(glue.exceptions.ResourceNumberLimitExceededException, match="2"):
        create(glue, "c")
    with pytest.raises(glue.exceptions.ResourceNumberLimitExceededException, match="1"):
        update(glue, "a")
    glue.delete_table(DatabaseName="d", Name="b")
    create(glue, "c")

    assert listed(glue) == ["a", "c"]


def test_events_tell_the_versions_before_and_after(glue: Any, endpoint: Endpoint) -> None:
    create(glue)
    update(glue)
    glue.delete_table(DatabaseName="d", Name="t")

    told = [
        (event.operation, event.before_version, event.after_version)
        for event in read_events(endpoint.store)
        if event.resource == "table/d/t"
    ]
    assert told == [
        ("CreateTable", None, "0"),
        ("UpdateTable", "0", "1"),
        ("DeleteTable", "1", None),
    ]
