"""Partition indexes: real B-trees over some of a table's partition keys.

    CREATING -> ACTIVE -> DELETING -> gone        CREATING -> FAILED

An index has one entry per partition: the encoded values of the indexed keys, then the partition's
key. Every change to partitions also updates the indexes that are ready or being built. A build
adds the existing partitions, one batch per transaction (see `index_builds`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, insert, select

from glue_devendpoint.catalog.names import checked_name, fold
from glue_devendpoint.catalog.partition_values import ODD, KeyCodec
from glue_devendpoint.catalog.partitioned_tables import (
    PartitionedTable,
    PartitionKeys,
    find_partitioned,
)
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.errors import (
    AlreadyExists,
    Conflict,
    EntityNotFound,
    InvalidInput,
    ResourceNumberLimitExceeded,
)
from glue_devendpoint.store.catalog_schema import partition_index_entries, partition_indexes
from glue_devendpoint.store.statements import Statement

MAX_INDEXES = 3
INDEXABLE = frozenset({"string", "int", "bigint", "long", "tinyint", "smallint"})


class IndexStatus(StrEnum):
    """The states of a partition index."""

    CREATING = "CREATING"
    ACTIVE = "ACTIVE"
    DELETING = "DELETING"
    FAILED = "FAILED"


ALLOWED: dict[IndexStatus, frozenset[IndexStatus]] = {
    IndexStatus.CREATING: frozenset({IndexStatus.ACTIVE, IndexStatus.FAILED}),
    # Changing the type of a key that isn't indexed rebuilds the index.
    IndexStatus.ACTIVE: frozenset({IndexStatus.DELETING, IndexStatus.CREATING}),
    IndexStatus.FAILED: frozenset({IndexStatus.DELETING}),
    IndexStatus.DELETING: frozenset(),
}
LIVE = (IndexStatus.CREATING, IndexStatus.ACTIVE)
INDEX_COLUMNS = (
    partition_indexes.c.id,
    partition_indexes.c.name,
    partition_indexes.c["keys"],
    partition_indexes.c.status,
    partition_indexes.c.errors,
)

_OF_TABLE = Statement(
    select(*INDEX_COLUMNS)
    .where(partition_indexes.c.table_id == bindparam("table_id"))
    .order_by(partition_indexes.c.id)
)
_REMOVE = Statement(
    delete(partition_index_entries).where(
        partition_index_entries.c.index_id == bindparam("index"),
        partition_index_entries.c.entry_key == bindparam("entry"),
    )
)
_ENTER = Statement(
    insert(partition_index_entries).values(
        {column.name: bindparam(column.name) for column in partition_index_entries.c}
    )
)


@dataclass(frozen=True, slots=True)
class PartitionIndex:
    """A stored index."""

    id: int
    name: str
    keys: tuple[str, ...]
    columns: tuple[int, ...]
    status: IndexStatus
    errors: str | None

    def order(self, keys: PartitionKeys) -> tuple[int, ...]:
        """Return the columns in its entries, in order."""
        return (*self.columns, *range(len(keys.names)))

    def entry(self, codec: KeyCodec, key: bytes) -> bytes:
        """Return the index entry for a partition's key."""
        parts = codec.split(key, tuple(range(len(codec.types))))
        return b"".join(parts[column] for column in self.columns) + key


def create_index(work: Work, database_name: str, table_name: str, wanted: Json) -> None:
    """Start creating an index; it is built in the background."""
    table = find_partitioned(work, database_name, table_name, "change")
    _add(work, table, wanted, IndexStatus.CREATING)
    work.record(table.path, index=wanted["IndexName"], status="CREATING")


def create_first_indexes(
    work: Work, database_name: str, table_name: str, wanted: Sequence[Json]
) -> None:
    """Create the indexes of a new table, which has no partitions to add."""
    table = find_partitioned(work, database_name, table_name)
    for each in wanted:
        _add(work, table, each, IndexStatus.ACTIVE)


def delete_index(work: Work, database_name: str, table_name: str, name: str) -> None:
    """Start deleting an index; its entries are deleted in the background."""
    table = find_partitioned(work, database_name, table_name, "change")
    found = [index for index in indexes_of(work, table) if index.name == fold(name)]
    if not found:
        raise EntityNotFound(f"Partition index {fold(name)} not found.")
    index = found[0]
    if index.status is IndexStatus.CREATING:
        raise Conflict(
            f"Partition index {index.name} is still being created. Try again when it is ACTIVE."
        )
    if index.status is not IndexStatus.DELETING:
        move(work, index, IndexStatus.DELETING)
        work.record(table.path, index=index.name, status="DELETING")


def describe_indexes(work: Work, database_name: str, table_name: str) -> list[Json]:
    """Return the descriptors of a table's indexes."""
    table = find_partitioned(work, database_name, table_name)
    return [_descriptor(index, table.keys) for index in indexes_of(work, table)]


def indexes_of(work: Work, table: PartitionedTable) -> list[PartitionIndex]:
    """Return every index of a table, in order of creation."""
    rows = _OF_TABLE.all(work.connection, table_id=table.id)
    return [index_of(row, table.keys) for row in rows]


def index_of(row: Any, keys: PartitionKeys) -> PartitionIndex:
    """Build an index from a row of INDEX_COLUMNS."""
    index_id, name, stored_keys, status, errors = row
    names = tuple(orjson.loads(stored_keys))
    columns = tuple(_column(keys, each) for each in names)
    return PartitionIndex(index_id, name, names, columns, IndexStatus(status), errors)


def live_indexes(work: Work, table: PartitionedTable) -> list[PartitionIndex]:
    """Return the indexes whose entries must be kept up to date."""
    return [index for index in indexes_of(work, table) if index.status in LIVE]


def move(
    work: Work, index: PartitionIndex, status: IndexStatus, errors: list[Json] | None = None
) -> None:
    """Change the status of an index."""
    assert status in ALLOWED[index.status], f"{index.status} -> {status}"
    values: dict[str, object] = {"status": status.value, "changed_at": work.author.now}
    if errors:
        values["errors"] = orjson.dumps(errors).decode()
    if status is IndexStatus.CREATING:
        values["built_to"] = b""
    work.connection.execute(
        partition_indexes.update().where(partition_indexes.c.id == index.id).values(values)
    )


def check_indexable(index: PartitionIndex, keys: PartitionKeys, key: bytes) -> None:
    """Raise an error if an index can't contain the partition's values."""
    parts = keys.codec.split(key, tuple(range(len(keys.names))))
    for column in index.columns:
        if parts[column].startswith(ODD):
            raise InvalidInput(
                f"The value of partition key '{keys.names[column]}' isn't a valid "
                f"{keys.types[column]}, which partition index {index.name} requires."
            )


def add_entries(
    work: Work,
    codec: KeyCodec,
    indexes: Sequence[PartitionIndex],
    added: Sequence[tuple[int, bytes]],
) -> None:
    """Add new partitions (ID and key) to indexes."""
    rows = [
        {"index_id": index.id, "entry_key": index.entry(codec, key), "partition_id": partition_id}
        for index in indexes
        for partition_id, key in added
    ]
    if rows:
        _ENTER.change_many(work.connection, rows)


def remove_entries(
    work: Work, codec: KeyCodec, indexes: Sequence[PartitionIndex], keys: Sequence[bytes]
) -> None:
    """Remove partitions from indexes."""
    rows = [
        {"index": index.id, "entry": index.entry(codec, key)} for index in indexes for key in keys
    ]
    if rows:
        _REMOVE.change_many(work.connection, rows)


def _add(work: Work, table: PartitionedTable, wanted: Json, status: IndexStatus) -> None:
    name = checked_name(wanted["IndexName"], "Partition index")
    present = [index for index in indexes_of(work, table) if index.status is not IndexStatus.FAILED]
    if any(index.name == name for index in present):
        raise AlreadyExists(f"Partition index {name} already exists.")
    if len(present) >= MAX_INDEXES:
        raise ResourceNumberLimitExceeded(
            f"A table can have at most {MAX_INDEXES} partition indexes. Delete one first."
        )
    keys = _checked_keys(table.keys, wanted["Keys"])
    work.connection.execute(
        insert(partition_indexes).values(
            table_id=table.id,
            name=name,
            keys=orjson.dumps(keys).decode(),
            status=status.value,
            built_to=b"",
            changed_at=work.author.now,
        )
    )


def _checked_keys(keys: PartitionKeys, wanted: Sequence[str]) -> list[str]:
    if len({fold(name) for name in wanted}) < len(wanted):
        raise InvalidInput("A partition index can't contain the same key twice.")
    checked = []
    for name in wanted:
        column = _column(keys, name)
        base = keys.types[column].split("(")[0]
        if base not in INDEXABLE:
            raise InvalidInput(
                f"Partition key '{name}' of type {base} can't be indexed. "
                f"Supported types: {', '.join(sorted(INDEXABLE))}."
            )
        checked.append(keys.names[column])
    return checked


def _column(keys: PartitionKeys, name: str) -> int:
    for column, key in enumerate(keys.names):
        if fold(key) == fold(name):
            return column
    raise InvalidInput(f"'{name}' isn't a partition key of the table.")


def _descriptor(index: PartitionIndex, keys: PartitionKeys) -> Json:
    descriptor: Json = {
        "IndexName": index.name,
        "Keys": [
            {"Name": name, "Type": keys.types[column]}
            for name, column in zip(index.keys, index.columns, strict=True)
        ],
        "IndexStatus": index.status.value,
    }
    if index.errors:
        descriptor["BackfillErrors"] = orjson.loads(index.errors)
    return descriptor
