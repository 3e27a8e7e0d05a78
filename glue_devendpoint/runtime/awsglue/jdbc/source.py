"""Frames over database tables: columns, parallel reads, and bookmarks by key."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from glue_jdbc.drivers import engine_of
from pyspark.sql import DataFrame
from pyspark.sql import types as T

from awsglue import bookmarks
from awsglue.formats.options import Options
from awsglue.jdbc.connections import Database, database_of, driver_of, driver_options
from awsglue.jdbc.data_source import NAME, DatabaseSource
from awsglue.jdbc.query_types import query_schema
from awsglue.jdbc.types import spark_column_type
from awsglue.plans import Plan

if TYPE_CHECKING:
    from awsglue.context import GlueContext

_DEFAULT_PARTITIONS = 7
_COLON = re.compile(r"(?<![:\w\\]):(?=\w)")  # SQLAlchemy would look for a parameter
_HASHES = {
    "postgresql": "abs(hashtext(cast({0} as text))::bigint)",
    "mysql": "crc32(cast({0} as char))",
    "sqlite": "abs(coalesce(unicode(substr({0}, -1)), 0) + 31 * length({0}))",
}


def open_jdbc(context: GlueContext, vendor: str, options: Options, ctx: str) -> Plan:
    """Return the plan of a database table's frame. Queries the database on first use."""
    database = database_of(context, vendor, options)
    driver = driver_of(context, options)
    if driver:
        return Plan(lambda _mode: _by_driver(context, database, driver, options))
    source = _Table(context, database, options, ctx)
    return Plan(lambda _mode: source.data())


def _by_driver(
    context: GlueContext, database: Database, driver: str, options: Options
) -> DataFrame:
    reader = context.spark_session.read.format("jdbc").options(**driver_options(database, driver))
    query = options.text("sampleQuery") or options.text("query")
    return reader.options(
        **({"query": query} if query else {"dbtable": _table_name(options)})
    ).load()


def _table_name(options: Options) -> str:
    name = options.text("dbtable")
    if not name:
        raise ValueError("reading from a database requires the option dbtable or query")
    return name


class _Table:
    """A table or query to read in parts."""

    def __init__(
        self, context: GlueContext, database: Database, options: Options, ctx: str
    ) -> None:
        self._context = context
        self._options = options
        self._ctx = ctx
        self._database = database.target()
        self._engine = engine_of(self._database)
        self._quote = self._engine.dialect.identifier_preparer.quote

    def data(self) -> DataFrame:
        """Return the rows that are new to the bookmark."""
        spark = self._context.spark_session
        spark.conf.set("spark.sql.python.filterPushdown.enabled", "true")
        spark.dataSource.register(DatabaseSource)
        schema = self._schema()
        return (
            spark.read.format(NAME)
            .options(
                url=self._database.as_text(),
                schema=schema.json(),
                conditions=json.dumps(self._conditions()),
                always=json.dumps(self._bookmarked(schema)),
                **{"from": self._relation()},
            )
            .load()
        )

    def _relation(self) -> str:
        query = self._options.text("sampleQuery") or self._options.text("query")
        if query:
            query = _COLON.sub(r"\\:", query)
            return f"({query.rstrip().rstrip(';')}) glue_query"
        return ".".join(self._quote(part) for part in _table_name(self._options).split("."))

    def _schema(self) -> T.StructType:
        import sqlalchemy as sa

        if self._options.text("sampleQuery") or self._options.text("query"):
            return query_schema(self._engine, self._relation())
        *schema, table = _table_name(self._options).split(".")
        columns = sa.inspect(self._engine).get_columns(table, schema=schema[-1] if schema else None)
        return T.StructType(
            [T.StructField(each["name"], spark_column_type(each["type"])) for each in columns]
        )

    def _conditions(self) -> list[str]:
        count = self._options.number("hashpartitions", _DEFAULT_PARTITIONS)
        expression = self._options.text("hashexpression")
        field = self._options.text("hashfield")
        if not expression and not field:
            return [""]
        dialect = self._engine.dialect.name
        if not expression:
            expression = _HASHES.get(dialect, "{0}").format(self._quote(field))
        parts = [
            f"mod({expression}, {count}) = {i}"
            if dialect != "sqlite"
            else f"({expression}) % {count} = {i}"
            for i in range(count)
        ]
        parts[0] = f"{parts[0]} OR ({expression}) IS NULL"
        # An expression and its remainder can be negative.
        negative = [part.replace(f"= {i}", f"= -{i}") for i, part in enumerate(parts)]
        return [parts[0], *(f"{a} OR {b}" for a, b in zip(parts[1:], negative[1:], strict=True))]

    def _bookmarked(self, schema: T.StructType) -> list[str]:
        marked = bookmarks.current()
        if marked is None or not marked.is_on(self._ctx):
            return []
        keys = self._options.words("jobBookmarkKeys") or self._primary_key()
        if not keys:
            return []
        unknown = [key for key in keys if key not in schema.names]
        if unknown:
            raise ValueError(f"jobBookmarkKeys contains unknown columns: {', '.join(unknown)}")
        descending = self._options.text("jobBookmarkKeysSortOrder", "asc").lower() == "desc"
        lower, upper = marked.bounds(self._ctx)
        last = upper.get("values") if upper is not None else self._last_values(keys, descending)
        tests = []
        if lower.get("values"):
            tests.append(self._beyond(keys, lower["values"], "<" if descending else ">"))
        if last:
            tests.append("NOT " + self._beyond(keys, last, "<" if descending else ">"))
            marked.note(self._ctx, {"kind": "keys", "keys": keys, "values": last})
        return tests

    def _last_values(self, keys: list[str], descending: bool) -> list[Any]:
        import sqlalchemy as sa

        order = ", ".join(f"{self._quote(key)} {'ASC' if descending else 'DESC'}" for key in keys)
        columns = ", ".join(self._quote(key) for key in keys)
        there = " AND ".join(f"{self._quote(key)} IS NOT NULL" for key in keys)
        query = f"SELECT {columns} FROM {self._relation()} WHERE {there} ORDER BY {order} LIMIT 1"
        with self._engine.connect() as connection:
            row = connection.execute(sa.text(query)).first()
        return (
            []
            if row is None
            else [each if isinstance(each, (int, float, str)) else str(each) for each in row]
        )

    def _beyond(self, keys: list[str], values: list[Any], symbol: str) -> str:
        """Return the condition that a row's keys are beyond the given values."""
        tests = []
        for i in range(len(keys)):
            same = [
                f"{self._quote(k)} = {_literal(v)}"
                for k, v in zip(keys[:i], values[:i], strict=True)
            ]
            after = f"{self._quote(keys[i])} {symbol} {_literal(values[i])}"
            tests.append("(" + " AND ".join([*same, after]) + ")")
        return "(" + " OR ".join(tests) + ")"

    def _primary_key(self) -> list[str]:
        """Return the primary key if it is a single integer column without gaps."""
        import sqlalchemy as sa

        if self._options.text("sampleQuery") or self._options.text("query"):
            return []
        *schema, table = _table_name(self._options).split(".")
        inspected = sa.inspect(self._engine)
        found = inspected.get_pk_constraint(table, schema=schema[-1] if schema else None)
        keys = list(found.get("constrained_columns") or [])
        if len(keys) != 1:
            return []
        key = self._quote(keys[0])
        query = f"SELECT min({key}), max({key}), count(*) FROM {self._relation()}"
        with self._engine.connect() as connection:
            low, high, count = connection.execute(sa.text(query)).one()
        is_gapless = isinstance(low, int) and high - low + 1 == count
        return keys if is_gapless else []


def _literal(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    # A colon would start a bound parameter.
    return "'" + str(value).replace("'", "''").replace(":", "\\:") + "'"
