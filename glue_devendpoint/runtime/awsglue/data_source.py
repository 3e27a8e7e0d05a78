"""DataSource: the source that `glueContext.getSource` returns. It is read lazily."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import DataFrame

from awsglue.catalog_source import CatalogRequest, open_table
from awsglue.catalog_types import read_as
from awsglue.decoding import document_decoding
from awsglue.errors import ErrorLog, Stage
from awsglue.file_source import FileFrame, FileRequest, paths_of, reader_of
from awsglue.formats.options import Options
from awsglue.frame import DynamicFrame
from awsglue.jdbc.source import open_jdbc
from awsglue.plans import Plan
from awsglue.sources import FILE_FORMAT_TYPES, FILE_TYPES, JDBC_TYPES, no_source

if TYPE_CHECKING:
    from awsglue.context import GlueContext


class DataSource:
    """A source to read a frame from."""

    def __init__(
        self,
        glue_context: GlueContext,
        connection_type: str,
        options: dict[str, Any],
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        name: str = "",
    ) -> None:
        self._context = glue_context
        self._type = connection_type.lower()
        self._options = Options(options)
        self._given = options
        self._ctx = transformation_ctx
        self._predicate = push_down_predicate
        self.name = name
        self._format = self._type if self._type in FILE_FORMAT_TYPES else ""
        self._format_options = Options()
        known = (*FILE_TYPES, *FILE_FORMAT_TYPES, *JDBC_TYPES, "catalog")
        if self._type not in known:
            raise no_source(connection_type)

    def setFormat(self, format: str | None, **options: Any) -> DataSource:
        """Set the file format and its options."""
        if format:
            reader_of(format)
            self._format = format.lower()
            self._format_options = Options(options)
        return self

    def getFrame(self, **options: Any) -> DynamicFrame:
        """Return the frame, without reading it yet."""
        plan, stages = self._opened()
        wanted = options.get("minPartitions") or options.get("targetPartitions")
        if wanted:
            plan = plan.then(lambda data: _at_least(data, int(wanted)))
        return DynamicFrame(plan, self._context, self.name, ErrorLog(stages, stages))

    def getSampleFrame(self, num: int, **options: Any) -> DynamicFrame:
        """Return a frame with a sample of the records."""
        plan, stages = self._opened()
        return DynamicFrame(
            plan.then(lambda data: data.limit(int(num))),
            self._context,
            self.name,
            ErrorLog(stages, stages),
        )

    def getDataFrame(self) -> DataFrame:
        """Return the data as a Spark DataFrame."""
        return self.getFrame().toDF()

    def _opened(self) -> tuple[Plan, list[Stage]]:
        spark = self._context.spark_session
        if self._type == "catalog":
            return open_table(
                self._context,
                CatalogRequest(
                    str(self._given["database"]),
                    str(self._given["table_name"]),
                    self._given.get("catalog_id"),
                    self._ctx,
                    self._predicate,
                    self._options,
                ),
            )
        if self._type in JDBC_TYPES:
            return open_jdbc(self._context, self._type, self._options, self._ctx), []
        if not self._format:
            raise ValueError(
                f"reading from {self._type} requires a format, such as csv, json or parquet"
            )
        decoding = document_decoding(spark, self._format)
        frame = FileFrame(
            spark,
            FileRequest(
                [decoding.path(path) for path in paths_of(self._options)],
                read_as(self._format),
                self._options,
                self._format_options,
                self._ctx,
                self._predicate,
                decoding=decoding.settings,
            ),
        )
        return frame.plan, [frame.stage]


def _at_least(data: DataFrame, partitions: int) -> DataFrame:
    return data.repartition(partitions) if data.rdd.getNumPartitions() < partitions else data
