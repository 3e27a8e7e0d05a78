"""Warms a session up, so that the first cell doesn't have to wait.

This happens before the session's catalog is known, so it uses an empty catalog.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class EmptyCatalog:
    """A Glue client for an empty catalog."""

    def get_databases(self, **_arguments: Any) -> dict[str, Any]:
        """Return no databases."""
        return {"DatabaseList": []}

    def get_tables(self, **_arguments: Any) -> dict[str, Any]:
        """Return no tables."""
        return {"TableList": []}

    def get_database(self, **arguments: Any) -> dict[str, Any]:
        """Fail: the catalog has no databases."""
        raise self._missing("GetDatabase", f"Database {arguments['Name']} not found.")

    def get_table(self, **arguments: Any) -> dict[str, Any]:
        """Fail: the catalog has no tables."""
        raise self._missing("GetTable", f"Table {arguments['Name']} not found.")

    def _missing(self, operation: str, message: str) -> ClientError:
        error = {"Error": {"Code": "EntityNotFoundException", "Message": message}}
        return ClientError(error, operation)


def warm_up(session: SparkSession) -> None:
    """Use what a first cell uses: catalog, planner, files, shuffle."""
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
