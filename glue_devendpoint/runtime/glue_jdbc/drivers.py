"""The Python driver of each database engine, and connections with a target's SSL settings."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from glue_jdbc.targets import JdbcError, JdbcTarget

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

_ODBC = "ODBC Driver 18 for SQL Server"
_PROJECT = "glue-devendpoint"


@dataclass(frozen=True, slots=True)
class Driver:
    """A driver: its SQLAlchemy name, its module, its package, and a query to test it."""

    dialect: str
    module: str
    package: str
    port: int = 0
    probe: str = "SELECT 1"


DRIVERS = {
    "postgresql": Driver("postgresql+psycopg", "psycopg", f"{_PROJECT}[postgres]", 5432),
    "redshift": Driver("postgresql+psycopg", "psycopg", f"{_PROJECT}[postgres]", 5439),
    "mysql": Driver("mysql+pymysql", "pymysql", f"{_PROJECT}[mysql]", 3306),
    "mariadb": Driver("mysql+pymysql", "pymysql", f"{_PROJECT}[mysql]", 3306),
    "sqlserver": Driver("mssql+pyodbc", "pyodbc", "pyodbc", 1433),
    "oracle": Driver("oracle+oracledb", "oracledb", "oracledb", 1521, "SELECT 1 FROM dual"),
    "sqlite": Driver("sqlite", "sqlite3", "", 0, "SELECT count(*) FROM sqlite_master"),
}


class DriverMissing(JdbcError):
    """The Python driver of a database isn't installed."""


class CannotConnect(JdbcError):
    """The connection to the database failed."""


def sqlalchemy_url(target: JdbcTarget, *, is_read_only: bool = False) -> URL:
    """Return the SQLAlchemy URL of the database."""
    from sqlalchemy import URL

    dialect = DRIVERS[target.engine].dialect
    if target.engine == "sqlite" and not is_read_only:
        return URL.create(dialect, database=target.path)
    if target.engine == "sqlite":
        file = f"file:{quote(target.path)}"
        return URL.create(dialect, database=file, query={"mode": "ro", "uri": "true"})
    is_service = target.engine == "oracle" and not target.is_sid
    return URL.create(
        dialect,
        target.user or None,
        target.password or None,
        target.host,
        target.port,
        None if is_service else target.database or None,
        {**dict(target.options), **_settings_in_url(target)},
    )


def engine_of(target: JdbcTarget, *, timeout: int = 60, is_read_only: bool = False) -> Engine:
    """Return an engine that keeps no connections between uses."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    _check_driver(target)
    url = sqlalchemy_url(target, is_read_only=is_read_only)
    opener = _Opener(target, url, timeout)
    return create_engine(url, poolclass=NullPool, creator=opener.open, hide_parameters=True)


def check_reachable(target: JdbcTarget, timeout: int = 10) -> None:
    """Connect and run a query. The error contains the driver's reason."""
    _check_driver(target)
    opener = _Opener(target, sqlalchemy_url(target, is_read_only=True), timeout)
    try:
        with closing(opener.open()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(DRIVERS[target.engine].probe)
            cursor.fetchall()
    except (opener.dialect.loaded_dbapi.Error, OSError) as err:
        reason = " ".join(str(err).split())
        if target.password:
            reason = reason.replace(target.password, "***")
        place = f"{target.engine} at {target.place}"
        raise CannotConnect(f"Can't connect to {place}: {reason}") from None


def java_ssl_properties(target: JdbcTarget) -> dict[str, str]:
    """Return the settings that make a JDBC driver refuse connections without SSL."""
    if not target.needs_ssl:
        return {}
    checks = target.checks_certificate
    match target.engine:
        case "postgresql" | "redshift":
            return {"ssl": "true", "sslmode": target.ssl_mode}
        case "mysql":
            modes = {"verify-ca": "VERIFY_CA", "verify-full": "VERIFY_IDENTITY"}
            return {"sslMode": modes.get(target.ssl_mode, "REQUIRED")}
        case "mariadb":
            return {"sslMode": target.ssl_mode if checks else "trust"}
        case "sqlserver":
            return {"encrypt": "true", "trustServerCertificate": str(not checks).lower()}
    return {}


@dataclass(frozen=True, slots=True)
class _Opener:
    """Opens connections with the driver, like SQLAlchemy, with the target's SSL settings."""

    target: JdbcTarget
    url: URL
    timeout: int

    @property
    def dialect(self) -> Any:
        kind: Any = self.url.get_dialect()
        return kind(dbapi=kind.import_dbapi())

    def open(self) -> Any:
        """Return a connection, encrypted if required."""
        dialect = self.dialect
        arguments, settings = dialect.create_connect_args(self.url)
        with _driver_settings(self.target, self.timeout) as more:
            connection = dialect.connect(*arguments, **{**settings, **more})
        if self.target.engine in ("mysql", "mariadb") and self.target.needs_ssl:
            _check_encrypted(connection, dialect)
        return connection


def _check_driver(target: JdbcTarget) -> None:
    driver = DRIVERS[target.engine]
    if find_spec(driver.module) is None:
        raise DriverMissing(
            f"Can't connect to {target.engine}: the Python driver {driver.module} isn't "
            f"installed; run: pip install '{driver.package}'"
        )


def _settings_in_url(target: JdbcTarget) -> dict[str, str]:
    match target.engine:
        case "postgresql" | "redshift":
            found = {"sslmode": target.ssl_mode, "sslrootcert": target.ssl_root_file}
            return {name: value for name, value in found.items() if value}
        case "sqlserver":
            encrypt = {"": {}, "disable": {"Encrypt": "no"}, "prefer": {"Encrypt": "no"}}
            trusts = "no" if target.checks_certificate else "yes"
            strict = {"Encrypt": "yes", "TrustServerCertificate": trusts}
            return {"driver": _ODBC, **encrypt.get(target.ssl_mode, strict)}
        case "oracle" if not target.is_sid:
            return {"service_name": target.database}
    return {}


@contextmanager
def _driver_settings(target: JdbcTarget, timeout: int) -> Iterator[dict[str, Any]]:
    """Yield the driver's arguments besides the URL, valid while it connects."""
    match target.engine:
        case "sqlite":
            yield {"timeout": timeout}
        case "mysql" | "mariadb":
            context = _ssl_context(target) if target.needs_ssl else None
            is_off = target.ssl_mode == "disable"
            yield {"connect_timeout": timeout, "ssl": context, "ssl_disabled": is_off}
        case "postgresql" | "redshift":
            with _file_of(target.certificate) as path:
                yield {"connect_timeout": timeout, **({"sslrootcert": path} if path else {})}
        case "oracle" if target.needs_ssl:
            dsn = f"tcps://{target.host}:{target.port}/{target.database}"
            yield {"dsn": dsn, "ssl_context": _ssl_context(target)}
        case "sqlserver" if target.certificate:
            raise CannotConnect(
                "Custom certificates aren't supported for SQL Server here; add the certificate to "
                "the system's trusted ones"
            )
        case "sqlserver":
            yield {"timeout": timeout}
        case _:
            yield {}


def _ssl_context(target: JdbcTarget) -> ssl.SSLContext:
    root = target.ssl_root_file or None
    context = ssl.create_default_context(cafile=root, cadata=target.certificate or None)
    context.check_hostname = target.ssl_mode == "verify-full"
    if not target.checks_certificate:
        context.verify_mode = ssl.CERT_NONE
    return context


@contextmanager
def _file_of(certificate: str) -> Iterator[str]:
    """Yield a certificate as a file, for drivers that need one, or "" if there is none."""
    if not certificate:
        yield ""
        return
    handle, path = tempfile.mkstemp(prefix="glue-certificate-", suffix=".pem")
    try:
        with open(handle, "w", encoding="ascii") as file:
            file.write(certificate)
        yield path
    finally:
        Path(path).unlink()


def _check_encrypted(connection: Any, dialect: Any) -> None:
    """Refuse a connection that PyMySQL left unencrypted because the server has no SSL."""
    with closing(connection.cursor()) as cursor:
        cursor.execute("SHOW STATUS LIKE 'Ssl_cipher'")
        row = cursor.fetchone()
    if not row or not row[1]:
        connection.close()
        raise dialect.loaded_dbapi.OperationalError("the server doesn't offer SSL")
