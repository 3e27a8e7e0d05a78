"""Column statistics: facts about a column's values, per table and per partition.

When an update changes or removes a column, the table's statistics for that column are deleted.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, delete, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.exc import IntegrityError

from glue_devendpoint.catalog.partitioned_tables import find_partitioned
from glue_devendpoint.catalog.partitions import find_partition_id
from glue_devendpoint.catalog.tables import Table, find_target_table
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.errors import EntityNotFound, GlueError, InvalidInput
from glue_devendpoint.store.account_schema import partition_statistics, table_statistics
from glue_devendpoint.store.rows import put_rows

_MEMBERS = {
    kind: f"{kind.capitalize()}ColumnStatisticsData"
    for kind in ("BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "LONG", "STRING", "BINARY")
}


@dataclass(frozen=True, slots=True)
class Holder:
    """The subject of statistics: a table or a partition."""

    table: Table
    owner: Column[int]
    owner_id: int

    @property
    def rows(self) -> SqlTable:
        """The table that stores the statistics."""
        return self.owner.table


def table_holder(work: Work, database_name: str, name: str) -> Holder:
    """Return the holder for a table."""
    table = find_target_table(work, database_name, name)
    return Holder(table, table_statistics.c.table_id, table.id)


def partition_holder(work: Work, database_name: str, name: str, values: list[str]) -> Holder:
    """Return the holder for a partition."""
    table = find_target_table(work, database_name, name)
    partitioned = find_partitioned(work, table.database_name, table.name)
    partition_id = find_partition_id(work, partitioned, values)
    return Holder(table, partition_statistics.c.partition_id, partition_id)


def update_statistics(work: Work, holder: Holder, given: list[Json]) -> list[Json]:
    """Store statistics of columns; return one error for each failure."""
    types = _column_types(work.decode(holder.table.document))
    accepted: dict[str, Json] = {}
    errors: list[Json] = []
    for statistics in given:
        try:
            _check(statistics, types)
            accepted[statistics["ColumnName"].lower()] = statistics
        except GlueError as err:
            errors.append({"ColumnStatistics": statistics, "Error": _detail(err)})
    if accepted:
        rows: list[dict[str, object]] = [
            {
                holder.owner.name: holder.owner_id,
                "column_name": name,
                "document": work.encode(statistics),
            }
            for name, statistics in accepted.items()
        ]
        try:
            put_rows(work.connection, holder.rows, rows)
        except IntegrityError as err:
            raise EntityNotFound(
                f"Table {holder.table.name} or its partition no longer exists."
            ) from err
        work.record(holder.table.path, columns=sorted(accepted))
    return errors


def find_statistics(work: Work, holder: Holder, columns: list[str]) -> tuple[list[str], list[Json]]:
    """Return the columns' statistics as JSON, and one error for each column without any."""
    rows = work.connection.execute(
        select(holder.rows.c.column_name, holder.rows.c.document).where(
            holder.owner == holder.owner_id,
            holder.rows.c.column_name.in_({column.lower() for column in columns}),
        )
    ).all()
    found = {row.column_name: work.decode_text(row.document) for row in rows}
    errors = [
        {"ColumnName": column, "Error": _detail(_no_statistics(column))}
        for column in columns
        if column.lower() not in found
    ]
    asked = dict.fromkeys(column.lower() for column in columns)
    return [found[column] for column in asked if column in found], errors


def delete_statistics(work: Work, holder: Holder, column: str) -> None:
    """Delete the statistics of a column."""
    gone = work.connection.execute(
        delete(holder.rows).where(
            holder.owner == holder.owner_id, holder.rows.c.column_name == column.lower()
        )
    )
    if gone.rowcount == 0:
        raise _no_statistics(column)
    work.record(holder.table.path, columns=[column.lower()])


def drop_stale(work: Work, table_id: int, before: Json | None, after: Json) -> None:
    """Delete a table's statistics of columns that an update has changed or removed."""
    if before is None:
        return
    types = _column_types(after)
    stale = [name for name, kind in _column_types(before).items() if types.get(name) != kind]
    if stale:
        work.connection.execute(
            delete(table_statistics).where(
                table_statistics.c.table_id == table_id, table_statistics.c.column_name.in_(stale)
            )
        )


def _check(statistics: Json, types: dict[str, str]) -> None:
    column = statistics["ColumnName"]
    if column.lower() not in types:
        raise EntityNotFound(f"Column {column} not found.")
    values = statistics["StatisticsData"]
    given = [member for member in values if member != "Type"]
    if given != [_MEMBERS[values["Type"]]]:
        raise InvalidInput(
            f"Statistics of type {values['Type']} must have only {_MEMBERS[values['Type']]}"
        )


def _column_types(document: Json) -> dict[str, str]:
    columns = (document.get("StorageDescriptor") or {}).get("Columns") or []
    keys = document.get("PartitionKeys") or []
    return {column["Name"].lower(): column.get("Type", "") for column in [*columns, *keys]}


def _detail(err: GlueError) -> Json:
    return {"ErrorCode": err.code, "ErrorMessage": str(err)}


def _no_statistics(column: str) -> EntityNotFound:
    return EntityNotFound(f"Column {column} has no statistics.")
