"""Databases as crawler targets, through SQLAlchemy's inspection.

The include path is `database/schema/table`, or `database/table` where there are no schemas (MySQL,
SQLite). `%` matches any characters in the schema and the table, but not in the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from glue_jdbc.drivers import engine_of
from glue_jdbc.targets import JdbcError
from glue_jdbc.targets import JdbcTarget as Database
from sqlalchemy import Engine, inspect, types
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import SQLAlchemyError

from glue_devendpoint.crawlers.detected import Column, StoreTable
from glue_devendpoint.crawlers.failures import CrawlFailed
from glue_devendpoint.crawlers.progress import Report
from glue_devendpoint.crawlers.settings import JdbcTarget
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.files.exclusions import Exclusions

_MYSQL = frozenset({"mysql", "mariadb"})
_WITHOUT_SCHEMAS = _MYSQL | {"sqlite"}
_SYSTEM_SCHEMAS = frozenset({"information_schema", "pg_catalog", "pg_toast", "sys"})
_NAMES = {"postgres": "postgresql", "mariadb": "mysql", "mssql": "sqlserver"}


@dataclass(frozen=True, slots=True)
class _Include:
    """An include path, as one kind of database understands it."""

    database: str
    schema: str | None
    table: str

    @classmethod
    def parse(cls, path: str, has_schemas: bool) -> _Include:
        parts = [part for part in path.strip("/").split("/") if part]
        if not parts or len(parts) > 2 + has_schemas:
            form = "database/schema/table" if has_schemas else "database/table"
            raise InvalidInput(f"The include path {path!r} doesn't have the form {form}.")
        if "%" in parts[0]:
            raise InvalidInput(f"The include path {path!r} can't contain % in the database.")
        if not has_schemas:
            return cls(parts[0], None, parts[1] if len(parts) == 2 else "%")
        schema = parts[1] if len(parts) > 1 else "%"
        return cls(parts[0], schema, parts[2] if len(parts) == 3 else "%")


def _matches(pattern: str, name: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("%"))), name, re.DOTALL) is not None


def crawl_database(target: JdbcTarget, database: Database, report: Report) -> list[StoreTable]:
    """Return the tables and views of a database that the target includes."""
    try:
        engine = engine_of(database, is_read_only=True)
    except JdbcError as err:
        raise _cannot_crawl(target, err) from err
    try:
        return list(_tables(target, engine, report))
    except (SQLAlchemyError, JdbcError, OSError) as err:
        raise _cannot_crawl(target, err) from err
    finally:
        engine.dispose()


def _cannot_crawl(target: JdbcTarget, reason: Exception) -> CrawlFailed:
    return CrawlFailed(f"The connection {target.connection!r} can't be crawled: {reason}")


def _tables(target: JdbcTarget, engine: Engine, report: Report) -> Iterator[StoreTable]:
    has_schemas = engine.dialect.name not in _WITHOUT_SCHEMAS
    include = _Include.parse(target.path, has_schemas)
    exclusions = Exclusions.of(target.exclusions)
    with engine.connect() as connection:
        inspector = inspect(connection)
        # A connection to MySQL reaches every database of the server: the path says which.
        home = include.database if engine.dialect.name in _MYSQL else None
        reader = _Reader(target, inspector, engine.dialect.name, include.database, home)
        for schema in _schemas(inspector, include):
            names = [(name, "table") for name in inspector.get_table_names(schema or home)]
            names += [(name, "view") for name in inspector.get_view_names(schema or home)]
            for name, kind in sorted(names):
                path = f"{schema}/{name}" if schema else name
                is_excluded = exclusions.excludes(name) or exclusions.excludes(path)
                if not _matches(include.table, name) or is_excluded:
                    continue
                yield reader.read(schema, name, kind)
                report.count(listed=1, wanted=1, classified=1)


def _schemas(inspector: Any, include: _Include) -> list[str | None]:
    if include.schema is None:
        return [None]
    return [
        name
        for name in inspector.get_schema_names()
        if _matches(include.schema, name)
        # Schemas of the system are crawled only when somebody names them.
        and (name not in _SYSTEM_SCHEMAS or include.schema == name)
    ]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads single tables; those without a schema are looked for in `home`."""

    target: JdbcTarget
    inspector: Any
    dialect: str
    database: str
    home: str | None

    def read(self, schema: str | None, name: str, kind: str) -> StoreTable:
        """Return one table as the database describes it."""
        parts = [self.database, *([schema] if schema else []), name]
        columns = self.inspector.get_columns(name, schema or self.home)
        return StoreTable(
            base_name="_".join(parts),
            location=".".join(parts),
            classification=_NAMES.get(self.dialect, self.dialect),
            columns=tuple(map(self._column, columns)),
            comment=self._comment(schema, name),
            parameters=(("connectionName", self.target.connection), ("typeOfData", kind)),
        )

    def _column(self, column: dict[str, Any]) -> Column:
        raw = column["type"]
        parameters: tuple[tuple[str, str], ...] = ()
        if self.target.with_raw_types:
            parameters = (("rawType", _raw_name(raw, self.inspector.dialect)),)
        comment = (column.get("comment") or "") if self.target.with_comments else ""
        return Column(column["name"], hive_type(raw), comment, parameters)

    def _comment(self, schema: str | None, name: str) -> str:
        if not self.target.with_comments or not self.inspector.dialect.supports_comments:
            return ""
        return self.inspector.get_table_comment(name, schema or self.home).get("text") or ""


def _raw_name(raw: types.TypeEngine[Any], dialect: Any) -> str:
    return str(raw.compile(dialect)) if not isinstance(raw, types.NullType) else "unknown"


_BY_VISIT_NAME = {
    "TINYINT": "tinyint",
    "SMALLINT": "smallint",
    "MEDIUMINT": "int",
    "REAL": "float",
    "BIT": "boolean",
    "YEAR": "int",
}
_BY_CLASS: tuple[tuple[type[Any], str], ...] = (
    (types.Boolean, "boolean"),
    (types.SmallInteger, "smallint"),
    (types.BigInteger, "bigint"),
    (types.Integer, "int"),
    (types.Double, "double"),
    (types.DateTime, "timestamp"),
    (types.Date, "date"),
    (types.LargeBinary, "binary"),
    (types.BINARY, "binary"),
    (types.VARBINARY, "binary"),
)


def hive_type(raw: types.TypeEngine[Any]) -> str:
    """Return the Hive type for a database's values, or text if there is none."""
    name = raw.__visit_name__.upper()
    if name == "TINYINT" and getattr(raw, "display_width", None) == 1:
        return "boolean"  # what MySQL makes of BOOLEAN
    if name == "BIT" and (getattr(raw, "length", None) or 1) > 1:
        return "string"
    if getattr(raw, "unsigned", False) and isinstance(raw, types.Integer):
        return _unsigned(name)
    if name in _BY_VISIT_NAME:
        return _BY_VISIT_NAME[name]
    for kind, hive in _BY_CLASS:
        if isinstance(raw, kind):
            return hive
    if isinstance(raw, types.Float):
        precision = raw.precision or (24 if isinstance(raw, mysql.FLOAT) else 53)
        return "float" if name == "FLOAT" and precision <= 24 else "double"
    if isinstance(raw, types.Numeric):
        return _decimal(raw)
    return "string"


def _unsigned(name: str) -> str:
    wider = {
        "TINYINT": "smallint",
        "SMALLINT": "int",
        "MEDIUMINT": "int",
        "BIGINT": "decimal(20,0)",
    }
    return wider.get(name, "bigint")


def _decimal(raw: types.Numeric[Any]) -> str:
    """Give an unbounded number the type that Spark uses."""
    if raw.precision is None:
        return "decimal(38,18)"
    scale = raw.scale or 0
    return f"decimal({raw.precision},{scale})" if raw.precision <= 38 else "string"
