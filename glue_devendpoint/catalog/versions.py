"""Table versions: table updates, their history, and optimistic locking.

An update replaces the table's whole definition and increases its version by one. The previous state
is kept in the history unless SkipArchive is set. A version's `CreatedBy` is the identity that made
it. An update that names the version it was based on fails if the table has changed since, so no
update is lost; Iceberg clients rely on this.
"""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select, update

from glue_devendpoint.catalog import paging
from glue_devendpoint.catalog.names import fold
from glue_devendpoint.catalog.quotas import check_quota
from glue_devendpoint.catalog.rekeying import change_keys
from glue_devendpoint.catalog.tables import (
    Table,
    find_table,
    partition_keys_text,
    table_document,
    table_text,
    table_watchers,
)
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.errors import (
    ConcurrentModification,
    EntityNotFound,
    GlueError,
    InvalidInput,
)
from glue_devendpoint.store.catalog_schema import table_versions, tables
from glue_devendpoint.store.statements import Statement

PAGE = 100
KEPT = ("CreateTime", "IsRegisteredWithLakeFormation")

_REPLACE = Statement(
    update(tables)
    .where(tables.c.id == bindparam("table_id"), tables.c.version == bindparam("expected"))
    .values(
        version=bindparam("new_version"),
        partition_keys=bindparam("new_keys"),
        document=bindparam("new_document"),
    )
)

_ARCHIVE = Statement(
    insert(table_versions).values(
        {column.name: bindparam(column.name) for column in table_versions.c}
    )
)


def update_table(
    work: Work,
    database_name: str,
    table_input: Json,
    *,
    version_id: str | None = None,
    skip_archive: bool = False,
) -> bool:
    """Replace a table's definition; if a version ID is given, it must be the current one.

    Return True if partition indexes must be rebuilt.
    """
    table = find_table(work, database_name, table_input["Name"], "change")
    if version_id is not None and version_id != str(table.version):
        raise _lost_race()
    before = work.decode(table.document)
    after = table_document(table_input, table.name) | {
        **{member: before[member] for member in KEPT},
        "UpdateTime": work.author.now,
        "CreatedBy": work.author.arn,
    }
    keys = partition_keys_text(table_input)
    has_to_build = keys != table.partition_keys and change_keys(work, table, keys)
    if not skip_archive:
        _archive(work, table)
    replaced = Table(
        table.id, table.name, table.version + 1, keys, work.encode(after), table.database_name
    )
    _replace(work, table, replaced)
    for watcher in table_watchers:
        watcher(work, table.id, before, after)
    work.record(table.path, str(table.version), str(replaced.version))
    return has_to_build


def find_version(work: Work, database_name: str, name: str, version_id: str | None) -> Table:
    """Return a version of a table, the current one by default."""
    table = find_table(work, database_name, name)
    if version_id is None or version_id == str(table.version):
        return table
    document = work.connection.execute(
        select(table_versions.c.document).where(
            table_versions.c.table_id == table.id,
            table_versions.c.version == _number(version_id),
        )
    ).scalar()
    if document is None:
        raise _no_version(table, version_id)
    return _past(table, _number(version_id), document)


def version_text(work: Work, table: Table) -> str:
    """Return a table version as JSON."""
    return f'{{"Table":{table_text(work, table)},"VersionId":"{table.version}"}}'


def list_versions(
    work: Work, database_name: str, name: str, *, limit: int = PAGE, token: str | None = None
) -> tuple[list[str], str | None]:
    """Return one page of versions as JSON, newest first, and the next page's token."""
    query = ["GetTableVersions", fold(database_name), fold(name)]
    position = paging.name_of(token, query)
    table = find_table(work, database_name, name)
    before = _number(position) if position else table.version + 1
    rows = work.connection.execute(
        select(table_versions.c.version, table_versions.c.document)
        .where(table_versions.c.table_id == table.id, table_versions.c.version < before)
        .order_by(table_versions.c.version.desc())
        .limit(limit + 1)
    ).all()
    found = [_past(table, row.version, row.document) for row in rows]
    if not position:
        found.insert(0, table)
    page = [version_text(work, version) for version in found[:limit]]
    if len(found) <= limit:
        return page, None
    return page, paging.next_token(str(found[limit - 1].version).encode(), query)


def delete_version(work: Work, database_name: str, name: str, version_id: str) -> None:
    """Delete a past version; the current version can't be deleted."""
    _delete_version(work, find_table(work, database_name, name, "change"), version_id)


def delete_versions(
    work: Work, database_name: str, name: str, version_ids: list[str]
) -> list[Json]:
    """Delete several past versions; return one error for each failure."""
    table = find_table(work, database_name, name, "change")
    errors: list[Json] = []
    for version_id in version_ids:
        try:
            _delete_version(work, table, version_id)
        except GlueError as err:
            detail = {"ErrorCode": err.code, "ErrorMessage": str(err)}
            errors.append({"TableName": table.name, "VersionId": version_id, "ErrorDetail": detail})
    return errors


def _delete_version(work: Work, table: Table, version_id: str) -> None:
    if version_id == str(table.version):
        raise InvalidInput(f"Version {version_id} is the current version and can't be deleted.")
    gone = work.connection.execute(
        delete(table_versions).where(
            table_versions.c.table_id == table.id,
            table_versions.c.version == _number(version_id),
        )
    )
    if gone.rowcount == 0:
        raise _no_version(table, version_id)
    work.record(table.path, version_id, None)


def _archive(work: Work, table: Table) -> None:
    check_quota(work, "versions", table.id)
    _ARCHIVE.change(
        work.connection, table_id=table.id, version=table.version, document=table.document
    )


def _replace(work: Work, table: Table, replaced: Table) -> None:
    changed = _REPLACE.change(
        work.connection,
        table_id=table.id,
        expected=table.version,
        new_version=replaced.version,
        new_keys=replaced.partition_keys,
        new_document=replaced.document,
    )
    if changed == 0:
        raise _lost_race()


def _past(table: Table, version: int, document: str) -> Table:
    return Table(table.id, table.name, version, table.partition_keys, document, table.database_name)


def _number(version_id: str) -> int:
    if not version_id.isascii() or not version_id.isdigit() or len(version_id) > 9:
        raise InvalidInput(f"Version ID '{version_id[:32]}' isn't a number.")
    return int(version_id)


def _no_version(table: Table, version_id: str) -> EntityNotFound:
    return EntityNotFound(f"Version {version_id} of table {table.name} not found.")


def _lost_race() -> ConcurrentModification:
    return ConcurrentModification("Update table failed due to concurrent modifications.")
