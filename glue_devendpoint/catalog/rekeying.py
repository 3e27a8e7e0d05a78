"""Rekeying: updates existing partitions when a table's partition keys change."""

from __future__ import annotations

from json import JSONDecoder

from sqlalchemy import bindparam, delete, select, update

from glue_devendpoint.catalog.partition_indexes import (
    IndexStatus,
    PartitionIndex,
    live_indexes,
    move,
)
from glue_devendpoint.catalog.partition_values import TOP
from glue_devendpoint.catalog.partitioned_tables import PartitionedTable, PartitionKeys, keys_of
from glue_devendpoint.catalog.tables import LINK, Table
from glue_devendpoint.catalog.work import Work
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.store.catalog_schema import partition_index_entries, partitions

STRETCH = 2000

_REKEY = (
    update(partitions)
    .where(partitions.c.id == bindparam("partition_id"))
    .values(key=bindparam("new_key"), is_odd=bindparam("new_is_odd"))
)


def change_keys(work: Work, table: Table, partition_keys: str) -> bool:
    """Re-encode partitions for new keys; return True if indexes must be rebuilt."""
    if LINK in (table.partition_keys, partition_keys):
        _check_no_partitions(work, table.id)
        return False
    old, new = keys_of(table.partition_keys), keys_of(partition_keys)
    indexes = live_indexes(work, PartitionedTable(table.id, table.name, table.database_name, old))
    for index in indexes:
        _check_keeps(index, old, new)
    if old.codec == new.codec:
        return False
    if len(old.names) != len(new.names):
        _check_no_partitions(work, table.id)
    _encode_anew(work, table.id, new)
    for index in indexes:
        work.connection.execute(
            delete(partition_index_entries).where(partition_index_entries.c.index_id == index.id)
        )
        if index.status is not IndexStatus.CREATING:
            move(work, index, IndexStatus.CREATING)
    return bool(indexes)


def _check_keeps(index: PartitionIndex, old: PartitionKeys, new: PartitionKeys) -> None:
    if old.names != new.names:
        raise InvalidInput(
            f"Partition keys can't be renamed while the table has a partition index ({index.name})."
        )
    for column in index.columns:
        if old.types[column] != new.types[column]:
            raise InvalidInput(
                f"The type of partition key '{old.names[column]}' can't be changed while "
                f"partition index {index.name} contains it."
            )


def _check_no_partitions(work: Work, table_id: int) -> None:
    query = select(partitions.c.id).where(partitions.c.table_id == table_id).limit(1)
    if work.connection.execute(query).scalar() is not None:
        raise InvalidInput(
            "The number of partition keys can't be changed while the table has partitions."
        )


def _encode_anew(work: Work, table_id: int, keys: PartitionKeys) -> None:
    # First write all new keys above the range of possible keys, so they can't collide with old
    # ones. Then move them down.
    above = TOP + b"\xff"
    after = b""
    mine = partitions.c.table_id == table_id
    columns = select(partitions.c.id, partitions.c.key, partitions.c.document)
    while rows := work.connection.execute(
        columns.where(mine, partitions.c.key > after, partitions.c.key < above)
        .order_by(partitions.c.key)
        .limit(STRETCH)
    ).all():
        encoded = [
            (row.id, keys.codec.encode(_values(work.decode_text(row.document)))) for row in rows
        ]
        changes = [
            {"partition_id": each, "new_key": above + made.key, "new_is_odd": int(made.is_odd)}
            for each, made in encoded
        ]
        work.connection.execute(_REKEY, changes)
        after = rows[-1].key
    lower = update(partitions).where(partitions.c.id == bindparam("partition_id"))
    while lifted := work.connection.execute(
        columns.where(mine, partitions.c.key >= above).order_by(partitions.c.key).limit(STRETCH)
    ).all():
        changes = [
            {"partition_id": row.id, "new_key": row.key.removeprefix(above)} for row in lifted
        ]
        work.connection.execute(lower.values(key=bindparam("new_key")), changes)


def _values(own: str) -> list[str]:
    values: list[str] = JSONDecoder().raw_decode(own, own.index("["))[0]
    return values
