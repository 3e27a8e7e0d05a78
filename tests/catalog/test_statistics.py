"""Column statistics of tables and partitions through real clients."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

MOMENT = datetime(2024, 5, 1, tzinfo=UTC)
COLUMNS = [
    {"Name": "id", "Type": "bigint"},
    {"Name": "name", "Type": "string"},
    {"Name": "ok", "Type": "boolean"},
    {"Name": "day", "Type": "date"},
    {"Name": "price", "Type": "decimal(10,2)"},
    {"Name": "ratio", "Type": "double"},
    {"Name": "blob", "Type": "binary"},
]
VALUES: dict[str, tuple[str, dict[str, Any]]] = {
    "id": ("LONG", {"MinimumValue": -1, "MaximumValue": 9, "NumberOfDistinctValues": 3}),
    "name": ("STRING", {"MaximumLength": 9, "AverageLength": 4.5, "NumberOfDistinctValues": 3}),
    "ok": ("BOOLEAN", {"NumberOfTrues": 3, "NumberOfFalses": 4}),
    "day": ("DATE", {"MinimumValue": MOMENT, "MaximumValue": MOMENT, "NumberOfDistinctValues": 1}),
    "price": (
        "DECIMAL",
        {
            "MinimumValue": {"UnscaledValue": b"\xff\x01", "Scale": 2},
            "MaximumValue": {"UnscaledValue": b"\x01\x02", "Scale": 2},
            "NumberOfDistinctValues": 2,
        },
    ),
    "ratio": ("DOUBLE", {"MinimumValue": 0.5, "MaximumValue": 1.5, "NumberOfDistinctValues": 2}),
    "blob": ("BINARY", {"MaximumLength": 9, "AverageLength": 4.5}),
}


def statistics_of(column: str, **changed: Any) -> dict[str, Any]:
    """Statistics of a column, as a client sends them."""
    kind, values = VALUES[column]
    types = {each["Name"]: each["Type"] for each in COLUMNS}
    member = f"{kind.capitalize()}ColumnStatisticsData"
    return {
        "ColumnName": column,
        "ColumnType": types[column],
        "AnalyzedTime": MOMENT,
        "StatisticsData": {"Type": kind, member: {"NumberOfNulls": 0, **values, **changed}},
    }


def make_table(glue: Any, columns: list[dict[str, str]]) -> dict[str, Any]:
    """Create the table `sales.orders`, partitioned by year."""
    given = {
        "Name": "orders",
        "StorageDescriptor": {"Columns": columns},
        "PartitionKeys": [{"Name": "year", "Type": "int"}],
    }
    glue.create_database(DatabaseInput={"Name": "sales"})
    glue.create_table(DatabaseName="sales", TableInput=given)
    return given


@pytest.fixture
def orders(glue: Any) -> Any:
    """A client of a catalog with the table `sales.orders` and one partition."""
    make_table(glue, COLUMNS)
    partition = {"Values": ["2024"], "StorageDescriptor": {"Columns": COLUMNS}}
    glue.create_partition(DatabaseName="sales", TableName="orders", PartitionInput=partition)
    return glue


TABLE = {"DatabaseName": "sales", "TableName": "orders"}
PARTITION = TABLE | {"PartitionValues": ["2024"]}


def test_statistics_of_every_type_come_back_as_they_were_given(orders: Any) -> None:
    given = [statistics_of(column) for column in VALUES]

    answer = orders.update_column_statistics_for_table(**TABLE, ColumnStatisticsList=given)
    found = orders.get_column_statistics_for_table(**TABLE, ColumnNames=list(VALUES))

    assert answer["Errors"] == []
    assert found["ColumnStatisticsList"] == given
    assert found["Errors"] == []


def test_a_decimal_can_be_read_from_its_unscaled_value(orders: Any) -> None:
    orders.update_column_statistics_for_table(
        **TABLE, ColumnStatisticsList=[statistics_of("price")]
    )

    found = orders.get_column_statistics_for_table(**TABLE, ColumnNames=["price"])

    data = found["ColumnStatisticsList"][0]["StatisticsData"]["DecimalColumnStatisticsData"]
    least = data["MinimumValue"]
    unscaled = int.from_bytes(least["UnscaledValue"], "big", signed=True)
    assert Decimal(unscaled).scaleb(-least["Scale"]) == Decimal("-2.55")


def test_an_update_replaces_the_statistics_of_a_column(orders: Any) -> None:
    for distinct in (3, 4):
        given = [statistics_of("id", NumberOfDistinctValues=distinct)]
        orders.update_column_statistics_for_table(**TABLE, ColumnStatisticsList=given)

    found = orders.get_column_statistics_for_table(**TABLE, ColumnNames=["ID"])

    assert found["ColumnStatisticsList"] == [statistics_of("id", NumberOfDistinctValues=4)]


def test_columns_without_statistics_are_errors_of_their_own(orders: Any) -> None:
    orders.update_column_statistics_for_table(**TABLE, ColumnStatisticsList=[statistics_of("id")])

    found = orders.get_column_statistics_for_table(**TABLE, ColumnNames=["name", "id"])

    assert [each["ColumnName"] for each in found["ColumnStatisticsList"]] == ["id"]
    assert [each["ColumnName"] for each in found["Errors"]] == ["name"]
    assert found["Errors"][0]["Error"]["ErrorCode"] == "EntityNotFoundException"


def test_statistics_that_cannot_be_stored_are_errors_and_the_others_are_stored(
    orders: Any,
) -> None:
    unknown = statistics_of("id") | {"ColumnName": "nobody"}
    mixed = statistics_of("name")
    mixed["StatisticsData"] = statistics_of("id")["StatisticsData"] | {"Type": "STRING"}

    answer = orders.update_column_statistics_for_table(
        **TABLE, ColumnStatisticsList=[unknown, mixed, statistics_of("ok")]
    )
    found = orders.get_column_statistics_for_table(**TABLE, ColumnNames=["ok", "name"])

    codes = [each["Error"]["ErrorCode"] for each in answer["Errors"]]
    assert codes == ["EntityNotFoundException", "InvalidInputException"]
    assert [each["ColumnStatistics"]["ColumnName"] for each in answer["Errors"]] == [
        "nobody",
        "name",
    ]
    assert [each["ColumnName"] for each in found["ColumnStatisticsList"]] == ["ok"]


def test_deleted_statistics_are_gone_and_cannot_be_deleted_twice(orders: Any) -> None:
    orders.update_column_statistics_for_table(**TABLE, ColumnStatisticsList=[statistics_of("id")])

    orders.delete_column_statistics_for_table(**TABLE, ColumnName="id")

    assert orders.get_column_statistics_for_table(**TABLE, ColumnNames=["id"])["Errors"]
    with pytest.raises(orders.exceptions.EntityNotFoundException):
        orders.delete_column_statistics_for_table(**TABLE, ColumnName="id")


def test_a_partition_has_statistics_of_its_own(orders: Any) -> None:
    given = [statistics_of("id", MaximumValue=1)]

    orders.update_column_statistics_for_partition(**PARTITION, ColumnStatisticsList=given)

    found = orders.get_column_statistics_for_partition(**PARTITION, ColumnNames=["id"])
    assert found["ColumnStatisticsList"] == given
    assert orders.get_column_statistics_for_table(**TABLE, ColumnNames=["id"])["Errors"]
    orders.delete_column_statistics_for_partition(**PARTITION, ColumnName="id")
    assert orders.get_column_statistics_for_partition(**PARTITION, ColumnNames=["id"])["Errors"]


def test_what_does_not_exist_has_no_statistics(orders: Any) -> None:
    missing = orders.exceptions.EntityNotFoundException

    with pytest.raises(missing):
        orders.get_column_statistics_for_table(
            DatabaseName="sales", TableName="t", ColumnNames=["id"]
        )
    with pytest.raises(missing):
        orders.get_column_statistics_for_partition(
            **TABLE, PartitionValues=["1999"], ColumnNames=["id"]
        )
    with pytest.raises(orders.exceptions.InvalidInputException):
        orders.get_column_statistics_for_partition(
            **TABLE, PartitionValues=["1999", "x"], ColumnNames=["id"]
        )


def test_changed_and_removed_columns_lose_their_statistics(glue: Any) -> None:
    given = make_table(glue, COLUMNS)
    glue.update_column_statistics_for_table(
        **TABLE, ColumnStatisticsList=[statistics_of(column) for column in ("id", "name", "ok")]
    )
    columns = [{"Name": "id", "Type": "string"}, {"Name": "name", "Type": "string"}]

    glue.update_table(
        DatabaseName="sales", TableInput=given | {"StorageDescriptor": {"Columns": columns}}
    )

    found = glue.get_column_statistics_for_table(**TABLE, ColumnNames=["id", "name", "ok"])
    assert [each["ColumnName"] for each in found["ColumnStatisticsList"]] == ["name"]


def test_statistics_go_with_their_table(glue: Any) -> None:
    given = make_table(glue, COLUMNS)
    glue.update_column_statistics_for_table(**TABLE, ColumnStatisticsList=[statistics_of("id")])

    glue.delete_table(DatabaseName="sales", Name="orders")
    glue.create_table(DatabaseName="sales", TableInput=given)

    found = glue.get_column_statistics_for_table(**TABLE, ColumnNames=["id"])
    assert found["ColumnStatisticsList"] == []
