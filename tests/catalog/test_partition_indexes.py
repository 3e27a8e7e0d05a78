"""Partition indexes through boto3, and their builds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from glue_devendpoint.catalog import index_builds
from glue_devendpoint.catalog.index_builds import run_pending
from glue_devendpoint.catalog.partition_indexes import create_index
from glue_devendpoint.catalog.work import Author
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.store.catalog_schema import partition_index_entries

KEYS = [
    {"Name": "year", "Type": "int"},
    {"Name": "country", "Type": "string"},
    {"Name": "day", "Type": "date"},
]
TABLE = {"DatabaseName": "d", "TableName": "t"}


@pytest.fixture(autouse=True)
def table(glue: Any) -> None:
    """A table t in database d, with keys of three types."""
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput={"Name": "t", "PartitionKeys": KEYS})


def add(glue: Any, *many: tuple[str, str, str]) -> dict[str, Any]:
    """Create partitions of t."""
    inputs = [{"Values": list(values)} for values in many]
    answer: dict[str, Any] = glue.batch_create_partition(**TABLE, PartitionInputList=inputs)
    return answer


def years(glue: Any, first: int, last: int) -> None:
    """Create a partition for each year, in one of three countries."""
    add(glue, *((str(year), "abc"[year % 3], "2024-01-01") for year in range(first, last)))


def create(glue: Any, name: str, *keys: str) -> None:
    """Start creating an index of t."""
    glue.create_partition_index(**TABLE, PartitionIndex={"IndexName": name, "Keys": list(keys)})


def described(glue: Any) -> dict[str, dict[str, Any]]:
    """Return the descriptors of t's indexes by name."""
    answer = glue.get_partition_indexes(**TABLE)
    return {each["IndexName"]: each for each in answer["PartitionIndexDescriptorList"]}


def eventually(holds: Callable[[], bool]) -> None:
    """Wait for a background change."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def await_status(glue: Any, name: str, status: str) -> None:
    """Wait until an index has a status."""
    eventually(lambda: described(glue)[name]["IndexStatus"] == status)


def found(glue: Any, expression: str, **arguments: Any) -> list[str]:
    """Return the years that match an expression, in order."""
    pages = glue.get_paginator("get_partitions").paginate(
        **TABLE, Expression=expression, **arguments
    )
    chosen = [each["Values"][0] for page in pages for each in page["Partitions"]]
    assert len(chosen) == len(set(chosen))
    return sorted(chosen, key=int)


def entries(endpoint: Endpoint) -> int:
    """Return the number of entries of all indexes."""
    with endpoint.store.read() as connection:
        counted = select(func.count()).select_from(partition_index_entries)
        return int(connection.execute(counted).scalar_one())


def test_an_index_is_built_from_what_is_there_and_kept_from_then_on(
    glue: Any, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_builds, "STRETCH", 7)
    years(glue, 1900, 1940)
    before = found(glue, "country = 'b' AND day = '2024-01-01'")

    create(glue, "By_Country", "country")
    await_status(glue, "by_country", "ACTIVE")

    assert described(glue)["by_country"]["Keys"] == [{"Name": "country", "Type": "string"}]
    assert entries(endpoint) == 40
    assert found(glue, "country = 'b' AND day = '2024-01-01'") == before
    assert found(glue, "country = 'b'", PaginationConfig={"PageSize": 3}) == before
    years(glue, 1940, 1950)
    glue.batch_delete_partition(
        **TABLE, PartitionsToDelete=[{"Values": [before[0], "b", "2024-01-01"]}]
    )
    assert entries(endpoint) == 49
    assert found(glue, "country = 'b' AND year < 1945") == [*before[1:], "1942"]


def test_partitions_created_during_a_build_are_entered_once(glue: Any, endpoint: Endpoint) -> None:
    endpoint.index_builds.close()
    years(glue, 1900, 1910)
    create(glue, "i", "country", "year")
    assert described(glue)["i"]["IndexStatus"] == "CREATING"

    years(glue, 1910, 1915)
    glue.delete_partition(**TABLE, PartitionValues=["1900", "b", "2024-01-01"])
    run_pending(endpoint.catalog, lambda: Author("test", "Build", 0.0))

    assert described(glue)["i"]["IndexStatus"] == "ACTIVE"
    assert entries(endpoint) == 14


def test_an_index_being_created_holds_off_its_own_and_its_tables_deletion(
    glue: Any, endpoint: Endpoint
) -> None:
    endpoint.index_builds.close()
    create(glue, "i", "year")

    with pytest.raises(glue.exceptions.ConflictException):
        glue.delete_partition_index(**TABLE, IndexName="i")
    with pytest.raises(glue.exceptions.ResourceNotReadyException):
        glue.delete_table(DatabaseName="d", Name="t")
    run_pending(endpoint.catalog, lambda: Author("test", "Build", 0.0))
    glue.delete_table(DatabaseName="d", Name="t")


def test_a_build_that_a_host_left_undone_is_taken_up_by_whoever_looks(
    glue: Any, endpoint: Endpoint
) -> None:
    years(glue, 1900, 1910)
    with endpoint.catalog.write(Author("test", "CreatePartitionIndex", 0.0)) as work:
        create_index(work, "d", "t", {"IndexName": "i", "Keys": ["year"]})

    await_status(glue, "i", "ACTIVE")

    assert entries(endpoint) == 10


def test_a_deleted_index_goes_with_its_entries(
    glue: Any, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_builds, "STRETCH", 7)
    years(glue, 1900, 1930)
    create(glue, "i", "country")
    await_status(glue, "i", "ACTIVE")

    glue.delete_partition_index(**TABLE, IndexName="I")
    eventually(lambda: described(glue) == {})

    assert entries(endpoint) == 0
    assert len(found(glue, "country = 'b'")) == 10
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.delete_partition_index(**TABLE, IndexName="i")


def test_a_table_can_be_created_with_indexes(glue: Any) -> None:
    glue.create_table(
        DatabaseName="d",
        TableInput={"Name": "u", "PartitionKeys": KEYS},
        PartitionIndexes=[{"IndexName": "i", "Keys": ["country", "year"]}],
    )

    answer = glue.get_partition_indexes(DatabaseName="d", TableName="u")

    assert answer["PartitionIndexDescriptorList"] == [
        {
            "IndexName": "i",
            "Keys": [{"Name": "country", "Type": "string"}, {"Name": "year", "Type": "int"}],
            "IndexStatus": "ACTIVE",
        }
    ]


def test_what_cannot_be_an_index_is_refused(glue: Any) -> None:
    for keys in (["day"], ["nothing"], ["year", "YEAR"]):
        with pytest.raises(glue.exceptions.InvalidInputException):
            create(glue, "i", *keys)
    for number in range(3):
        create(glue, f"i{number}", "year")
    with pytest.raises(glue.exceptions.AlreadyExistsException):
        create(glue, "I1", "country")
    with pytest.raises(glue.exceptions.ResourceNumberLimitExceededException):
        create(glue, "i4", "year")


def test_a_build_fails_on_a_value_that_is_not_of_its_type(glue: Any, endpoint: Endpoint) -> None:
    add(glue, ("1900", "a", "2024-01-01"), ("old", "a]", "2024-01-01"))

    create(glue, "i", "year")
    await_status(glue, "i", "FAILED")

    assert described(glue)["i"]["BackfillErrors"] == [
        {
            "Code": "INVALID_PARTITION_TYPE_DATA_ERROR",
            "Partitions": [{"Values": ["old", "a]", "2024-01-01"]}],
        }
    ]
    assert entries(endpoint) == 0
    create(glue, "j", "country")
    await_status(glue, "j", "ACTIVE")


def test_a_build_fails_on_sealed_partitions(glue: Any) -> None:
    glue.put_data_catalog_encryption_settings(
        DataCatalogEncryptionSettings={
            "EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "local"}
        }
    )
    years(glue, 1900, 1901)

    create(glue, "i", "year")
    await_status(glue, "i", "FAILED")

    errors = described(glue)["i"]["BackfillErrors"]
    assert [error["Code"] for error in errors] == ["ENCRYPTED_PARTITION_ERROR"]
    assert errors[0]["Partitions"] == [{"Values": ["1900", "b", "2024-01-01"]}]


def test_the_last_ten_failures_are_kept(glue: Any) -> None:
    add(glue, ("old", "a", "2024-01-01"))

    for number in range(12):
        create(glue, f"i{number}", "year")
        await_status(glue, f"i{number}", "FAILED")

    assert sorted(described(glue)) == sorted(f"i{number}" for number in range(2, 12))


def test_indexed_keys_are_checked_and_stay(glue: Any) -> None:
    create(glue, "i", "year")
    await_status(glue, "i", "ACTIVE")

    answer = add(glue, ("x", "a", "2024-01-01"), ("1900", "a", "not checked"))

    assert [error["PartitionValues"][0] for error in answer["Errors"]] == ["x"]
    assert answer["Errors"][0]["ErrorDetail"]["ErrorCode"] == "InvalidInputException"
    for keys in (
        [{"Name": "jahr", "Type": "int"}, *KEYS[1:]],
        [{"Name": "year", "Type": "string"}, *KEYS[1:]],
    ):
        with pytest.raises(glue.exceptions.InvalidInputException):
            glue.update_table(DatabaseName="d", TableInput={"Name": "t", "PartitionKeys": keys})


def test_another_type_of_a_key_that_is_not_indexed_builds_the_index_anew(
    glue: Any, endpoint: Endpoint
) -> None:
    years(glue, 1900, 1910)
    create(glue, "i", "country")
    await_status(glue, "i", "ACTIVE")
    keys = [*KEYS[:2], {"Name": "day", "Type": "string"}]

    glue.update_table(DatabaseName="d", TableInput={"Name": "t", "PartitionKeys": keys})
    await_status(glue, "i", "ACTIVE")

    assert entries(endpoint) == 10
    assert found(glue, "country = 'b' AND day LIKE '2024%'") == ["1900", "1903", "1906", "1909"]


def test_a_listing_ends_when_its_index_is_gone(glue: Any) -> None:
    years(glue, 1900, 1930)
    create(glue, "i", "country")
    await_status(glue, "i", "ACTIVE")
    asked = {**TABLE, "Expression": "country = 'b'"}
    token = glue.get_partitions(**asked, MaxResults=2)["NextToken"]
    glue.delete_partition_index(**TABLE, IndexName="i")

    with pytest.raises(glue.exceptions.InvalidInputException, match="refers to a deleted index"):
        glue.get_partitions(**asked, NextToken=token)


def test_odd_values_fail_an_expression_through_an_index_too(glue: Any) -> None:
    create(glue, "i", "country")
    await_status(glue, "i", "ACTIVE")
    add(glue, ("1900", "a", "soon"), ("1901", "b", "2024-01-01"))

    assert found(glue, "country = 'b' AND day > '2023-01-01'") == ["1901"]
    with pytest.raises(glue.exceptions.InvalidStateException):
        found(glue, "country = 'a' AND day > '2023-01-01'")
