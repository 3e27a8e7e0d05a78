"""JDBC URLs: parse them and connect with a Python driver.

Supports PostgreSQL (and Redshift, which uses its protocol), MySQL, MariaDB, and SQLite files.
Errors never contain passwords.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from glue_devendpoint.errors import InvalidInput

TIMEOUT_SECONDS = 10
Probe: TypeAlias = tuple[Callable[[], None], type[Exception]]

_PORTS = {"postgresql": 5432, "redshift": 5439, "mysql": 3306, "mariadb": 3306}


@dataclass(frozen=True, slots=True)
class JdbcTarget:
    """The database that a JDBC URL refers to; `path` is set for a SQLite file."""

    engine: str
    host: str = ""
    port: int = 0
    database: str = ""
    path: str = ""
    user: str = ""
    password: str = ""
    needs_ssl: bool = False

    @property
    def place(self) -> str:
        """The target as shown in errors."""
        return self.path or f"{self.host}:{self.port}/{self.database}"


def parse_jdbc_url(
    url: str, user: str = "", password: str = "", *, needs_ssl: bool = False
) -> JdbcTarget:
    """Parse a JDBC URL; use the credentials in its parameters if none are given."""
    scheme, _, rest = url.partition(":")
    engine = rest.partition(":")[0].lower()
    if scheme.lower() != "jdbc" or not rest.partition(":")[2]:
        raise InvalidInput("The JDBC URL must look like jdbc:postgresql://host:port/database")
    if engine == "sqlite":
        return _sqlite_target(rest.partition(":")[2])
    if engine not in _PORTS:
        raise InvalidInput(
            f"JDBC URLs for {engine} aren't supported. Use one for {', '.join(_PORTS)}, or sqlite."
        )
    try:
        parts = urlsplit(rest)
        host, port = parts.hostname, parts.port
    except ValueError as err:
        raise InvalidInput(f"The JDBC URL for {engine} is invalid: {err}") from err
    if not host:
        raise InvalidInput(f"The JDBC URL for {engine} has no host")
    parameters = {key.lower(): value for key, value in parse_qsl(parts.query)}
    ssl_mode = parameters.get("sslmode", parameters.get("ssl", "")).lower()
    return JdbcTarget(
        engine,
        host,
        port or _PORTS[engine],
        unquote(parts.path.lstrip("/")),
        user=user or parameters.get("user", ""),
        password=password or parameters.get("password", ""),
        needs_ssl=needs_ssl or ssl_mode in ("true", "require", "required", "verify-full"),
    )


def check_reachable(target: JdbcTarget, timeout: int = TIMEOUT_SECONDS) -> None:
    """Connect and run a query; on failure, raise an error with the driver's message."""
    probe, failures = _PROBES[target.engine](target, timeout)
    try:
        probe()
    except failures as err:
        reason = " ".join(str(err).split())
        if target.password:
            reason = reason.replace(target.password, "***")
        raise InvalidInput(
            f"Can't connect to {target.engine} at {target.place}: {reason}"
        ) from None


def _sqlite_target(path: str) -> JdbcTarget:
    if not Path(path).is_absolute():
        raise InvalidInput(
            "A JDBC URL for SQLite must use an absolute path, such as jdbc:sqlite:/a/file"
        )
    return JdbcTarget("sqlite", path=path)


def _postgresql_probe(target: JdbcTarget, timeout: int) -> Probe:
    try:
        import psycopg
        from psycopg.conninfo import make_conninfo
    except ModuleNotFoundError as err:
        raise _no_driver(target.engine, "psycopg", "postgres") from err

    def probe() -> None:
        settings: dict[str, Any] = {
            "host": target.host,
            "port": target.port,
            "dbname": target.database or None,
            "user": target.user or None,
            "password": target.password or None,
            "sslmode": "require" if target.needs_ssl else "prefer",
            "connect_timeout": timeout,
        }
        given = {name: value for name, value in settings.items() if value is not None}
        with psycopg.connect(make_conninfo(**given)) as connection:
            connection.execute("SELECT 1")

    return probe, psycopg.Error


def _mysql_probe(target: JdbcTarget, timeout: int) -> Probe:
    try:
        import pymysql
    except ModuleNotFoundError as err:
        raise _no_driver(target.engine, "pymysql", "mysql") from err

    def probe() -> None:
        with closing(
            pymysql.connect(
                host=target.host,
                port=target.port,
                database=target.database or None,
                user=target.user or None,
                password=target.password,
                connect_timeout=timeout,
                read_timeout=timeout,
                ssl={"check_hostname": False} if target.needs_ssl else None,
            )
        ) as connection:
            connection.ping(reconnect=False)

    return probe, pymysql.Error


def _sqlite_probe(target: JdbcTarget, timeout: int) -> Probe:
    def probe() -> None:
        address = f"file:{quote(target.path)}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=timeout)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()

    return probe, sqlite3.Error


def _no_driver(engine: str, module: str, extra: str) -> InvalidInput:
    return InvalidInput(
        f"Connecting to {engine} requires the {module} driver, which isn't installed. "
        f"Run: pip install 'glue-devendpoint[{extra}]'"
    )


_PROBES: dict[str, Callable[[JdbcTarget, int], Probe]] = {
    "postgresql": _postgresql_probe,
    "redshift": _postgresql_probe,
    "mysql": _mysql_probe,
    "mariadb": _mysql_probe,
    "sqlite": _sqlite_probe,
}
