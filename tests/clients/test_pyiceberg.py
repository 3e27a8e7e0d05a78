"""PyIceberg's Glue catalog: Iceberg tables in a local folder and in S3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3
import pyarrow
import pytest
from pyiceberg.catalog import load_catalog
from pyiceberg.exceptions import (
    CommitFailedException,
    NamespaceAlreadyExistsError,
    NamespaceNotEmptyError,
    NoSuchTableError,
    TableAlreadyExistsError,
)
from pyiceberg.schema import Schema
from pyiceberg.types import DoubleType, LongType, NestedField, StringType

from tests.serving import Served

pytestmark = pytest.mark.slow
SCHEMA = Schema(
    NestedField(1, "id", LongType(), required=False),
    NestedField(2, "name", StringType(), required=False),
)


def rows(*ids: int, **more: list[Any]) -> pyarrow.Table:
    """Some rows to append."""
    return pyarrow.table({"id": list(ids), "name": [f"n{each}" for each in ids], **more})


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Where the tables' files go."""
    if request.param == "folder":
        return {"warehouse": f"file://{tmp_path / 'warehouse'}"}
    request.getfixturevalue("s3_client").create_bucket(Bucket="lake")
    return {
        "warehouse": "s3://lake/warehouse",
        "s3.endpoint": request.getfixturevalue("s3_server"),
        "s3.region": "us-east-1",
        "s3.access-key-id": "key",
        "s3.secret-access-key": "secret",
    }


@pytest.fixture
def properties(served: Served, storage: dict[str, str]) -> dict[str, str]:
    """What tells PyIceberg about the catalog."""
    return {
        "type": "glue",
        "glue.endpoint": served.url,
        "glue.region": served.region,
        "glue.access-key-id": served.keys.access_key_id,
        "glue.secret-access-key": served.keys.secret_access_key,
    } | storage


@pytest.fixture
def catalog(properties: dict[str, str]) -> Any:
    """PyIceberg's catalog with a namespace `lake`."""
    opened = load_catalog("served", **properties)
    opened.create_namespace("lake", {"comment": "all of it"})
    return opened


def test_a_table_is_created_loaded_filled_evolved_and_dropped(catalog: Any) -> None:
    created = catalog.create_table("lake.events", SCHEMA)
    created.append(rows(1, 2))
    loaded = catalog.load_table("lake.events")
    with loaded.update_schema() as change:
        change.add_column("amount", DoubleType())
    loaded.append(rows(3, amount=[1.5]))

    again = catalog.load_table("lake.events")

    found = again.scan().to_arrow().sort_by("id").to_pylist()
    assert found == [
        {"id": 1, "name": "n1", "amount": None},
        {"id": 2, "name": "n2", "amount": None},
        {"id": 3, "name": "n3", "amount": 1.5},
    ]
    assert again.scan("id = 2").to_arrow().num_rows == 1
    assert [len(each.summary.additional_properties) > 0 for each in again.snapshots()] == [True] * 2
    catalog.drop_table("lake.events")
    with pytest.raises(NoSuchTableError):
        catalog.load_table("lake.events")


def test_the_columns_of_an_iceberg_table_are_in_the_catalog(catalog: Any, served: Served) -> None:
    catalog.create_table("lake.events", SCHEMA)

    client = boto3.client(
        "glue",
        endpoint_url=served.url,
        region_name=served.region,
        aws_access_key_id=served.keys.access_key_id,
        aws_secret_access_key=served.keys.secret_access_key,
    )
    table = client.get_table(DatabaseName="lake", Name="events")["Table"]
    client.close()

    columns = [(each["Name"], each["Type"]) for each in table["StorageDescriptor"]["Columns"]]
    assert columns == [("id", "bigint"), ("name", "string")]
    assert table["Parameters"]["table_type"] == "ICEBERG"


def test_of_two_writers_on_one_snapshot_the_second_is_refused(catalog: Any) -> None:
    never = {"commit.retry.num-retries": "0"}
    catalog.create_table("lake.events", SCHEMA, properties=never)
    first, second = catalog.load_table("lake.events"), catalog.load_table("lake.events")

    first.append(rows(1))

    with pytest.raises(CommitFailedException):
        second.append(rows(2))
    assert catalog.load_table("lake.events").scan().to_arrow().num_rows == 1


def test_a_refused_writer_that_tries_again_loses_nothing(catalog: Any) -> None:
    catalog.create_table("lake.events", SCHEMA)
    first, second = catalog.load_table("lake.events"), catalog.load_table("lake.events")

    first.append(rows(1))
    second.append(rows(2))

    found = catalog.load_table("lake.events").scan().to_arrow()
    assert sorted(found["id"].to_pylist()) == [1, 2]


def test_names_are_listed_and_tables_renamed(catalog: Any) -> None:
    for name in ("a", "b"):
        catalog.create_table(f"lake.{name}", SCHEMA)

    catalog.rename_table("lake.a", "lake.c")

    assert sorted(catalog.list_tables("lake")) == [("lake", "b"), ("lake", "c")]
    assert catalog.list_namespaces() == [("lake",)]
    assert catalog.load_namespace_properties("lake")["comment"] == "all of it"
    assert catalog.table_exists("lake.c")
    assert not catalog.table_exists("lake.a")


def test_what_exists_or_is_not_empty_is_said(catalog: Any) -> None:
    catalog.create_table("lake.events", SCHEMA)

    with pytest.raises(TableAlreadyExistsError):
        catalog.create_table("lake.events", SCHEMA)
    with pytest.raises(NamespaceAlreadyExistsError):
        catalog.create_namespace("lake")
    with pytest.raises(NamespaceNotEmptyError):
        catalog.drop_namespace("lake")
    catalog.drop_table("lake.events")
    catalog.drop_namespace("lake")
    assert catalog.list_namespaces() == []
