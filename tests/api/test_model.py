"""The service model's checks of request JSON."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glue_devendpoint.api.constraints import compile_pattern
from glue_devendpoint.api.model import service_model
from glue_devendpoint.errors import GlueError, RequestRefused, ValidationFailed

MODEL = service_model()
EVERY_PATTERN = sorted(
    {
        shape["pattern"]
        for shape in MODEL._description["shapes"].values()
        if "pattern" in shape and r"\p{" not in shape["pattern"]
    }
)


def refusal(operation: str, request: dict[str, Any]) -> GlueError:
    with pytest.raises(GlueError) as refused:
        MODEL.valid_request(operation, request)
    return refused.value


def test_too_long_name_is_refused_in_the_words_of_aws() -> None:
    refused = refusal("GetTable", {"DatabaseName": "d" * 256, "Name": "t"})

    assert isinstance(refused, ValidationFailed)
    assert str(refused) == (
        f"1 validation error detected: Value '{'d' * 200}…' at 'databaseName' failed to satisfy "
        "constraint: Member must have length less than or equal to 255"
    )


def test_several_problems_are_told_together_with_their_places() -> None:
    columns = [{"Name": "a"}, {"Type": "int"}]

    refused = refusal(
        "CreateTable",
        {"DatabaseName": "", "TableInput": {"StorageDescriptor": {"Columns": columns}}},
    )

    assert str(refused).startswith("3 validation errors detected: ")
    assert "Value '' at 'databaseName'" in str(refused)
    assert "Value null at 'table.storageDescriptor.columns.2.member.name'" in str(refused)
    assert "Value null at 'table.name'" in str(refused)


@pytest.mark.parametrize(
    ("operation", "request_", "problem"),
    [
        ("GetTables", {"DatabaseName": ""}, "'databaseName' .*length greater than or equal to 1"),
        ("GetTables", {"DatabaseName": "d", "MaxResults": 0}, "'maxResults' .*value greater than"),
        ("GetDatabase", {"Name": "a\nb"}, "'name' .*regular expression pattern"),
        ("CreateSession", {"Id": "s", "Role": "r"}, "null at 'command' .*must not be null"),
        ("CreateDatabase", {}, "null at 'databaseInput' .*must not be null"),
        ("GetPartition", {"DatabaseName": "d", "TableName": "t"}, "null at 'partitionValues'"),
        ("GetTable", {"DatabaseName": "d", "Name": "t", "AttributesToGet": ["X"]}, "enum value"),
        (
            "CreateTable",
            {
                "DatabaseName": "d",
                "TableInput": {
                    "Name": "t",
                    "StorageDescriptor": {"Columns": [{"Name": "a", "Comment": "c" * 256}]},
                },
            },
            "at 'table.storageDescriptor.columns.1.member.comment' .*less than or equal to 255",
        ),
    ],
)
def test_every_violation_of_the_model_is_a_validation_exception(
    operation: str, request_: dict[str, Any], problem: str
) -> None:
    refused = refusal(operation, request_)

    assert isinstance(refused, ValidationFailed)
    assert re.search(problem, str(refused))


def test_unknown_members_and_nulls_are_dropped_at_every_depth() -> None:
    request = {
        "Name": "d",
        "DatabaseInput": {"Name": "d", "Description": None, "Colour": "red"},
        "Shape": 1,
    }

    valid = MODEL.valid_request("UpdateDatabase", request)

    assert valid == {"Name": "d", "DatabaseInput": {"Name": "d"}}


@pytest.mark.parametrize(
    ("operation", "request_", "words"),
    [
        ("GetTable", {"DatabaseName": 1, "Name": "t"}, "NUMBER_VALUE can not be converted to a St"),
        ("GetTable", {"DatabaseName": ["x"], "Name": "t"}, "START_ARRAY can not be converted"),
        ("GetTables", {"DatabaseName": "d", "MaxResults": "7"}, "can not be converted to an Int"),
        ("GetTables", {"DatabaseName": "d", "MaxResults": 2**31}, "converted to an Integer"),
        ("GetTables", {"DatabaseName": "d", "MaxResults": 1.5}, "converted to an Integer"),
        ("GetTables", {"DatabaseName": "d", "MaxResults": True}, "TRUE_VALUE can not be"),
        ("GetDatabase", {"Name": {}}, "START_OBJECT can not be converted to a String, at 'name'"),
        (
            "CreateTable",
            {"DatabaseName": "d", "TableInput": {"Name": "t", "LastAccessTime": "today"}},
            "converted to a Timestamp",
        ),
        (
            "CreateTable",
            {"DatabaseName": "d", "TableInput": {"Name": "t", "LastAccessTime": 1e300}},
            "converted to a Timestamp",
        ),
    ],
)
def test_wrong_json_type_is_a_serialization_exception(
    operation: str, request_: dict[str, Any], words: str
) -> None:
    refused = refusal(operation, request_)

    assert isinstance(refused, RequestRefused)
    assert refused.code == "SerializationException"
    assert words in str(refused)


def test_whole_number_written_as_fraction_is_taken() -> None:
    valid = MODEL.valid_request("GetTables", {"DatabaseName": "d", "MaxResults": 7.0})

    assert valid["MaxResults"] == 7
    assert type(valid["MaxResults"]) is int


@pytest.mark.parametrize("size", [0, 101])
def test_number_beyond_its_range_is_refused(size: int) -> None:
    refused = refusal("GetTables", {"DatabaseName": "d", "MaxResults": size})

    assert re.search(r"at 'maxResults' .*Member must have value (less|greater) than", str(refused))


def test_value_outside_of_an_enum_is_refused_with_the_set() -> None:
    refused = refusal("CreateTrigger", {"Name": "t", "Type": "NEVER", "Actions": []})

    assert "Member must satisfy enum value set: [SCHEDULED, CONDITIONAL, ON_DEMAND" in str(refused)


def test_worker_type_newer_than_the_model_is_taken() -> None:
    request = {"JobName": "j", "WorkerType": "R.8X"}

    assert MODEL.valid_request("StartJobRun", request) == request


def test_list_longer_than_its_limit_is_refused_without_looking_inside() -> None:
    refused = refusal("BatchDeleteTable", {"DatabaseName": "d", "TablesToDelete": [""] * 101})

    assert str(refused).startswith("1 validation error detected: Value '[")
    assert "at 'tablesToDelete'" in str(refused)
    assert "Member must have length less than or equal to 100" in str(refused)


def test_count_of_problems_told_is_bounded() -> None:
    columns: list[dict[str, str]] = [{} for _ in range(10_000)]

    refused = refusal(
        "CreateTable",
        {
            "DatabaseName": "d",
            "TableInput": {"Name": "t", "StorageDescriptor": {"Columns": columns}},
        },
    )

    assert str(refused).startswith("10 validation errors detected: ")


def test_name_with_line_break_is_refused_and_one_with_any_letter_is_taken() -> None:
    refused = refusal("GetDatabase", {"Name": "a\nb"})

    assert "Member must satisfy regular expression pattern" in str(refused)
    assert MODEL.valid_request("GetDatabase", {"Name": "Zürich 東京 😀\t"})


def test_values_that_the_model_calls_sensitive_are_not_repeated() -> None:
    secret = {
        "Name": "c",
        "ConnectionType": "JDBC",
        "ConnectionProperties": {},
        "AuthenticationConfiguration": {
            "AuthenticationType": "BASIC",
            "BasicAuthenticationCredentials": {"Username": "u", "Password": "hunter2" * 100},
        },
    }

    refused = refusal("CreateConnection", {"ConnectionInput": secret})

    assert "password" in str(refused)
    assert "hunter2" not in str(refused)


@pytest.mark.parametrize("pattern", EVERY_PATTERN)
@given(text=st.text(alphabet=st.sampled_from("aZ0_-./:*$ \t\n\r=,'é東😀\u0000s3"), max_size=30))
def test_every_pattern_compiles_and_answers(pattern: str, text: str) -> None:
    assert compile_pattern(pattern)(text) in (True, False)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("pattern", EVERY_PATTERN)
def test_no_pattern_can_be_driven_into_exponential_time(pattern: str) -> None:
    matches = compile_pattern(pattern)
    probes = ["$" + ".a" * 200 + "\n", "a." * 2000 + "!", "s3://" + "a/" * 2000, "_" * 2000 + "!"]

    answers = [matches(probe) for probe in probes]

    assert all(answer in (True, False) for answer in answers)
