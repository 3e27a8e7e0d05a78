"""Tables of databases: what leads to them is shown to Spark, and never stored with the table.

Spark reads them by a data source in Python (`runtime/pyspark_glue_database`), which runs without
the session's environment: the connection's properties go to it as options. Spark itself blackens
`url` and `password` wherever it prints options.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from botocore.exceptions import ClientError

from glue_devendpoint.spark.metastore.errors import is_code
from glue_devendpoint.spark.metastore.sources import CONNECTION, Json, abilities

_PREFIX = "glue.connection."
_PASSED_ON = ("JDBC_CONNECTION_URL", "USERNAME", "PASSWORD", "SECRET_ID")


def with_connection(table: Json, find: Callable[[str], Json]) -> Json:
    """Return a table with the way to its database, if it is in one and there is a connection."""
    parameters = table.get("Parameters") or {}
    descriptor = table.get("StorageDescriptor") or {}
    name = parameters.get("connectionName")
    if not abilities.extended or not name or descriptor.get("InputFormat"):
        return table
    try:
        properties = find(name).get("ConnectionProperties") or {}
    except ClientError as err:
        if is_code(err, "EntityNotFoundException") or is_code(err, "AccessDeniedException"):
            return table
        raise
    given = {each.lower(): properties[each] for each in _PASSED_ON if each in properties}
    given |= {
        "name": name,
        "vendor": parameters.get("classification", ""),
        "table": descriptor.get("Location") or "",
    }
    return table | {CONNECTION: {f"{_PREFIX}{each}": value for each, value in given.items()}}


def without_connection(options: Mapping[str, str]) -> dict[str, str]:
    """Return a SerDe's parameters without the way to the database."""
    return {name: value for name, value in options.items() if not name.startswith(_PREFIX)}
