"""Database connections: from options, JDBC URLs, or catalog connections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from awsglue.formats.options import Options

_DIALECTS = {
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
    "sqlite": "sqlite",
    "sqlserver": "mssql+pyodbc",
    "oracle": "oracle+oracledb",
    "redshift": "postgresql+psycopg",
    "azuresql": "mssql+pyodbc",
}
_PASSED_ON = ("sslmode", "options", "application_name", "charset")
_URL = re.compile(r"^(?:jdbc:)?(\w+)(?:\+\w+)?:(?://([^/?;]*))?/?([^?;]*)(?:[?;](.*))?$")


@dataclass(frozen=True, slots=True)
class Database:
    """The address and credentials of a database."""

    vendor: str
    url: str = field(repr=False)
    user: str = ""
    password: str = field(default="", repr=False)

    def sqlalchemy_url(self) -> str:
        """Return the URL for SQLAlchemy."""
        from sqlalchemy.engine import URL

        found = _URL.match(self.url)
        if found is None or found.group(1).lower() not in _DIALECTS:
            raise self._unreadable()
        vendor, place, name = found.group(1).lower(), found.group(2) or "", found.group(3)
        if vendor == "sqlite":
            return "sqlite:///" + re.sub(r"^(?:jdbc:)?sqlite:(?://)?", "", self.url)
        login, _, server = place.rpartition("@")
        user, _, password = map(unquote, login.partition(":"))
        host, _, port = server.partition(":")
        if port and not port.isdigit():
            raise self._unreadable()
        given = _properties(found.group(4))
        made = URL.create(
            _DIALECTS[vendor],
            self.user or given.get("user") or user or None,
            self.password or given.get("password") or password or None,
            host or None,
            int(port) if port else None,
            name or None,
            {key: given[key] for key in _PASSED_ON if key in given},
        )
        return made.render_as_string(hide_password=False)

    def _unreadable(self) -> ValueError:
        may_hold_secrets = re.search("[@?;]", self.url)
        shown = (
            re.sub(r"(?s)^((?:jdbc:\w+:)?).*", r"\1***", self.url) if may_hold_secrets else self.url
        )
        return ValueError(
            f"cannot read the database URL {shown!r}; use the form "
            "jdbc:postgresql://host:5432/database with one of the vendors "
            f"{', '.join(_DIALECTS)}"
        )


def _properties(text: str | None) -> dict[str, str]:
    pairs = (each.partition("=") for each in re.split(r"[&;]", text or "") if "=" in each)
    return {key: unquote(value) for key, _, value in pairs}


def database_of(context: Any, vendor: str, options: Options) -> Database:
    """Return the database for connection options."""
    name = options.text("connectionName")
    if name:
        held = connection_database(context.catalog(None).connection(name), name)
        given = options.text("database")
        return Database(
            held.vendor,
            _with_name(held.url, given) if given else held.url,
            options.text("user") or held.user,
            options.text("password") or held.password,
        )
    url = options.text("url")
    if not url:
        raise ValueError(
            f"a {vendor} connection needs the option url (jdbc:{vendor}://host:port/database) or "
            "connectionName"
        )
    found = _URL.match(url)
    kind = found.group(1).lower() if found else vendor
    return Database(kind, url, options.text("user"), options.text("password"))


def connection_database(connection: dict[str, Any], name: str) -> Database:
    """Return the database of a catalog connection."""
    properties = connection.get("ConnectionProperties") or {}
    url = properties.get("JDBC_CONNECTION_URL")
    if not url:
        raise ValueError(f"connection {name!r} has no JDBC_CONNECTION_URL")
    found = _URL.match(url)
    vendor = found.group(1).lower() if found else "jdbc"
    user, password = properties.get("USERNAME", ""), properties.get("PASSWORD", "")
    if properties.get("SECRET_ID") and not user:
        user, password = _secret(properties["SECRET_ID"])
    return Database(vendor, url, user, password)


def table_of(location: str, vendor: str) -> str:
    """Return a crawled table's name in its database.

    With MySQL, a connection can read tables of other databases, like crawlers do.
    """
    return location if vendor in ("mysql", "mariadb") else location.split(".", 1)[-1]


def _secret(secret_id: str) -> tuple[str, str]:
    import json

    import boto3

    client = boto3.client("secretsmanager")
    held = json.loads(client.get_secret_value(SecretId=secret_id)["SecretString"])
    return str(held.get("username", "")), str(held.get("password", ""))


def _with_name(url: str, database: str) -> str:
    """Return the URL of another database on the same server."""
    if "sqlite" in url.split("//")[0]:
        return url
    base, mark, rest = url.partition("?")
    scheme, _, location = base.partition("://")
    return f"{scheme}://{location.split('/')[0]}/{database}{mark}{rest}"


def jdbc_conf(database: Database) -> dict[str, str]:
    """Return the result of `extract_jdbc_conf`."""
    base = database.url.partition("?")[0]
    scheme, mark, location = base.partition("://")
    bare = f"{scheme}{mark}{location.split('/')[0]}" if mark else base
    return {
        "user": database.user,
        "password": database.password,
        "vendor": database.vendor,
        "url": bare,
        "fullUrl": database.url,
        "enforceSSL": "false",
    }
