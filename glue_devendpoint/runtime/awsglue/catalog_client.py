"""Accesses the Data Catalog with boto3: tables, partitions and connections.

Uses the endpoint that botocore is configured for (`AWS_ENDPOINT_URL_GLUE`). A custom endpoint needs
no AWS account, so missing credentials and regions are replaced by placeholders.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


@functools.cache
def _models() -> Any:
    """Return botocore's loader. Its models are parsed once, because Glue's takes half a second."""
    import botocore.session

    return botocore.session.get_session().get_component("data_loader")


def new_client(models: Any = None) -> Any:
    """Return a Glue client for the configured endpoint, from a loader's models if given."""
    import boto3
    import botocore.session

    core = botocore.session.get_session()
    core.register_component("data_loader", models or _models())
    session = boto3.session.Session(botocore_session=core)
    settings: dict[str, Any] = {"region_name": session.region_name or "us-east-1"}
    has_endpoint = "AWS_ENDPOINT_URL_GLUE" in os.environ or "AWS_ENDPOINT_URL" in os.environ
    if has_endpoint and session.get_credentials() is None:
        settings |= {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    return session.client("glue", **settings)


class Catalog:
    """The tables, partitions and connections of a catalog."""

    def __init__(self, client: Any, catalog_id: str | None = None) -> None:
        self._client = client
        self._id: Json = {"CatalogId": catalog_id} if catalog_id else {}

    def table(self, database: str, name: str) -> Json:
        """Return a table's definition."""
        found: Json = self._client.get_table(DatabaseName=database, Name=name, **self._id)["Table"]
        return found

    def find_table(self, database: str, name: str) -> Json | None:
        """Return a table's definition, or None if it doesn't exist."""
        try:
            return self.table(database, name)
        except self._client.exceptions.EntityNotFoundException:
            return None

    def create_table(self, database: str, definition: Json) -> None:
        """Create a table."""
        self._client.create_table(DatabaseName=database, TableInput=definition, **self._id)

    def update_table(self, database: str, definition: Json) -> None:
        """Replace a table's definition."""
        self._client.update_table(DatabaseName=database, TableInput=definition, **self._id)

    def partitions(self, database: str, table: str, expression: str = "") -> Iterator[Json]:
        """Yield a table's partitions, filtered on the server if an expression is given."""
        wanted = {"Expression": expression} if expression else {}
        pages = self._client.get_paginator("get_partitions").paginate(
            DatabaseName=database, TableName=table, **wanted, **self._id
        )
        for page in pages:
            yield from page["Partitions"]

    def add_partitions(self, database: str, table: str, definitions: list[Json]) -> None:
        """Create partitions, a hundred at a time."""
        for at in range(0, len(definitions), 100):
            answer = self._client.batch_create_partition(
                DatabaseName=database,
                TableName=table,
                PartitionInputList=definitions[at : at + 100],
                **self._id,
            )
            failed = [
                each
                for each in answer.get("Errors", [])
                if each["ErrorDetail"]["ErrorCode"] != "AlreadyExistsException"
            ]
            if failed:
                raise RuntimeError(f"can't add partitions to {database}.{table}: {failed}")

    def update_partition(self, database: str, table: str, definition: Json) -> None:
        """Replace the definition of a partition."""
        self._client.update_partition(
            DatabaseName=database,
            TableName=table,
            PartitionValueList=definition["Values"],
            PartitionInput=definition,
            **self._id,
        )

    def delete_partitions(self, database: str, table: str, values: list[list[str]]) -> None:
        """Delete partitions, 25 at a time."""
        for at in range(0, len(values), 25):
            self._client.batch_delete_partition(
                DatabaseName=database,
                TableName=table,
                PartitionsToDelete=[{"Values": each} for each in values[at : at + 25]],
                **self._id,
            )

    def connection(self, name: str) -> Json:
        """Return a connection's definition, with its password."""
        found: Json = self._client.get_connection(Name=name, **self._id)["Connection"]
        return found
