"""Databases through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.events import read_events


def names(answer: dict[str, Any]) -> list[str]:
    """Return the names of the databases in a listing."""
    return [database["Name"] for database in answer["DatabaseList"]]


def test_a_database_comes_back_as_it_was_given_under_a_folded_name(glue: Any) -> None:
    given = {
        "Name": "Sales",
        "Description": "what we sell",
        "LocationUri": "s3://bucket/sales",
        "Parameters": {"Owner": "Ann"},
    }

    glue.create_database(DatabaseInput=given)

    database = glue.get_database(Name="SALES")["Database"]
    assert database.pop("CreateTime") is not None
    assert database == {
        **given,
        "Name": "sales",
        "CatalogId": "123456789012",
        "CreateTableDefaultPermissions": [
            {
                "Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"},
                "Permissions": ["ALL"],
            }
        ],
    }


def test_a_taken_name_is_refused_whatever_its_case(glue: Any) -> None:
    glue.create_database(DatabaseInput={"Name": "sales"})

    with pytest.raises(glue.exceptions.AlreadyExistsException, match=r"Database already exists."):
        glue.create_database(DatabaseInput={"Name": "SALES"})


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("get_database", {"Name": "x"}),
        ("delete_database", {"Name": "x"}),
        ("update_database", {"Name": "x", "DatabaseInput": {"Name": "x"}}),
        ("get_tables", {"DatabaseName": "x"}),
        ("create_table", {"DatabaseName": "x", "TableInput": {"Name": "t"}}),
    ],
)
def test_a_missing_database_is_named(glue: Any, call: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(glue.exceptions.EntityNotFoundException, match=r"Database x not found."):
        getattr(glue, call)(**arguments)


@pytest.mark.parametrize("name", ["../etc", "a/b", ".", "..", " ", "a\tb", "İ" * 255])
def test_a_name_that_could_mean_another_resource_is_refused(glue: Any, name: str) -> None:
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.create_database(DatabaseInput={"Name": name})


@pytest.mark.parametrize("name", ["x'; DROP TABLE databases; --", 'a"b', "%", "naïve", "表"])
def test_an_odd_name_is_only_a_name(glue: Any, name: str) -> None:
    glue.create_database(DatabaseInput={"Name": name})

    assert glue.get_database(Name=name)["Database"]["Name"] == name.lower()
    assert names(glue.get_databases()) == [name.lower()]


def test_another_accounts_catalog_is_not_found(glue: Any) -> None:
    glue.create_database(CatalogId="123456789012", DatabaseInput={"Name": "sales"})

    with pytest.raises(glue.exceptions.EntityNotFoundException, match="999999999999"):
        glue.get_database(CatalogId="999999999999", Name="sales")


def test_databases_are_listed_by_name_page_by_page(glue: Any) -> None:
    for number in range(7):
        glue.create_database(DatabaseInput={"Name": f"d{6 - number}"})

    pages = list(glue.get_paginator("get_databases").paginate(PaginationConfig={"PageSize": 3}))

    assert [names(page) for page in pages] == [["d0", "d1", "d2"], ["d3", "d4", "d5"], ["d6"]]
    assert "NextToken" not in pages[-1]
    assert names(glue.get_databases()) == [f"d{number}" for number in range(7)]


def test_a_token_of_another_listing_is_refused(glue: Any) -> None:
    for number in range(3):
        glue.create_database(DatabaseInput={"Name": f"d{number}"})
    token = glue.get_databases(MaxResults=1)["NextToken"]

    for arguments in ({"NextToken": "rubbish"}, {"NextToken": token, "AttributesToGet": ["NAME"]}):
        with pytest.raises(glue.exceptions.InvalidInputException, match="NextToken"):
            glue.get_databases(**arguments)


def test_only_the_attributes_asked_for_are_listed(glue: Any) -> None:
    glue.create_database(DatabaseInput={"Name": "sales", "Description": "long"})

    assert glue.get_databases(AttributesToGet=["NAME"])["DatabaseList"] == [{"Name": "sales"}]


def test_an_update_replaces_everything_and_may_rename(glue: Any) -> None:
    glue.create_database(DatabaseInput={"Name": "old", "Description": "x"}, Tags={"team": "a"})
    glue.create_table(DatabaseName="old", TableInput={"Name": "t"})
    created = glue.get_database(Name="old")["Database"]["CreateTime"]

    glue.update_database(Name="old", DatabaseInput={"Name": "New", "LocationUri": "s3://b/n"})

    database = glue.get_database(Name="new")["Database"]
    assert database["CreateTime"] == created
    assert "Description" not in database
    assert glue.get_table(DatabaseName="new", Name="t")["Table"]["DatabaseName"] == "new"
    arn = "arn:aws:glue:us-east-1:123456789012:database/new"
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {"team": "a"}
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_database(Name="old")


def test_a_rename_to_a_taken_name_is_refused(glue: Any) -> None:
    glue.create_database(DatabaseInput={"Name": "a"})
    glue.create_database(DatabaseInput={"Name": "b"})

    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.update_database(Name="a", DatabaseInput={"Name": "B"})

    assert names(glue.get_databases()) == ["a", "b"]


def test_a_deleted_database_takes_everything_with_it(glue: Any) -> None:
    glue.create_database(DatabaseInput={"Name": "d"})
    keys = [{"Name": "k", "Type": "int"}]
    for number in range(20):
        table = {"Name": f"t{number}", "PartitionKeys": keys}
        glue.create_table(DatabaseName="d", TableInput=table)
        glue.create_partition(
            DatabaseName="d", TableName=f"t{number}", PartitionInput={"Values": ["1"]}
        )
        glue.update_table(DatabaseName="d", TableInput=table)

    glue.delete_database(Name="D")

    glue.create_database(DatabaseInput={"Name": "d"})
    assert glue.get_tables(DatabaseName="d")["TableList"] == []
    glue.create_table(DatabaseName="d", TableInput={"Name": "t1", "PartitionKeys": keys})
    assert glue.get_partitions(DatabaseName="d", TableName="t1")["Partitions"] == []
    assert len(glue.get_table_versions(DatabaseName="d", TableName="t1")["TableVersions"]) == 1


def test_tables_of_a_link_are_those_of_its_target(glue: Any) -> None:
    glue.create_database(DatabaseInput={"Name": "real"})
    target = {"CatalogId": "123456789012", "DatabaseName": "real"}
    glue.create_database(DatabaseInput={"Name": "link", "TargetDatabase": target})
    glue.create_table(DatabaseName="real", TableInput={"Name": "t"})

    assert glue.get_database(Name="link")["Database"]["TargetDatabase"] == target
    assert glue.get_table(DatabaseName="link", Name="t")["Table"]["DatabaseName"] == "real"
    assert [t["Name"] for t in glue.get_tables(DatabaseName="link")["TableList"]] == ["t"]
    with pytest.raises(glue.exceptions.EntityNotFoundException, match=r"Table u not found."):
        glue.get_table(DatabaseName="link", Name="u")
    glue.delete_database(Name="link")
    assert glue.get_table(DatabaseName="real", Name="t")["Table"]["Name"] == "t"


def test_links_in_a_circle_end(glue: Any) -> None:
    for name, target in (("a", "b"), ("b", "a")):
        glue.create_database(
            DatabaseInput={"Name": name, "TargetDatabase": {"DatabaseName": target}}
        )

    with pytest.raises(glue.exceptions.InvalidInputException, match="too long or circular"):
        glue.get_tables(DatabaseName="a")


def test_every_change_leaves_an_event(glue: Any, endpoint: Endpoint) -> None:
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.update_database(Name="d", DatabaseInput={"Name": "e"})
    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.create_database(DatabaseInput={"Name": "e"})
    glue.delete_database(Name="e")

    told = [(event.operation, event.resource) for event in read_events(endpoint.store)]
    assert told == [
        ("CreateDatabase", "database/d"),
        ("UpdateDatabase", "database/e"),
        ("DeleteDatabase", "database/e"),
    ]
