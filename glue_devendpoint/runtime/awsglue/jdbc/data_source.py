"""A Spark data source that reads and writes databases with SQLAlchemy in Python tasks.

Reads are split by a hash of a column, and the database evaluates filters. Writes go to a staging
table first, and are moved to the target in one transaction when all tasks have succeeded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
from glue_jdbc.drivers import engine_of
from glue_jdbc.targets import JdbcTarget
from pyspark.sql import datasource as D
from pyspark.sql import types as T

from awsglue.record_types import Encoder

_BATCH = 5_000
NAME = "awsglue_sqlalchemy"


class DatabaseSource(D.DataSource):
    """A database table or query."""

    @classmethod
    def name(cls) -> str:
        """Return the name of the source in Spark."""
        return NAME

    def schema(self) -> T.StructType:
        """Return the columns, which the driver determined beforehand."""
        return T.StructType.fromJson(json.loads(self.options["schema"]))

    def reader(self, schema: T.StructType) -> D.DataSourceReader:
        """Return the reader."""
        return DatabaseReader(dict(self.options), schema)

    def writer(self, schema: T.StructType, overwrite: bool) -> D.DataSourceWriter:
        """Return the writer."""
        return DatabaseWriter(dict(self.options), schema)


class DatabaseReader(D.DataSourceReader):
    """Reads rows, with a separate condition for each partition."""

    def __init__(self, options: dict[str, str], schema: T.StructType) -> None:
        self._database = JdbcTarget.from_text(options["url"])
        self._from = options["from"]
        self._conditions: list[str] = json.loads(options["conditions"])
        self._always: list[str] = json.loads(options["always"])
        self._schema = schema
        self._pushed: list[tuple[str, str, Any]] = []

    def pushFilters(self, filters: list[D.Filter]) -> Iterable[D.Filter]:
        """Push down comparisons that work the same in SQL, and leave the others to Spark."""
        for each in filters:
            taken = _comparison(each, self._schema)
            if taken is None:
                yield each
            else:
                self._pushed.append(taken)

    def partitions(self) -> Sequence[D.InputPartition]:
        """Return one partition per condition."""
        return [D.InputPartition(each) for each in self._conditions]

    def read(self, partition: D.InputPartition) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a partition."""
        import sqlalchemy as sa

        engine = engine_of(self._database)
        encoder = Encoder(self._schema, "UTC")
        quote = engine.dialect.identifier_preparer.quote
        names = [field.name for field in self._schema.fields]
        tests = [*self._always, *([partition.value] if partition.value else [])]
        values: dict[str, Any] = {}
        for i, (name, symbol, value) in enumerate(self._pushed):
            tests.append(f"{quote(name)} {symbol}" + ("" if value is None else f" :p{i}"))
            values |= {} if value is None else {f"p{i}": value}
        columns = ", ".join(quote(name) for name in names)
        where = f" WHERE {' AND '.join(f'({each})' for each in tests)}" if tests else ""
        query = sa.text(f"SELECT {columns} FROM {self._from}{where}")
        with engine.connect().execution_options(stream_results=True) as connection:
            result = connection.execute(query, values)
            while rows := result.fetchmany(_BATCH):
                yield encoder.batch(
                    [
                        {
                            n: _fitting(v, f.dataType)
                            for n, v, f in zip(names, row, self._schema.fields, strict=True)
                        }
                        for row in rows
                    ]
                )


def _fitting(value: Any, wanted: T.DataType) -> Any:
    """Return a driver's value, converted to the column's type."""
    import datetime
    import decimal

    if value is None:
        return None
    if isinstance(wanted, T.StringType):
        if isinstance(value, (dict, list)):
            return json.dumps(value, default=str)
        return value if isinstance(value, str) else str(value)
    if isinstance(wanted, T.DecimalType):
        return decimal.Decimal(str(value))
    if isinstance(wanted, T.DoubleType):
        return float(value)
    if isinstance(wanted, T.BooleanType):
        return any(value) if isinstance(value, bytes) else bool(value)
    if isinstance(wanted, T.LongType) and isinstance(value, bytes):
        return int.from_bytes(value, "big")
    if isinstance(wanted, T.TimestampType) and isinstance(value, str):
        return datetime.datetime.fromisoformat(value)
    if isinstance(wanted, T.DateType):
        return datetime.date.fromisoformat(value[:10]) if isinstance(value, str) else value
    if isinstance(wanted, T.BinaryType):
        return bytes(value)
    return value


_SYMBOLS: list[tuple[type[D.Filter], str]] = [
    (D.EqualTo, "="),
    (D.GreaterThan, ">"),
    (D.GreaterThanOrEqual, ">="),
    (D.LessThan, "<"),
    (D.LessThanOrEqual, "<="),
]


def _operands(one: Any) -> tuple[tuple[str, ...], Any]:
    return one.attribute, one.value


def _comparison(one: D.Filter, schema: T.StructType) -> tuple[str, str, Any] | None:
    if isinstance(one, (D.IsNull, D.IsNotNull)):
        word = "IS NULL" if isinstance(one, D.IsNull) else "IS NOT NULL"
        return (one.attribute[0], word, None) if len(one.attribute) == 1 else None
    for kind, symbol in _SYMBOLS:
        if isinstance(one, kind):
            attribute, value = _operands(one)
            name = attribute[0]
            is_simple = len(attribute) == 1 and isinstance(value, (int, float, str))
            is_text = isinstance(schema[name].dataType, T.StringType)
            # Collations may order and compare strings differently from Spark.
            return (name, symbol, value) if is_simple and not is_text else None
    return None


class DatabaseWriter(D.DataSourceArrowWriter):
    """Writes rows to a staging table, then moves all of them to the target."""

    def __init__(self, options: dict[str, str], schema: T.StructType) -> None:
        self._database = JdbcTarget.from_text(options["url"])
        self._target = options["target"]
        self._staging = options["staging"]
        self._names = [field.name for field in schema.fields]

    def write(self, iterator: Iterator[pa.RecordBatch]) -> D.WriterCommitMessage:
        """Write the rows of a task in one transaction."""
        import sqlalchemy as sa

        engine = engine_of(self._database)
        quote = engine.dialect.identifier_preparer.quote
        columns = ", ".join(quote(name) for name in self._names)
        marks = ", ".join(f":c{i}" for i in range(len(self._names)))
        insert = sa.text(f"INSERT INTO {self._staging} ({columns}) VALUES ({marks})")
        with engine.begin() as connection:
            for batch in iterator:
                rows = [
                    {f"c{i}": _plain(value) for i, value in enumerate(row.values())}
                    for row in batch.to_pylist()
                ]
                for at in range(0, len(rows), _BATCH):
                    connection.execute(insert, rows[at : at + _BATCH])
        return D.WriterCommitMessage()

    def commit(self, messages: list[D.WriterCommitMessage | None]) -> None:
        """Move the staged rows to the target in one transaction."""
        import sqlalchemy as sa

        engine = engine_of(self._database)
        quote = engine.dialect.identifier_preparer.quote
        columns = ", ".join(quote(name) for name in self._names)
        with engine.begin() as connection:
            connection.execute(
                sa.text(
                    f"INSERT INTO {self._target} ({columns}) SELECT {columns} FROM {self._staging}"
                )
            )
            connection.execute(sa.text(f"DROP TABLE {self._staging}"))

    def abort(self, messages: list[D.WriterCommitMessage | None]) -> None:
        """Drop the staged rows."""
        import sqlalchemy as sa

        with engine_of(self._database).begin() as connection:
            connection.execute(sa.text(f"DROP TABLE IF EXISTS {self._staging}"))


def _plain(value: Any) -> Any:
    tzinfo = getattr(value, "tzinfo", None)
    return value if tzinfo is None else value.replace(tzinfo=None)
