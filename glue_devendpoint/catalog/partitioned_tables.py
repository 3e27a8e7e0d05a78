"""Partitioned tables: the parts of a table that its partitions need, without its document."""

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
    """A table's partition keys: names, types, and the encoding of their values."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    codec: KeyCodec


@dataclass(frozen=True, slots=True)
class PartitionedTable:
    """A table's identity and partition keys."""

    id: int
    name: str
    database_name: str
    keys: PartitionKeys

    @property
    def path(self) -> str:
        """The table's ARN path."""
        return f"table/{self.database_name}/{self.name}"

    def text_head(self, account_id: str) -> str:
        """Return the beginning of the JSON of each of its partitions."""
        return (
            f'{{"DatabaseName":{quoted(self.database_name)},"TableName":{quoted(self.name)},'
            f'"CatalogId":"{account_id}",'
        )


def find_partitioned(
    work: Work, database_name: str, name: str, lock: Lock = "none"
) -> PartitionedTable:
    """Return the table that contains the partitions, following links.

    To write partitions, lock the table's row in share mode, so its keys don't change until commit.
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
    """Parse the partition keys from the table's `partition_keys` column."""
    pairs = orjson.loads(partition_keys)
    return PartitionKeys(
        tuple(name for name, _ in pairs),
        tuple(type_name for _, type_name in pairs),
        KeyCodec(tuple(type_of(type_name) for _, type_name in pairs)),
    )
