"""A second name in a request, used to reach what the first one doesn't name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.endpoint import Endpoint
from tests.access.test_policy_enforcement import allow, deny, is_refused, policy

FUNCTION = {"FunctionName": "f", "ClassName": "C", "OwnerName": "o", "OwnerType": "USER"}
FIELDS = [{"Id": 1, "Name": "id", "Type": "long", "Required": False}]


@pytest.fixture
def ann(endpoint: Endpoint, make_client: Callable[..., Any], glue: Any) -> Any:
    """A client with an added identity; the databases `sales` and `other` are there."""
    glue.create_database(DatabaseInput={"Name": "sales"})
    glue.create_database(DatabaseInput={"Name": "other"})
    return make_client(endpoint.identities.add("ann", endpoint.clock.now()))


def forbid(endpoint: Endpoint, *resources: str) -> None:
    """Allow everything but these resources."""
    rules = policy(allow("glue:*"), deny("glue:*", *resources))
    endpoint.policies.put_identity_policy("ann", rules)


def test_an_iceberg_update_changes_only_the_table_that_it_names(
    ann: Any, glue: Any, endpoint: Endpoint, tmp_path: Path
) -> None:
    place = (tmp_path / "lake" / "ok").as_uri()
    wanted = {"Location": place, "Schema": {"Fields": FIELDS}}
    iceberg = {"MetadataOperation": "CREATE", "CreateIcebergTableInput": wanted}
    glue.create_table(
        DatabaseName="sales", Name="ok", OpenTableFormatInput={"IcebergInput": iceberg}
    )
    glue.create_table(DatabaseName="sales", TableInput={"Name": "hidden", "Owner": "bob"})
    updates = [wanted | {"Action": "set-properties", "Properties": {"a": "b"}}]

    def overwrite(client: Any) -> Any:
        change = {"UpdateIcebergInput": {"UpdateIcebergTableInput": {"Updates": updates}}}
        return client.update_table(
            DatabaseName="sales",
            Name="ok",
            TableInput={"Name": "hidden"},
            UpdateOpenTableFormatInput=change,
        )

    forbid(endpoint, "table/sales/hidden")
    assert "table/sales/hidden" in is_refused(lambda: overwrite(ann))
    with pytest.raises(glue.exceptions.InvalidInputException, match="can't be renamed"):
        overwrite(glue)

    assert glue.get_table(DatabaseName="sales", Name="hidden")["Table"]["Owner"] == "bob"
    assert glue.get_table(DatabaseName="sales", Name="ok")["Table"]["VersionId"] == "0"


def test_an_iceberg_table_is_created_under_the_name_that_was_asked_about(
    ann: Any, glue: Any, endpoint: Endpoint, tmp_path: Path
) -> None:
    forbid(endpoint, "table/sales/hidden")
    location = (tmp_path / "lake" / "t").as_uri()
    columns = {"Columns": [{"Name": "id", "Type": "bigint"}], "Location": location}

    refused = is_refused(
        lambda: ann.create_table(
            DatabaseName="sales",
            Name="ok",
            TableInput={"Name": "hidden", "StorageDescriptor": columns},
            OpenTableFormatInput={"IcebergInput": {"MetadataOperation": "CREATE"}},
        )
    )

    assert "table/sales/hidden" in refused
    assert glue.get_tables(DatabaseName="sales")["TableList"] == []


@pytest.mark.parametrize(
    "resource",
    [
        *("database/hidden", "table/hidden/t", "userDefinedFunction/hidden/f"),
        *("database/sales", "table/sales/t", "userDefinedFunction/sales/f"),
    ],
)
def test_renaming_a_database_needs_both_names_with_their_contents(
    ann: Any, glue: Any, endpoint: Endpoint, resource: str
) -> None:
    forbid(endpoint, resource)

    assert is_refused(lambda: ann.update_database(Name="sales", DatabaseInput={"Name": "Hidden"}))

    names = [each["Name"] for each in glue.get_databases()["DatabaseList"]]
    assert names == ["other", "sales"]


def test_changing_a_database_without_renaming_it_does_not_need_its_contents(
    ann: Any, endpoint: Endpoint
) -> None:
    forbid(endpoint, "table/sales/t")

    assert not is_refused(
        lambda: ann.update_database(Name="sales", DatabaseInput={"Name": "SALES"})
    )


def test_renaming_a_function_needs_both_names(ann: Any, glue: Any, endpoint: Endpoint) -> None:
    glue.create_user_defined_function(DatabaseName="sales", FunctionInput=FUNCTION)
    forbid(endpoint, "userDefinedFunction/sales/hidden")

    def rename(name: str) -> Any:
        return ann.update_user_defined_function(
            DatabaseName="sales",
            FunctionName="f",
            FunctionInput=FUNCTION | {"FunctionName": name},
        )

    assert "userDefinedFunction/sales/hidden" in is_refused(lambda: rename("Hidden"))
    assert not is_refused(lambda: rename("g"))


def test_a_connection_keeps_the_name_that_was_asked_about(
    ann: Any, glue: Any, endpoint: Endpoint
) -> None:
    network = {"ConnectionType": "NETWORK", "ConnectionProperties": {}}
    glue.create_connection(ConnectionInput={"Name": "ok", **network})
    forbid(endpoint, "connection/hidden")

    given = {"Name": "hidden", **network}
    assert is_refused(lambda: ann.update_connection(Name="ok", ConnectionInput=given))
