"""Writes frames to database tables atomically."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from glue_jdbc.drivers import engine_of
from glue_jdbc.targets import JdbcTarget
from pyspark.sql import DataFrame
from pyspark.sql import types as T

from awsglue.casts import cast
from awsglue.formats.options import Options
from awsglue.jdbc.connections import database_of, driver_of, driver_options
from awsglue.jdbc.data_source import NAME, DatabaseSource
from awsglue.jdbc.types import database_column_type
from awsglue.unsupported import unsupported
from awsglue.values import Named, columns_of, plain, select

if TYPE_CHECKING:
    from awsglue.context import GlueContext

# Text up to a semicolon that isn't in quotes.
_STATEMENT = re.compile(r"""(?:[^;'"]|'[^']*'|"[^"]*"|['"])+""")
_COMPLEX = (T.StructType, T.ArrayType, T.MapType, T.NullType)


def write_jdbc(context: GlueContext, vendor: str, data: DataFrame, options: Options) -> None:
    """Add a frame's records to a table. Creates the table if it doesn't exist."""
    database = database_of(context, vendor, options)
    table = options.text("dbtable")
    if not table:
        raise ValueError("writing to a database requires the option dbtable")
    if not data.columns:
        return
    data = _flat(data)
    driver = driver_of(context, options)
    before, after = options.text("preactions"), options.text("postactions")
    if driver:
        if before or after:
            raise unsupported(
                "preactions and postactions with customJdbcDriverClassName",
                "Leave out customJdbcDriverClassName, or run the statements with boto3 or psycopg.",
            )
        given = {**driver_options(database, driver), "dbtable": table}
        data.write.format("jdbc").mode("append").options(**given).save()
        return
    place = database.target()
    run_statements(place, before)
    _write(context, data, place, table)
    run_statements(place, after)


def run_statements(place: JdbcTarget, statements: str) -> None:
    """Run the SQL statements of an option, which are separated by semicolons, as one change."""
    found = [each for each in _STATEMENT.findall(statements) if each.strip()]
    if not found:
        return
    with engine_of(place).begin() as connection:
        for each in found:
            connection.exec_driver_sql(each)


def _write(context: GlueContext, data: DataFrame, place: JdbcTarget, table: str) -> None:
    target, staging = _prepare_tables(place, table, data.schema)
    spark = context.spark_session
    spark.dataSource.register(DatabaseSource)
    data.write.format(NAME).mode("append").options(
        url=place.as_text(), schema=data.schema.json(), target=target, staging=staging
    ).save()


def _flat(data: DataFrame) -> DataFrame:
    """Return a frame with nested values converted to strings."""
    fields = [Named(each.name, plain(each.value)) for each in columns_of(data)]
    return select(
        data,
        [
            Named(e.name, cast(e.value, T.StringType()))
            if isinstance(e.value.type, _COMPLEX)
            else e
            for e in fields
        ],
    )


def _prepare_tables(place: JdbcTarget, name: str, schema: T.StructType) -> tuple[str, str]:
    """Create the staging table and, if needed, the target, and return their quoted names."""
    import sqlalchemy as sa

    engine = engine_of(place)
    *within, table = name.split(".")
    where = within[-1] if within else None
    staging = f"{table}_glue_{uuid4().hex[:12]}"
    quote = engine.dialect.identifier_preparer.quote

    def columns() -> list[Any]:
        return [sa.Column(each.name, database_column_type(each.dataType)) for each in schema.fields]

    metadata = sa.MetaData()
    staged = sa.Table(staging, metadata, *columns(), schema=where)
    wanted = [staged]
    if not sa.inspect(engine).has_table(table, schema=where):
        wanted.append(sa.Table(table, metadata, *columns(), schema=where))
    metadata.create_all(engine, tables=wanted)
    prefix = f"{quote(where)}." if where else ""
    return prefix + quote(table), prefix + quote(staging)
