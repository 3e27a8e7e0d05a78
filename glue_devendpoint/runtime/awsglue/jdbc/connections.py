"""Database connections: from options, JDBC URLs, or catalog connections."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from glue_jdbc.drivers import java_ssl_properties
from glue_jdbc.targets import MAX_CERTIFICATE, JdbcError, JdbcTarget, as_certificate
from glue_jdbc.urls import read_url

from awsglue import buckets
from awsglue.files import FileStore
from awsglue.formats.options import Options

_SHELL = re.compile(r"^(?:jdbc:)?(\w+)(?:\+\w+)?:")


@dataclass(frozen=True, slots=True)
class Database:
    """The address, credentials, and SSL settings of a database."""

    vendor: str
    url: str = field(repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    enforces_ssl: bool = False
    certificate_place: str = ""
    certificate: str = field(default="", repr=False)

    def target(self) -> JdbcTarget:
        """Return the target of the URL, with the settings of the connection."""
        try:
            target = read_url(_SHELL.sub(r"jdbc:\1:", self.url))
        except JdbcError as error:
            raise self._unreadable(error) from None
        properties = {
            "USERNAME": self.user,
            "PASSWORD": self.password,
            "JDBC_ENFORCE_SSL": str(self.enforces_ssl).lower(),
        }
        return target.with_properties(properties, self.certificate)

    def _unreadable(self, reason: JdbcError) -> ValueError:
        may_hold_secrets = re.search("[@?;]", self.url)
        shown = (
            re.sub(r"(?s)^((?:jdbc:\w+:)?).*", r"\1***", self.url) if may_hold_secrets else self.url
        )
        return ValueError(f"can't read the database URL {shown!r}: {reason}")


def database_of(context: Any, vendor: str, options: Options) -> Database:
    """Return the database for connection options."""
    name = options.text("connectionName")
    if name:
        connection = context.catalog(None).connection(name)
        held = connection_database(connection, name, partial(_certificate, context))
        given = options.text("database")
        user, password = _credentials(options, held.user, held.password)
        url = _with_name(held.url, given) if given else held.url
        return replace(held, url=url, user=user, password=password)
    url = options.text("url")
    if not url:
        raise ValueError(
            f"a {vendor} connection requires the option url (jdbc:{vendor}://host:port/database) "
            "or connectionName"
        )
    place = options.text("customJDBCCert")
    return Database(
        _vendor(url, vendor),
        url,
        *_credentials(options),
        options.flag("enforceSSL"),
        place,
        _certificate(context, place) if place else "",
    )


def _credentials(options: Options, user: str = "", password: str = "") -> tuple[str, str]:
    """Return the credentials in options, or in the secret that they name, or the given ones."""
    secret = options.text("secretId")
    if secret and not options.text("user"):
        user, password = _secret(secret)
    return options.text("user") or user, options.text("password") or password


def connection_database(
    connection: Mapping[str, Any], name: str, read_certificate: Callable[[str], str]
) -> Database:
    """Return the database of a catalog connection."""
    properties = connection.get("ConnectionProperties") or {}
    url = properties.get("JDBC_CONNECTION_URL")
    if not url:
        raise ValueError(f"connection {name!r} has no JDBC_CONNECTION_URL")
    user, password = properties.get("USERNAME", ""), properties.get("PASSWORD", "")
    if properties.get("SECRET_ID") and not user:
        user, password = _secret(properties["SECRET_ID"])
    place = properties.get("CUSTOM_JDBC_CERT", "")
    return Database(
        _vendor(url, "jdbc"),
        url,
        user,
        password,
        properties.get("JDBC_ENFORCE_SSL", "").lower() == "true",
        place,
        read_certificate(place) if place else "",
    )


def driver_of(context: Any, options: Options) -> str:
    """Return the class of the user's own JDBC driver, whose JAR file Spark gets, or ""."""
    driver, jar = options.text("customJdbcDriverClassName"), options.text("customJdbcDriverS3Path")
    if jar and not driver:
        raise ValueError(
            "customJdbcDriverS3Path requires customJdbcDriverClassName, the class of the driver; "
            "leave out both to use the Python driver of the database"
        )
    if jar:
        spark = context.spark_session
        buckets.ensure(spark.sparkContext._jsc.hadoopConfiguration(), jar)
        spark.sql(f"ADD JAR {jar}")
    return driver


def driver_options(database: Database, driver: str) -> dict[str, str]:
    """Return the options with which Spark accesses a database with the user's JDBC driver."""
    given = {"url": database.url, "user": database.user, "password": database.password}
    secure = java_ssl_properties(database.target()) if database.enforces_ssl else {}
    return {**given, "driver": driver, **secure}


def table_of(location: str, vendor: str) -> str:
    """Return a crawled table's name in its database.

    With MySQL, a connection can read tables of other databases, like crawlers do.
    """
    return location if vendor in ("mysql", "mariadb") else location.split(".", 1)[-1]


def _vendor(url: str, otherwise: str) -> str:
    found = _SHELL.match(url)
    return found.group(1).lower() if found else otherwise


def _certificate(context: Any, place: str) -> str:
    """Return the root certificate at a connection's location."""
    content = FileStore(context.spark_session).read(place, MAX_CERTIFICATE)
    try:
        return as_certificate(content)
    except ValueError as error:
        raise ValueError(f"can't use the certificate {place}: {error}") from None


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
    if "sqlserver" in url.split("//")[0]:
        return re.sub(r"(?i);database(name)?=[^;]*", "", url) + f";databaseName={database}"
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
        "enforceSSL": str(database.enforces_ssl).lower(),
        "customJDBCCert": database.certificate_place,
    }
