"""User-defined functions through real clients."""

from __future__ import annotations

from typing import Any

import pytest

SUM = {
    "FunctionName": "My_Sum",
    "ClassName": "org.acme.Sum",
    "OwnerName": "ann",
    "OwnerType": "USER",
    "FunctionType": "AGGREGATE_FUNCTION",
    "ResourceUris": [{"ResourceType": "JAR", "Uri": "s3://jars/sum.jar"}],
}


@pytest.fixture
def sales(glue: Any) -> Any:
    """A client of a catalog with the database `sales`."""
    glue.create_database(DatabaseInput={"Name": "sales"})
    return glue


def test_a_function_comes_back_as_it_was_given_with_its_name_folded(sales: Any) -> None:
    sales.create_user_defined_function(DatabaseName="Sales", FunctionInput=SUM)

    found = sales.get_user_defined_function(DatabaseName="SALES", FunctionName="MY_SUM")

    function = found["UserDefinedFunction"]
    assert function.pop("CreateTime")
    assert function == SUM | {
        "FunctionName": "my_sum",
        "DatabaseName": "sales",
        "CatalogId": "123456789012",
    }


def test_a_function_of_the_same_name_exists_already(sales: Any) -> None:
    sales.create_user_defined_function(DatabaseName="sales", FunctionInput=SUM)

    with pytest.raises(sales.exceptions.AlreadyExistsException):
        sales.create_user_defined_function(DatabaseName="sales", FunctionInput=SUM)


def test_a_missing_function_or_database_is_not_found(sales: Any) -> None:
    with pytest.raises(sales.exceptions.EntityNotFoundException, match="Function f not found"):
        sales.get_user_defined_function(DatabaseName="sales", FunctionName="f")
    with pytest.raises(sales.exceptions.EntityNotFoundException, match="Database hr not found"):
        sales.get_user_defined_function(DatabaseName="hr", FunctionName="f")
    with pytest.raises(sales.exceptions.EntityNotFoundException):
        sales.delete_user_defined_function(DatabaseName="sales", FunctionName="f")


def test_an_update_replaces_and_may_rename(sales: Any) -> None:
    sales.create_user_defined_function(DatabaseName="sales", FunctionInput=SUM)

    sales.update_user_defined_function(
        DatabaseName="sales",
        FunctionName="my_sum",
        FunctionInput={"FunctionName": "total", "ClassName": "org.acme.Total"},
    )

    found = sales.get_user_defined_function(DatabaseName="sales", FunctionName="total")
    assert found["UserDefinedFunction"]["ClassName"] == "org.acme.Total"
    assert "OwnerName" not in found["UserDefinedFunction"]
    with pytest.raises(sales.exceptions.EntityNotFoundException):
        sales.get_user_defined_function(DatabaseName="sales", FunctionName="my_sum")


def test_a_rename_to_a_taken_name_is_refused(sales: Any) -> None:
    for name in ("one", "two"):
        sales.create_user_defined_function(
            DatabaseName="sales", FunctionInput={"FunctionName": name}
        )

    with pytest.raises(sales.exceptions.InvalidInputException, match="two already exists"):
        sales.update_user_defined_function(
            DatabaseName="sales", FunctionName="one", FunctionInput={"FunctionName": "two"}
        )


def names(answer: dict[str, Any]) -> list[str]:
    """The functions in an answer, with their databases."""
    found = answer["UserDefinedFunctions"]
    return [f"{function['DatabaseName']}.{function['FunctionName']}" for function in found]


def test_functions_are_listed_by_pattern_type_and_database(sales: Any) -> None:
    sales.create_database(DatabaseInput={"Name": "hr"})
    for database, name, kind in (
        ("sales", "sum_a", "REGULAR_FUNCTION"),
        ("sales", "sum_b", "AGGREGATE_FUNCTION"),
        ("hr", "pay", "REGULAR_FUNCTION"),
    ):
        function = {"FunctionName": name, "FunctionType": kind}
        sales.create_user_defined_function(DatabaseName=database, FunctionInput=function)

    listed = sales.get_user_defined_functions

    assert names(listed(Pattern=".*")) == ["hr.pay", "sales.sum_a", "sales.sum_b"]
    assert names(listed(Pattern="*")) == ["hr.pay", "sales.sum_a", "sales.sum_b"]
    assert names(listed(Pattern="sum_.", DatabaseName="sales")) == ["sales.sum_a", "sales.sum_b"]
    assert names(listed(Pattern="sum")) == []
    assert names(listed(Pattern=".*", FunctionType="REGULAR_FUNCTION")) == [
        "hr.pay",
        "sales.sum_a",
    ]
    with pytest.raises(
        sales.exceptions.InvalidInputException, match="isn't a valid regular expression"
    ):
        listed(Pattern="(")


def test_pages_of_functions_are_complete_and_end(sales: Any) -> None:
    wanted = [f"sales.f{number}" for number in range(7)]
    for name in wanted:
        function = {"FunctionName": name.removeprefix("sales.")}
        sales.create_user_defined_function(DatabaseName="sales", FunctionInput=function)

    pages = list(
        sales.get_paginator("get_user_defined_functions").paginate(
            Pattern=".*", PaginationConfig={"PageSize": 3}
        )
    )

    assert [names(page) for page in pages] == [wanted[:3], wanted[3:6], wanted[6:]]
    assert "NextToken" not in pages[-1]


def test_functions_go_with_their_database(sales: Any) -> None:
    sales.create_user_defined_function(DatabaseName="sales", FunctionInput=SUM)

    sales.delete_database(Name="sales")

    assert names(sales.get_user_defined_functions(Pattern=".*")) == []
