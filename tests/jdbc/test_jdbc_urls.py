"""JDBC URLs as their drivers read them."""

from __future__ import annotations

import traceback

import pytest
from glue_jdbc.drivers import DRIVERS, sqlalchemy_url
from glue_jdbc.targets import JdbcTarget
from glue_jdbc.urls import JdbcUrlError, read_url
from hypothesis import given
from hypothesis import strategies as st

PASSWORD = "pa55:w0rd"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("jdbc:postgresql://db.example/shop", "db.example:5432/shop"),
        ("JDBC:PostgreSQL://db.example:6543/shop?x=1", "db.example:6543/shop"),
        ("jdbc:postgresql://[::1]:6543/shop", "[::1]:6543/shop"),
        ("jdbc:postgresql://[2001:db8::7]/shop", "[2001:db8::7]:5432/shop"),
        ("jdbc:postgresql:shop", "localhost:5432/shop"),
        ("jdbc:postgresql://h/my%20shop", "h:5432/my shop"),
        ("jdbc:redshift://h/dev", "h:5439/dev"),
        ("jdbc:mysql://h/shop?useSSL=false", "h:3306/shop"),
        ("jdbc:mariadb://h:33/shop", "h:33/shop"),
        ("jdbc:sqlserver://h:1444;databaseName=shop;user=ann", "h:1444/shop"),
        ("jdbc:sqlserver://h;database={a;b}}c}", "h:1433/a;b}c"),
        ("jdbc:sqlserver://h\\inst:1444;databaseName=shop", "h:1444/shop"),
        ("jdbc:sqlserver://;serverName=2001:db8::7;port=9;databaseName=s", "[2001:db8::7]:9/s"),
        ("jdbc:sqlserver://h:1433/shop", "h:1433/shop"),
        ("jdbc:oracle:thin:@//h:1522/svc", "h:1522/svc"),
        ("jdbc:oracle:thin://@h:1521/svc", "h:1521/svc"),
        ("jdbc:oracle:thin:@h:1521:orcl", "h:1521/orcl"),
        ("jdbc:oracle:thin:ann/pw@tcps://h:2484/svc", "h:2484/svc"),
        ("jdbc:sqlite:/data/shop.db?cache=shared", "/data/shop.db"),
        ("jdbc:sqlite:///data/shop.db", "/data/shop.db"),
        ("jdbc:sqlite:file:/data/shop.db", "/data/shop.db"),
    ],
)  # fmt: skip
def test_a_url_leads_to_a_place(url: str, place: str) -> None:
    assert read_url(url).place == place


@pytest.mark.parametrize(
    "url",
    [
        "jdbc:postgresql://h/d?user=ann&password=pa55%3Aw0rd",
        "jdbc:postgresql://ann:pa55%3Aw0rd@h/d",
        "jdbc:redshift://h/d?UID=ann&PWD=pa55:w0rd",
        "jdbc:mysql://ann:pa55:w0rd@h/d",
        "jdbc:mysql://h/d?user=ann&password=pa55:w0rd&useSSL=true",
        "jdbc:sqlserver://h;databaseName=d;user=ann;password={pa55:w0rd}",
        "jdbc:oracle:thin:ann/pa55:w0rd@//h:1521/d",
    ],
)
def test_who_comes_may_stand_in_the_url(url: str) -> None:
    found = read_url(url)

    assert (found.user, found.password) == ("ann", PASSWORD)
    assert PASSWORD not in repr(found)
    assert found.with_login("bob", "").user == "bob"


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("jdbc:postgresql://h/d", ""),
        ("jdbc:postgresql://h/d?ssl=true", "require"),
        ("jdbc:postgresql://h/d?ssl", "require"),
        ("jdbc:postgresql://h/d?ssl=true&sslmode=disable", "disable"),
        ("jdbc:postgresql://h/d?sslmode=verify-ca", "verify-ca"),
        ("jdbc:redshift://h/d?sslMode=verify-full", "verify-full"),
        ("jdbc:mysql://h/d?useSSL=false", "disable"),
        ("jdbc:mysql://h/d?useSSL=true&requireSSL=true", "require"),
        ("jdbc:mysql://h/d?useSSL=true&verifyServerCertificate=true", "verify-ca"),
        ("jdbc:mysql://h/d?sslMode=VERIFY_IDENTITY", "verify-full"),
        ("jdbc:mysql://h/d?sslMode=PREFERRED", "prefer"),
        ("jdbc:mariadb://h/d?sslMode=trust", "require"),
        ("jdbc:mariadb://h/d?useSsl=true&serverSslCert=/a.pem", "verify-ca"),
        ("jdbc:sqlserver://h;databaseName=d;encrypt=true", "verify-full"),
        ("jdbc:sqlserver://h;databaseName=d;encrypt=true;trustServerCertificate=true", "require"),
        ("jdbc:sqlserver://h;databaseName=d;encrypt=false", "disable"),
        ("jdbc:oracle:thin:@tcps://h:2484/d", "verify-full"),
    ],
)
def test_a_url_says_how_much_ssl_it_wants(url: str, mode: str) -> None:
    assert read_url(url).ssl_mode == mode


@pytest.mark.parametrize(
    ("url", "properties", "certificate", "mode"),
    [
        ("jdbc:mysql://h/d", {}, "", ""),
        ("jdbc:mysql://h/d", {"JDBC_ENFORCE_SSL": "true"}, "", "require"),
        ("jdbc:mysql://h/d?useSSL=false", {"JDBC_ENFORCE_SSL": "TRUE"}, "", "require"),
        ("jdbc:mysql://h/d?sslMode=VERIFY_CA", {"JDBC_ENFORCE_SSL": "true"}, "", "verify-ca"),
        ("jdbc:mysql://h/d", {"JDBC_ENFORCE_SSL": "false"}, "PEM", "verify-ca"),
        ("jdbc:mysql://h/d", {"JDBC_ENFORCE_SSL": "true"}, "PEM", "verify-full"),
    ],
)
def test_a_connection_may_want_more_ssl_than_its_url(
    url: str, properties: dict[str, str], certificate: str, mode: str
) -> None:
    assert read_url(url).with_properties(properties, certificate).ssl_mode == mode


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (f"postgresql://ann:{PASSWORD}@h/d", "must look like jdbc:"),
        ("jdbc:postgresql", "must look like jdbc:"),
        (f"jdbc:db2://h/d?password={PASSWORD}", "'db2' aren't supported"),
        (f"jdbc:postgresql:///d?password={PASSWORD}", "has no host"),
        (f"jdbc:postgresql://h:{PASSWORD}/d", "is invalid: use host:port"),
        (f"jdbc:postgresql://h:0/d?password={PASSWORD}", "invalid port"),
        (f"jdbc:postgresql://::1/d?password={PASSWORD}", "in brackets"),
        (f"jdbc:postgresql://a,b/d?password={PASSWORD}", "several hosts"),
        (f"jdbc:postgresql://h/d?sslmode=maybe&password={PASSWORD}", "invalid sslmode"),
        (f"jdbc:mysql:loadbalance://a/d?password={PASSWORD}", "must look like jdbc:mysql"),
        (f"jdbc:mysql://address=(host=a)(port=1)/d?password={PASSWORD}", "several hosts"),
        (f"jdbc:sqlserver://h\\inst;password={PASSWORD}", "use the instance's port"),
        (f"jdbc:oracle:oci:ann/{PASSWORD}@h", "must look like jdbc:oracle:thin"),
        (f"jdbc:oracle:thin:ann/{PASSWORD}@(DESCRIPTION=...)", "must look like jdbc:oracle:thin"),
        ("jdbc:sqlite:?x=1", "has no file path"),
    ],
)
def test_a_url_that_cannot_be_used_says_why_and_tells_no_password(url: str, reason: str) -> None:
    with pytest.raises(JdbcUrlError, match=reason) as refused:
        read_url(url)

    assert PASSWORD not in "".join(traceback.format_exception(refused.value))


@given(st.sampled_from(sorted(DRIVERS)), st.text(max_size=40))
def test_any_url_is_read_or_refused(engine: str, rest: str) -> None:
    try:
        found = read_url(f"jdbc:{engine}:{rest}")
    except JdbcUrlError:
        return

    assert JdbcTarget.from_text(found.as_text()) == found


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("jdbc:postgresql://u:p%40@[::1]/d?sslmode=verify-full&sslrootcert=/a.pem&options=-c%20x",
         "postgresql+psycopg://u:p%40@[::1]:5432/d?options=-c+x&sslmode=verify-full&"
         "sslrootcert=%2Fa.pem"),
        ("jdbc:mysql://h/d?charset=utf8mb4&useSSL=true", "mysql+pymysql://h:3306/d?charset=utf8mb4"),
        ("jdbc:oracle:thin:@//h:1521/svc", "oracle+oracledb://h:1521?service_name=svc"),
        ("jdbc:oracle:thin:@h:1521:orcl", "oracle+oracledb://h:1521/orcl"),
        ("jdbc:sqlserver://h;databaseName=d;encrypt=true",
         "mssql+pyodbc://h:1433/d?Encrypt=yes&TrustServerCertificate=no&"
         "driver=ODBC+Driver+18+for+SQL+Server"),
        ("jdbc:sqlite:/a b.db", "sqlite:////a b.db"),
    ],
)  # fmt: skip
def test_sqlalchemy_is_led_to_the_same_place(url: str, wanted: str) -> None:
    assert sqlalchemy_url(read_url(url)).render_as_string(hide_password=False) == wanted
