"""Unbox: parses the string or bytes in a field into a struct of the same name.

If a value can't be parsed, its record becomes an error record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.fields import look_up, rewrite
from awsglue.formats.avro_values import AvroValues
from awsglue.formats.json_types import infer
from awsglue.formats.options import Options
from awsglue.formats.variants import decoded_value, reading_schema
from awsglue.paths import Path, quote
from awsglue.plans import Mode, Plan
from awsglue.values import Named, Value, columns_of, plain, select


class Parser(Protocol):
    """Parses the values of a field, which are cast to the type `held_as` first."""

    held_as: str

    def is_readable(self, column: Column) -> Column:
        """Return whether a value can be parsed."""

    def schema(self, values: DataFrame) -> T.StructType:
        """Return the schema of the readable values in the column `value`."""

    def parsed(self, column: Column, schema: T.StructType) -> Value:
        """Return the parsed readable values."""


class JsonParser:
    """Parses strings that contain a JSON object."""

    held_as = "string"

    def __init__(self, _options: Options) -> None:
        pass

    def is_readable(self, column: Column) -> Column:
        """Return whether a string is a JSON object."""
        parsed = F.try_parse_json(column)
        return parsed.isNotNull() & F.schema_of_variant(parsed).startswith("OBJECT")

    def schema(self, values: DataFrame) -> T.StructType:
        """Return the schema of all objects."""
        return infer(values)[0]

    def parsed(self, column: Column, schema: T.StructType) -> Value:
        """Return the objects as structs."""
        read_as = reading_schema(schema, False)
        return decoded_value(Value(F.from_json(column, read_as), read_as), schema)


class CsvParser:
    """Parses a line of separated values."""

    held_as = "string"

    def __init__(self, options: Options) -> None:
        self._separator = options.text("separator", ",")
        self._settings = {"sep": self._separator}
        if "escaper" in options:
            self._settings["escape"] = options.text("escaper")

    def is_readable(self, column: Column) -> Column:
        """Return whether a line isn't empty."""
        return F.length(F.trim(column)) > 0

    def schema(self, values: DataFrame) -> T.StructType:
        """Return a schema with as many columns as the longest line."""
        cells = F.size(F.split("value", _literal(self._separator)))
        width = values.agg(F.max(cells)).collect()[0][0]
        return T.StructType([T.StructField(f"col{i}", T.StringType()) for i in range(width or 0)])

    def parsed(self, column: Column, schema: T.StructType) -> Value:
        """Return the cells."""
        return Value(F.from_csv(column, _ddl(schema), self._settings), schema)


class AvroParser:
    """Parses a record in Avro's binary format."""

    held_as = "binary"

    def __init__(self, options: Options) -> None:
        self._values = AvroValues(options)
        self.is_readable = self._values.is_readable
        self.schema = self._values.schema

    def parsed(self, column: Column, schema: T.StructType) -> Value:
        """Return the records as structs."""
        return Value(self._values.parsed(column, schema), schema)


_PARSERS: dict[str, Callable[[Options], Parser]] = {
    "json": JsonParser,
    "csv": CsvParser,
    "avro": AvroParser,
}


class Unboxing:
    """A call of unbox: its plan and its errors."""

    def __init__(
        self,
        source: Plan,
        path: Path,
        format: str,
        options: Mapping[str, Any],
        info: str,
        site: str,
    ) -> None:
        self._format = format.lower()
        if self._format not in _PARSERS:
            raise ValueError(f"unbox supports the formats {', '.join(_PARSERS)}; got {format!r}")
        self._source = source
        self._path = path
        self._options = Options(options)
        self._parser = _PARSERS[self._format](self._options)
        self._info = info
        self._site = site
        self._schemas: list[T.StructType] = []
        self.plan = Plan(self._follow, [source])

    def _boxed(self, data: DataFrame) -> Column:
        value = look_up(columns_of(data), self._path)
        if value is None:
            raise ValueError(f"unbox: the frame has no field {'.'.join(self._path)!r}")
        return value.column.cast(self._parser.held_as)

    def _follow(self, mode: Mode) -> DataFrame:
        data = self._source.data(mode)
        schema = self._schema()
        boxed = self._boxed(data)
        readable = data.filter(boxed.isNull() | self._parser.is_readable(boxed))

        def parse(field: Named) -> list[Named]:
            column = field.value.column.cast(self._parser.held_as)
            parsed = self._parser.parsed(column, schema)
            return [Named(field.name, Value(parsed.column, parsed.type, field.value.flag))]

        made = rewrite(columns_of(readable), self._path, parse)
        return readable if made is None else select(readable, made)

    def errors(self) -> DataFrame:
        """Return the records whose value can't be parsed."""
        data = self._source.data()
        boxed = self._boxed(data)
        is_binary = self._parser.held_as == "binary"
        record = F.to_json(
            F.struct(*(plain(e.value).column.alias(e.name) for e in columns_of(data)))
        )
        return data.filter(boxed.isNotNull() & ~self._parser.is_readable(boxed)).select(
            F.struct(
                F.struct(F.lit(self._site).alias("site"), F.lit(self._info).alias("info")).alias(
                    "callsite"
                ),
                F.lit(f"can't parse the value as {self._format}").alias("msg"),
                F.lit("").alias("stackTrace"),
                (F.base64(boxed) if is_binary else boxed).alias("input"),
                F.octet_length(boxed).cast("bigint").alias("bytesread"),
                F.lit(self._format).alias("source"),
                record.alias("dynamicRecord"),
            ).alias("error")
        )

    def _schema(self) -> T.StructType:
        if not self._schemas:
            given = self._options.schema()
            self._schemas.append(given if given is not None else self._inferred())
        return self._schemas[0]

    def _inferred(self) -> T.StructType:
        data = self._source.data()
        boxed = self._boxed(data)
        is_read = boxed.isNotNull() & self._parser.is_readable(boxed)
        return self._parser.schema(data.filter(is_read).select(boxed.alias("value")))


def _literal(text: str) -> str:
    return "".join(f"\\{each}" if not each.isalnum() else each for each in text)


def _ddl(schema: T.StructType) -> str:
    return ", ".join(f"{quote(e.name)} {e.dataType.simpleString()}" for e in schema.fields)
