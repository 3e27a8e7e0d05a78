"""Attacks by requests: endless lists and texts, and page tokens that somebody made up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import botocore.exceptions
import pytest

from glue_devendpoint.catalog.paging import next_token


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        act()
    found: str = refused.value.response["Error"]["Code"]
    return found


@pytest.mark.parametrize("count", [50_000, 1_000])
def test_search_with_endless_filters_is_refused(glue: Any, count: int) -> None:
    filters = [{"Key": "Classification", "Value": f"a{number}"} for number in range(count)]

    code = code_of(lambda: glue.search_tables(Filters=filters))

    assert code in ("ValidationException", "InvalidInputException")


@pytest.mark.parametrize("key", ["Name", "DatabaseName", "Classification"])
def test_search_for_endless_words_is_refused(glue: Any, key: str) -> None:
    words = " ".join(f"w{number}" for number in range(200))
    filters = [{"Key": key, "Value": words} for _ in range(20)]

    code = code_of(lambda: glue.search_tables(Filters=filters))

    assert code == "InvalidInputException"


def test_list_and_text_without_a_limit_of_the_model_have_one(make_client: Any) -> None:
    glue = make_client(checks=False)
    many = [{"Name": f"c{number}", "Type": "int"} for number in range(20_000)]

    for storage in ({"Columns": many}, {"Location": "a" * 3_000_000}):
        table = {"Name": "t", "StorageDescriptor": storage}
        code = code_of(partial(glue.create_table, DatabaseName="d", TableInput=table))
        assert code == "ValidationException"


@pytest.mark.parametrize(
    "position",
    [
        b"",
        b"\xff\xfe",
        b"nonsense",
        b"nan",
        b"1e999",
        b"null",
        b"[]",
        b"[1]",
        b'["a",{}]',
        b"[[],[]]",
        b"[0,99999999999999999999]",
        b"9" * 5_000,
        "\u0660".encode(),
        b"\x00" * 3,
        b"\x00" * 8,
        b"\x7f" * 40,
    ],
)
def test_forged_page_token_is_refused_or_leads_to_a_page(glue: Any, position: bytes) -> None:
    glue.create_database(DatabaseInput={"Name": "d"})
    column = {"Name": "p", "Type": "int"}
    glue.create_table(DatabaseName="d", TableInput={"Name": "t", "PartitionKeys": [column]})
    glue.create_crawler(
        Name="c", Role="r", DatabaseName="d", Targets={"S3Targets": [{"Path": "s3://b/"}]}
    )
    here = {"DatabaseName": "d", "TableName": "t"}
    calls: dict[str, tuple[object, Callable[[str], object]]] = {
        "search": (
            ["SearchTables", None, [], []],
            lambda token: glue.search_tables(NextToken=token),
        ),
        "partitions": (
            ["GetPartitions", "d", "t", "", None],
            lambda token: glue.get_partitions(**here, NextToken=token),
        ),
        "versions": (
            ["GetTableVersions", "d", "t"],
            lambda token: glue.get_table_versions(**here, NextToken=token),
        ),
        "crawls": (
            ["ListCrawls", "c", []],
            lambda token: glue.list_crawls(CrawlerName="c", NextToken=token),
        ),
    }

    codes = set()
    for query, call in calls.values():
        try:
            call(next_token(position, query))
        except botocore.exceptions.ClientError as err:
            codes.add(err.response["Error"]["Code"])

    assert codes <= {"InvalidInputException"}


@pytest.mark.parametrize(
    "configuration",
    [
        '{"Version": null}',
        '{"Version": {}}',
        '{"Version": "one"}',
        '{"Version": 1' + "0" * 400 + "}",
        '{"Grouping": {"TableLevelConfiguration": "' + "9" * 5_000 + '"}}',
        '{"Grouping": {"TableGroupingPolicy": {}}}',
        "[" * 100_000,
        "9" * 10_000,
    ],
)
def test_malformed_configuration_of_a_crawler_is_refused(glue: Any, configuration: str) -> None:
    targets = {"S3Targets": [{"Path": "s3://b/"}]}

    code = code_of(
        lambda: glue.create_crawler(
            Name="c", Role="r", DatabaseName="d", Targets=targets, Configuration=configuration
        )
    )

    assert code == "InvalidInputException"
