"""AWS Glue's connection types: which ones are supported, and alternatives for the others."""

from __future__ import annotations

from awsglue.unsupported import UnsupportedFeatureError, unsupported

FILE_TYPES = ("s3", "file", "hdfs")
FILE_FORMAT_TYPES = ("parquet", "orc")
JDBC_TYPES = (
    "jdbc",
    "mysql",
    "postgresql",
    "sqlite",
    "sqlserver",
    "oracle",
    "redshift",
    "azuresql",
    "mariadb",
)
STREAM_TYPES = ("kafka", "kinesis")

_INSTEAD = {
    "dynamodb": "Export the table to S3, read the JSON files, and use unnest_ddb_json on them.",
    "mongodb": "Export the collection as JSON lines and read it from S3.",
    "documentdb": "Export the collection as JSON lines and read it from S3.",
    "kafka": "Read the topic with spark.readStream and a Kafka package, then use forEachBatch.",
    "kinesis": "Read a rate, file or Kafka stream with spark.readStream, then use forEachBatch.",
    "snowflake": "Read it through its JDBC driver with spark.read.format('jdbc').",
    "bigquery": "Export the table to S3 as Parquet and read it from there.",
    "opensearch": "Export the index as JSON lines and read it from S3.",
}


def no_source(connection_type: str) -> UnsupportedFeatureError | ValueError:
    """Return the error for an unsupported connection type."""
    lower = connection_type.lower()
    if lower in _INSTEAD:
        return unsupported(f"Connection type {connection_type}", _INSTEAD[lower])
    if lower.startswith(("custom.", "marketplace.")):
        return unsupported(
            f"Connection type {connection_type}",
            "Use the connector's Spark data source: spark.read.format(<its class>).",
        )
    known = ", ".join([*FILE_TYPES, *FILE_FORMAT_TYPES, *JDBC_TYPES, "catalog"])
    return ValueError(f"unknown connection type {connection_type!r}; use one of {known}")
