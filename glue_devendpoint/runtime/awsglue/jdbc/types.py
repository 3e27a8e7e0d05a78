"""Converts database column types to Spark types and back."""

from __future__ import annotations

from typing import Any

from pyspark.sql import types as T

UNSIGNED_LONG = T.DecimalType(20, 0)


def spark_column_type(column: Any) -> T.DataType:
    """Return the Spark type of a reflected SQLAlchemy column type."""
    import sqlalchemy as sa
    from sqlalchemy.dialects import mysql

    if isinstance(column, mysql.BIT):
        return T.BooleanType() if column.length in (None, 1) else T.LongType()
    if isinstance(column, sa.Integer) and getattr(column, "unsigned", False):
        if isinstance(column, sa.BigInteger):
            return UNSIGNED_LONG
        return T.LongType() if type(column) is mysql.INTEGER else T.IntegerType()
    if isinstance(column, sa.Numeric) and not isinstance(column, sa.Float):
        precision = column.precision or 38
        return T.DecimalType(
            min(38, precision),
            min(
                38,
                column.scale if column.scale is not None else 18 if column.precision is None else 0,
            ),
        )
    kinds: list[tuple[Any, T.DataType]] = [
        (sa.Boolean, T.BooleanType()),
        (mysql.YEAR, T.IntegerType()),
        (sa.SmallInteger, T.IntegerType()),
        (sa.BigInteger, T.LongType()),
        (sa.Integer, T.IntegerType()),
        (sa.Float, T.DoubleType()),
        (sa.DateTime, T.TimestampType()),
        (sa.Date, T.DateType()),
        (sa.LargeBinary, T.BinaryType()),
        (sa.BINARY, T.BinaryType()),
        (sa.VARBINARY, T.BinaryType()),
    ]
    return next((spark for kind, spark in kinds if isinstance(column, kind)), T.StringType())


def database_column_type(data_type: T.DataType) -> Any:
    """Return the SQLAlchemy type of a Spark type."""
    import sqlalchemy as sa

    if isinstance(data_type, T.DecimalType):
        return sa.Numeric(data_type.precision, data_type.scale)
    kinds: list[tuple[type[T.DataType], Any]] = [
        (T.BooleanType, sa.Boolean()),
        (T.ByteType, sa.SmallInteger()),
        (T.ShortType, sa.SmallInteger()),
        (T.IntegerType, sa.Integer()),
        (T.LongType, sa.BigInteger()),
        (T.FloatType, sa.Float()),
        (T.DoubleType, sa.Double()),
        (T.DateType, sa.Date()),
        (T.TimestampType, sa.DateTime()),
        (T.TimestampNTZType, sa.DateTime()),
        (T.BinaryType, sa.LargeBinary()),
    ]
    return next((made for kind, made in kinds if isinstance(data_type, kind)), sa.Text())
