"""DataSink: the target that `glueContext.getSink` returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import DataFrame

from awsglue.catalog_sink import CatalogTarget, write_and_update, write_table
from awsglue.collection import DynamicFrameCollection
from awsglue.file_sink import FileTarget, check_format, write_files
from awsglue.formats.options import Options
from awsglue.frame import DynamicFrame
from awsglue.jdbc.sink import write_jdbc
from awsglue.sources import FILE_FORMAT_TYPES, FILE_TYPES, JDBC_TYPES, no_source

if TYPE_CHECKING:
    from awsglue.context import GlueContext


class DataSink:
    """A target to write frames to."""

    def __init__(
        self,
        glue_context: GlueContext,
        connection_type: str,
        options: dict[str, Any],
        transformation_ctx: str = "",
    ) -> None:
        self._context = glue_context
        self._type = connection_type.lower()
        self._given = dict(options)
        self._options = Options(options)
        self._ctx = transformation_ctx
        self._format = self._type if self._type in FILE_FORMAT_TYPES else ""
        self._format_options = Options()
        self._table: tuple[str, str, str] | None = None
        if self._type not in (*FILE_TYPES, *FILE_FORMAT_TYPES, *JDBC_TYPES, "catalog"):
            raise no_source(connection_type)

    def setFormat(self, format: str | None, **options: Any) -> None:
        """Set the file format and its options."""
        if format:
            check_format(format)
            self._format = format.lower()
            self._format_options = Options(options)

    def setAccumulableSize(self, size: int) -> None:
        """Accept the size of the error sample and ignore it, because errors aren't limited here."""

    def setCatalogInfo(
        self, catalogDatabase: str, catalogTableName: str, catalogId: str = ""
    ) -> None:
        """Set the catalog table to update after writing."""
        self._table = (catalogDatabase, catalogTableName, catalogId)

    def writeFrame(self, dynamic_frame: DynamicFrame, info: str = "") -> DynamicFrame:
        """Write a frame, and return a frame with the records that failed."""
        dynamic_frame._checked().run(self._write_data)
        return dynamic_frame.errorsAsDynamicFrame()

    def writeDataFrame(
        self, data_frame: DataFrame, glue_context: GlueContext, info: str = ""
    ) -> DynamicFrame:
        """Write a DataFrame."""
        return self.writeFrame(DynamicFrame.fromDF(data_frame, glue_context), info)

    def write(
        self, dynamic_frame_or_dfc: DynamicFrame | DynamicFrameCollection, info: str = ""
    ) -> DynamicFrame | DynamicFrameCollection:
        """Write a frame, or each frame of a collection to a folder with its name."""
        if isinstance(dynamic_frame_or_dfc, DynamicFrame):
            return self.writeFrame(dynamic_frame_or_dfc, info)
        if not isinstance(dynamic_frame_or_dfc, DynamicFrameCollection):
            raise TypeError(
                "expected a DynamicFrame or DynamicFrameCollection; got "
                f"{type(dynamic_frame_or_dfc).__name__}"
            )
        failed: dict[str, DynamicFrame] = {}
        for name in dynamic_frame_or_dfc:
            failed[name] = self._named(name).writeFrame(dynamic_frame_or_dfc[name], info)
        return DynamicFrameCollection(failed, self._context)

    def _named(self, name: str) -> DataSink:
        options = dict(self._given)
        path = next((key for key in options if key.lower() == "path"), None)
        if path is not None:
            options[path] = f"{str(options[path]).rstrip('/')}/{name}"
        if self._type in JDBC_TYPES:
            options["dbtable"] = name
        sink = DataSink(self._context, self._type, options, self._ctx)
        sink._format, sink._format_options = self._format, self._format_options
        return sink

    def _write_data(self, data: DataFrame) -> None:
        if self._type == "catalog":
            write_table(self._context, data, self._catalog_target())
        elif self._type in JDBC_TYPES:
            write_jdbc(self._context, self._type, data, self._options)
        else:
            self._write_files(data)

    def _catalog_target(self) -> CatalogTarget:
        database, table = self._options.text("database"), self._options.text("table_name")
        missing = [
            name for name, given in (("database", database), ("table_name", table)) if not given
        ]
        if missing:
            raise ValueError(
                f"writing to the catalog requires the options {' and '.join(missing)}"
                if len(missing) > 1
                else f"writing to the catalog requires the option {missing[0]}"
            )
        return CatalogTarget(
            database, table, self._options.text("catalog_id") or None, self._options
        )

    def _write_files(self, data: DataFrame) -> None:
        path = self._options.text("path")
        if not path:
            raise ValueError(
                'connection option "path" is missing; set it to the folder to write to'
            )
        if not self._format:
            raise ValueError(
                f"writing to {self._type} requires a format, such as csv, json or parquet"
            )
        target = FileTarget(path, self._format, self._options, self._format_options)
        if not self._options.flag("enableUpdateCatalog"):
            write_files(data, target)
            return
        if self._table is None:
            raise ValueError("enableUpdateCatalog requires a table; call setCatalogInfo first")
        database, table, catalog_id = self._table
        write_and_update(
            self._context,
            data,
            target,
            CatalogTarget(database, table, catalog_id or None, self._options),
        )
