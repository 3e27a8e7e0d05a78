"""Index builds: fill new partition indexes and empty deleted ones, in the background.

A build's progress is stored in the database after each batch, so any host can continue where
another stopped. Several hosts can work on the same build, because each batch locks the table's row.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from json import JSONDecoder
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from glue_devendpoint.access.secrets import PREFIX
from glue_devendpoint.catalog.partition_indexes import (
    INDEX_COLUMNS,
    IndexStatus,
    PartitionIndex,
    index_of,
    move,
)
from glue_devendpoint.catalog.partition_values import ODD
from glue_devendpoint.catalog.partitioned_tables import PartitionKeys, keys_of
from glue_devendpoint.catalog.work import Author, Catalog, Json, Work
from glue_devendpoint.clock import Clock
from glue_devendpoint.store.catalog_schema import (
    databases,
    partition_index_entries,
    partition_indexes,
    partitions,
    tables,
)

log = logging.getLogger(__name__)

STRETCH = 2000
KEPT_FAILURES = 10
MAX_SHOWN_ERRORS = 10
PENDING = (IndexStatus.CREATING, IndexStatus.DELETING)


class IndexBuilds:
    """Runs the catalog's pending builds in a background thread."""

    def __init__(self, catalog: Catalog, clock: Clock) -> None:
        self._catalog = catalog
        self._clock = clock
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_asked = False
        self._is_closed = False

    def wake(self) -> None:
        """Start working on pending builds; returns immediately."""
        with self._lock:
            self._is_asked = True
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(
                    target=self._run, name="glue-index-builds", daemon=True
                )
                self._thread.start()

    def close(self) -> None:
        """Stop after the current batch."""
        with self._lock:
            self._is_closed = True
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while self._is_wanted():
            try:
                run_pending(self._catalog, self._author, lambda: self._is_closed)
            except SQLAlchemyError:
                log.exception("building partition indexes failed; the next request will retry")

    def _is_wanted(self) -> bool:
        with self._lock:
            if self._is_closed or not self._is_asked:
                self._thread = None
                return False
            self._is_asked = False
            return True

    def _author(self) -> Author:
        now = self._clock.now().timestamp()
        arn = f"arn:aws:iam::{self._catalog.account_id}:root"
        return Author(arn, "BuildPartitionIndex", now)


def run_pending(
    catalog: Catalog,
    author: Callable[[], Author],
    is_stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Finish every pending build."""
    for index_id in _pending(catalog, author()):
        is_done = False
        while not is_done and not is_stopped():
            with catalog.write(author()) as work:
                is_done = _advance(work, index_id)


def _pending(catalog: Catalog, author: Author) -> list[int]:
    query = (
        select(partition_indexes.c.id)
        .where(partition_indexes.c.status.in_([status.value for status in PENDING]))
        .order_by(partition_indexes.c.id)
    )
    with catalog.read(author) as work:
        return list(work.connection.execute(query).scalars())


def _advance(work: Work, index_id: int) -> bool:
    """Process one batch; return True when the build is finished."""
    table_of_index = select(partition_indexes.c.table_id).where(partition_indexes.c.id == index_id)
    table = work.connection.execute(
        select(
            tables.c.partition_keys,
            tables.c.name,
            databases.c.name.label("database_name"),
        )
        .join(databases, databases.c.id == tables.c.database_id)
        .where(tables.c.id == table_of_index.scalar_subquery())
        .with_for_update(of=tables)
    ).one_or_none()
    # Read this after locking the table, to see the latest committed state.
    row = work.connection.execute(
        select(*INDEX_COLUMNS, partition_indexes.c.table_id, partition_indexes.c.built_to).where(
            partition_indexes.c.id == index_id
        )
    ).one_or_none()
    if table is None or row is None:
        return True
    keys = keys_of(table.partition_keys)
    index = index_of(row[: len(INDEX_COLUMNS)], keys)
    if index.status is IndexStatus.CREATING:
        return _build(work, index, keys, row, f"table/{table.database_name}/{table.name}")
    if index.status is IndexStatus.DELETING:
        return _empty(work, index)
    return True


def _build(work: Work, index: PartitionIndex, keys: PartitionKeys, row: Any, path: str) -> bool:
    found = work.connection.execute(
        select(partitions.c.id, partitions.c.key, func.substr(partitions.c.document, 1, 3))
        .where(partitions.c.table_id == row.table_id, partitions.c.key > row.built_to)
        .order_by(partitions.c.key)
        .limit(STRETCH)
    ).all()
    errors = _errors(work, index, keys, found)
    if errors:
        _fail(work, index, errors, row.table_id)
        work.record(path, index=index.name, status="FAILED")
        return True
    _enter(work, index, keys, found)
    if len(found) == STRETCH:
        work.connection.execute(
            partition_indexes.update()
            .where(partition_indexes.c.id == index.id)
            .values(built_to=found[-1].key)
        )
        return False
    move(work, index, IndexStatus.ACTIVE)
    work.record(path, index=index.name, status="ACTIVE")
    return True


def _enter(work: Work, index: PartitionIndex, keys: PartitionKeys, found: Any) -> None:
    rows = [
        {
            "index_id": index.id,
            "entry_key": index.entry(keys.codec, row.key),
            "partition_id": row.id,
        }
        for row in found
    ]
    if rows:
        dialect = postgresql if work.connection.dialect.name == "postgresql" else sqlite
        # Partitions created since the build began have already added their entries.
        statement = dialect.insert(partition_index_entries).on_conflict_do_nothing()
        work.connection.execute(statement, rows)


def _errors(work: Work, index: PartitionIndex, keys: PartitionKeys, found: Any) -> list[Json]:
    by_code: dict[str, list[int]] = {}
    order = tuple(range(len(keys.names)))
    for partition_id, key, beginning in found:
        parts = keys.codec.split(key, order)
        indexed = [parts[column] for column in index.columns]
        if beginning == PREFIX:
            by_code.setdefault("ENCRYPTED_PARTITION_ERROR", []).append(partition_id)
        elif any(part.startswith(ODD) for part in indexed):
            by_code.setdefault("INVALID_PARTITION_TYPE_DATA_ERROR", []).append(partition_id)
        elif any(_has_control(keys, column, parts[column]) for column in index.columns):
            by_code.setdefault("UNSUPPORTED_PARTITION_CHARACTER_ERROR", []).append(partition_id)
    return [
        {
            "Code": code,
            "Partitions": [
                {"Values": _values(work, each)} for each in partition_ids[:MAX_SHOWN_ERRORS]
            ],
        }
        for code, partition_ids in by_code.items()
    ]


def _has_control(keys: PartitionKeys, column: int, part: bytes) -> bool:
    return keys.codec.types[column].is_text and any(byte in b"\x00\x01\x02" for byte in part[:-2])


def _values(work: Work, partition_id: int) -> list[str]:
    document = work.connection.execute(
        select(partitions.c.document).where(partitions.c.id == partition_id)
    ).scalar_one()
    text = work.decode_text(document)
    values: list[str] = JSONDecoder().raw_decode(text, text.index("["))[0]
    return values


def _fail(work: Work, index: PartitionIndex, errors: list[Json], table_id: int) -> None:
    work.connection.execute(
        delete(partition_index_entries).where(partition_index_entries.c.index_id == index.id)
    )
    move(work, index, IndexStatus.FAILED, errors)
    failed = work.connection.execute(
        select(partition_indexes.c.id)
        .where(
            partition_indexes.c.table_id == table_id,
            partition_indexes.c.status == IndexStatus.FAILED.value,
        )
        .order_by(partition_indexes.c.changed_at.desc(), partition_indexes.c.id.desc())
        .offset(KEPT_FAILURES)
    ).scalars()
    for index_id in failed.all():
        work.connection.execute(delete(partition_indexes).where(partition_indexes.c.id == index_id))


def _empty(work: Work, index: PartitionIndex) -> bool:
    entries = partition_index_entries
    last = work.connection.execute(
        select(entries.c.entry_key)
        .where(entries.c.index_id == index.id)
        .order_by(entries.c.entry_key)
        .offset(STRETCH)
        .limit(1)
    ).scalar()
    if last is None:
        work.connection.execute(delete(partition_indexes).where(partition_indexes.c.id == index.id))
        return True
    work.connection.execute(
        delete(entries).where(entries.c.index_id == index.id, entries.c.entry_key < last)
    )
    return False
