"""The readers and writers behind `glueContext.create_dynamic_frame` and `write_dynamic_frame`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from awsglue.collection import DynamicFrameCollection
from awsglue.frame import DynamicFrame

if TYPE_CHECKING:
    from awsglue.context import GlueContext

Options = Mapping[str, Any]


class DynamicFrameReader:
    """Reads DynamicFrames."""

    def __init__(self, glue_context: GlueContext) -> None:
        self._glue_context = glue_context

    def from_rdd(
        self, data: Any, name: str, schema: Any = None, sampleRatio: float | None = None
    ) -> DynamicFrame:
        """Return a frame from an RDD of dicts or rows."""
        return self._glue_context.create_dynamic_frame_from_rdd(data, name, schema, sampleRatio)

    def from_options(
        self,
        connection_type: str,
        connection_options: Options | None = None,
        format: str | None = None,
        format_options: Options | None = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **kwargs: Any,
    ) -> DynamicFrame:
        """Return a frame from a connection."""
        return self._glue_context.create_dynamic_frame_from_options(
            connection_type,
            connection_options or {},
            format,
            format_options or {},
            transformation_ctx,
            push_down_predicate,
            **kwargs,
        )

    def from_catalog(
        self,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        additional_options: Options | None = None,
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> DynamicFrame:
        """Return a frame from a catalog table."""
        return self._glue_context.create_dynamic_frame_from_catalog(
            database,
            table_name,
            redshift_tmp_dir,
            transformation_ctx,
            push_down_predicate,
            additional_options or {},
            catalog_id,
            **kwargs,
        )


class DynamicFrameWriter:
    """Writes DynamicFrames."""

    def __init__(self, glue_context: GlueContext) -> None:
        self._glue_context = glue_context

    def from_options(
        self,
        frame: DynamicFrame | DynamicFrameCollection,
        connection_type: str,
        connection_options: Options | None = None,
        format: str | None = None,
        format_options: Options | None = None,
        transformation_ctx: str = "",
    ) -> Any:
        """Write a frame or a collection to a connection."""
        return self._glue_context.write_dynamic_frame_from_options(
            frame,
            connection_type,
            connection_options or {},
            format,
            format_options or {},
            transformation_ctx,
        )

    def from_catalog(
        self,
        frame: DynamicFrame,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        additional_options: Options | None = None,
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> DynamicFrame:
        """Write a frame to a catalog table."""
        failed: DynamicFrame = self._glue_context.write_dynamic_frame_from_catalog(
            frame,
            database,
            table_name,
            redshift_tmp_dir,
            transformation_ctx,
            additional_options or {},
            catalog_id,
            **kwargs,
        )
        return failed

    def from_jdbc_conf(
        self,
        frame: DynamicFrame,
        catalog_connection: str,
        connection_options: Options | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
    ) -> None:
        """Write a frame to a database through a catalog connection."""
        self._glue_context.write_dynamic_frame_from_jdbc_conf(
            frame,
            catalog_connection,
            connection_options or {},
            redshift_tmp_dir,
            transformation_ctx,
        )
