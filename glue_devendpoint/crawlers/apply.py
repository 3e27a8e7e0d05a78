"""Applies a crawl's changes in the caller's transaction.

The catalog must still be as it was when the crawl was planned. If a table has changed since, the
attempt ends and the crawl makes a new plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from glue_devendpoint.catalog import databases, partition_indexes, partitions, tables, versions
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.crawlers.changes import Action, TableChange
from glue_devendpoint.crawlers.failures import CrawlFailed
from glue_devendpoint.crawlers.policy import ExistingTable
from glue_devendpoint.errors import AlreadyExists, ConcurrentModification, EntityNotFound

INDEX_NAME = "crawler_partition_index"
INDEXABLE = frozenset({"string", "int", "bigint", "long", "tinyint", "smallint"})


def apply_changes(
    work: Work,
    database: str,
    changes: Iterable[TableChange],
    existing: Mapping[str, ExistingTable],
) -> None:
    """Write the changes of a crawl."""
    _ensure_database(work, database)
    for change in changes:
        found = existing.get(change.name)
        _apply_to_table(work, database, change, found)
        _apply_to_partitions(work, database, change)


def _ensure_database(work: Work, name: str) -> None:
    try:
        databases.find_database(work, name)
    except EntityNotFound:
        databases.create_database(work, {"Name": name})


def _apply_to_table(
    work: Work, database: str, change: TableChange, found: ExistingTable | None
) -> None:
    if change.action is Action.CREATE and change.table_input is not None:
        try:
            tables.create_table(work, database, change.table_input)
        except AlreadyExists as err:
            raise ConcurrentModification(
                f"Table {change.name} was created during the crawl."
            ) from err
    elif change.action in (Action.UPDATE, Action.DEPRECATE) and change.table_input is not None:
        version = None if found is None else found.table.get("VersionId")
        versions.update_table(work, database, change.table_input, version_id=version)
    elif change.action is Action.DELETE:
        tables.delete_table(work, database, change.name)
        return
    if change.needs_partition_index:
        _add_index(work, database, change)


def _add_index(work: Work, database: str, change: TableChange) -> None:
    keys = (change.table_input or {})["PartitionKeys"]
    names = [key["Name"] for key in keys if key.get("Type", "string") in INDEXABLE]
    wanted: Json = {"IndexName": INDEX_NAME, "Keys": names}
    if change.action is Action.CREATE:
        partition_indexes.create_first_indexes(work, database, change.name, [wanted])
    elif names:
        partition_indexes.create_index(work, database, change.name, wanted)


def _apply_to_partitions(work: Work, database: str, change: TableChange) -> None:
    if change.partitions_deleted:
        wanted = [list(values) for values in change.partitions_deleted]
        _refuse(partitions.delete_partitions(work, database, change.name, wanted), change)
    if change.partitions_added:
        added = list(change.partitions_added)
        _refuse(partitions.create_partitions(work, database, change.name, added), change)
    if change.partitions_updated:
        entries = [
            {"PartitionValueList": each["Values"], "PartitionInput": each}
            for each in change.partitions_updated
        ]
        _refuse(partitions.update_partitions(work, database, change.name, entries), change)


def _refuse(errors: list[Json], change: TableChange) -> None:
    if not errors:
        return
    detail = errors[0].get("ErrorDetail") or {}
    if detail.get("ErrorCode") in ("AlreadyExistsException", "EntityNotFoundException"):
        raise ConcurrentModification(f"Partitions of {change.name} changed during the crawl.")
    raise CrawlFailed(f"Can't write a partition of {change.name}: {detail.get('ErrorMessage', '')}")
