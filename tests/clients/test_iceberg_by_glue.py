"""Iceberg tables that Glue makes itself: made and changed by boto3, used by PyIceberg."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
import pyarrow
import pytest
from pyiceberg.catalog import load_catalog
from pyiceberg.types import DateType, ListType, LongType, StringType

from tests.serving import Served

pytestmark = pytest.mark.slow
COLUMNS = [
    {"Name": "id", "Type": "bigint"},
    {"Name": "tags", "Type": "array<struct<k:string,v:decimal(10,2)>>", "Comment": "labels"},
]
FIELDS = [
    {"Id": 1, "Name": "id", "Type": "long", "Required": True},
    {"Id": 2, "Name": "day", "Type": "date", "Required": False},
]


@pytest.fixture
def glue(served: Served) -> Iterator[Any]:
    """boto3 with a database named d."""
    client = boto3.client(
        "glue",
        endpoint_url=served.url,
        region_name=served.region,
        aws_access_key_id=served.keys.access_key_id,
        aws_secret_access_key=served.keys.secret_access_key,
    )
    client.create_database(DatabaseInput={"Name": "d"})
    yield client
    client.close()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the table is."""
    return tmp_path / "lake" / "t"


def loaded(served: Served) -> Any:
    """Return the table d.t as PyIceberg sees it."""
    settings = {
        "type": "glue",
        "glue.endpoint": served.url,
        "glue.region": served.region,
        "glue.access-key-id": served.keys.access_key_id,
        "glue.secret-access-key": served.keys.secret_access_key,
    }
    return load_catalog("served", **settings).load_table("d.t")


def create(glue: Any, place: Path, **schema: Any) -> None:
    """Create d.t with Iceberg's own schema."""
    wanted = {"Location": place.as_uri(), "Schema": {"Fields": FIELDS, **schema}}
    day = {"SourceId": 2, "Transform": "month", "Name": "month"}
    glue.create_table(
        DatabaseName="d",
        Name="t",
        OpenTableFormatInput={
            "IcebergInput": {
                "MetadataOperation": "CREATE",
                "CreateIcebergTableInput": wanted | {"PartitionSpec": {"Fields": [day]}},
            }
        },
    )


def change(glue: Any, place: Path, **update: Any) -> None:
    """Apply one change to d.t."""
    needed = {"Schema": {"Fields": FIELDS}, "Location": place.as_uri()}
    glue.update_table(
        DatabaseName="d",
        Name="t",
        UpdateOpenTableFormatInput={
            "UpdateIcebergInput": {"UpdateIcebergTableInput": {"Updates": [needed | update]}}
        },
    )


def test_a_plain_definition_with_an_open_format_becomes_an_iceberg_table(
    glue: Any, served: Served, place: Path
) -> None:
    glue.create_table(
        DatabaseName="d",
        TableInput={
            "Name": "t",
            "StorageDescriptor": {"Columns": COLUMNS, "Location": place.as_uri()},
            "PartitionKeys": [{"Name": "region", "Type": "string"}],
            "Parameters": {"team": "ops"},
        },
        OpenTableFormatInput={"IcebergInput": {"MetadataOperation": "CREATE", "Version": "2"}},
    )

    stored = glue.get_table(DatabaseName="d", Name="t")["Table"]
    assert stored["Parameters"]["table_type"] == "ICEBERG"
    assert stored["Parameters"]["team"] == "ops"
    assert [(each["Name"], each["Type"]) for each in stored["StorageDescriptor"]["Columns"]] == [
        ("id", "bigint"),
        ("tags", "array<struct<k:string,v:decimal(10,2)>>"),
        ("region", "string"),
    ]
    table = loaded(served)
    assert table.format_version == 2
    assert [field.name for field in table.spec().fields] == ["region"]
    assert isinstance(table.schema().find_type("tags"), ListType)
    table.append(
        pyarrow.table(
            {
                "id": [1, 2],
                "tags": [[{"k": "a", "v": Decimal("1.25")}], None],
                "region": ["eu", "us"],
            }
        )
    )
    assert sorted(loaded(served).scan().to_arrow()["id"].to_pylist()) == [1, 2]


def test_icebergs_own_schema_partitioning_and_order_are_taken(
    glue: Any, served: Served, place: Path
) -> None:
    create(glue, place, IdentifierFieldIds=[1])

    table = loaded(served)
    assert isinstance(table.schema().find_type("id"), LongType)
    assert isinstance(table.schema().find_type("day"), DateType)
    assert table.schema().identifier_field_ids == [1]
    assert str(table.spec().fields[0].transform) == "month"
    assert table.location() == place.as_uri()


def test_a_new_schema_is_added_and_made_the_current_one(
    glue: Any, served: Served, place: Path
) -> None:
    create(glue, place)
    wider = [*FIELDS, {"Id": 3, "Name": "note", "Type": "string", "Required": False}]
    schema = {"SchemaId": 1, "Fields": wider}

    change(glue, place, Action="add-schema", Schema=schema)
    change(glue, place, Action="set-current-schema", Schema=schema)
    change(glue, place, Action="set-properties", Properties={"a": "b"})

    table = loaded(served)
    assert isinstance(table.schema().find_type("note"), StringType)
    assert table.properties["a"] == "b"
    stored = glue.get_table(DatabaseName="d", Name="t")["Table"]
    assert [each["Name"] for each in stored["StorageDescriptor"]["Columns"]][-1] == "note"
    assert stored["VersionId"] == "3"
    assert "/00003-" in stored["Parameters"]["metadata_location"]
    assert "/00002-" in stored["Parameters"]["previous_metadata_location"]


def test_what_could_not_be_created_leaves_no_file(glue: Any, place: Path) -> None:
    create(glue, place)
    before = sorted(place.rglob("*.json"))

    with pytest.raises(glue.exceptions.AlreadyExistsException):
        create(glue, place)

    assert sorted(place.rglob("*.json")) == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ([FIELDS[0] | {"Type": "sometype"}], "sometype"),
        ([FIELDS[1], FIELDS[1]], "day"),
    ],
)
def test_a_schema_that_is_none_is_refused_in_words(
    glue: Any, place: Path, fields: list[Any], said: str
) -> None:
    with pytest.raises(glue.exceptions.InvalidInputException, match=said):
        create(glue, place, Fields=fields)

    assert not place.exists()


def test_a_column_type_that_cannot_be_read_is_refused_with_its_place(
    glue: Any, place: Path
) -> None:
    columns = [{"Name": "tags", "Type": "array<struct<k:string>"}]

    with pytest.raises(glue.exceptions.InvalidInputException) as refused:
        glue.create_table(
            DatabaseName="d",
            TableInput={
                "Name": "t",
                "StorageDescriptor": {"Columns": columns, "Location": place.as_uri()},
            },
            OpenTableFormatInput={"IcebergInput": {"MetadataOperation": "CREATE"}},
        )

    assert "Column tags" in str(refused.value)
    assert "expected '>' at character 23" in str(refused.value)


def test_a_location_outside_the_data_folders_is_refused(glue: Any) -> None:
    with pytest.raises(glue.exceptions.AccessDeniedException, match="data_roots"):
        create(glue, Path("/opt/elsewhere"))


def test_a_table_that_is_not_iceberg_cannot_be_changed_as_one(glue: Any, place: Path) -> None:
    glue.create_table(DatabaseName="d", TableInput={"Name": "t"})

    with pytest.raises(glue.exceptions.EntityNotFoundException, match="isn't an Iceberg table"):
        change(glue, place, Action="set-properties", Properties={"a": "b"})
