"""Statements: SQL that is compiled once and then sent directly to the driver.

SQLAlchemy builds each statement. Executing it through SQLAlchemy takes several times as long as
SQLite needs to run it, so statements on hot paths bypass that layer. They take named parameters
and return plain tuples. Errors are SQLAlchemy's, as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement compiled for one driver."""

    text: str
    # Parameter names by position; None if the driver takes named parameters.
    order: tuple[str, ...] | None
    fixed: Mapping[str, Any]

    def values(self, given: Mapping[str, Any]) -> Any:
        if self.fixed:
            given = {**self.fixed, **given}
        return given if self.order is None else [given[name] for name in self.order]


class Statement:
    """A statement with named parameters."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Connection, **given: Any) -> list[Any]:
        """Run it and return every row."""
        rows: list[Any] = self._run(connection, given).fetchall()
        return rows

    def one(self, connection: Connection, **given: Any) -> Any:
        """Run it and return the first row, or None."""
        return self._run(connection, given).fetchone()

    def value(self, connection: Connection, **given: Any) -> Any:
        """Run it and return the first value of the first row, or None."""
        row = self._run(connection, given).fetchone()
        return None if row is None else row[0]

    def change(self, connection: Connection, **given: Any) -> int:
        """Run it and return the number of rows it changed."""
        changed: int = self._run(connection, given).rowcount
        return changed

    def change_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it once for each set of parameters."""
        compiled = self._compile(connection)
        values = [compiled.values(row) for row in rows]
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(compiled.text, values)
        except Exception as err:
            raise _translated(connection, compiled, err) from err

    def _run(self, connection: Connection, given: Mapping[str, Any]) -> Any:
        compiled = self._compile(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.text, compiled.values(given))
        except Exception as err:
            raise _translated(connection, compiled, err) from err
        return cursor

    def _compile(self, connection: Connection) -> _Compiled:
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            made = self._statement.compile(dialect=dialect)  # type: ignore[attr-defined]
            assert isinstance(made, SQLCompiler)
            order = None if made.positiontup is None else tuple(made.positiontup)
            fixed = {name: value for name, value in made.params.items() if value is not None}
            compiled = self._compiled[dialect.name] = _Compiled(made.string, order, fixed)
        return compiled


def _translated(connection: Connection, compiled: _Compiled, err: Exception) -> BaseException:
    driver = connection.dialect.dbapi
    assert driver is not None
    return DBAPIError.instance(compiled.text, None, err, driver.Error, hide_parameters=True)
