"""A Spark data source for catalog tables in databases, so that `spark.table` can read them.

PySpark finds the package by its name. The metastore bridge presents such tables with this source as
their provider and with the connection to their database in the options.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from awsglue.jdbc.connections import connection_database, table_of
from awsglue.jdbc.data_source import DatabaseReader, DatabaseSource
from glue_jdbc.drivers import engine_of
from pyspark.sql import types as T

NAME = "glue_database"
_PREFIX = "glue.source."


class DefaultSource(DatabaseSource):
    """A catalog table that is read through a connection."""

    @classmethod
    def name(cls) -> str:
        """Return the name of the source in Spark."""
        return NAME

    def reader(self, schema: T.StructType) -> DatabaseReader:
        """Return a reader that uses the catalog's column types."""
        given = {name.lower().removeprefix(_PREFIX): value for name, value in self.options.items()}
        properties = {name.upper(): value for name, value in given.items()}
        database = connection_database(
            {"ConnectionProperties": properties}, given["name"], partial(_certificate, given)
        ).target()
        quote = engine_of(database).dialect.identifier_preparer.quote
        place = table_of(given["table"], given["vendor"])
        options = {
            "url": database.as_text(),
            "from": ".".join(quote(part) for part in place.split(".")),
            "conditions": json.dumps([""]),
            "always": json.dumps([]),
        }
        return DatabaseReader(options, schema)


def _certificate(given: Mapping[str, str], place: str) -> str:
    """Return the certificate that the bridge has read; the reader has no way to it."""
    if not given.get("certificate"):
        raise ValueError(f"the certificate {place} of the connection {given['name']} can't be read")
    return given["certificate"]
