"""Connections: how to reach a data store, with sealed secrets.

Secrets are stored separately from the document, always sealed with the home folder's key, and
never written to events. Readers see them in plain text by default, as `ENCRYPTED_...` when the
settings say to return passwords encrypted, or not at all with HidePassword.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import orjson
from sqlalchemy import delete, select, update

from glue_devendpoint.access.secrets import PREFIX
from glue_devendpoint.catalog import paging
from glue_devendpoint.catalog.encryption import returns_passwords_encrypted
from glue_devendpoint.catalog.tags import add_tags, drop_tags, taggable
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.errors import AlreadyExists, EntityNotFound, GlueError, InvalidInput
from glue_devendpoint.store.account_schema import connections
from glue_devendpoint.store.rows import insert_new

PAGE = 100
SECRET_PROPERTIES = (
    "PASSWORD",
    "KAFKA_CLIENT_KEYSTORE_PASSWORD",
    "KAFKA_CLIENT_KEY_PASSWORD",
    "KAFKA_SASL_PLAIN_PASSWORD",
    "KAFKA_SASL_SCRAM_PASSWORD",
)
# The properties that a connection of each type needs: all of one of the alternatives.
_REQUIRED_PROPERTIES = {
    "JDBC": (("JDBC_CONNECTION_URL",), ("HOST", "PORT", "JDBC_ENGINE")),
    "KAFKA": (("KAFKA_BOOTSTRAP_SERVERS",),),
    "MONGODB": (("CONNECTION_URL",),),
}
_SECRET_AUTHENTICATION = ("BasicAuthenticationCredentials", "CustomAuthenticationCredentials")
_SECRET_OAUTH = ("OAuth2Credentials", "AuthorizationCodeProperties")
_NOT_KEPT = ("ValidateCredentials", "ValidateForComputeEnvironments")
_SELECT = select(
    connections.c.id, connections.c.name, connections.c.document, connections.c.secrets
)

Passwords: TypeAlias = Literal["hidden", "plain", "as configured"]


@dataclass(frozen=True, slots=True)
class Validation:
    """The result of testing a connection."""

    status: Literal["READY", "FAILED"] = "READY"
    reason: str | None = None
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """A stored connection."""

    id: int
    name: str
    document: str
    secrets: str | None


def create_connection(
    work: Work,
    connection_input: Json,
    *,
    tags: dict[str, str] | None = None,
    validation: Validation | None = None,
) -> str:
    """Create a connection and return its status."""
    name = _checked_name(connection_input["Name"])
    document, secrets = _split(work, name, connection_input)
    document |= {"CreationTime": work.author.now} | _touched(work, validation)
    row: dict[str, object] = {
        "name": name,
        "document": work.encode(document),
        "secrets": _seal(work, name, secrets),
    }
    if insert_new(work.connection, connections, row) is None:
        raise AlreadyExists(f"Connection {name} already exists.")
    add_tags(work, f"connection/{name}", tags or {})
    work.record(f"connection/{name}")
    return str(document["Status"])


def find_connection(work: Work, name: str) -> Connection:
    """Return a stored connection."""
    row = work.connection.execute(_SELECT.where(connections.c.name == name)).one_or_none()
    if row is None:
        raise EntityNotFound(f"Connection {name} not found.")
    return _connection(row)


def read_connection(work: Work, connection: Connection, passwords: Passwords) -> Json:
    """Return a connection, with passwords shown or hidden as requested."""
    document = work.decode(connection.document)
    if passwords == "hidden" or connection.secrets is None:
        return document
    properties = _open(work, connection).get("ConnectionProperties", {})
    if passwords == "as configured" and returns_passwords_encrypted(work):
        properties = {
            f"ENCRYPTED_{key}": work.box.seal(value, _password_owner(connection.name))
            for key, value in properties.items()
        }
    document["ConnectionProperties"] |= properties
    return document


def open_connection(work: Work, name: str) -> Json:
    """Return a connection with its secrets in plain text, for connecting to the data store."""
    connection = find_connection(work, name)
    document = read_connection(work, connection, "plain")
    authentication = _open(work, connection).get("AuthenticationConfiguration", {})
    if authentication:
        kept = document.setdefault("AuthenticationConfiguration", {})
        kept.setdefault("OAuth2Properties", {}).update(authentication.pop("OAuth2Properties", {}))
        kept.update(authentication)
    return document


def list_connections(
    work: Work,
    *,
    wanted: Json | None = None,
    passwords: Passwords = "as configured",
    limit: int = PAGE,
    token: str | None = None,
) -> tuple[list[Json], str | None]:
    """Return one page of connections, sorted by name, and the token of the next page."""
    wanted = wanted or {}
    query = ["GetConnections", wanted, passwords]
    after = paging.name_of(token, query)
    statement = _SELECT.where(connections.c.name > after).order_by(connections.c.name)
    page: list[Json] = []
    for row in work.connection.execute(statement):
        document = read_connection(work, _connection(row), passwords)
        if not _fits(document, wanted):
            continue
        if len(page) == limit:
            return page, paging.next_token(page[-1]["Name"].encode(), query)
        page.append(document)
    return page, None


def update_connection(
    work: Work, name: str, connection_input: Json, *, validation: Validation | None = None
) -> None:
    """Replace a connection's definition, including its secrets."""
    connection = find_connection(work, name)
    if connection_input["Name"] != name:
        raise InvalidInput(f"Connection {name} can't be renamed. Create a new connection instead.")
    document, secrets = _split(work, name, connection_input)
    created = work.decode(connection.document)["CreationTime"]
    document |= {"CreationTime": created} | _touched(work, validation)
    work.connection.execute(
        update(connections)
        .where(connections.c.id == connection.id)
        .values(document=work.encode(document), secrets=_seal(work, name, secrets))
    )
    work.record(f"connection/{name}")


def delete_connection(work: Work, name: str) -> None:
    """Delete a connection."""
    gone = work.connection.execute(delete(connections).where(connections.c.name == name))
    if gone.rowcount == 0:
        raise EntityNotFound(f"Connection {name} not found.")
    drop_tags(work, f"connection/{name}")
    work.record(f"connection/{name}")


def delete_connections(work: Work, names: list[str]) -> tuple[list[str], Json]:
    """Delete connections; return the names deleted, and errors by name for the rest."""
    gone: list[str] = []
    errors: Json = {}
    for name in names:
        try:
            delete_connection(work, name)
            gone.append(name)
        except GlueError as err:
            errors[name] = {"ErrorCode": err.code, "ErrorMessage": str(err)}
    return gone, errors


@taggable("connection")
def _exists(work: Work, name: str) -> bool:
    query = select(connections.c.id).where(connections.c.name == name)
    return work.connection.execute(query).first() is not None


def _split(work: Work, name: str, connection_input: Json) -> tuple[Json, Json]:
    """Split a request's input into the document and the secrets."""
    document = {key: value for key, value in connection_input.items() if key not in _NOT_KEPT}
    properties = _opened_properties(work, name, connection_input["ConnectionProperties"])
    _check_properties(connection_input["ConnectionType"], properties)
    secret = {key: properties.pop(key) for key in SECRET_PROPERTIES if key in properties}
    document["ConnectionProperties"] = properties
    document["ConnectionSchemaVersion"] = 1
    secrets: Json = {"ConnectionProperties": secret} if secret else {}
    authentication = dict(connection_input.get("AuthenticationConfiguration") or {})
    if authentication:
        hidden = _take(authentication, _SECRET_AUTHENTICATION)
        oauth = dict(authentication.get("OAuth2Properties") or {})
        hidden_oauth = _take(oauth, _SECRET_OAUTH)
        if oauth:
            authentication["OAuth2Properties"] = oauth
        if hidden_oauth:
            hidden["OAuth2Properties"] = hidden_oauth
        document["AuthenticationConfiguration"] = authentication
        document["ConnectionSchemaVersion"] = 2
        secrets |= {"AuthenticationConfiguration": hidden} if hidden else {}
    return document, secrets


def _check_properties(kind: str, given: dict[str, str]) -> None:
    """Raise an error, which begins with AWS's text, if a required property is missing."""
    alternatives = _REQUIRED_PROPERTIES.get(kind, ((),))
    if not any(all(given.get(key) for key in keys) for keys in alternatives):
        needed = ", or ".join(", ".join(keys) for keys in alternatives)
        raise InvalidInput(
            f"Validation for connection properties failed: a {kind} connection needs {needed}."
        )


def _opened_properties(work: Work, name: str, properties: dict[str, str]) -> dict[str, str]:
    """Decrypt passwords that a caller sends back in the encrypted form we returned."""
    opened = {}
    for key, value in properties.items():
        if key.startswith("ENCRYPTED_") and value.startswith(PREFIX):
            key, value = key.removeprefix("ENCRYPTED_"), work.box.open(value, _password_owner(name))
        elif key.startswith("ENCRYPTED_"):
            plain = key.removeprefix("ENCRYPTED_")
            raise InvalidInput(f"{key} wasn't encrypted by this catalog. Send {plain} instead.")
        opened[key] = value
    return opened


def _take(document: Json, members: tuple[str, ...]) -> Json:
    return {member: document.pop(member) for member in members if member in document}


def _touched(work: Work, validation: Validation | None) -> Json:
    tried = validation or Validation()
    touched: Json = {
        "LastUpdatedTime": work.author.now,
        "LastUpdatedBy": work.author.arn[-255:],
        "Status": tried.status,
    }
    if tried.reason:
        touched["StatusReason"] = tried.reason
    if tried.time is not None:
        touched["LastConnectionValidationTime"] = tried.time
    return touched


def _fits(document: Json, wanted: Json) -> bool:
    criteria = set(wanted.get("MatchCriteria") or [])
    return criteria <= set(document.get("MatchCriteria") or []) and all(
        document.get(member) == wanted[member]
        for member in ("ConnectionType", "ConnectionSchemaVersion")
        if member in wanted
    )


def _checked_name(name: str) -> str:
    if not name.strip() or "/" in name:
        raise InvalidInput(
            f"Connection name '{name}' is invalid: it must not be blank or contain '/'."
        )
    return name


def _seal(work: Work, name: str, secrets: Json) -> str | None:
    return work.box.seal(orjson.dumps(secrets).decode(), f"connection {name}") if secrets else None


def _open(work: Work, connection: Connection) -> Json:
    if connection.secrets is None:
        return {}
    opened: Json = orjson.loads(work.box.open(connection.secrets, f"connection {connection.name}"))
    return opened


def _password_owner(name: str) -> str:
    return f"password of connection {name}"


def _connection(row: Any) -> Connection:
    return Connection(row.id, row.name, row.document, row.secrets)
