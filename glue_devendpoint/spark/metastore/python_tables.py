"""Tables that Spark reads with a Python data source: database, Delta and Iceberg tables.

The sources are `runtime/pyspark_glue_database` and `runtime/pyspark_glue_lake`. They run without
the session's environment, so locations and credentials are passed to them as options. Spark sees
these, but they are never stored with the table. Spark redacts `url` and `password` when it prints
options.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from botocore.exceptions import ClientError
from glue_jdbc.targets import MAX_CERTIFICATE, as_certificate

from glue_devendpoint.files.buckets import SCHEMES, Buckets
from glue_devendpoint.spark.metastore.errors import is_code
from glue_devendpoint.spark.metastore.gateway import Gateway
from glue_devendpoint.spark.metastore.sources import PYTHON_OPTIONS, Abilities, Json

_PREFIX = "glue.source."
_PASSED_ON = (
    "JDBC_CONNECTION_URL", "USERNAME", "PASSWORD", "SECRET_ID", "JDBC_ENFORCE_SSL",
    "CUSTOM_JDBC_CERT",
)  # fmt: skip
_MANIFESTS = "_symlink_format_manifest"
_LIBRARIES = {"delta": "deltalake", "iceberg": "pyiceberg"}


def with_python_source(table: Json, glue: Gateway, buckets: Buckets, abilities: Abilities) -> Json:
    """Return a table with the options of its Python data source, if it needs one."""
    if not abilities.extended:
        return table
    given = _database_options(table, glue, buckets) or _lake_options(
        table, buckets, abilities.lakes
    )
    if not given:
        return table
    return table | {PYTHON_OPTIONS: {f"{_PREFIX}{name}": value for name, value in given.items()}}


def without_python_source(options: Mapping[str, str]) -> dict[str, str]:
    """Return a SerDe's parameters without the options of the Python data source."""
    return {name: value for name, value in options.items() if not name.startswith(_PREFIX)}


def _database_options(table: Json, glue: Gateway, buckets: Buckets) -> dict[str, str]:
    parameters = table.get("Parameters") or {}
    descriptor = table.get("StorageDescriptor") or {}
    name = parameters.get("connectionName")
    if not name or descriptor.get("InputFormat"):
        return {}
    try:
        properties = glue.find_connection(name).get("ConnectionProperties") or {}
    except ClientError as err:
        if is_code(err, "EntityNotFoundException") or is_code(err, "AccessDeniedException"):
            return {}
        raise
    return {
        **{each.lower(): properties[each] for each in _PASSED_ON if each in properties},
        "certificate": _certificate(properties.get("CUSTOM_JDBC_CERT", ""), buckets),
        "format": "glue_database",
        "name": name,
        "vendor": parameters.get("classification", ""),
        "table": descriptor.get("Location") or "",
    }


def _certificate(location: str, buckets: Buckets) -> str:
    """Return a certificate's text. If a required one is missing, the source reads nothing."""
    try:
        return as_certificate(buckets.read(location, MAX_CERTIFICATE)) if location else ""
    except (OSError, ValueError):
        return ""


def _lake_options(table: Json, buckets: Buckets, lakes: frozenset[str]) -> dict[str, str]:
    """Return the options of a Delta or Iceberg table, unless Spark has JAR files to read it."""
    parameters = table.get("Parameters") or {}
    location = (table.get("StorageDescriptor") or {}).get("Location") or ""
    if parameters.get("table_type", "").upper() == "ICEBERG":
        kind, place = "iceberg", parameters.get("metadata_location", "")
    elif parameters.get("table_type", "").lower() == "delta":
        kind, place = "delta", location
    elif location.rstrip("/").endswith(_MANIFESTS):
        kind, place = "delta", location.rstrip("/").removesuffix(_MANIFESTS)
    else:
        return {}
    parts = urlsplit(place)
    is_remote = parts.scheme in SCHEMES and buckets.access(parts.netloc) is not None
    found = place if is_remote else buckets.local_path(place)
    is_readable = importlib.util.find_spec(_LIBRARIES[kind]) is not None
    if kind in lakes or found is None or not is_readable:
        return {}
    folders = {
        name: str(folder) for name, folder in {"": buckets.folder, **buckets.folders}.items()
    }
    endpoints = {name: access.endpoint_url or "" for name, access in buckets.remote.items()}
    return {
        "format": "glue_lake",
        "kind": kind,
        "location": str(found),
        "places": json.dumps({"folders": folders, "endpoints": endpoints}),
    }
