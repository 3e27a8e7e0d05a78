"""SSL means the same to a connection test, a crawl, a frame and a table that Spark reads."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from awsglue.jdbc.connections import connection_database
from glue_jdbc.drivers import engine_of, java_ssl_properties
from glue_jdbc.targets import MAX_CERTIFICATE, as_certificate
from glue_jdbc.urls import read_url
from pyspark.sql import types as T
from pyspark_glue_database import DefaultSource
from sqlalchemy import text

from glue_devendpoint.catalog.connection_tests import jdbc_target, try_connection
from glue_devendpoint.crawlers.plan import CrawlInputs, plan_crawl
from glue_devendpoint.crawlers.progress import Report
from glue_devendpoint.crawlers.settings import CrawlSettings
from glue_devendpoint.files.buckets import Buckets
from glue_devendpoint.files.roots import Roots
from glue_devendpoint.spark.metastore.gateway import Gateway
from glue_devendpoint.spark.metastore.python_tables import with_python_source
from glue_devendpoint.spark.metastore.sources import PYTHON_OPTIONS, Abilities
from tests.mariadb_server import MariaDbServer, find_program
from tests.tls_server import TlsServer, make_certificate

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
Json = dict[str, Any]


def connection(url: str, **properties: str) -> Json:
    """Return a catalog connection of the user ann."""
    login = {"USERNAME": "ann", "PASSWORD": "pa55"}
    given = {"JDBC_CONNECTION_URL": url, **login, **properties}
    return {"Name": "shop", "ConnectionType": "JDBC", "ConnectionProperties": given}


def by_connection_test(given: Json, buckets: Buckets) -> None:
    """Do what TestConnection does."""
    try_connection(given, Roots((), buckets))


def by_crawl(given: Json, buckets: Buckets) -> None:
    """Crawl the table orders."""
    path = {"ConnectionName": "shop", "Path": "postgres/public/orders"}
    settings = CrawlSettings.from_crawler({"Name": "c", "Targets": {"JdbcTargets": [path]}})
    inputs = CrawlInputs("run", database_of=lambda _: jdbc_target(given, buckets))

    assert len(plan_crawl(settings, inputs, Report()).changes) == 1


def by_frame(given: Json, buckets: Buckets) -> None:
    """Read the table as a frame's tasks do."""

    def read(place: str) -> str:
        return as_certificate(buckets.read(place, MAX_CERTIFICATE))

    engine = engine_of(connection_database(given, "shop", read).target())
    with engine.connect() as opened:
        assert opened.execute(text("SELECT count(*) FROM orders")).scalar() == 3


def by_spark_table(given: Json, buckets: Buckets) -> None:
    """Read the table as the metastore bridge has Spark read it."""

    class Client:
        def get_connection(self, Name: str) -> Json:
            return {"Connection": given}

    table = {
        "Name": "orders",
        "Parameters": {"connectionName": "shop", "classification": "postgresql"},
        "StorageDescriptor": {"Location": "postgres.public.orders"},
    }
    shown = with_python_source(table, Gateway(Client), buckets, Abilities(extended=True))
    schema = T.StructType([T.StructField("id", T.IntegerType())])
    reader = DefaultSource(shown[PYTHON_OPTIONS]).reader(schema)
    [partition] = reader.partitions()

    assert sum(batch.num_rows for batch in reader.read(partition)) == 3


DOORS = [by_connection_test, by_crawl, by_frame, by_spark_table]
Door = Callable[[Json, Buckets], None]


@pytest.fixture
def buckets(tmp_path: Path, tls_postgres: TlsServer) -> Buckets:
    """A bucket with the server's certificate, another one, and a text."""
    folder = tmp_path / "buckets" / "keys"
    folder.mkdir(parents=True)
    shutil.copy(tls_postgres.certificate, folder / "root.pem")
    make_certificate(folder / "other.pem", tmp_path / "other.key")
    (folder / "notes.txt").write_text("no certificate")
    return Buckets(tmp_path / "buckets")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("parameters", "properties"),
    [
        ("", {}),
        ("", {"JDBC_ENFORCE_SSL": "true"}),
        ("?sslmode=disable", {"JDBC_ENFORCE_SSL": "true"}),
        ("", {"CUSTOM_JDBC_CERT": "s3://keys/root.pem"}),
        ("", {"JDBC_ENFORCE_SSL": "true", "CUSTOM_JDBC_CERT": "s3://keys/root.pem"}),
    ],
)
def test_a_server_that_wants_ssl_lets_us_in(
    tls_postgres: TlsServer, buckets: Buckets, door: Door, parameters: str,
    properties: dict[str, str],
) -> None:  # fmt: skip
    door(connection(tls_postgres.url + parameters, **properties), buckets)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("parameters", "properties", "reason"),
    [
        ("?sslmode=disable", {}, "no encryption"),
        ("?sslmode=verify-full", {}, "root certificate"),
        ("", {"CUSTOM_JDBC_CERT": "s3://keys/other.pem"}, "certificate verify failed"),
        ("", {"JDBC_ENFORCE_SSL": "true", "CUSTOM_JDBC_CERT": "s3://keys/other.pem"},
         "certificate verify failed"),
        ("", {"CUSTOM_JDBC_CERT": "s3://keys/none.pem"}, "none.pem"),
        ("", {"CUSTOM_JDBC_CERT": "s3://keys/notes.txt"}, "PEM|can't be read"),
    ],
)  # fmt: skip
def test_settings_that_the_server_does_not_meet_keep_everybody_out(
    tls_postgres: TlsServer, buckets: Buckets, door: Door, parameters: str,
    properties: dict[str, str], reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setenv("HOME", str(tmp_path))  # where libpq looks for certificates

    with pytest.raises(Exception, match=reason) as refused:
        door(connection(tls_postgres.url + parameters, **properties), buckets)

    assert "pa55" not in str(refused.value)


@pytest.mark.parametrize("door", DOORS)
def test_a_server_without_ssl_is_refused_where_ssl_is_enforced(
    postgres_url: str, buckets: Buckets, door: Door
) -> None:
    given = connection(f"jdbc:{postgres_url}", JDBC_ENFORCE_SSL="true")

    with pytest.raises(Exception, match="does not support SSL"):
        door(given, buckets)


def test_the_certificate_of_another_host_is_refused(
    tls_postgres: TlsServer, buckets: Buckets
) -> None:
    url = tls_postgres.url.replace("127.0.0.1", "localhost")
    certificate = {"CUSTOM_JDBC_CERT": "s3://keys/root.pem"}

    try_connection(connection(url, **certificate), Roots((), buckets))

    with pytest.raises(Exception, match="does not match host name"):
        try_connection(connection(url, JDBC_ENFORCE_SSL="true", **certificate), Roots((), buckets))


@pytest.fixture(scope="module")
def tls_mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MariaDbServer, Path]]:
    """A MariaDB server that demands SSL of ann, and its certificate."""
    installer, program = find_program("mariadb-install-db"), find_program("mariadbd")
    if installer is None or program is None:
        pytest.skip("no mariadbd and mariadb-install-db here (Debian: mariadb-server)")
    folder = tmp_path_factory.mktemp("tls-mariadb")
    for each in (folder, *folder.parents[:2]):
        each.chmod(0o755)
    certificate, key = folder / "cert.pem", folder / "key.pem"
    make_certificate(certificate, key)
    key.chmod(0o644)
    server = MariaDbServer(installer, program, f"--ssl-cert={certificate}", f"--ssl-key={key}")
    server.execute("CREATE USER ann@localhost IDENTIFIED BY 'pa55' REQUIRE SSL")
    yield server, certificate
    server.stop()


@pytest.mark.parametrize(
    ("parameters", "properties", "reason"),
    [
        ("?useSSL=true", {}, ""),
        ("", {"JDBC_ENFORCE_SSL": "true"}, ""),
        ("", {"JDBC_ENFORCE_SSL": "true", "CUSTOM_JDBC_CERT": "root"}, ""),
        ("?useSSL=false", {}, "denied"),
        ("?sslMode=VERIFY_CA", {}, "certificate verify failed"),
        (
            "",
            {"JDBC_ENFORCE_SSL": "true", "CUSTOM_JDBC_CERT": "other"},
            "certificate verify failed",
        ),
    ],
)
def test_mariadb_keeps_the_same_rules(
    tls_mariadb: tuple[MariaDbServer, Path], buckets: Buckets, parameters: str,
    properties: dict[str, str], reason: str,
) -> None:  # fmt: skip
    server, certificate = tls_mariadb
    places = {"root": str(certificate), "other": "s3://keys/other.pem"}
    given = {name: places.get(value, value) for name, value in properties.items()}
    url = f"jdbc:mariadb://127.0.0.1:{server.port}/{parameters}"

    if not reason:
        return try_connection(connection(url, **given), Roots((), buckets))
    with pytest.raises(Exception, match=reason):
        try_connection(connection(url, **given), Roots((), buckets))
    return None


def test_mariadb_without_ssl_is_refused_where_ssl_is_enforced(
    mariadb: MariaDbServer, buckets: Buckets
) -> None:
    mariadb.execute("CREATE OR REPLACE USER ann@localhost IDENTIFIED BY 'pa55'")
    url = f"jdbc:mysql://127.0.0.1:{mariadb.port}/"

    with pytest.raises(Exception, match="SSL"):
        try_connection(connection(url, JDBC_ENFORCE_SSL="true"), Roots((), buckets))


@pytest.mark.parametrize(
    ("url", "properties"),
    [
        ("jdbc:postgresql://h/d", {"ssl": "true", "sslmode": "require"}),
        ("jdbc:mysql://h/d", {"sslMode": "REQUIRED"}),
        ("jdbc:mysql://h/d?sslMode=VERIFY_CA", {"sslMode": "VERIFY_CA"}),
        ("jdbc:mariadb://h/d", {"sslMode": "trust"}),
        ("jdbc:sqlserver://h;databaseName=d",
         {"encrypt": "true", "trustServerCertificate": "true"}),
        ("jdbc:sqlite:/a.db", {}),
    ],
)  # fmt: skip
def test_a_jdbc_driver_is_told_to_use_ssl(url: str, properties: dict[str, str]) -> None:
    assert java_ssl_properties(read_url(url).with_ssl("require")) == properties
    assert java_ssl_properties(read_url("jdbc:mysql://h/d")) == {}
