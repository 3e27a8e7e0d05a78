"""Connection tests: whether the data store behind a connection lets us in."""

from __future__ import annotations

from glue_devendpoint.catalog.connections import Validation
from glue_devendpoint.catalog.jdbc import JdbcTarget, check_reachable, parse_jdbc_url
from glue_devendpoint.catalog.work import Json
from glue_devendpoint.errors import GlueError, InvalidInput


def try_connection(connection: Json) -> None:
    """Connect as the connection (secrets in clear) says, or raise with the reason."""
    check_reachable(jdbc_target(connection))


def validated(connection: Json, now: float) -> Validation:
    """Say what came of trying a connection, without raising."""
    try:
        try_connection(connection)
    except GlueError as err:
        return Validation("FAILED", str(err), now)
    return Validation("READY", None, now)


def jdbc_target(connection: Json) -> JdbcTarget:
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
    user, password = _credentials(connection, properties)
    needs_ssl = properties.get("JDBC_ENFORCE_SSL", "false").lower() == "true"
    return parse_jdbc_url(url, user, password, needs_ssl=needs_ssl)


def _credentials(connection: Json, properties: dict[str, str]) -> tuple[str, str]:
    if "SECRET_ID" in properties:
        raise InvalidInput(
            "There is no secret store here to read SECRET_ID from; give USERNAME and PASSWORD"
        )
    basic = connection.get("AuthenticationConfiguration", {}).get(
        "BasicAuthenticationCredentials", {}
    )
    user = properties.get("USERNAME") or basic.get("Username", "")
    return user, properties.get("PASSWORD") or basic.get("Password", "")
