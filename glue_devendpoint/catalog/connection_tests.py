"""Connection tests: check that a connection can reach and log in to its data store."""

from __future__ import annotations

from glue_devendpoint.catalog.connections import Validation
from glue_devendpoint.catalog.jdbc import JdbcTarget, check_reachable, parse_jdbc_url
from glue_devendpoint.catalog.work import Json
from glue_devendpoint.errors import GlueError, InvalidInput


def try_connection(connection: Json) -> None:
    """Connect to the data store, or raise an error. Secrets must be in plain text."""
    check_reachable(jdbc_target(connection))


def validated(connection: Json, now: float) -> Validation:
    """Test a connection and return the result instead of raising an error."""
    try:
        try_connection(connection)
    except GlueError as err:
        return Validation("FAILED", str(err), now)
    return Validation("READY", None, now)


def jdbc_target(connection: Json) -> JdbcTarget:
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
    user, password = _credentials(connection, properties)
    needs_ssl = properties.get("JDBC_ENFORCE_SSL", "false").lower() == "true"
    return parse_jdbc_url(url, user, password, needs_ssl=needs_ssl)


def _credentials(connection: Json, properties: dict[str, str]) -> tuple[str, str]:
    if "SECRET_ID" in properties:
        raise InvalidInput(
            "SECRET_ID isn't supported because there is no secret store. "
            "Use USERNAME and PASSWORD instead."
        )
    basic = connection.get("AuthenticationConfiguration", {}).get(
        "BasicAuthenticationCredentials", {}
    )
    user = properties.get("USERNAME") or basic.get("Username", "")
    return user, properties.get("PASSWORD") or basic.get("Password", "")
