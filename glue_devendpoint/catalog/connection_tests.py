"""Connection tests: check that a connection can reach and log in to its data store."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from glue_jdbc.drivers import check_reachable
from glue_jdbc.targets import MAX_CERTIFICATE, JdbcError, JdbcTarget, as_certificate
from glue_jdbc.urls import read_url

from glue_devendpoint.catalog.connections import Validation
from glue_devendpoint.catalog.work import Json
from glue_devendpoint.errors import GlueError, InvalidInput
from glue_devendpoint.files.buckets import Buckets
from glue_devendpoint.files.roots import Roots


def try_connection(connection: Json, roots: Roots) -> None:
    """Connect to the data store, or raise an error. Secrets must be in plain text."""
    target = jdbc_target(connection, roots.buckets)
    if target.engine == "sqlite":
        roots.check_database(target.path)
    try:
        check_reachable(target)
    except JdbcError as err:
        raise InvalidInput(str(err)) from err


def validated(connection: Json, roots: Roots, now: float) -> Validation:
    """Test a connection and return the result instead of raising an error."""
    try:
        try_connection(connection, roots)
    except GlueError as err:
        return Validation("FAILED", str(err), now)
    return Validation("READY", None, now)


def jdbc_target(connection: Json, buckets: Buckets) -> JdbcTarget:
    """Return the target of a JDBC connection."""
    properties = connection["ConnectionProperties"]
    if connection["ConnectionType"] != "JDBC":
        raise InvalidInput(
            f"Can't test a connection of type {connection['ConnectionType']}. "
            "Only JDBC connections can be tested."
        )
    url = properties.get("JDBC_CONNECTION_URL")
    if not url:
        raise InvalidInput(
            "The connection has no JDBC_CONNECTION_URL. Add it to ConnectionProperties."
        )
    if "SECRET_ID" in properties:
        raise InvalidInput(
            "SECRET_ID isn't supported because there is no secret store. "
            "Use USERNAME and PASSWORD instead."
        )
    try:
        target = read_url(url)
    except JdbcError as err:
        raise InvalidInput(str(err)) from err
    if target.engine == "sqlite" and not Path(target.path).is_absolute():
        raise InvalidInput("A JDBC URL of SQLite must name an absolute path: jdbc:sqlite:/a/file")
    certificate = _certificate(properties, buckets)
    basic = connection.get("AuthenticationConfiguration", {}).get(
        "BasicAuthenticationCredentials", {}
    )
    login = target.with_login(basic.get("Username", ""), basic.get("Password", ""))
    return login.with_properties(properties, certificate)


def _certificate(properties: Mapping[str, str], buckets: Buckets) -> str:
    """Return the root certificate that the connection brings, if any."""
    location = properties.get("CUSTOM_JDBC_CERT")
    if not location:
        return ""
    try:
        return as_certificate(buckets.read(location, MAX_CERTIFICATE))
    except (OSError, ValueError) as err:
        raise InvalidInput(f"The certificate {location} can't be used: {err}") from err
