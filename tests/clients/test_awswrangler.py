"""awswrangler's catalog module against a served endpoint."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from tests.serving import Served

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import awswrangler

pytestmark = pytest.mark.slow
COLUMNS = {"id": "bigint", "name": "string"}


@pytest.fixture
def catalog(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """awswrangler's catalog module with a database `sales`."""
    for name, value in served.environment.items():
        monkeypatch.setenv(name, value)
    boto3.setup_default_session(region_name=served.region)
    awswrangler.catalog.create_database("sales", description="all sales")
    yield awswrangler.catalog
    boto3.DEFAULT_SESSION = None


def make_orders(catalog: Any, **more: Any) -> None:
    """Create the partitioned table `sales.orders`."""
    catalog.create_parquet_table(
        database="sales",
        table="orders",
        path="s3://bucket/orders/",
        columns_types=COLUMNS,
        partitions_types={"year": "int", "month": "int"},
        **more,
    )


def test_databases_are_listed_as_a_frame(catalog: Any) -> None:
    frame = catalog.databases()

    assert frame.values.tolist() == [["sales", "all sales"]]


def test_a_table_is_described_by_its_types_parameters_and_comments(catalog: Any) -> None:
    make_orders(
        catalog,
        description="orders",
        parameters={"owner": "ann"},
        columns_comments={"id": "the key"},
    )

    assert catalog.does_table_exist("sales", "orders")
    assert catalog.get_table_types("sales", "orders") == COLUMNS | {"year": "int", "month": "int"}
    assert catalog.get_table_location("sales", "orders") == "s3://bucket/orders/"
    assert catalog.get_table_description("sales", "orders") == "orders"
    assert catalog.get_table_parameters("sales", "orders")["owner"] == "ann"
    assert catalog.get_columns_comments("sales", "orders")["id"] == "the key"
    frame = catalog.table("sales", "orders")
    assert frame["Column Name"].tolist() == ["id", "name", "year", "month"]
    assert frame["Partition"].tolist() == [False, False, True, True]


def test_partitions_are_added_found_and_deleted(catalog: Any) -> None:
    make_orders(catalog)
    values = {
        f"s3://bucket/orders/year={year}/month={month}/": [str(year), str(month)]
        for year in (2023, 2024)
        for month in range(1, 13)
    }

    catalog.add_parquet_partitions("sales", "orders", partitions_values=values)
    every = catalog.get_parquet_partitions("sales", "orders")
    late = catalog.get_partitions("sales", "orders", expression="year=2024 AND month>6")
    catalog.delete_partitions(table="orders", database="sales", partitions_values=[["2024", "12"]])

    assert every == values
    assert sorted(int(month) for _, month in late.values()) == list(range(7, 13))
    assert len(catalog.get_partitions("sales", "orders")) == 23
    catalog.delete_all_partitions(table="orders", database="sales")
    assert catalog.get_partitions("sales", "orders") == {}


def test_columns_and_parameters_change_and_make_versions(catalog: Any) -> None:
    make_orders(catalog)

    catalog.add_column("sales", "orders", "amount", column_type="double", column_comment="in euro")
    catalog.delete_column("sales", "orders", "name")
    catalog.upsert_table_parameters({"a": "1"}, "sales", "orders")
    catalog.overwrite_table_parameters({"b": "2"}, "sales", "orders")

    assert list(catalog.get_table_types("sales", "orders")) == ["id", "amount", "year", "month"]
    assert catalog.get_table_parameters("sales", "orders") == {"b": "2"}
    assert catalog.get_table_number_of_versions("sales", "orders") == len(
        list(catalog.get_table_versions("sales", "orders"))
    )
    assert catalog.get_table_number_of_versions("sales", "orders") > 2


def test_tables_are_listed_searched_and_deleted(catalog: Any) -> None:
    make_orders(catalog)
    catalog.create_csv_table(
        database="sales", table="old_orders", path="s3://bucket/old/", columns_types=COLUMNS
    )

    assert [each["Name"] for each in catalog.get_tables(database="sales")] == [
        "old_orders",
        "orders",
    ]
    assert [each["Name"] for each in catalog.get_tables(name_prefix="old")] == ["old_orders"]
    assert catalog.tables(database="sales")["Table"].tolist() == ["old_orders", "orders"]
    assert [each["Name"] for each in catalog.search_tables(text="csv")] == ["old_orders"]
    assert catalog.delete_table_if_exists("sales", "orders")
    assert not catalog.delete_table_if_exists("sales", "orders")
    catalog.delete_database("sales")
    assert catalog.databases().empty
