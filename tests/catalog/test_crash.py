"""`serve` is killed during writes: everything acknowledged is stored, completely."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import Endpoint, open_endpoint
from glue_devendpoint.events import iterate_events
from tests.serving import serving, without

ROUNDS = 4
WRITERS = 4
PER_BATCH = 10
PARTITION_KEYS = [{"Name": "k", "Type": "int"}]

pytestmark = pytest.mark.slow


class Writer:
    """Writes continuously and records what was acknowledged."""

    def __init__(self, glue: Any, name: str) -> None:
        self.name = name
        self.batches = 0
        self.version = -1
        self._glue = glue
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether the server still responds."""
        return self._thread.is_alive()

    def join(self) -> None:
        """Wait until the server is down."""
        self._thread.join(60)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._glue.create_table(
                DatabaseName="d",
                TableInput={"Name": self.name, "PartitionKeys": PARTITION_KEYS},
                PartitionIndexes=[{"IndexName": "i", "Keys": ["k"]}],
            )
            self.version = 0
            while True:
                self._write()
        except (BotoCoreError, ClientError):
            return  # the server is down

    def _write(self) -> None:
        first = self.batches * PER_BATCH
        answer = self._glue.batch_create_partition(
            DatabaseName="d",
            TableName=self.name,
            PartitionInputList=[
                {"Values": [str(number)]} for number in range(first, first + PER_BATCH)
            ],
        )
        assert not answer.get("Errors")
        self.batches += 1
        self._glue.update_table(
            DatabaseName="d", TableInput={"Name": self.name, "PartitionKeys": PARTITION_KEYS}
        )
        self.version += 1


def check(glue: Any, writer: Writer) -> None:
    """Check that a writer's table has everything acknowledged, and nothing incomplete."""
    if writer.version < 0:
        return
    table = glue.get_table(DatabaseName="d", Name=writer.name)["Table"]
    current = int(table["VersionId"])
    assert current in (writer.version, writer.version + 1)
    versions = glue.get_table_versions(DatabaseName="d", TableName=writer.name)["TableVersions"]
    assert [int(version["VersionId"]) for version in versions] == list(range(current, -1, -1))
    for expression in ("", "k >= 0"):
        pages = glue.get_paginator("get_partitions").paginate(
            DatabaseName="d", TableName=writer.name, Expression=expression
        )
        found = [int(each["Values"][0]) for page in pages for each in page["Partitions"]]
        assert found == list(range(len(found)))
        assert len(found) in (writer.batches * PER_BATCH, (writer.batches + 1) * PER_BATCH)


def check_events(endpoint: Endpoint, writer: Writer, current: int, batches: int) -> None:
    """Check that there is one event for each stored change."""
    told = [
        event.operation
        for event in iterate_events(endpoint.store)
        if event.resource == f"table/d/{writer.name}"
    ]
    assert told.count("UpdateTable") == current
    assert told.count("BatchCreatePartition") == batches


def test_what_was_acknowledged_survives_kill_9(
    database_url: str, tmp_path: Path, make_client_of: Callable[[str, Endpoint], Any]
) -> None:
    home = tmp_path / "home"
    endpoint = open_endpoint(
        load_config({"home": str(home), "database_url": database_url}, environ={})
    )
    writers: list[Writer] = []
    for turn in range(ROUNDS):
        with serving(home, database_url, without("GLUE_")) as server:
            glue = make_client_of(server.url, endpoint)
            if turn == 0:
                glue.create_database(DatabaseInput={"Name": "d"})
            for writer in writers:
                check(glue, writer)
            started = [
                Writer(make_client_of(server.url, endpoint), f"t{turn}_{number}")
                for number in range(WRITERS)
            ]
            while min(writer.batches for writer in started) < 3 + turn:
                assert all(writer.is_running for writer in started)
                time.sleep(0.01)
            server.process.kill()
            server.process.wait()
            for writer in started:
                writer.join()
            writers += started

    with serving(home, database_url, without("GLUE_")) as server:
        glue = make_client_of(server.url, endpoint)
        for writer in writers:
            check(glue, writer)
            table = glue.get_table(DatabaseName="d", Name=writer.name)["Table"]
            pages = glue.get_paginator("get_partitions").paginate(
                DatabaseName="d", TableName=writer.name
            )
            count = sum(len(page["Partitions"]) for page in pages)
            check_events(endpoint, writer, int(table["VersionId"]), count // PER_BATCH)
    endpoint.close()


@pytest.fixture
def make_client_of(boto_session: Any) -> Callable[[str, Endpoint], Any]:
    """Builds boto3 clients for a server's URL that sign with the owner's keys."""
    from botocore.config import Config

    def make(url: str, endpoint: Endpoint) -> Any:
        keys = endpoint.identities.credentials(OWNER)
        return boto_session.client(
            "glue",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret_access_key,
            config=Config(retries={"total_max_attempts": 1}),
        )

    return make
