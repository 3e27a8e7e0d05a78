"""The AWS CLI, as its users type it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.serving import Served

pytestmark = pytest.mark.slow
Cli = Callable[..., Any]


class CliFailed(Exception):
    """The command ended with an error."""


@pytest.fixture
def aws(served: Served, tmp_path: Path) -> Cli:
    """Runs `aws glue <words>` and returns its answer."""
    program = Path(sys.executable).parent / "aws"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_PAGER": "",
    } | served.environment

    def run(*words: str) -> Any:
        ran = subprocess.run(
            [program, "glue", *words, "--output", "json"],
            env=environment,
            capture_output=True,
            text=True,
        )
        if ran.returncode:
            raise CliFailed(ran.stderr)
        return json.loads(ran.stdout) if ran.stdout.strip() else None

    return run


def test_a_table_with_partitions_is_made_changed_and_deleted(aws: Cli) -> None:
    aws("create-database", "--database-input", '{"Name":"sales"}')
    table = {
        "Name": "orders",
        "StorageDescriptor": {"Columns": [{"Name": "id", "Type": "bigint"}]},
        "PartitionKeys": [{"Name": "year", "Type": "int"}],
    }
    place = ("--database-name", "sales")
    aws("create-table", *place, "--table-input", json.dumps(table))
    of_table = (*place, "--table-name", "orders")
    years = [{"Values": [str(year)]} for year in range(2000, 2010)]
    made = aws("batch-create-partition", *of_table, "--partition-input-list", json.dumps(years))
    expression = ("--expression", "year > 2005", "--page-size", "2")
    late = aws("get-partitions", *of_table, *expression)
    described = table | {"Description": "changed"}
    aws("update-table", *place, "--table-input", json.dumps(described))
    found = aws("get-table", *place, "--name", "orders")
    versions = aws("get-table-versions", *of_table)
    aws("delete-database", "--name", "sales")

    assert made == {"Errors": []}
    assert [each["Values"] for each in late["Partitions"]] == [[str(y)] for y in range(2006, 2010)]
    assert found["Table"]["Description"] == "changed"
    assert [each["VersionId"] for each in versions["TableVersions"]] == ["1", "0"]
    assert aws("get-databases")["DatabaseList"] == []


def test_errors_are_those_that_its_users_know(aws: Cli) -> None:
    with pytest.raises(CliFailed, match=r"\(EntityNotFoundException\).* GetDatabase operation"):
        aws("get-database", "--name", "nobody")
    aws("create-database", "--database-input", '{"Name":"d"}')
    with pytest.raises(CliFailed, match=r"\(AlreadyExistsException\)"):
        aws("create-database", "--database-input", '{"Name":"D"}')


def test_connections_tags_functions_and_search(aws: Cli, tmp_path: Path) -> None:
    aws("create-database", "--database-input", '{"Name":"d"}')
    aws("create-table", "--database-name", "d", "--table-input", '{"Name":"customer-link"}')
    connection = {
        "Name": "c",
        "ConnectionType": "JDBC",
        "ConnectionProperties": {"JDBC_CONNECTION_URL": "jdbc:mysql://h/d", "PASSWORD": "p"},
    }
    aws("create-connection", "--connection-input", json.dumps(connection), "--tags", "team=red")
    function = '{"FunctionName":"f","ClassName":"C"}'
    aws("create-user-defined-function", "--database-name", "d", "--function-input", function)
    arn = "arn:aws:glue:us-east-1:123456789012:connection/c"

    tags = aws("get-tags", "--resource-arn", arn)
    hidden = aws("get-connection", "--name", "c", "--hide-password")
    functions = aws("get-user-defined-functions", "--pattern", ".*")
    hits = aws("search-tables", "--filters", "Key=Name,Value=link")

    assert tags == {"Tags": {"team": "red"}}
    assert "PASSWORD" not in hidden["Connection"]["ConnectionProperties"]
    assert [each["FunctionName"] for each in functions["UserDefinedFunctions"]] == ["f"]
    assert [each["Name"] for each in hits["TableList"]] == ["customer-link"]
