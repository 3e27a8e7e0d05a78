"""The Spark types of a query's columns, as the database itself reports them."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pyspark.sql import types as T

from awsglue.jdbc.types import UNSIGNED_LONG, spark_column_type
from awsglue.record_types import merged_type, value_type

_SAMPLE = 1000
_PLAIN = (bool, int, float, str, bytes, decimal.Decimal, datetime.date, datetime.datetime)
# The object IDs of PostgreSQL's types. Others are read as strings.
_POSTGRES: Mapping[int, T.DataType] = {
    16: T.BooleanType(),
    17: T.BinaryType(),
    20: T.LongType(),
    21: T.IntegerType(),
    23: T.IntegerType(),
    26: T.LongType(),
    700: T.DoubleType(),
    701: T.DoubleType(),
    1082: T.DateType(),
    1114: T.TimestampType(),
    1184: T.TimestampType(),
}
_POSTGRES_NUMERIC = 1700
# The type codes of MySQL's protocol. Others are strings or, with the character set "binary", bytes.
_MYSQL: Mapping[int, T.DataType] = {
    1: T.IntegerType(),
    2: T.IntegerType(),
    3: T.IntegerType(),
    4: T.DoubleType(),
    5: T.DoubleType(),
    7: T.TimestampType(),
    8: T.LongType(),
    9: T.IntegerType(),
    10: T.DateType(),
    11: T.StringType(),
    12: T.TimestampType(),
    13: T.IntegerType(),
    245: T.StringType(),
}
_MYSQL_UNSIGNED: Mapping[int, T.DataType] = {3: T.LongType(), 8: UNSIGNED_LONG}
_MYSQL_BIT = 16
_MYSQL_DECIMALS = (0, 246)
_UNSIGNED_FLAG = 32
_BINARY_CHARSET = 63


def query_schema(engine: Any, relation: str) -> T.StructType:
    """Return the columns of a query. Values decide only where the database doesn't know a type."""
    import sqlalchemy as sa

    with engine.connect() as connection:
        result = connection.execute(sa.text(f"SELECT * FROM {relation}"))
        names = list(result.keys())
        types = _READERS.get(engine.dialect.name, _unknown)(result)
        rows: Sequence[Any] = result.fetchmany(_SAMPLE) if None in types else ()
        result.close()
        if engine.dialect.name == "sqlite":
            types = _declared(connection, relation)
    return T.StructType(
        [
            T.StructField(name, kind or _seen([row[i] for row in rows]))
            for i, (name, kind) in enumerate(zip(names, types, strict=True))
        ]
    )


def _unknown(result: Any) -> list[T.DataType | None]:
    return [None] * len(result.keys())


def _postgres(result: Any) -> list[T.DataType | None]:
    return [_postgres_type(each) for each in result.cursor.description]


def _postgres_type(column: Any) -> T.DataType:
    if column.type_code == _POSTGRES_NUMERIC:
        return _decimal(column.precision or 38, 18 if column.scale is None else column.scale)
    return _POSTGRES.get(column.type_code, T.StringType())


def _mysql(result: Any) -> list[T.DataType | None]:
    # The description in the cursor leaves out signs and character sets.
    return [_mysql_type(each) for each in result.cursor._result.fields]


def _mysql_type(column: Any) -> T.DataType:
    is_unsigned = bool(column.flags & _UNSIGNED_FLAG)
    if column.type_code in _MYSQL_DECIMALS:
        signs = (column.scale > 0) + (not is_unsigned)
        return _decimal(column.length - signs, column.scale)
    if column.type_code == _MYSQL_BIT:
        return T.BooleanType() if column.length == 1 else T.LongType()
    if is_unsigned and column.type_code in _MYSQL_UNSIGNED:
        return _MYSQL_UNSIGNED[column.type_code]
    is_bytes = column.charsetnr == _BINARY_CHARSET
    return _MYSQL.get(column.type_code, T.BinaryType() if is_bytes else T.StringType())


def _declared(connection: Any, relation: str) -> list[T.DataType | None]:
    """Return the types of a query's columns in SQLite, which knows those of tables' columns."""
    import sqlalchemy as sa

    connection.execute(sa.text(f"CREATE TEMP VIEW glue_query_columns AS SELECT * FROM {relation}"))
    columns = sa.inspect(connection).get_columns("glue_query_columns")
    connection.rollback()
    return [
        None if isinstance(each["type"], sa.types.NullType) else spark_column_type(each["type"])
        for each in columns
    ]


def _seen(values: Sequence[Any]) -> T.DataType:
    """Return the type of the first values of a column."""
    if not all(value is None or isinstance(value, _PLAIN) for value in values):
        return T.StringType()
    found = merged_type(value_type(value) for value in values)
    if isinstance(found, T.DecimalType):
        return _decimal(38, max(found.scale, 18))
    return T.StringType() if isinstance(found, (T.NullType, T.StructType)) else found


def _decimal(precision: int, scale: int) -> T.DecimalType:
    return T.DecimalType(min(38, precision), min(38, scale))


_READERS: Mapping[str, Callable[[Any], list[T.DataType | None]]] = {
    "postgresql": _postgres,
    "mysql": _mysql,
    "mariadb": _mysql,
}
