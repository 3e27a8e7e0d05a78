"""Partitioned tables: what of a table matters to its partitions, without its document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import orjson
from sqlalchemy import bindparam, select

from glue_devendpoint.catalog.answers import quoted
from glue_devendpoint.catalog.databases import Lock
from glue_devendpoint.catalog.names import fold
from glue_devendpoint.catalog.partition_values import KeyCodec, type_of
from glue_devendpoint.catalog.tables import LINK, find_target_table
from glue_devendpoint.catalog.work import Work
from glue_devendpoint.store.catalog_schema import databases, tables
from glue_devendpoint.store.statements import Statement

_FIND = (
    select(
        tables.c.id,
        tables.c.name,
        tables.c.partition_keys,
        databases.c.name.label("database_name"),
    )
    .join(databases, databases.c.id == tables.c.database_id)
    .where(
        databases.c.name == bindparam("database"),
        tables.c.name == bindparam("name"),
        tables.c.partition_keys != LINK,
    )
)
_FINDS = {
    "none": Statement(_FIND),
    "share": Statement(_FIND.with_for_update(read=True, of=tables)),
    "change": Statement(_FIND.with_for_update(of=tables)),
}


@dataclass(frozen=True, slots=True)
class PartitionKeys:
    """The keys of a table's partitions: names, types, and how their values are encoded."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    codec: KeyCodec


@dataclass(frozen=True, slots=True)
class PartitionedTable:
    """A table as its partitions see it."""

    id: int
    name: str
    database_name: str
    keys: PartitionKeys

    @property
    def path(self) -> str:
        """The table's ARN path."""
        return f"table/{self.database_name}/{self.name}"

    def text_head(self, account_id: str) -> str:
        """Return how the JSON of each of its partitions begins."""
        return (
            f'{{"DatabaseName":{quoted(self.database_name)},"TableName":{quoted(self.name)},'
            f'"CatalogId":"{account_id}",'
        )


def find_partitioned(
    work: Work, database_name: str, name: str, lock: Lock = "none"
) -> PartitionedTable:
    """Return the table that holds the partitions of this name: links are followed.

    Writers of partitions share the table's row: its keys stay as they are until they commit.
    """
    names = {"database": fold(database_name), "name": fold(name)}
    row = _FINDS[lock].one(work.connection, **names)
    if row is not None:
        table_id, own_name, partition_keys, owner = row
        return PartitionedTable(table_id, own_name, owner, keys_of(partition_keys))
    table = find_target_table(work, database_name, name, lock)
    return PartitionedTable(
        table.id, table.name, table.database_name, keys_of(table.partition_keys)
    )


@lru_cache(maxsize=1024)
def keys_of(partition_keys: str) -> PartitionKeys:
    """Return the partition keys from how they are stored beside a table's document."""
    pairs = orjson.loads(partition_keys)
    return PartitionKeys(
        tuple(name for name, _ in pairs),
        tuple(type_name for _, type_name in pairs),
        KeyCodec(tuple(type_of(type_name) for _, type_name in pairs)),
    )
