"""Partitions: the parts of a table's data, each identified by its values.

A partition is stored under a key made of its encoded values. Batch operations do as much as they
can and return an error for each failed item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from glue_devendpoint.catalog.partition_documents import (
    PartitionText,
    Shapes,
    ShapeTexts,
    partition_text,
)
from glue_devendpoint.catalog.partition_indexes import (
    add_entries,
    check_indexable,
    live_indexes,
    remove_entries,
)
from glue_devendpoint.catalog.partitioned_tables import PartitionedTable, find_partitioned
from glue_devendpoint.catalog.quotas import check_quota
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.errors import AlreadyExists, EntityNotFound, GlueError, InvalidInput
from glue_devendpoint.store.catalog_schema import partitions
from glue_devendpoint.store.statements import Statement

_BY_KEY = Statement(
    select(partitions.c.id, partitions.c.document, partitions.c.shape_id).where(
        partitions.c.table_id == bindparam("table_id"), partitions.c.key == bindparam("key")
    )
)
_BY_KEYS = select(partitions.c.key, partitions.c.document, partitions.c.shape_id).where(
    partitions.c.table_id == bindparam("table_id"),
    partitions.c.key.in_(bindparam("keys", expanding=True)),
)
_REPLACE = Statement(
    update(partitions)
    .where(partitions.c.id == bindparam("partition_id"))
    .values(document=bindparam("new_document"), shape_id=bindparam("new_shape_id"))
)
_DELETE = Statement(
    delete(partitions).where(
        partitions.c.table_id == bindparam("table_id"), partitions.c.key == bindparam("key")
    )
)
INSERTED_AT_ONCE = 100


@cache
def _insert_rows(dialect: str, count: int) -> Statement:
    """Return a statement that inserts a number of partitions and returns the new ones."""
    kind = postgresql if dialect == "postgresql" else sqlite
    rows: list[dict[str, Any]] = [
        {"table_id": bindparam("table_id")}
        | {name: bindparam(f"{name}_{at}") for name in ("key", "is_odd", "shape_id", "document")}
        for at in range(count)
    ]
    insert = kind.insert(partitions).values(rows).on_conflict_do_nothing()
    return Statement(insert.returning(partitions.c.id, partitions.c.key))


@dataclass(frozen=True, slots=True)
class _New:
    """A new partition."""

    values: list[str]
    key: bytes
    is_odd: bool
    text: PartitionText


@dataclass(frozen=True, slots=True)
class _Stored:
    """A stored partition."""

    id: int
    document: str
    shape_id: int | None

    def whole(self, shapes: ShapeTexts) -> str:
        """Return its JSON without the opening brace."""
        return shapes.whole(self.document, self.shape_id)


def create_partition(
    work: Work, database_name: str, table_name: str, partition_input: Json
) -> None:
    """Create a partition."""
    table = find_partitioned(work, database_name, table_name, "share")
    errors = _create(work, table, [partition_input])
    if errors:
        raise errors[0]


def create_partitions(
    work: Work, database_name: str, table_name: str, partition_inputs: Sequence[Json]
) -> list[Json]:
    """Create several partitions; return one error for each failure."""
    table = find_partitioned(work, database_name, table_name, "share")
    errors = _create(work, table, partition_inputs)
    return [
        partition_error(partition_inputs[at].get("Values") or [], error)
        for at, error in sorted(errors.items())
    ]


def get_partition(work: Work, database_name: str, table_name: str, values: list[str]) -> str:
    """Return a partition as JSON."""
    table = find_partitioned(work, database_name, table_name)
    found = _find(work, table, values)
    return table.text_head(work.account_id) + found.whole(ShapeTexts(work))


def get_partitions(
    work: Work, database_name: str, table_name: str, wanted: Sequence[list[str]]
) -> list[str]:
    """Return the requested partitions that exist as JSON, in the requested order."""
    table = find_partitioned(work, database_name, table_name)
    keys = dict.fromkeys(table.keys.codec.encode(values).key for values in wanted)
    found = work.connection.execute(_BY_KEYS, {"table_id": table.id, "keys": list(keys)}).all()
    rows = {row.key: row for row in found}
    shapes = ShapeTexts(work)
    head = table.text_head(work.account_id)
    return [
        head + shapes.whole(rows[key].document, rows[key].shape_id) for key in keys if key in rows
    ]


def update_partition(
    work: Work, database_name: str, table_name: str, values: list[str], partition_input: Json
) -> None:
    """Replace a partition's definition, except its values."""
    table = find_partitioned(work, database_name, table_name, "share")
    _update(work, table, Shapes(work, table.id), values, partition_input)
    work.record(table.path, partitions=[",".join(values)])


def update_partitions(
    work: Work, database_name: str, table_name: str, entries: Sequence[Json]
) -> list[Json]:
    """Replace several partitions' definitions; return one error for each failure."""
    table = find_partitioned(work, database_name, table_name, "share")
    shapes = Shapes(work, table.id)
    errors: dict[int, Json] = {}
    updated: list[str] = []
    for at in sorted(range(len(entries)), key=lambda at: entries[at]["PartitionValueList"]):
        values = entries[at]["PartitionValueList"]
        try:
            _update(work, table, shapes, values, entries[at]["PartitionInput"])
            updated.append(",".join(values))
        except GlueError as err:
            errors[at] = {"PartitionValueList": values, "ErrorDetail": error_detail(err)}
    if updated:
        work.record(table.path, partitions=updated)
    return [errors[at] for at in sorted(errors)]


def delete_partition(work: Work, database_name: str, table_name: str, values: list[str]) -> None:
    """Delete a partition."""
    table = find_partitioned(work, database_name, table_name, "share")
    _delete(work, table, values)
    work.record(table.path, partitions=[",".join(values)])


def delete_partitions(
    work: Work, database_name: str, table_name: str, wanted: Sequence[list[str]]
) -> list[Json]:
    """Delete several partitions; return one error for each failure."""
    table = find_partitioned(work, database_name, table_name, "share")
    errors: dict[int, Json] = {}
    deleted: list[str] = []
    for at in sorted(range(len(wanted)), key=lambda at: wanted[at]):
        try:
            _delete(work, table, wanted[at])
            deleted.append(",".join(wanted[at]))
        except GlueError as err:
            errors[at] = partition_error(wanted[at], err)
    if deleted:
        work.record(table.path, partitions=deleted)
    return [errors[at] for at in sorted(errors)]


def find_partition_id(work: Work, table: PartitionedTable, values: list[str]) -> int:
    """Return the ID of a partition, to find rows that refer to it."""
    return _find(work, table, values).id


def partition_error(values: list[str], error: GlueError) -> Json:
    """Return a batch operation's error for a partition."""
    return {"PartitionValues": values, "ErrorDetail": error_detail(error)}


def error_detail(error: GlueError) -> Json:
    """Return an error in the form used in batch responses."""
    return {"ErrorCode": error.code, "ErrorMessage": str(error)}


def _create(
    work: Work, table: PartitionedTable, partition_inputs: Sequence[Json]
) -> dict[int, GlueError]:
    indexes = live_indexes(work, table)
    check_quota(work, "partitions", table.id, len(partition_inputs))
    errors: dict[int, GlueError] = {}
    new: dict[bytes, tuple[int, _New]] = {}
    for at, partition_input in enumerate(partition_inputs):
        try:
            partition = _new(work, table, partition_input)
            for index in indexes:
                check_indexable(index, table.keys, partition.key)
            if partition.key in new:
                raise AlreadyExists("Partition already exists.")
            new[partition.key] = (at, partition)
        except GlueError as err:
            errors[at] = err
    made = _insert(work, table, [partition for _, partition in new.values()])
    for key, (at, _) in new.items():
        if key not in made:
            errors[at] = AlreadyExists("Partition already exists.")
    add_entries(work, table.keys.codec, indexes, [(made[key], key) for key in made])
    if made:
        created = [",".join(partition.values) for key, (_, partition) in new.items() if key in made]
        work.record(table.path, partitions=created)
    return errors


def _new(work: Work, table: PartitionedTable, partition_input: Json) -> _New:
    values: list[str] = partition_input.get("Values") or []
    if not table.keys.names and not values:
        raise InvalidInput(f"Table {table.name} has no partition keys.")
    encoded = table.keys.codec.encode(values)
    text = partition_text(partition_input, values, work.author.now)
    return _New(values, encoded.key, encoded.is_odd, text)


def _insert(work: Work, table: PartitionedTable, new: list[_New]) -> dict[bytes, int]:
    """Insert partitions that don't exist yet; return their IDs by key."""
    shapes = Shapes(work, table.id)
    made: dict[bytes, int] = {}
    # Insert in key order, so two batches can't deadlock.
    ordered = sorted(new, key=lambda each: each.key)
    for start in range(0, len(ordered), INSERTED_AT_ONCE):
        rows = ordered[start : start + INSERTED_AT_ONCE]
        values: dict[str, Any] = {"table_id": table.id}
        for at, partition in enumerate(rows):
            document, shape_id = shapes.stored(partition.text)
            values[f"key_{at}"] = partition.key
            values[f"is_odd_{at}"] = int(partition.is_odd)
            values[f"shape_id_{at}"] = shape_id
            values[f"document_{at}"] = document
        insert = _insert_rows(work.connection.dialect.name, len(rows))
        made.update({key: row_id for row_id, key in insert.all(work.connection, **values)})
    return made


def _update(
    work: Work, table: PartitionedTable, shapes: Shapes, values: list[str], partition_input: Json
) -> None:
    wanted = partition_input.get("Values")
    if wanted and wanted != values:
        raise InvalidInput(
            "The values of a partition can't be changed. Delete it and create a new one."
        )
    found = _find(work, table, values)
    created = orjson.loads(f"{{{found.whole(ShapeTexts(work))}")["CreationTime"]
    document, shape_id = shapes.stored(partition_text(partition_input, values, created))
    _REPLACE.change(
        work.connection, partition_id=found.id, new_document=document, new_shape_id=shape_id
    )


def _delete(work: Work, table: PartitionedTable, values: list[str]) -> None:
    key = table.keys.codec.encode(values).key
    if _DELETE.change(work.connection, table_id=table.id, key=key) == 0:
        raise EntityNotFound("Cannot find partition.")
    remove_entries(work, table.keys.codec, live_indexes(work, table), [key])


def _find(work: Work, table: PartitionedTable, values: list[str]) -> _Stored:
    key = table.keys.codec.encode(values).key
    row = _BY_KEY.one(work.connection, table_id=table.id, key=key)
    if row is None:
        raise EntityNotFound("Cannot find partition.")
    return _Stored(*row)
