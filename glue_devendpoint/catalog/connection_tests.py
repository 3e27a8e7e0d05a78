"""Connection tests: whether the data store behind a connection lets us in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from glue_jdbc.drivers import check_reachable
from glue_jdbc.targets import MAX_CERTIFICATE, JdbcError, JdbcTarget, as_certificate
from glue_jdbc.urls import read_url

from glue_devendpoint.buckets import Buckets
from glue_devendpoint.catalog.connections import Validation
from glue_devendpoint.catalog.work import Json
from glue_devendpoint.errors import GlueError, InvalidInput


def try_connection(connection: Json, buckets: Buckets) -> None:
    """Connect as the connection (secrets in clear) says, or raise with the reason."""
    target = jdbc_target(connection, buckets)
    try:
        check_reachable(target)
    except JdbcError as err:
        raise InvalidInput(str(err)) from err


def validated(connection: Json, buckets: Buckets, now: float) -> Validation:
    """Say what came of trying a connection, without raising."""
    try:
        try_connection(connection, buckets)
    except GlueError as err:
        return Validation("FAILED", str(err), now)
    return Validation("READY", None, now)


def jdbc_target(connection: Json, buckets: Buckets) -> JdbcTarget:
    """Return where a JDBC connection leads."""
    properties = connection["ConnectionProperties"]
    if connection["ConnectionType"] != "JDBC":
        raise InvalidInput(
            f"Connections of type {connection['ConnectionType']} cannot be tested here; "
            "those of type JDBC can"
        )
    url = properties.get("JDBC_CONNECTION_URL")
    if not url:
        raise InvalidInput("The connection has no JDBC_CONNECTION_URL")
    if "SECRET_ID" in properties:
        raise InvalidInput(
            "There is no secret store here to read SECRET_ID from; give USERNAME and PASSWORD"
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
        raise InvalidInput(f"The certificate {location} cannot be used: {err}") from err
