"""StreamingDataSource: the source that `glueContext.getStreamingSource` returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import DataFrame

from awsglue.file_source import paths_of
from awsglue.formats.options import Options
from awsglue.sources import FILE_TYPES, no_source

if TYPE_CHECKING:
    from awsglue.context import GlueContext


class StreamingDataSource:
    """A folder whose new files are read as a stream."""

    def __init__(
        self, glue_context: GlueContext, connection_type: str, options: dict[str, Any]
    ) -> None:
        if connection_type.lower() not in FILE_TYPES:
            raise no_source(connection_type)
        self._context = glue_context
        self._options = Options(options)
        self._format = ""
        self._format_options = Options()

    def setFormat(self, format: str | None, **options: Any) -> StreamingDataSource:
        """Set the file format and its options."""
        self._format = (format or "").lower()
        self._format_options = Options(options)
        return self

    def getFrame(self) -> DataFrame:
        """Return the stream as a DataFrame."""
        schema = self._format_options.schema()
        if not self._format or schema is None:
            raise ValueError("a stream of files requires a format and the option withSchema")
        path = paths_of(self._options)[0]
        self._context.ensure_bucket(path)
        reader = self._context.spark_session.readStream.schema(schema).format(self._format)
        if self._format == "csv":
            reader = reader.option("header", str(self._format_options.flag("withHeader")).lower())
        return reader.load(path)
