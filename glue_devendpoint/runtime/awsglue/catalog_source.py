"""Frames over catalog tables: their files or database tables, their partitions and their types.

The catalog defines the column names, the data determines the types. Strings are converted to the
catalog's type; if some can't be converted, the field is a choice of that type and string.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from glue_table_format import JsonDocuments, TableFormat, table_format
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.casts import cast
from awsglue.catalog_types import columns_struct, table_reader
from awsglue.decoding import table_decoding
from awsglue.errors import Stage
from awsglue.file_source import FileFrame, FileRequest
from awsglue.files import literal, parse_exclusions
from awsglue.formats.options import Options
from awsglue.jdbc.connections import table_of
from awsglue.jdbc.source import open_jdbc
from awsglue.joining import union
from awsglue.partitions import Partition, chosen_partitions, with_values
from awsglue.paths import quote
from awsglue.plans import Mode, Plan
from awsglue.shapes import choice_of, is_choice
from awsglue.sources import JDBC_TYPES
from awsglue.values import Named, Value, columns_of, select, widen

if TYPE_CHECKING:
    from awsglue.context import GlueContext

Json = dict[str, Any]
_TEXT_FORMATS = ("csv", "json", "xml", "groklog")
_UNNAMED = ("csv", "groklog")
_LAKES = ("delta", "hudi", "iceberg")


@dataclass(frozen=True, slots=True)
class CatalogRequest:
    """A request to read a catalog table."""

    database: str
    table: str
    catalog_id: str | None
    context: str
    predicate: str
    options: Options


def open_table(context: GlueContext, request: CatalogRequest) -> tuple[Plan, list[Stage]]:
    """Return the plan and error stages of a table's frame. Files are listed on first use."""
    frame = _TableFrame(context, request)
    return frame.plan, [Stage("read", frame.errors)]


class _TableFrame:
    """The frame of a table, opened on first use."""

    def __init__(self, context: GlueContext, request: CatalogRequest) -> None:
        self._context = context
        self._request = request
        self._opened: list[tuple[list[FileFrame], Plan]] = []
        self._checked: list[set[str]] = []
        catalog = context.catalog(request.catalog_id)
        self._table = catalog.table(request.database, request.table)
        self._format, self._form = table_reader(self._table)
        self.plan = Plan(self._follow, tells_missing=self._format == "json")

    def _follow(self, mode: Mode) -> DataFrame:
        return self._open()[1].data(mode)

    def errors(self) -> DataFrame | None:
        """Return the input that couldn't be parsed."""
        found = [each.stage.find() for each in self._open()[0]]
        held = [each for each in found if each is not None]
        return reduce(DataFrame.unionAll, held) if held else None

    def _open(self) -> tuple[list[FileFrame], Plan]:
        if not self._opened:
            self._opened.append(self._read_table())
        return self._opened[0]

    def _read_table(self) -> tuple[list[FileFrame], Plan]:
        request = self._request
        catalog = self._context.catalog(request.catalog_id)
        table, name = self._table, self._format
        if name in JDBC_TYPES:
            return [], self._database_table(table, name)
        if name in _LAKES:
            return [], self._lake_table()
        partitions = chosen_partitions(
            self._context.spark_session,
            catalog,
            request.database,
            table,
            request.predicate,
            request.options.text("catalogPartitionPredicate"),
        )
        frames = self._file_frames(table, name, partitions)
        wanted = columns_struct(table["StorageDescriptor"]["Columns"])
        keys = columns_struct(table.get("PartitionKeys") or [])

        def build(mode: Mode) -> DataFrame:
            parts = [
                with_values(frame.plan.data(mode), partition, keys) for frame, partition in frames
            ]
            parts = [each for each in parts if each.columns]
            if not parts:
                return _nothing(self._context.spark_session, wanted, keys)
            return self._typed(reduce(union, parts), wanted, keys, name)

        plans = [frame.plan for frame, _ in frames]
        return [frame for frame, _ in frames], Plan(build, plans)

    def _database_table(self, table: Json, name: str) -> Plan:
        parameters = table.get("Parameters") or {}
        location = table["StorageDescriptor"].get("Location", "")
        options = {
            "connectionName": parameters.get("connectionName"),
            "dbtable": table_of(location, name),
            **{
                key: self._request.options.raw(key)
                for key in (
                    "hashfield",
                    "hashexpression",
                    "hashpartitions",
                    "jobBookmarkKeys",
                    "jobBookmarkKeysSortOrder",
                    "user",
                    "password",
                    "url",
                    "sampleQuery",
                )
            },
        }
        return open_jdbc(self._context, name, Options(options), self._request.context)

    def _lake_table(self) -> Plan:
        """Return the plan of a lake table, whose files Spark finds."""
        request = self._request
        name = f"{quote(request.database)}.{quote(request.table)}"
        data = self._context.spark_session.table(name)
        return Plan(lambda _mode: data.filter(request.predicate) if request.predicate else data)

    def _file_frames(
        self, table: Json, name: str, partitions: list[Partition] | None
    ) -> list[tuple[FileFrame, Partition | None]]:
        location = table["StorageDescriptor"].get("Location", "")
        types = columns_struct(table["StorageDescriptor"]["Columns"])
        options = Options({"version": "1.8"} if name == "avro" else {})  # with logical types
        spark = self._context.spark_session
        decoding = table_decoding(spark, table["Name"], self._form)
        keys = columns_struct(table.get("PartitionKeys") or [])

        def frame(paths: list[str], base: str = "", form: TableFormat = self._form) -> FileFrame:
            return FileFrame(
                spark,
                FileRequest(
                    [literal(decoding.path(path)) for path in paths],
                    name,
                    _recursive(self._request.options, table),
                    options,
                    self._request.context,
                    columns=tuple(types.names) if name in _UNNAMED else (),
                    base_path=decoding.path(base),
                    partition_fields=keys if base else T.StructType(),
                    catalog_types=types,
                    decoding=decoding.settings,
                    table_format=form,
                ),
            )

        if partitions is None:
            return [(frame([location]), None)]
        if not partitions:
            return []
        root = location.rstrip("/")
        forms = [table_format(table, each.definition) for each in partitions]
        # Documents are read as a whole, so the folder's values are added afterwards.
        is_whole = isinstance(self._form.details, JsonDocuments) and not self._form.details.is_lines
        is_uniform = name != "avro" and not is_whole and all(form == self._form for form in forms)
        if is_uniform and all(each.is_hive_style(root) for each in partitions):
            return [(frame([each.location for each in partitions], root), None)]
        return [
            (frame([each.location], form=form), each)
            for each, form in zip(partitions, forms, strict=True)
        ]

    def _typed(
        self, data: DataFrame, wanted: T.StructType, keys: T.StructType, name: str
    ) -> DataFrame:
        fields = _named_as(columns_of(data), [*wanted.fields, *keys.fields])
        if name not in _TEXT_FORMATS:
            return select(data, fields)
        types = {each.name: each.dataType for each in [*wanted.fields, *keys.fields]}
        if name == "json":
            fields = [_from_base64(each, types) for each in fields]
        if not self._checked:
            self._checked.append(_unreadable(data, fields, types))
        return select(data, [_as_wanted(each, types, self._checked[0]) for each in fields])


def _recursive(options: Options, table: Json) -> Options:
    """Return how to list a table's files. Applies the exclusions of its crawler."""
    given = {
        key: options.raw(key)
        for key in ("maxBand", "boundedFiles", "boundedSize")
        if key in options
    }
    crawled = (table.get("Parameters") or {}).get("exclusions")
    exclusions = [*parse_exclusions(options.raw("exclusions")), *parse_exclusions(crawled)]
    return Options({**given, "exclusions": exclusions, "recurse": True})


def _nothing(spark: SparkSession, wanted: T.StructType, keys: T.StructType) -> DataFrame:
    return spark.createDataFrame([], T.StructType([*wanted.fields, *keys.fields]))


def _named_as(fields: Sequence[Named], wanted: Sequence[T.StructField]) -> list[Named]:
    """Rename fields to the catalog's spelling of their names."""
    spelling = {each.name.lower(): each.name for each in wanted}
    return [Named(spelling.get(each.name.lower(), each.name), each.value) for each in fields]


def _is_text_for(field: Named, types: dict[str, T.DataType]) -> bool:
    wanted = types.get(field.name)
    return (
        wanted is not None
        and isinstance(field.value.type, T.StringType)
        and not isinstance(wanted, (T.StringType, T.StructType, T.ArrayType, T.MapType))
    )


def _unreadable(data: DataFrame, fields: list[Named], types: dict[str, T.DataType]) -> set[str]:
    """Return the fields in which some strings can't be converted to the catalog's type."""
    texts = [each for each in fields if _is_text_for(each, types)]
    if not texts:
        return set()
    tests: list[Column] = [
        F.max(_is_given(each.value) & cast(each.value, types[each.name]).column.isNull())
        for each in texts
    ]
    row = data.agg(*(test.alias(f"c{i}") for i, test in enumerate(tests))).collect()[0]
    return {each.name for i, each in enumerate(texts) if row[f"c{i}"]}


def _is_given(value: Value) -> Column:
    return value.column.isNotNull() & (value.column != "")


def _as_wanted(field: Named, types: dict[str, T.DataType], mixed: set[str]) -> Named:
    wanted = types.get(field.name)
    if wanted is None or is_choice(field.value.type):
        return field
    if not _is_text_for(field, types):
        numbers = isinstance(wanted, T.NumericType) and isinstance(field.value.type, T.NumericType)
        is_wider = numbers and _is_wider(wanted, field.value.type)
        return Named(field.name, cast(field.value, wanted)) if is_wider else field
    typed = cast(field.value, wanted)
    if field.name not in mixed:
        return Named(field.name, typed)
    choice = choice_of([wanted, T.StringType()])
    as_typed, as_text = widen(typed, choice), widen(field.value, choice)
    column = F.when(typed.column.isNotNull(), as_typed.column).when(
        _is_given(field.value), as_text.column
    )
    return Named(field.name, Value(column, choice, field.value.flag))


def _from_base64(field: Named, types: dict[str, T.DataType]) -> Named:
    """Return a JSON field decoded to bytes if the catalog declares it as binary."""
    is_binary = isinstance(types.get(field.name), T.BinaryType)
    if not is_binary or not isinstance(field.value.type, T.StringType):
        return field
    value = Value(F.unbase64(field.value.column), T.BinaryType(), field.value.flag)
    return Named(field.name, value)


def _is_wider(wanted: T.DataType, held: T.DataType) -> bool:
    order: list[type[T.DataType]] = [T.ByteType, T.ShortType, T.IntegerType, T.LongType]
    if type(wanted) in order and type(held) in order:
        return order.index(type(wanted)) > order.index(type(held))
    return isinstance(wanted, (T.DoubleType, T.DecimalType)) and not isinstance(held, T.DecimalType)
