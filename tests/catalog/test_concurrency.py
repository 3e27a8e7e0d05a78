"""Sixteen concurrent clients on the same tables and partitions: nothing is lost or broken."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

CLIENTS = 16
PARTITION_KEYS = [{"Name": "k", "Type": "int"}]
EXPECTED = {
    "AlreadyExistsException",
    "EntityNotFoundException",
    "ConcurrentModificationException",
}

pytestmark = pytest.mark.slow


def in_parallel(work: Callable[[int], Counter[str]]) -> Counter[str]:
    """Run every client's work concurrently and count the outcomes."""
    with ThreadPoolExecutor(CLIENTS) as threads:
        return sum(threads.map(work, range(CLIENTS)), Counter())


def outcome(call: Callable[..., Any], **arguments: Any) -> str:
    """Return `ok` or the error's code."""
    try:
        call(**arguments)
    except ClientError as err:
        assert err.response["ResponseMetadata"]["HTTPStatusCode"] == 400, err
        return str(err.response["Error"]["Code"])
    return "ok"


def count_up(glue: Any) -> Counter[str]:
    """Increment a table's counter a few times, each based on the version just read."""
    told: Counter[str] = Counter()
    while told["ok"] < 5:
        table = glue.get_table(DatabaseName="d", Name="t")["Table"]
        number = int(table["Parameters"]["n"]) + 1
        told[
            outcome(
                glue.update_table,
                DatabaseName="d",
                TableInput={"Name": "t", "Parameters": {"n": str(number)}},
                VersionId=table["VersionId"],
            )
        ] += 1
    return told


def test_no_update_is_lost_among_optimistic_writers(make_client: Any) -> None:
    glue = make_client()
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput={"Name": "t", "Parameters": {"n": "0"}})

    told = in_parallel(lambda _: count_up(make_client()))

    table = glue.get_table(DatabaseName="d", Name="t")["Table"]
    assert table["Parameters"]["n"] == table["VersionId"] == str(CLIENTS * 5)
    assert set(told) <= {"ok", "ConcurrentModificationException"}
    pages = glue.get_paginator("get_table_versions").paginate(DatabaseName="d", TableName="t")
    history = [
        (version["VersionId"], version["Table"]["Parameters"]["n"])
        for page in pages
        for version in page["TableVersions"]
    ]
    assert history == [(str(n), str(n)) for n in reversed(range(CLIENTS * 5 + 1))]


def test_updates_without_a_version_all_leave_theirs_in_the_history(make_client: Any) -> None:
    glue = make_client()
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput={"Name": "t"})

    def work(number: int) -> Counter[str]:
        client = make_client()
        return Counter(
            outcome(
                client.update_table,
                DatabaseName="d",
                TableInput={"Name": "t", "Description": f"{number}-{turn}"},
            )
            for turn in range(5)
        )

    told = in_parallel(work)

    assert told == {"ok": CLIENTS * 5}
    versions = glue.get_table_versions(DatabaseName="d", TableName="t")["TableVersions"]
    told_of = [version["Table"].get("Description") for version in versions]
    assert sorted(told_of[:-1]) == sorted(
        f"{n}-{turn}" for n in range(CLIENTS) for turn in range(5)
    )


def test_creators_and_deleters_of_the_same_things_never_break_anything(make_client: Any) -> None:
    glue = make_client()
    for name in ("d", "e"):
        glue.create_database(DatabaseInput={"Name": name})

    def step(client: Any, chance: random.Random) -> str:
        place = {"DatabaseName": chance.choice("de")}
        name = f"t{chance.randrange(3)}"
        inputs = [{"Values": [str(n)]} for n in chance.sample(range(30), 10)]
        table = {"Name": name, "PartitionKeys": PARTITION_KEYS}
        index = {"IndexName": "i", "Keys": ["k"]}
        calls: list[tuple[Callable[..., Any], dict[str, Any]]] = [
            (client.create_table, {"TableInput": table, "PartitionIndexes": [index]}),
            (client.create_table, {"TableInput": table}),
            (client.update_table, {"TableInput": table}),
            (client.delete_table, {"Name": name}),
            (client.batch_delete_table, {"TablesToDelete": ["t2", "t0", "t1"]}),
            (client.batch_create_partition, {"TableName": name, "PartitionInputList": inputs}),
            (client.batch_delete_partition, {"TableName": name, "PartitionsToDelete": inputs}),
            (
                client.batch_update_partition,
                {
                    "TableName": name,
                    "Entries": [
                        {"PartitionValueList": each["Values"], "PartitionInput": each}
                        for each in inputs
                    ],
                },
            ),
            (client.get_partitions, {"TableName": name, "Expression": "k > 3"}),
            (client.get_tables, {}),
        ]
        call, arguments = chance.choice(calls)
        return outcome(call, **place, **arguments)

    def work(number: int) -> Counter[str]:
        client, chance = make_client(), random.Random(number)
        return Counter(step(client, chance) for _ in range(40))

    told = in_parallel(work)

    assert set(told) <= {"ok", *EXPECTED}
    assert told["ok"] > CLIENTS
    for database in "de":
        glue.delete_database(Name=database)


def test_every_partition_is_created_by_exactly_one_of_many(make_client: Any) -> None:
    glue = make_client()
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(
        DatabaseName="d",
        TableInput={"Name": "t", "PartitionKeys": PARTITION_KEYS},
        PartitionIndexes=[{"IndexName": "i", "Keys": ["k"]}],
    )

    def work(number: int) -> Counter[str]:
        client, told = make_client(), Counter[str]()
        values = list(range(100))
        random.Random(number).shuffle(values)
        for start in range(0, 100, 25):
            answer = client.batch_create_partition(
                DatabaseName="d",
                TableName="t",
                PartitionInputList=[
                    {"Values": [str(value)], "Parameters": {"by": str(number)}}
                    for value in values[start : start + 25]
                ],
            )
            failed = answer.get("Errors", [])
            told.update(error["ErrorDetail"]["ErrorCode"] for error in failed)
            told["ok"] += 25 - len(failed)
        return told

    told = in_parallel(work)

    assert told == {"ok": 100, "AlreadyExistsException": 100 * (CLIENTS - 1)}
    chosen = glue.get_partitions(DatabaseName="d", TableName="t", Expression="k >= 0")
    assert [each["Values"] for each in chosen["Partitions"]] == [[str(n)] for n in range(100)]
