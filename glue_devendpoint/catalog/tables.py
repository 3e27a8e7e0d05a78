"""Tables: their definitions, by database and name.

A table's document is stored as the JSON of the Glue API, without `DatabaseName`, `CatalogId`, and
`VersionId`, which are added when it is read. Every update increases the version (see `versions`).
A table with `TargetTable` is a resource link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import orjson
from glue_table_format.links import TooManyLinks, follow_links
from sqlalchemy import bindparam, delete, exists, select

from glue_devendpoint.catalog import paging
from glue_devendpoint.catalog.answers import pick, quoted
from glue_devendpoint.catalog.databases import (
    Lock,
    check_is_local,
    find_target,
)
from glue_devendpoint.catalog.name_patterns import name_filter
from glue_devendpoint.catalog.names import checked_name, fold
from glue_devendpoint.catalog.quotas import check_quota
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.errors import (
    AlreadyExists,
    EntityNotFound,
    GlueError,
    InvalidInput,
    ResourceNotReady,
)
from glue_devendpoint.store.catalog_schema import databases, partition_indexes, tables
from glue_devendpoint.store.rows import insert_new
from glue_devendpoint.store.statements import Statement

TableWatcher: TypeAlias = Callable[[Work, int, Json | None, Json], None]
"""Called with the table's ID and its documents before (None if new) and after a change."""

table_watchers: list[TableWatcher] = []
"""Called after every change of a table. Deleting a table needs no call: foreign keys cascade."""

LINK = "link"
"""Stored instead of partition keys if the table is a link."""

PAGE = 1000
MAX_PAGE_CHARACTERS = 4_000_000
_BATCH = 250
_NAMES = 1000
_MEMBERS = {"NAME": "Name", "TABLE_TYPE": "TableType"}

_COLUMNS = (
    tables.c.id,
    tables.c.name,
    tables.c.version,
    tables.c.partition_keys,
    tables.c.document,
    databases.c.name.label("database_name"),
)
_FIND = (
    select(*_COLUMNS)
    .join(databases, databases.c.id == tables.c.database_id)
    .where(databases.c.name == bindparam("database"), tables.c.name == bindparam("name"))
)
_FINDS = {
    "none": Statement(_FIND),
    "share": Statement(_FIND.with_for_update(read=True, of=tables)),
    "change": Statement(_FIND.with_for_update(of=tables)),
}
_LIST = Statement(
    select(*_COLUMNS)
    .join(databases, databases.c.id == tables.c.database_id)
    .where(tables.c.database_id == bindparam("database_id"), tables.c.name > bindparam("after"))
    .order_by(tables.c.name)
    .limit(bindparam("limit"))
)


_LIST_NAMES = (
    select(tables.c.id, tables.c.name)
    .where(tables.c.database_id == bindparam("database_id"), tables.c.name > bindparam("after"))
    .order_by(tables.c.name)
    .limit(bindparam("limit"))
)
_IS_INDEXING = Statement(
    select(
        exists().where(
            partition_indexes.c.table_id == bindparam("table_id"),
            partition_indexes.c.status == "CREATING",
        )
    )
)
_DELETE = Statement(delete(tables).where(tables.c.id == bindparam("table_id")))
_BY_IDS = (
    select(*_COLUMNS)
    .join(databases, databases.c.id == tables.c.database_id)
    .where(tables.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(tables.c.name)
)


@dataclass(frozen=True, slots=True)
class Table:
    """A stored table."""

    id: int
    name: str
    version: int
    partition_keys: str
    document: str
    database_name: str

    @property
    def path(self) -> str:
        """The table's ARN path."""
        return f"table/{self.database_name}/{self.name}"


def create_table(work: Work, database_name: str, table_input: Json) -> Table:
    """Create a table with version 0."""
    database = find_target(work, database_name, "share")
    name = checked_name(table_input["Name"], "Table")
    check_quota(work, "tables", database.id)
    document = table_document(table_input, name) | {
        "CreateTime": work.author.now,
        "UpdateTime": work.author.now,
        "CreatedBy": work.author.arn,
        "IsRegisteredWithLakeFormation": False,
    }
    row: dict[str, object] = {
        "database_id": database.id,
        "name": name,
        "version": 0,
        "partition_keys": partition_keys_text(table_input),
        "document": work.encode(document),
    }
    table_id = insert_new(work.connection, tables, row)
    if table_id is None:
        raise AlreadyExists("Table already exists.")
    for watcher in table_watchers:
        watcher(work, table_id, None, document)
    work.record(f"table/{database.name}/{name}", None, "0")
    return Table(table_id, name, 0, str(row["partition_keys"]), str(row["document"]), database.name)


def find_table(work: Work, database_name: str, name: str, lock: Lock = "none") -> Table:
    """Return a table by name, following links between databases but not between tables."""
    names = {"database": fold(database_name), "name": fold(name)}
    row = _FINDS[lock].one(work.connection, **names)
    if row is None:
        target = find_target(work, database_name)
        if target.name == names["database"]:
            raise EntityNotFound(f"Table {names['name']} not found.")
        return find_table(work, target.name, name, lock)
    return Table(*row)


def find_target_table(work: Work, database_name: str, name: str, lock: Lock = "none") -> Table:
    """Return the table that contains the data, following links."""

    def target_of(table: Table) -> Json | None:
        if table.partition_keys != LINK:
            return None
        target: Json = work.decode(table.document)["TargetTable"]
        owner, name = target.get("DatabaseName", ""), target.get("Name", "")
        work.follow(table.path, f"table/{fold(owner)}/{fold(name)}")
        return target

    def find(target: Mapping[str, Any]) -> Table:
        check_is_local(work, target)
        return find_table(work, target.get("DatabaseName", ""), target.get("Name", ""), lock)

    try:
        return follow_links(find_table(work, database_name, name, lock), target_of, find)
    except TooManyLinks as err:
        raise InvalidInput(f"Table {fold(name)} {err}") from None


def table_text(work: Work, table: Table) -> str:
    """Return a table as JSON."""
    return (
        f'{{"DatabaseName":{quoted(table.database_name)},"CatalogId":"{work.account_id}",'
        f'"VersionId":"{table.version}",{work.decode_text(table.document)[1:]}'
    )


def picked_table_text(work: Work, table: Table, attributes: list[str] | None) -> str:
    """Return a table as JSON with only the requested attributes."""
    text = table_text(work, table)
    return pick(text, _MEMBERS, attributes) if attributes else text


def list_tables(
    work: Work,
    database_name: str,
    *,
    expression: str | None = None,
    limit: int = PAGE,
    token: str | None = None,
    attributes: list[str] | None = None,
) -> tuple[list[str], str | None]:
    """Return one page of tables as JSON, sorted by name, and the next page's token."""
    query = ["GetTables", fold(database_name), expression, attributes]
    after = paging.name_of(token, query)
    database = find_target(work, database_name)
    page: list[str] = []
    characters = 0
    size = min(limit + 1, _BATCH)
    matches = name_filter(expression) if expression else None
    for table in _tables_after(work, database.id, after, size, matches):
        if len(page) == limit or characters > MAX_PAGE_CHARACTERS:
            return page, paging.next_token(after.encode(), query)
        page.append(picked_table_text(work, table, attributes))
        characters += len(page[-1])
        after = table.name
    return page, None


def delete_table(work: Work, database_name: str, name: str) -> None:
    """Delete a table and everything that belongs to it."""
    table = find_table(work, database_name, name, "change")
    if _IS_INDEXING.value(work.connection, table_id=table.id):
        raise ResourceNotReady(
            f"Table {table.name} has a partition index that is still being created. "
            "Try again later."
        )
    _DELETE.change(work.connection, table_id=table.id)
    work.record(table.path, str(table.version), None)


def delete_tables(work: Work, database_name: str, names: list[str]) -> list[Json]:
    """Delete several tables; return one error for each failure."""
    find_target(work, database_name)
    errors: dict[str, Json] = {}
    for name in sorted(names, key=fold):
        try:
            delete_table(work, database_name, name)
        except GlueError as err:
            errors[name] = {"ErrorCode": err.code, "ErrorMessage": str(err)}
    return [{"TableName": name, "ErrorDetail": errors[name]} for name in names if name in errors]


def table_document(table_input: Json, name: str) -> Json:
    """Return the part of a table's document that comes from the request."""
    keys = [key["Name"].lower() for key in table_input.get("PartitionKeys") or []]
    if len(set(keys)) < len(keys):
        raise InvalidInput("Two partition keys have the same name.")
    return {**table_input, "Name": name}


def partition_keys_text(table_input: Json) -> str:
    """Return the partition keys in the form of the `partition_keys` column."""
    if table_input.get("TargetTable"):
        return LINK
    keys = table_input.get("PartitionKeys") or []
    pairs = [[key["Name"], key.get("Type", "string").lower()] for key in keys]
    return orjson.dumps(pairs).decode()


def _tables_after(
    work: Work, database_id: int, after: str, size: int, matches: Callable[[str], bool] | None
) -> Iterator[Table]:
    """Yield a database's matching tables, sorted by name, reading only their documents."""
    read = partial(_read_tables, size) if matches is None else partial(_read_matching, matches)
    at: str | None = after
    while at is not None:
        rows, at = read(work, database_id, at)
        yield from rows


def _read_tables(
    size: int, work: Work, database_id: int, after: str
) -> tuple[Sequence[Table], str | None]:
    rows = _LIST.all(work.connection, database_id=database_id, after=after, limit=size)
    found = [Table(*row) for row in rows]
    return found, found[-1].name if len(found) == size else None


def _read_matching(
    matches: Callable[[str], bool], work: Work, database_id: int, after: str
) -> tuple[Sequence[Table], str | None]:
    found = {"database_id": database_id, "after": after, "limit": _NAMES}
    names = work.connection.execute(_LIST_NAMES, found).all()
    fitting = [row.id for row in names if matches(row.name)]
    rows = work.connection.execute(_BY_IDS, {"ids": fitting}).all() if fitting else []
    return [Table(*row) for row in rows], names[-1].name if len(names) == _NAMES else None
