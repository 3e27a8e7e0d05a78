"""Warming a session up: what the first cell would otherwise wait for.

It happens before anybody's catalog is known, so it runs over a catalog with nothing in it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class EmptyCatalog:
    """A Glue client over a catalog that holds nothing."""

    def get_databases(self, **_arguments: Any) -> dict[str, Any]:
        """There is no database."""
        return {"DatabaseList": []}

    def get_tables(self, **_arguments: Any) -> dict[str, Any]:
        """There is no table."""
        return {"TableList": []}

    def get_database(self, **arguments: Any) -> dict[str, Any]:
        """No database is found."""
        raise self._missing("GetDatabase", f"Database {arguments['Name']} not found.")

    def get_table(self, **arguments: Any) -> dict[str, Any]:
        """No table is found."""
        raise self._missing("GetTable", f"Table {arguments['Name']} not found.")

    def _missing(self, operation: str, message: str) -> ClientError:
        error = {"Error": {"Code": "EntityNotFoundException", "Message": message}}
        return ClientError(error, operation)


def warm_up(session: SparkSession) -> None:
    """Touch what first cells touch: catalog, planner, files, shuffle."""
    session.sql("show databases").collect()
    session.catalog.tableExists("default.nothing")
    frame = session.range(100).selectExpr("id", "id % 7 as rest", "cast(id as string) as text")
    frame.groupBy("rest").count().collect()
    frame.limit(3).toPandas()
    with tempfile.TemporaryDirectory(prefix="glue-warm-") as folder:
        for form in ("parquet", "json"):
            path = (Path(folder) / form).as_uri()
            frame.write.format(form).save(path)
            session.read.format(form).load(path).count()
