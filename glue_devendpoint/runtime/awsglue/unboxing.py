"""Unbox: text in a field is parsed into a struct under the same name.

A record whose text cannot be parsed becomes an error record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.fields import look_up, rewrite
from awsglue.formats.json_types import infer
from awsglue.formats.options import Options
from awsglue.formats.variants import decoded_value, reading_schema
from awsglue.paths import Path, quote
from awsglue.plans import Mode, Plan
from awsglue.unsupported import unsupported
from awsglue.values import Named, Value, columns_of, plain, select

_FORMATS = ("json", "csv")


class Unboxing:
    """One use of unbox: its plan and its errors."""

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
        if self._format == "avro":
            raise unsupported("unbox of avro", "Unbox json or csv, or read the avro files.")
        if self._format not in _FORMATS:
            raise ValueError(f"unbox knows the formats {', '.join(_FORMATS)}; got {format!r}")
        self._source = source
        self._path = path
        self._options = Options(options)
        self._info = info
        self._site = site
        self._schemas: list[T.StructType] = []
        self.plan = Plan(self._follow, [source])

    def _text(self, data: DataFrame) -> Value:
        value = look_up(columns_of(data), self._path)
        if value is None:
            raise ValueError(f"unbox: the frame has no field {'.'.join(self._path)!r}")
        return Value(value.column.cast("string"), T.StringType(), value.flag)

    def _follow(self, mode: Mode) -> DataFrame:
        data = self._source.data(mode)
        schema = self._schema()
        text = self._text(data)
        readable = data.filter(text.column.isNull() | self._readable(text.column))

        def parse(field: Named) -> list[Named]:
            return [Named(field.name, self._parsed(field.value, schema))]

        made = rewrite(columns_of(readable), self._path, parse)
        return readable if made is None else select(readable, made)

    def errors(self) -> DataFrame:
        """Return the records whose text could not be parsed."""
        data = self._source.data()
        text = self._text(data).column
        record = F.to_json(
            F.struct(*(plain(e.value).column.alias(e.name) for e in columns_of(data)))
        )
        return data.filter(text.isNotNull() & ~self._readable(text)).select(
            F.struct(
                F.struct(F.lit(self._site).alias("site"), F.lit(self._info).alias("info")).alias(
                    "callsite"
                ),
                F.lit(f"the text could not be parsed as {self._format}").alias("msg"),
                F.lit("").alias("stackTrace"),
                text.alias("input"),
                F.octet_length(text).cast("bigint").alias("bytesread"),
                F.lit(self._format).alias("source"),
                record.alias("dynamicRecord"),
            ).alias("error")
        )

    def _readable(self, text: Column) -> Column:
        if self._format == "csv":
            return F.length(F.trim(text)) > 0
        parsed = F.try_parse_json(text)
        return parsed.isNotNull() & F.schema_of_variant(parsed).startswith("OBJECT")

    def _schema(self) -> T.StructType:
        if not self._schemas:
            given = self._options.schema()
            self._schemas.append(given if given is not None else self._inferred())
        return self._schemas[0]

    def _inferred(self) -> T.StructType:
        data = self._source.data()
        text = self._text(data).column
        lines = data.filter(text.isNotNull() & self._readable(text)).select(text.alias("value"))
        if self._format == "json":
            return infer(lines)[0]
        separator = self._options.text("separator", ",")
        width = lines.agg(F.max(F.size(F.split("value", _literal(separator))))).collect()[0][0]
        return T.StructType([T.StructField(f"col{i}", T.StringType()) for i in range(width or 0)])

    def _parsed(self, value: Value, schema: T.StructType) -> Value:
        text = value.column.cast("string")
        if self._format == "csv":
            settings = {"sep": self._options.text("separator", ",")}
            if "escaper" in self._options:
                settings["escape"] = self._options.text("escaper")
            return Value(F.from_csv(text, _ddl(schema), settings), schema, value.flag)
        read_as = reading_schema(schema, False)
        held = Value(F.from_json(text, read_as), read_as, value.flag)
        return decoded_value(held, schema)


def _literal(text: str) -> str:
    return "".join(f"\\{each}" if not each.isalnum() else each for each in text)


def _ddl(schema: T.StructType) -> str:
    return ", ".join(f"{quote(e.name)} {e.dataType.simpleString()}" for e in schema.fields)
