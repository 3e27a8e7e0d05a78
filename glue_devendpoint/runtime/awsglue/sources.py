"""The connection types of AWS Glue: which can be used here, and what to use for the others."""

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
    "dynamodb": "Export the table to s3 and read the json, with unnest_ddb_json for its types.",
    "mongodb": "Export the collection as json lines and read it from s3.",
    "documentdb": "Export the collection as json lines and read it from s3.",
    "kafka": "Read the topic with spark.readStream and a Kafka package, and use forEachBatch.",
    "kinesis": "Read a rate, file or Kafka stream with spark.readStream, and use forEachBatch.",
    "snowflake": "Read it through its JDBC driver with spark.read.format('jdbc').",
    "bigquery": "Export the table to s3 as parquet.",
    "opensearch": "Export the index as json lines and read it from s3.",
}


def no_source(connection_type: str) -> UnsupportedFeatureError | ValueError:
    """Return the error for a connection type that cannot be used."""
    lower = connection_type.lower()
    if lower in _INSTEAD:
        return unsupported(f"the connection type {connection_type}", _INSTEAD[lower])
    if lower.startswith(("custom.", "marketplace.")):
        return unsupported(
            f"the connection type {connection_type}",
            "Use the connector's Spark data source: spark.read.format(<its class>).",
        )
    known = ", ".join([*FILE_TYPES, *FILE_FORMAT_TYPES, *JDBC_TYPES, "catalog"])
    return ValueError(f"unknown connection type {connection_type!r}; there are {known}")
