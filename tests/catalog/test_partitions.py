"""Partitions through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from glue_devendpoint.catalog import partition_documents, partition_search
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.events import read_events

KEYS = [{"Name": "year", "Type": "int"}, {"Name": "kind", "Type": "string"}]
TABLE = {"DatabaseName": "d", "TableName": "t"}


@pytest.fixture(autouse=True)
def table(glue: Any) -> None:
    """A table t in a database d, partitioned by year and kind."""
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput={"Name": "t", "PartitionKeys": KEYS})


def partition(*values: str, **more: Any) -> dict[str, Any]:
    """Return a partition's input."""
    descriptor = {
        "Columns": [{"Name": "a", "Type": "int"}],
        "Location": f"s3://bucket/t/{'/'.join(values)}",
        "SerdeInfo": {"SerializationLibrary": "x", "Parameters": {"a": "b"}},
        "Parameters": {"size": str(len(values[0]))},
    }
    return {
        "Values": list(values),
        "StorageDescriptor": descriptor,
        "Parameters": {"n": "1"},
        "LastAccessTime": 12.5,
        **more,
    }


def add(glue: Any, *many: tuple[str, ...]) -> None:
    """Create partitions of t."""
    answer = glue.batch_create_partition(
        **TABLE, PartitionInputList=[partition(*values) for values in many]
    )
    assert answer["Errors"] == []


def listed(glue: Any, expression: str | None = None, **arguments: Any) -> list[str]:
    """Return the partitions that match an expression, as `year/kind`."""
    if expression is not None:
        arguments["Expression"] = expression
    pages = glue.get_paginator("get_partitions").paginate(**TABLE, **arguments)
    return ["/".join(each["Values"]) for page in pages for each in page["Partitions"]]


def codes(answer: dict[str, Any]) -> list[tuple[list[str], str]]:
    """Return the values and code of each error in a batch response."""
    return [
        (each.get("PartitionValues") or each["PartitionValueList"],
         each["ErrorDetail"]["ErrorCode"])
        for each in answer["Errors"]
    ]  # fmt: skip


def stored(glue: Any, *values: str) -> dict[str, Any]:
    """Return a partition."""
    found: dict[str, Any] = glue.get_partition(**TABLE, PartitionValues=list(values))["Partition"]
    return found


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"StorageDescriptor": {}},
        {"StorageDescriptor": {"Location": "s3://b"}},
        {"StorageDescriptor": {"Columns": [{"Name": "a", "Type": "int"}]}},
        {"Parameters": {}},
    ],
)
def test_a_partition_comes_back_as_it_was_given(glue: Any, more: dict[str, Any]) -> None:
    given = partition("2024", 'a "b"', **more)

    glue.create_partition(**TABLE, PartitionInput=given)

    found = stored(glue, "2024", 'a "b"')
    assert found.pop("CreationTime") is not None
    assert found.pop("LastAccessTime").timestamp() == 12.5
    expected = {key: value for key, value in given.items() if key != "LastAccessTime"}
    assert found == {
        **expected, "DatabaseName": "d", "TableName": "t", "CatalogId": "123456789012"
    }  # fmt: skip


def test_a_partition_without_descriptor_has_none(glue: Any) -> None:
    glue.create_partition(**TABLE, PartitionInput={"Values": ["1", "a"]})

    assert "StorageDescriptor" not in stored(glue, "1", "a")


def test_more_shapes_than_are_kept_apart_are_kept_all_the_same(
    glue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partition_documents, "MAX_SHAPES", 2)
    for number in range(4):
        columns = [{"Name": f"c{number}", "Type": "int"}]
        descriptor = {"Columns": columns, "Location": "s3://b"}
        given = partition(str(number), "a", StorageDescriptor=descriptor)
        glue.create_partition(**TABLE, PartitionInput=given)

    found = glue.get_partitions(**TABLE)["Partitions"]

    names = [each["StorageDescriptor"]["Columns"][0]["Name"] for each in found]
    assert names == ["c0", "c1", "c2", "c3"]
    bare = glue.get_partitions(**TABLE, ExcludeColumnSchema=True)["Partitions"]
    assert [each["StorageDescriptor"] for each in bare] == [{"Location": "s3://b"}] * 4


def test_errors_of_single_operations_are_aws_texts(glue: Any) -> None:
    add(glue, ("1", "a"))

    with pytest.raises(glue.exceptions.AlreadyExistsException, match=r"Partition already exists."):
        glue.create_partition(**TABLE, PartitionInput=partition("1", "a"))
    with pytest.raises(glue.exceptions.InvalidInputException, match="do not match the number"):
        glue.create_partition(**TABLE, PartitionInput=partition("1"))
    with pytest.raises(glue.exceptions.InvalidInputException, match="do not match the number"):
        stored(glue, "1")
    for call in ("get_partition", "delete_partition"):
        with pytest.raises(
            glue.exceptions.EntityNotFoundException, match=r"Cannot find partition."
        ):
            getattr(glue, call)(**TABLE, PartitionValues=["2", "a"])
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.update_partition(
            **TABLE, PartitionValueList=["2", "a"], PartitionInput=partition("2", "a")
        )


def test_values_that_mean_the_same_number_are_different_partitions(glue: Any) -> None:
    add(glue, ("1", "a"), ("01", "a"), ("+1", "a"), ("1", "A"))

    assert sorted(listed(glue, "year = 1 AND kind = 'a'")) == ["+1/a", "01/a", "1/a"]
    assert stored(glue, "01", "a")["Values"] == ["01", "a"]
    glue.delete_partition(**TABLE, PartitionValues=["01", "a"])
    assert sorted(listed(glue)) == ["+1/a", "1/A", "1/a"]


def test_a_batch_does_what_it_can_and_tells_of_the_rest(glue: Any) -> None:
    add(glue, ("1", "a"))

    answer = glue.batch_create_partition(
        **TABLE,
        PartitionInputList=[partition(*v) for v in (("1", "a"), ("2",), ("2", "a"), ("2", "a"))],
    )

    assert codes(answer) == [
        (["1", "a"], "AlreadyExistsException"),
        (["2"], "InvalidInputException"),
        (["2", "a"], "AlreadyExistsException"),
    ]
    assert listed(glue) == ["1/a", "2/a"]


def test_a_batch_of_reads_leaves_out_what_is_not_there(glue: Any) -> None:
    add(glue, ("1", "a"), ("2", "a"))
    wanted = [{"Values": ["2", "a"]}, {"Values": ["3", "a"]}, {"Values": ["1", "a"]}]

    answer = glue.batch_get_partition(**TABLE, PartitionsToGet=wanted)

    assert [each["Values"][0] for each in answer["Partitions"]] == ["2", "1"]
    assert not answer.get("UnprocessedKeys")
    assert glue.batch_get_partition(**TABLE, PartitionsToGet=[])["Partitions"] == []


def test_an_update_replaces_all_but_values_and_time_of_creation(glue: Any) -> None:
    add(glue, ("1", "a"))
    created = stored(glue, "1", "a")["CreationTime"]

    glue.update_partition(
        **TABLE, PartitionValueList=["1", "a"], PartitionInput={"Parameters": {"x": "y"}}
    )

    found = stored(glue, "1", "a")
    assert (found["Parameters"], found["CreationTime"]) == ({"x": "y"}, created)
    assert "StorageDescriptor" not in found
    with pytest.raises(glue.exceptions.InvalidInputException, match="can't be changed"):
        glue.update_partition(
            **TABLE, PartitionValueList=["1", "a"], PartitionInput=partition("2", "a")
        )


def test_batches_of_updates_and_deletes_tell_of_each_that_fails(glue: Any) -> None:
    add(glue, ("1", "a"), ("2", "a"), ("3", "a"))

    updated = glue.batch_update_partition(
        **TABLE,
        Entries=[
            {"PartitionValueList": ["3", "a"], "PartitionInput": {"Parameters": {"u": "3"}}},
            {"PartitionValueList": ["9", "a"], "PartitionInput": {}},
            {"PartitionValueList": ["1", "a"], "PartitionInput": {"Values": ["8", "a"]}},
        ],
    )
    deleted = glue.batch_delete_partition(
        **TABLE, PartitionsToDelete=[{"Values": v} for v in (["2", "a"], ["9", "a"], ["1"])]
    )

    assert codes(updated) == [
        (["9", "a"], "EntityNotFoundException"),
        (["1", "a"], "InvalidInputException"),
    ]
    assert codes(deleted) == [
        (["9", "a"], "EntityNotFoundException"),
        (["1"], "InvalidInputException"),
    ]
    assert stored(glue, "3", "a")["Parameters"] == {"u": "3"}
    assert listed(glue) == ["1/a", "3/a"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", ["-5/z", "7/a", "10/a", "10/b", "2024/é"]),
        (" ", ["-5/z", "7/a", "10/a", "10/b", "2024/é"]),
        ("year = 10", ["10/a", "10/b"]),
        ("year = '10'", ["10/a", "10/b"]),
        ("year > 7", ["10/a", "10/b", "2024/é"]),
        ("year BETWEEN -5 AND 7", ["-5/z", "7/a"]),
        ("year IN (7, 2024)", ["7/a", "2024/é"]),
        ("kind = 'a'", ["7/a", "10/a"]),
        ("kind > 'a' AND kind < 'z'", ["10/b"]),
        ("kind LIKE '_' AND NOT kind LIKE 'a%'", ["-5/z", "10/b", "2024/é"]),
        ("year = 7 OR kind = 'z'", ["-5/z", "7/a"]),
        ("(year=10 and kind='b') or (year=7 and kind='a')", ["7/a", "10/b"]),
        ("kind IS NULL", []),
        ("kind IS NOT NULL AND year <> 10", ["-5/z", "7/a", "2024/é"]),
        ("year = 11", []),
        ("year > 5 AND year < 5", []),
    ],
)
def test_an_expression_chooses(glue: Any, expression: str, expected: list[str]) -> None:
    add(glue, ("10", "b"), ("7", "a"), ("2024", "é"), ("-5", "z"), ("10", "a"))

    assert listed(glue, expression) == expected
    assert listed(glue, expression, PaginationConfig={"PageSize": 1}) == expected
    split = [
        listed(glue, expression, Segment={"SegmentNumber": at, "TotalSegments": 3})
        for at in range(3)
    ]
    assert sorted(value for part in split for value in part) == sorted(expected)


def test_errors_of_expressions_are_aws_texts(glue: Any) -> None:
    for expression, message in (
        ("year = ", "Unsupported expression 'year = '"),
        ("month = 1", "Invalid partition expression!"),
        ("year = 'abc'", '"abc" is not an integer.'),
        ("year LIKE '2%'", "Integral data type doesn't support operation 'LIKE'"),
    ):
        with pytest.raises(glue.exceptions.InvalidInputException) as refused:
            listed(glue, expression)
        assert refused.value.response["Error"]["Message"] == message


def test_a_value_that_is_not_of_its_type_makes_comparing_it_fail(glue: Any) -> None:
    add(glue, ("2024", "a"), ("__HIVE_DEFAULT_PARTITION__", "b"))

    assert listed(glue) == ["2024/a", "__HIVE_DEFAULT_PARTITION__/b"]
    assert listed(glue, "kind = 'b'") == ["__HIVE_DEFAULT_PARTITION__/b"]
    assert listed(glue, "year = 2024 AND kind = 'a'") == ["2024/a"]
    for expression in ("year = 2024", "year > 1 AND kind = 'b'", "year IS NULL OR kind = 'x'"):
        with pytest.raises(glue.exceptions.InvalidStateException):
            listed(glue, expression)
    glue.delete_partition(**TABLE, PartitionValues=["__HIVE_DEFAULT_PARTITION__", "b"])
    assert listed(glue, "year = 2024") == ["2024/a"]


def test_a_listing_goes_on_where_it_was_while_partitions_come_and_go(glue: Any) -> None:
    add(glue, *((str(year), "a") for year in range(10)))
    first = glue.get_partitions(**TABLE, MaxResults=4)
    glue.delete_partition(**TABLE, PartitionValues=["3", "a"])
    glue.delete_partition(**TABLE, PartitionValues=["6", "a"])
    add(glue, ("0", "b"), ("11", "a"))

    rest = glue.get_partitions(**TABLE, NextToken=first["NextToken"])

    assert [each["Values"][0] for each in rest["Partitions"]] == ["4", "5", "7", "8", "9", "11"]
    assert "NextToken" not in rest


def test_a_token_is_good_for_its_own_query_only(glue: Any) -> None:
    add(glue, ("1", "a"), ("2", "a"))
    token = glue.get_partitions(**TABLE, MaxResults=1)["NextToken"]

    for arguments in (
        {"NextToken": "rubbish"},
        {"NextToken": token, "Expression": "year = 1"},
        {"NextToken": token, "Segment": {"SegmentNumber": 0, "TotalSegments": 2}},
        {"NextToken": token[:16]},
    ):
        with pytest.raises(glue.exceptions.InvalidInputException):
            glue.get_partitions(**TABLE, **arguments)


def test_a_search_that_finds_little_answers_in_pages_of_bounded_work(
    glue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partition_search, "MAX_SCANNED", 150)
    for start in range(0, 400, 100):
        add(glue, *((str(year), f"k{year}") for year in range(start, start + 100)))

    pages = list(
        glue.get_paginator("get_partitions").paginate(**TABLE, Expression="kind LIKE '%9_9'")
    )

    assert [each["Values"][0] for page in pages for each in page["Partitions"]] == []
    assert len(pages) > 1
    chosen = listed(glue, "kind LIKE '%99'")
    assert chosen == ["99/k99", "199/k199", "299/k299", "399/k399"]


def test_a_segment_beyond_the_last_is_refused(glue: Any) -> None:
    with pytest.raises(glue.exceptions.InvalidInputException):
        listed(glue, Segment={"SegmentNumber": 3, "TotalSegments": 3})


def test_columns_are_left_out_when_asked(glue: Any) -> None:
    add(glue, ("1", "a"))

    found = glue.get_partitions(**TABLE, ExcludeColumnSchema=True)["Partitions"][0]

    assert "Columns" not in found["StorageDescriptor"]
    assert found["StorageDescriptor"]["SerdeInfo"]["SerializationLibrary"] == "x"


def test_batches_always_send_their_lists(glue: Any) -> None:
    """Clients such as Trino's read the lists without checking whether they were sent."""
    values = [{"Values": ["1", "a"]}]

    created = glue.batch_create_partition(**TABLE, PartitionInputList=[partition("1", "a")])
    found = glue.batch_get_partition(**TABLE, PartitionsToGet=values)
    changed = glue.batch_update_partition(
        **TABLE,
        Entries=[{"PartitionValueList": ["1", "a"], "PartitionInput": partition("1", "a")}],
    )
    gone = glue.batch_delete_partition(**TABLE, PartitionsToDelete=values)
    empty = glue.batch_get_partition(**TABLE, PartitionsToGet=values)

    assert [each["Errors"] for each in (created, changed, gone)] == [[], [], []]
    assert (len(found["Partitions"]), found["UnprocessedKeys"]) == (1, [])
    assert (empty["Partitions"], empty["UnprocessedKeys"]) == ([], [])


def test_another_type_of_a_key_orders_the_partitions_anew(glue: Any) -> None:
    add(glue, ("10", "a"), ("9", "a"), ("x", "a"))
    assert listed(glue) == ["9/a", "10/a", "x/a"]
    text_keys = [{"Name": "year", "Type": "string"}, KEYS[1]]

    glue.update_table(DatabaseName="d", TableInput={"Name": "t", "PartitionKeys": text_keys})

    assert listed(glue) == ["10/a", "9/a", "x/a"]
    assert listed(glue, "year >= '9'") == ["9/a", "x/a"]
    assert stored(glue, "10", "a")["Values"] == ["10", "a"]
    glue.update_table(DatabaseName="d", TableInput={"Name": "t", "PartitionKeys": KEYS})
    assert listed(glue, "kind = 'a'") == ["9/a", "10/a", "x/a"]


def test_the_number_of_keys_stays_while_there_are_partitions(glue: Any) -> None:
    add(glue, ("1", "a"))

    with pytest.raises(glue.exceptions.InvalidInputException, match="number of partition keys"):
        glue.update_table(DatabaseName="d", TableInput={"Name": "t", "PartitionKeys": KEYS[:1]})
    glue.delete_partition(**TABLE, PartitionValues=["1", "a"])
    glue.update_table(DatabaseName="d", TableInput={"Name": "t", "PartitionKeys": KEYS[:1]})

    glue.create_partition(**TABLE, PartitionInput={"Values": ["1"]})
    assert listed(glue) == ["1"]


def test_a_table_without_keys_has_no_partitions(glue: Any) -> None:
    glue.create_table(DatabaseName="d", TableInput={"Name": "u"})
    bare = {"DatabaseName": "d", "TableName": "u"}

    assert glue.get_partitions(**bare)["Partitions"] == []
    assert glue.get_partitions(**bare, Expression=" ")["Partitions"] == []
    with pytest.raises(glue.exceptions.InvalidInputException, match="no partition keys"):
        glue.create_partition(**bare, PartitionInput={"Values": []})
    with pytest.raises(glue.exceptions.InvalidInputException, match="do not match the number"):
        glue.create_partition(**bare, PartitionInput={"Values": ["1"]})
    with pytest.raises(glue.exceptions.InvalidInputException, match="do not match the number"):
        glue.get_partition(**bare, PartitionValues=["1"])


def test_partitions_are_deleted_with_their_table(glue: Any) -> None:
    add(glue, ("1", "a"))
    glue.delete_table(DatabaseName="d", Name="t")

    glue.create_table(DatabaseName="d", TableInput={"Name": "t", "PartitionKeys": KEYS})

    assert listed(glue) == []


def test_sealed_partitions_come_back_open(glue: Any, endpoint: Endpoint) -> None:
    add(glue, ("1", "a"))
    glue.put_data_catalog_encryption_settings(
        DataCatalogEncryptionSettings={
            "EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "local"}
        }
    )
    add(glue, ("2", "a"))
    glue.update_partition(
        **TABLE, PartitionValueList=["1", "a"], PartitionInput=partition("1", "a")
    )

    found = glue.get_partitions(**TABLE)["Partitions"]

    locations = [each["StorageDescriptor"]["Location"] for each in found]
    assert locations == ["s3://bucket/t/1/a", "s3://bucket/t/2/a"]
    with endpoint.store.read() as connection:
        documents = connection.exec_driver_sql("SELECT document FROM partitions").scalars().all()
    assert not any("s3://" in document for document in documents)


def test_events_name_the_partitions(glue: Any, endpoint: Endpoint) -> None:
    add(glue, ("1", "a"), ("2", "a"))
    glue.delete_partition(**TABLE, PartitionValues=["1", "a"])

    told = [
        (event.operation, (event.detail or {}).get("partitions"))
        for event in read_events(endpoint.store)
        if "Partition" in event.operation
    ]
    assert told == [("BatchCreatePartition", ["1,a", "2,a"]), ("DeletePartition", ["1,a"])]


def test_a_table_without_partition_keys_has_no_partitions(glue: Any) -> None:
    glue.create_table(DatabaseName="d", TableInput={"Name": "whole"})

    answer = glue.get_partitions(DatabaseName="d", TableName="whole", ExcludeColumnSchema=True)

    assert answer["Partitions"] == []
