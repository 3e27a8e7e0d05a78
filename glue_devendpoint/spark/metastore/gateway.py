"""The Glue API for the bridge, with paging and batching."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError
from glue_table_format.links import TooManyLinks, follow_links

from glue_devendpoint.errors import EndpointNotRunning
from glue_devendpoint.spark.metastore.errors import from_client, is_code, not_possible

Json = dict[str, Any]
ENDPOINT_VARIABLES = ("AWS_ENDPOINT_URL_GLUE", "AWS_ENDPOINT_URL")
BATCH = 100
BATCH_DELETE = 25
BATCH_GET = 1000
PAGE = 1000


class Gateway:
    """A boto3 Glue client, created on first use."""

    def __init__(self, make_client: Callable[[], Any]) -> None:
        self._make_client = make_client
        self._client: Any = None
        self._making = threading.Lock()

    def connect(self, make_client: Callable[[], Any]) -> None:
        """Switch to another catalog."""
        with self._making:
            self._make_client, self._client = make_client, None

    def call(self, operation: str, **arguments: Any) -> Json:
        """Call an operation by its Python name."""
        answer: Json = getattr(self._opened(), operation)(**arguments)
        return answer

    def all_of(self, operation: str, member: str, **arguments: Any) -> Iterator[Any]:
        """Yield the members of every page of a listing."""
        token: str | None = None
        while True:
            page = self.call(operation, **arguments, **({"NextToken": token} if token else {}))
            yield from page.get(member, ())
            token = page.get("NextToken")
            if not token:
                return

    def find_table(self, database: str, name: str) -> Json:
        """Return a table, or the target of a resource link."""

        def find(target: Mapping[str, Any]) -> Json:
            found: Json = self.call(
                "get_table", DatabaseName=target["DatabaseName"], Name=target["Name"]
            )["Table"]
            return found

        try:
            return follow_links(
                find({"DatabaseName": database, "Name": name}),
                lambda table: table.get("TargetTable"),
                find,
            )
        except TooManyLinks as err:
            raise not_possible(f"Table {database}.{name} {err}") from None

    def find_connection(self, name: str) -> Json:
        """Return a connection with its secrets."""
        connection: Json = self.call("get_connection", Name=name)["Connection"]
        return connection

    def has_database(self, name: str) -> bool:
        """Return whether a database with this name exists."""
        try:
            self.call("get_database", Name=name)
        except ClientError as err:
            if is_code(err, "EntityNotFoundException"):
                return False
            raise
        return True

    def create_partitions(self, database: str, table: str, inputs: Sequence[Json]) -> list[Json]:
        """Create partitions in batches, and return the errors."""
        errors: list[Json] = []
        for start in range(0, len(inputs), BATCH):
            answer = self.call(
                "batch_create_partition",
                DatabaseName=database,
                TableName=table,
                PartitionInputList=list(inputs[start : start + BATCH]),
            )
            errors.extend(answer.get("Errors", ()))
        return errors

    def delete_partitions(self, database: str, table: str, values: Sequence[list[str]]) -> None:
        """Delete partitions in batches. Missing ones aren't an error."""
        for start in range(0, len(values), BATCH_DELETE):
            self.call(
                "batch_delete_partition",
                DatabaseName=database,
                TableName=table,
                PartitionsToDelete=[{"Values": each} for each in values[start:][:BATCH_DELETE]],
            )

    def partitions_of(
        self, database: str, table: str, values: Sequence[list[str]]
    ) -> Iterator[Json]:
        """Yield the named partitions that exist."""
        pending = [{"Values": each} for each in values]
        while pending:
            answer = self.call(
                "batch_get_partition",
                DatabaseName=database,
                TableName=table,
                PartitionsToGet=pending[:BATCH_GET],
            )
            yield from answer.get("Partitions", ())
            pending = [*answer.get("UnprocessedKeys", ()), *pending[BATCH_GET:]]

    def _opened(self) -> Any:
        if self._client is None:
            with self._making:
                if self._client is None:
                    self._client = self._make_client()
        return self._client


def raise_refused(error: Json) -> None:
    """Raise the error that a batch operation returned for one of its items."""
    detail = error.get("ErrorDetail", {})
    code, message = detail.get("ErrorCode", ""), detail.get("ErrorMessage", "")
    raise from_client(ClientError({"Error": {"Code": code, "Message": message}}, "Batch"))


@functools.cache
def _session() -> Any:
    """A shared boto3 session, so that Glue's large service model is loaded once."""
    import boto3

    return boto3.session.Session()


def load_glue_model() -> None:
    """Load Glue's service model, the slowest part of creating a client."""
    _session()._session.get_service_model("glue")


def has_endpoint() -> bool:
    """Return whether the AWS environment variables set an endpoint for Glue."""
    return any(os.environ.get(name) for name in ENDPOINT_VARIABLES)


def glue_client(given: Mapping[str, str] | None = None) -> Any:
    """Create a Glue client from the given variables, or else from the AWS environment variables.

    Without an endpoint, this fails, so that your real AWS account is never used by default.
    """
    from botocore.config import Config

    if not given and not has_endpoint():
        raise EndpointNotRunning(
            "no endpoint is running for this kernel; start one with: glue-devendpoint serve "
            "(or: glue-devendpoint lab), or set AWS_ENDPOINT_URL_GLUE"
        )
    settings = Config(
        retries={"total_max_attempts": 3, "mode": "standard"},
        max_pool_connections=32,
        connect_timeout=5,
        read_timeout=300,
        tcp_keepalive=True,
        parameter_validation=False,
    )
    stated = given or {}
    return _session().client(
        "glue",
        endpoint_url=stated.get("AWS_ENDPOINT_URL_GLUE"),
        aws_access_key_id=stated.get("AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=stated.get("AWS_SECRET_ACCESS_KEY"),
        region_name=stated.get("AWS_DEFAULT_REGION"),
        verify=stated.get("AWS_CA_BUNDLE"),
        config=settings,
    )
