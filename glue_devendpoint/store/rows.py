"""Rows: upserts, whose SQL is the same on SQLite and PostgreSQL but not in SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from glue_devendpoint.store.statements import Statement


def insert_new(connection: Connection, table: Table, row: Mapping[str, object]) -> int | None:
    """Insert a row and return its ID, or None if its unique key is taken."""
    statement = _insert_new(connection.dialect.name, table, tuple(row))
    made: int | None = statement.value(connection, **row)
    return made


@cache
def _insert_new(dialect: str, table: Table, columns: tuple[str, ...]) -> Statement:
    kind = postgresql if dialect == "postgresql" else sqlite
    values: dict[str, Any] = {column: bindparam(column) for column in columns}
    insert = kind.insert(table).values(values).on_conflict_do_nothing()
    return Statement(insert.returning(table.c.id))


def put_rows(connection: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    """Insert rows, replacing rows with the same primary key."""
    connection.execute(_put(connection.dialect.name, table), rows)


@cache
def _put(dialect: str, table: Table) -> Any:
    kind = postgresql if dialect == "postgresql" else sqlite
    statement = kind.insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.c
        if column.name not in keys
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
