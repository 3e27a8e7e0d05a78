"""GlueContext: the entry point of Glue scripts.

A Spark SQLContext with Glue's sources, sinks and services. The methods have AWS's signatures; the
implementation is in other modules, named after what they handle.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from pyspark import SparkContext
from pyspark.sql import DataFrame, SparkSession, SQLContext
from pyspark.sql import types as T

from awsglue import buckets, maintenance
from awsglue.catalog_client import Catalog, new_client
from awsglue.catalog_types import columns_struct
from awsglue.collection import DynamicFrameCollection
from awsglue.data_sink import DataSink
from awsglue.data_source import DataSource
from awsglue.dataframereader import DataFrameReader
from awsglue.dataframewriter import DataFrameWriter
from awsglue.formats.options import Options
from awsglue.frame import DynamicFrame
from awsglue.frame_io import DynamicFrameReader, DynamicFrameWriter
from awsglue.gluetypes import DataType
from awsglue.jdbc.connections import database_of, jdbc_conf
from awsglue.logger import GlueLogger
from awsglue.resolving import ACTIONS, ResolveOption
from awsglue.session import session_of
from awsglue.stream_context import StreamContext
from awsglue.unsupported import unsupported

Given = Mapping[str, Any]


class GlueContext(StreamContext, SQLContext):
    """A Spark SQLContext that reads and writes DynamicFrames."""

    Spark_SQL_Formats = {"parquet", "orc"}
    Unsupported_Compression_Types = {"lzo"}

    def __init__(
        self, sparkContext: SparkContext | SparkSession | None = None, **options: Any
    ) -> None:
        session = session_of(sparkContext)
        super().__init__(session.sparkContext, session)
        self.spark_session = session
        first, last = options.get("minPartitions"), options.get("targetPartitions")
        self._partitions = {"minPartitions": first or last, "targetPartitions": last or first}
        self._client: list[Any] = []
        self.create_dynamic_frame = DynamicFrameReader(self)
        self.create_data_frame = DataFrameReader(self)
        self.write_dynamic_frame = DynamicFrameWriter(self)
        self.write_data_frame = DataFrameWriter(self)

    # Shared by the frames and sources of this context

    @property
    def _glue_scala_context(self) -> GlueContext:
        return self

    @property
    def glue_client(self) -> Any:
        """Return the boto3 Glue client, created on first use."""
        if not self._client:
            self._client.append(new_client())
        return self._client[0]

    def catalog(self, catalog_id: str | None = None) -> Catalog:
        """Return access to a Data Catalog."""
        return Catalog(self.glue_client, catalog_id)

    def ensure_bucket(self, path: str) -> None:
        """Create the local bucket of an s3 path if it doesn't exist."""
        buckets.ensure(self._jsc.hadoopConfiguration(), path, create=True)

    def stage(self, data: DataFrame, path: str) -> DataFrame:
        """Return a frame with its rows written to a staging path, so that their order is fixed."""
        self.ensure_bucket(path)
        self._sc.setCheckpointDir(path)
        return data.checkpoint()

    # Sources

    def getSource(
        self,
        connection_type: str,
        format: str | None = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **options: Any,
    ) -> DataSource:
        """Return a source to read from."""
        compression = str(Options(options).raw("compressionType") or "").lower()
        if compression in self.Unsupported_Compression_Types:
            if format is None:
                raise Exception("compressionType lzo requires a format")
            raise unsupported(
                f"LZO compression of {format}", "Compress the files with gzip or bzip2."
            )
        if format and format.lower() in self.Spark_SQL_Formats:
            connection_type = format.lower()
        name = _common_name(Options(options).words("paths"))
        return DataSource(
            self, connection_type, options, transformation_ctx, push_down_predicate, name
        )

    def create_dynamic_frame_from_rdd(
        self,
        data: Any,
        name: str,
        schema: Any = None,
        sample_ratio: float | None = None,
        transformation_ctx: str = "",
    ) -> DynamicFrame:
        """Return a frame from an RDD or list of dicts or rows."""
        made = self.spark_session.createDataFrame(data, schema, sample_ratio)
        return DynamicFrame.fromDF(made, self, name)

    def create_dynamic_frame_from_catalog(
        self,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        additional_options: Given | None = None,
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> DynamicFrame:
        """Return a frame from a catalog table."""
        source = self._table_source(
            database,
            table_name,
            transformation_ctx,
            push_down_predicate,
            additional_options,
            catalog_id,
            kwargs,
        )
        return source.getFrame(**self._wanted_partitions(kwargs))

    def create_data_frame_from_catalog(
        self,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        additional_options: Given | None = None,
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> DataFrame:
        """Return a catalog table as a DataFrame."""
        source = self._table_source(
            database,
            table_name,
            transformation_ctx,
            push_down_predicate,
            additional_options,
            catalog_id,
            kwargs,
        )
        return source.getDataFrame()

    def create_sample_dynamic_frame_from_catalog(
        self,
        database: str | None = None,
        table_name: str | None = None,
        num: int | None = None,
        sample_options: Given | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        additional_options: Given | None = None,
        catalog_id: str | None = None,
        erieTxId: str = "",
        asOfTime: str = "",
        **kwargs: Any,
    ) -> DynamicFrame:
        """Return a frame with a sample of the records of a catalog table."""
        source = self._table_source(
            database,
            table_name,
            transformation_ctx,
            push_down_predicate,
            additional_options,
            catalog_id,
            kwargs,
        )
        return source.getSampleFrame(_sample_size(num), **(sample_options or {}))

    def create_dynamic_frame_from_options(
        self,
        connection_type: str,
        connection_options: Given | None = None,
        format: str | None = None,
        format_options: Given | None = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **kwargs: Any,
    ) -> DynamicFrame:
        """Return a frame from a connection."""
        source = self._options_source(
            connection_type,
            connection_options,
            format,
            format_options,
            transformation_ctx,
            push_down_predicate,
        )
        return source.getFrame(**self._wanted_partitions(kwargs))

    def create_data_frame_from_options(
        self,
        connection_type: str,
        connection_options: Given | None = None,
        format: str | None = None,
        format_options: Given | None = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **kwargs: Any,
    ) -> DataFrame:
        """Return a DataFrame from a connection."""
        source = self._options_source(
            connection_type,
            connection_options,
            format,
            format_options,
            transformation_ctx,
            push_down_predicate,
        )
        return source.getDataFrame()

    def create_sample_dynamic_frame_from_options(
        self,
        connection_type: str,
        connection_options: Given | None = None,
        num: int | None = None,
        sample_options: Given | None = None,
        format: str | None = None,
        format_options: Given | None = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **kwargs: Any,
    ) -> DynamicFrame:
        """Return a frame with a sample of the records from a connection."""
        source = self._options_source(
            connection_type,
            connection_options,
            format,
            format_options,
            transformation_ctx,
            push_down_predicate,
        )
        return source.getSampleFrame(_sample_size(num), **(sample_options or {}))

    def _table_source(
        self,
        database: str | None,
        table_name: str | None,
        context: str,
        predicate: str,
        additional: Given | None,
        catalog_id: str | None,
        kwargs: Given,
    ) -> DataSource:
        names = _table_names(database, table_name, kwargs)
        options = {**(additional or {}), **names, "catalog_id": catalog_id}
        return DataSource(self, "catalog", options, context, predicate, names["table_name"])

    def _options_source(
        self,
        connection_type: str,
        connection_options: Given | None,
        format: str | None,
        format_options: Given | None,
        context: str,
        predicate: str,
    ) -> DataSource:
        source = self.getSource(
            connection_type, format, context, predicate, **(connection_options or {})
        )
        if format and format.lower() not in self.Spark_SQL_Formats:
            source.setFormat(format, **(format_options or {}))
        return source

    def _wanted_partitions(self, kwargs: Given) -> dict[str, Any]:
        names = ("minPartitions", "targetPartitions")
        return {name: kwargs.get(name) or self._partitions[name] for name in names}

    # Sinks

    def getSink(
        self,
        connection_type: str,
        format: str | None = None,
        transformation_ctx: str = "",
        **options: Any,
    ) -> DataSink:
        """Return a sink to write to."""
        if format and format.lower() in self.Spark_SQL_Formats:
            connection_type = format.lower()
        return DataSink(self, connection_type, options, transformation_ctx)

    def write_dynamic_frame_from_options(
        self,
        frame: Any,
        connection_type: str,
        connection_options: Given | None = None,
        format: str | None = None,
        format_options: Given | None = None,
        transformation_ctx: str = "",
    ) -> Any:
        """Write a frame to a connection, and return a frame with the records that failed."""
        return self.write_from_options(
            frame, connection_type, connection_options, format, format_options, transformation_ctx
        )

    def write_from_options(
        self,
        frame_or_dfc: Any,
        connection_type: str,
        connection_options: Given | None = None,
        format: Any = None,
        format_options: Given | None = None,
        transformation_ctx: str = "",
        **kwargs: Any,
    ) -> Any:
        """Write a frame, or each frame of a collection by name, to a connection."""
        if not isinstance(frame_or_dfc, (DynamicFrame, DynamicFrameCollection)):
            raise TypeError(
                "expected a DynamicFrame or DynamicFrameCollection; got "
                f"{type(frame_or_dfc).__name__}"
            )
        name = format or None
        sink = self.getSink(connection_type, name, transformation_ctx, **(connection_options or {}))
        sink.setFormat(name, **(format_options or {}))
        return sink.write(frame_or_dfc)

    def write_dynamic_frame_from_catalog(
        self,
        frame: DynamicFrame,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        additional_options: Given | None = None,
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> DynamicFrame:
        """Write a frame to a catalog table."""
        names = _table_names(database, table_name, kwargs)
        options = {**(additional_options or {}), **names, "catalog_id": catalog_id}
        return DataSink(self, "catalog", options, transformation_ctx).writeFrame(frame)

    def write_data_frame_from_catalog(
        self,
        frame: DataFrame,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        additional_options: Given | None = None,
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> DynamicFrame:
        """Write a DataFrame to a catalog table."""
        return self.write_dynamic_frame_from_catalog(
            DynamicFrame.fromDF(frame, self),
            database,
            table_name,
            redshift_tmp_dir,
            transformation_ctx,
            additional_options,
            catalog_id,
            **kwargs,
        )

    def write_dynamic_frame_from_jdbc_conf(
        self,
        frame: DynamicFrame,
        catalog_connection: str,
        connection_options: Given | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        catalog_id: str | None = None,
    ) -> None:
        """Write a frame to a database through a catalog connection."""
        self.write_from_jdbc_conf(
            frame,
            catalog_connection,
            connection_options,
            redshift_tmp_dir,
            transformation_ctx,
            catalog_id,
        )

    def write_from_jdbc_conf(
        self,
        frame_or_dfc: Any,
        catalog_connection: str,
        connection_options: Given | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        catalog_id: str | None = None,
    ) -> Any:
        """Write a frame or collection to a database through a catalog connection."""
        options = {**(connection_options or {}), "connectionName": catalog_connection}
        return DataSink(self, "jdbc", options, transformation_ctx).write(frame_or_dfc)

    # Services

    def extract_jdbc_conf(
        self, connection_name: str, catalog_id: str | None = None
    ) -> dict[str, str]:
        """Return a catalog connection's url, user, password and vendor."""
        return jdbc_conf(database_of(self, "jdbc", Options({"connectionName": connection_name})))

    def get_catalog_schema_as_spark_schema(
        self,
        database: str | None = None,
        table_name: str | None = None,
        catalog_id: str | None = None,
    ) -> T.StructType:
        """Return the Spark schema of a catalog table, including its partition keys."""
        names = _table_names(database, table_name, {})
        table = self.catalog(catalog_id).table(names["database"], names["table_name"])
        keys = table.get("PartitionKeys") or []
        return columns_struct([*table["StorageDescriptor"]["Columns"], *keys])

    def purge_table(
        self,
        database: str,
        table_name: str,
        options: Given | None = None,
        transformation_ctx: str = "",
        catalog_id: str | None = None,
    ) -> None:
        """Delete a table's files that are older than the retention period, and empty partitions."""
        maintenance.purge_table(
            self.spark_session,
            self.catalog(catalog_id),
            database,
            table_name,
            options or {},
            time.time(),
        )

    def purge_s3_path(
        self, s3_path: str, options: Given | None = None, transformation_ctx: str = ""
    ) -> None:
        """Delete the files under a path that are older than the retention period."""
        maintenance.purge_path(self.spark_session, s3_path, options or {}, time.time())

    def transition_table(
        self,
        database: str,
        table_name: str,
        transition_to: str,
        options: Given | None = None,
        transformation_ctx: str = "",
        catalog_id: str | None = None,
    ) -> None:
        """Raise an error, because local files have no storage class."""
        maintenance.transition(options or {}, transition_to)

    def transition_s3_path(
        self,
        s3_path: str,
        transition_to: str,
        options: Given | None = None,
        transformation_ctx: str = "",
    ) -> None:
        """Raise an error, because local files have no storage class."""
        maintenance.transition(options or {}, transition_to)

    def convert_resolve_option(
        self, path: str, action: str, target: DataType | None
    ) -> ResolveOption:
        """Return a resolve option after validating its action."""
        if action not in ACTIONS:
            raise ValueError(f"the resolve action must be {' or '.join(ACTIONS)}; got {action!r}")
        return ResolveOption(path, action, target)

    def get_logger(self) -> GlueLogger:
        """Return the logger for a script's messages."""
        return GlueLogger()

    def currentTimeMillis(self) -> int:
        """Return the current time in milliseconds since the Unix epoch."""
        return int(time.time() * 1000)

    def start_transaction(self, read_only: bool) -> str:
        """Return a transaction ID. Local files are written without transactions."""
        return uuid4().hex

    def commit_transaction(self, transaction_id: str, wait_for_commit: bool = True) -> bool:
        """Return true, because each write is already committed."""
        return True

    def cancel_transaction(self, transaction_id: str) -> None:
        """Raise an error, because each write is already committed."""
        raise unsupported("cancel_transaction", "Write to an Iceberg table instead.")


def _sample_size(num: int | None) -> int:
    if num is None:
        raise ValueError("a sample requires num, the number of records")
    return num


def _table_names(database: str | None, table_name: str | None, kwargs: Given) -> dict[str, str]:
    name_space = kwargs.get("name_space")
    if database is not None and name_space is not None:
        raise Exception("pass database or name_space, not both")
    found = database if database is not None else name_space
    if found is None:
        raise Exception("database is missing; pass database or name_space")
    if table_name is None:
        raise Exception("table_name is missing")
    return {"database": found, "table_name": table_name}


def _common_name(paths: Sequence[str]) -> str:
    """Return a name for a source: the common part of its paths, without `:`, `/` and dots."""
    common = paths[0] if paths else ""
    for path in paths:
        while not path.startswith(common):
            common = common[:-1]
    return "".join(each for each in common if each not in ":/.") or uuid4().hex


__all__ = ["DynamicFrame", "GlueContext"]
