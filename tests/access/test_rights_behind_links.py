"""Resource links and renames, used to get around a Deny on what they lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from glue_devendpoint.endpoint import Endpoint
from tests.access.test_policy_enforcement import allow, deny, is_refused, policy

SECRET = ("database/secret", "table/secret/*", "userDefinedFunction/secret/*")
KEYS = [{"Name": "day", "Type": "string"}]
COLUMNS = [{"Name": "id", "Type": "int"}]
STORAGE = {"Columns": COLUMNS, "Location": "file:///tmp/hidden"}
FUNCTION = {"FunctionName": "f", "ClassName": "C", "OwnerName": "o", "OwnerType": "USER"}
STATISTICS = {
    "ColumnName": "id",
    "ColumnType": "int",
    "AnalyzedTime": 1_700_000_000,
    "StatisticsData": {
        "Type": "LONG",
        "LongColumnStatisticsData": {"NumberOfNulls": 0, "NumberOfDistinctValues": 1},
    },
}


@pytest.fixture
def ann(endpoint: Endpoint, make_client: Callable[..., Any], glue: Any) -> Any:
    """A client with an identity that is denied everything in `secret`."""
    glue.create_database(DatabaseInput={"Name": "secret"})
    glue.create_database(DatabaseInput={"Name": "open"})
    glue.create_table(
        DatabaseName="secret",
        TableInput={"Name": "hidden", "PartitionKeys": KEYS, "StorageDescriptor": STORAGE},
    )
    glue.create_partition(
        DatabaseName="secret", TableName="hidden", PartitionInput={"Values": ["1"]}
    )
    glue.create_user_defined_function(DatabaseName="secret", FunctionInput=FUNCTION)
    client = make_client(endpoint.identities.add("ann", endpoint.clock.now()))
    rules = policy(allow("glue:*"), deny("glue:*", *SECRET))
    endpoint.policies.put_identity_policy("ann", rules)
    return client


def table_calls(client: Any, database: str, table: str) -> dict[str, Callable[[], Any]]:
    """Every call on the data of a table, which a link to the table leads to."""
    it = {"DatabaseName": database, "TableName": table}
    one, new = {"Values": ["1"]}, {"Values": ["2"]}
    part = {**it, "PartitionValues": ["1"]}
    return {
        "GetPartitions": lambda: client.get_partitions(**it),
        "GetPartition": lambda: client.get_partition(**part),
        "BatchGetPartition": lambda: client.batch_get_partition(**it, PartitionsToGet=[one]),
        "CreatePartition": lambda: client.create_partition(**it, PartitionInput=new),
        "BatchCreatePartition": lambda: client.batch_create_partition(
            **it, PartitionInputList=[new]
        ),
        "UpdatePartition": lambda: client.update_partition(
            **it, PartitionValueList=["1"], PartitionInput=one
        ),
        "BatchUpdatePartition": lambda: client.batch_update_partition(
            **it, Entries=[{"PartitionValueList": ["1"], "PartitionInput": one}]
        ),
        "DeletePartition": lambda: client.delete_partition(**part),
        "BatchDeletePartition": lambda: client.batch_delete_partition(
            **it, PartitionsToDelete=[one]
        ),
        "CreatePartitionIndex": lambda: client.create_partition_index(
            **it, PartitionIndex={"IndexName": "i", "Keys": ["day"]}
        ),
        "GetPartitionIndexes": lambda: client.get_partition_indexes(**it),
        "DeletePartitionIndex": lambda: client.delete_partition_index(**it, IndexName="i"),
        "GetColumnStatisticsForTable": lambda: client.get_column_statistics_for_table(
            **it, ColumnNames=["id"]
        ),
        "UpdateColumnStatisticsForTable": lambda: client.update_column_statistics_for_table(
            **it, ColumnStatisticsList=[STATISTICS]
        ),
        "DeleteColumnStatisticsForTable": lambda: client.delete_column_statistics_for_table(
            **it, ColumnName="id"
        ),
        "GetColumnStatisticsForPartition": lambda: client.get_column_statistics_for_partition(
            **part, ColumnNames=["id"]
        ),
        "UpdateColumnStatisticsForPartition": lambda: client.update_column_statistics_for_partition(
            **part, ColumnStatisticsList=[STATISTICS]
        ),
        "DeleteColumnStatisticsForPartition": lambda: client.delete_column_statistics_for_partition(
            **part, ColumnName="id"
        ),
    }


def database_calls(client: Any, database: str) -> dict[str, Callable[[], Any]]:
    """Every call on what is in a database, which a link to the database leads to."""
    it = {"DatabaseName": database}
    table, version = {**it, "TableName": "hidden"}, {"VersionId": "0"}
    function = {**it, "FunctionName": "f"}
    return {
        **table_calls(client, database, "hidden"),
        "GetTable": lambda: client.get_table(**it, Name="hidden"),
        "GetTables": lambda: client.get_tables(**it),
        "CreateTable": lambda: client.create_table(**it, TableInput={"Name": "new"}),
        "UpdateTable": lambda: client.update_table(**it, TableInput={"Name": "hidden"}),
        "DeleteTable": lambda: client.delete_table(**it, Name="hidden"),
        "BatchDeleteTable": lambda: client.batch_delete_table(**it, TablesToDelete=["hidden"]),
        "GetTableVersion": lambda: client.get_table_version(**table),
        "GetTableVersions": lambda: client.get_table_versions(**table),
        "DeleteTableVersion": lambda: client.delete_table_version(**table, **version),
        "BatchDeleteTableVersion": lambda: client.batch_delete_table_version(
            **table, VersionIds=["0"]
        ),
        "CreateUserDefinedFunction": lambda: client.create_user_defined_function(
            **it, FunctionInput=FUNCTION | {"FunctionName": "g"}
        ),
        "GetUserDefinedFunction": lambda: client.get_user_defined_function(**function),
        "GetUserDefinedFunctions": lambda: client.get_user_defined_functions(**it, Pattern="*"),
        "UpdateUserDefinedFunction": lambda: client.update_user_defined_function(
            **function, FunctionInput=FUNCTION
        ),
        "DeleteUserDefinedFunction": lambda: client.delete_user_defined_function(**function),
    }


def link_database(client: Any, name: str, target: str) -> None:
    """Create a link to a database."""
    where = {"CatalogId": "123456789012", "DatabaseName": target}
    client.create_database(DatabaseInput={"Name": name, "TargetDatabase": where})


def link_table(client: Any, name: str, database: str, table: str) -> None:
    """Create a link to a table, in the database `open`."""
    where = {"CatalogId": "123456789012", "DatabaseName": database, "Name": table}
    client.create_table(DatabaseName="open", TableInput={"Name": name, "TargetTable": where})


def permitted(calls: dict[str, Callable[[], Any]]) -> list[str]:
    """The calls that no policy refuses."""
    return [name for name, call in calls.items() if not is_refused(call)]


def test_a_link_to_a_denied_database_leads_nowhere(ann: Any) -> None:
    link_database(ann, "link", "secret")

    assert permitted(database_calls(ann, "link")) == []


def test_a_chain_of_links_leads_nowhere(ann: Any) -> None:
    link_database(ann, "second", "secret")
    link_database(ann, "first", "second")
    link_table(ann, "orders", "first", "hidden")

    assert permitted(database_calls(ann, "first")) == []
    assert permitted(table_calls(ann, "open", "orders")) == []


def test_a_link_to_a_denied_table_leads_nowhere(ann: Any) -> None:
    link_table(ann, "orders", "secret", "hidden")

    assert permitted(table_calls(ann, "open", "orders")) == []


def test_a_link_that_is_pointed_elsewhere_later_leads_nowhere(ann: Any) -> None:
    link_database(ann, "link", "open")
    assert not is_refused(lambda: ann.get_tables(DatabaseName="link"))

    where = {"CatalogId": "123456789012", "DatabaseName": "secret"}
    ann.update_database(Name="link", DatabaseInput={"Name": "link", "TargetDatabase": where})

    assert permitted(database_calls(ann, "link")) == []


def test_whoever_may_use_only_the_target_may_not_use_the_link(
    ann: Any, glue: Any, endpoint: Endpoint
) -> None:
    link_database(glue, "link", "open")
    own = ("catalog", "database/open", "table/open/*")
    glue.create_table(DatabaseName="open", TableInput={"Name": "orders"})
    endpoint.policies.put_identity_policy("ann", policy(allow("glue:*", *own)))

    assert not is_refused(lambda: ann.get_table(DatabaseName="open", Name="orders"))
    assert "database/link" in is_refused(lambda: ann.get_table(DatabaseName="link", Name="orders"))

    both = (*own, "database/link", "table/link/*")
    endpoint.policies.put_identity_policy("ann", policy(allow("glue:*", *both)))
    assert not is_refused(lambda: ann.get_table(DatabaseName="link", Name="orders"))


def test_the_target_needs_the_same_right_as_the_link(
    ann: Any, glue: Any, endpoint: Endpoint
) -> None:
    link_database(glue, "link", "open")
    link = allow("glue:*", "catalog", "database/link", "table/link/*")
    target = allow("glue:Get*", "database/open", "table/open/*")
    endpoint.policies.put_identity_policy("ann", policy(link, target))

    refused = is_refused(lambda: ann.create_table(DatabaseName="link", TableInput={"Name": "t"}))

    assert "perform: glue:CreateTable on resource: " in refused
    assert "database/open" in refused
    assert not is_refused(lambda: ann.get_tables(DatabaseName="link"))


def test_the_owner_follows_every_link(ann: Any, glue: Any) -> None:
    link_database(ann, "link", "secret")

    assert glue.get_table(DatabaseName="link", Name="hidden")["Table"]["DatabaseName"] == "secret"
