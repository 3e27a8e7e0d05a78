"""JDBC URLs, read as the drivers of PostgreSQL, MySQL, SQL Server, Oracle and SQLite read them.

Errors contain only the database engine, because a password can be anywhere in a URL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import unquote, unquote_plus

from glue_jdbc.drivers import DRIVERS
from glue_jdbc.targets import JdbcError, JdbcTarget

_MYSQL_MODES = {
    "disable": "disable",
    "disabled": "disable",
    "preferred": "prefer",
    "required": "require",
    "trust": "require",
    "verify_ca": "verify-ca",
    "verify-ca": "verify-ca",
    "verify_identity": "verify-full",
    "verify-full": "verify-full",
}
_POSTGRESQL_MODES = {
    "disable": "disable",
    "allow": "prefer",
    "prefer": "prefer",
    "require": "require",
    "verify-ca": "verify-ca",
    "verify-full": "verify-full",
}
_PASSED_ON = {
    "postgresql": ("options", "application_name"),
    "redshift": ("options", "application_name"),
    "mysql": ("charset",),
    "mariadb": ("charset",),
}
_YES = frozenset({"true", "yes", "1", ""})
_PLACE = re.compile(r"(?:\[([0-9A-Fa-f:.%]+)\]|([^\[\]:,()]*))(?::([0-9]*))?")
_PAIR = re.compile(r"\s*([^=;]+)=(?:\{((?:[^}]|\}\})*)\}|([^;]*))(?:;|$)")
_ORACLE_SID = re.compile(r"(.*:[0-9]+):([^:/]+)")


class JdbcUrlError(JdbcError):
    """The JDBC URL is invalid. The message states why."""


def read_url(url: str) -> JdbcTarget:
    """Return the target of a JDBC URL, or raise JdbcUrlError."""
    scheme, _, rest = url.strip().partition(":")
    word, colon, rest = rest.partition(":")
    engine = {"azuresql": "sqlserver"}.get(word.lower(), word.lower())
    if scheme.lower() != "jdbc" or not colon or not rest:
        raise JdbcUrlError("The JDBC URL must look like jdbc:postgresql://host:port/database")
    if engine not in _READERS:
        raise JdbcUrlError(
            f"JDBC URLs of {engine!r} aren't supported; use one of {', '.join(_READERS)}"
        )
    return _READERS[engine](engine, rest)


def _read_postgresql(engine: str, rest: str) -> JdbcTarget:
    address, given = _with_parameters(rest)
    if not address.startswith("//"):
        address = f"//localhost/{address.lstrip('/')}"  # as in jdbc:postgresql:database
    login = _login(given, ("user", "uid"), ("password", "pwd"))
    target = _server(engine, address, given).with_login(*login)
    mode = given.get("sslmode", "").lower()
    if mode not in ("", *_POSTGRESQL_MODES):
        raise JdbcUrlError(f"The JDBC URL of {engine} has an invalid sslmode")
    if not mode and "ssl" in given:
        mode = "require" if given["ssl"].lower() in _YES else "disable"
    return _with_ssl(target, _POSTGRESQL_MODES.get(mode, ""), given.get("sslrootcert", ""))


def _read_mysql(engine: str, rest: str) -> JdbcTarget:
    address, given = _with_parameters(rest)
    if not address.startswith("//"):
        raise JdbcUrlError(f"The JDBC URL of {engine} must look like jdbc:{engine}://host/database")
    login = _login(given, ("user",), ("password",))
    target = _server(engine, address, given).with_login(*login)
    mode = given.get("sslmode", "").lower()
    if mode not in ("", *_MYSQL_MODES):
        raise JdbcUrlError(f"The JDBC URL of {engine} has an invalid sslMode")
    root = given.get("serversslcert", "")
    return _with_ssl(target, _MYSQL_MODES.get(mode) or _older_mysql_mode(given), root)


def _older_mysql_mode(given: Mapping[str, str]) -> str:
    """Return the mode that the parameters used before `sslMode` state."""
    words = [given[name].lower() for name in ("requiressl", "usessl", "ssl") if name in given]
    if not any(word in _YES for word in words):
        return "disable" if words else ""
    checks = given.get("verifyservercertificate", "false").lower() in _YES
    return "verify-ca" if checks or given.get("serversslcert") else "require"


def _read_sqlserver(engine: str, rest: str) -> JdbcTarget:
    address, _, text = rest.partition(";")
    given: dict[str, str] = {}
    for name, quoted, plain in _PAIR.findall(text):
        given[name.strip().lower()] = quoted.replace("}}", "}") or plain.strip()
    place, _, path = address.removeprefix("//").partition("/")
    server, _, instance = place.partition("\\")
    instance, _, port = instance.partition(":")
    host = server or given.get("servername", "") or given.get("server", "")
    number = port or given.get("portnumber", "") or given.get("port", "")
    if instance and not number:
        raise JdbcUrlError(
            "The JDBC URL of sqlserver contains an instance name; use the instance's port instead"
        )
    host = f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host
    whole = f"//{host}:{number}" if number else f"//{host}"
    database = given.get("databasename") or given.get("database") or unquote(path)
    target = _server(engine, f"{whole}/{database.replace('%', '%25')}", given).with_login(
        *_login(given, ("user", "username"), ("password",))
    )
    encrypt = given.get("encrypt", "").lower()
    mode = "disable" if encrypt in ("false", "optional", "no") else ""
    if encrypt in ("true", "mandatory", "strict", "yes"):
        trusts = given.get("trustservercertificate", "false").lower() in _YES
        mode = "require" if trusts else "verify-full"
    return target.with_ssl(mode)


def _read_oracle(engine: str, rest: str) -> JdbcTarget:
    kind, _, rest = rest.partition(":")
    login, at, address = rest.rpartition("@")
    if kind.lower() != "thin" or not at or address.startswith("("):
        raise JdbcUrlError(
            "The JDBC URL of oracle must look like jdbc:oracle:thin:@//host:port/service"
        )
    address, given = _with_parameters(address)
    protocol, has_protocol, place = address.rpartition("//")
    sid = _ORACLE_SID.fullmatch(place)
    place = f"{sid[1]}/{sid[2]}" if sid else place
    user, _, password = login.removeprefix("//").partition("/")
    target = _server(engine, f"//{place}", given, is_sid=sid is not None)
    is_secure = has_protocol and protocol.lower() == "tcps:"
    return target.with_login(user, password).with_ssl("verify-full" if is_secure else "")


def _read_sqlite(engine: str, rest: str) -> JdbcTarget:
    path = re.sub(r"^(?:file:)?(?://)?", "", rest.partition("?")[0])
    if not path:
        raise JdbcUrlError("The JDBC URL of sqlite has no file path")
    return JdbcTarget(engine, path=re.sub("^/+", "/", path))


_READERS: dict[str, Callable[[str, str], JdbcTarget]] = {
    "postgresql": _read_postgresql,
    "redshift": _read_postgresql,
    "mysql": _read_mysql,
    "mariadb": _read_mysql,
    "sqlserver": _read_sqlserver,
    "oracle": _read_oracle,
    "sqlite": _read_sqlite,
}


def _server(
    engine: str, address: str, given: Mapping[str, str], *, is_sid: bool = False
) -> JdbcTarget:
    """Read `//[user[:password]@]host[:port]/database`."""
    authority, _, path = address.removeprefix("//").partition("/")
    login, _, place = authority.rpartition("@")
    if "," in place or "(" in place:
        raise JdbcUrlError(f"The JDBC URL of {engine} has several hosts; use one")
    found = _PLACE.fullmatch(place)
    if found is None:
        raise JdbcUrlError(
            f"The JDBC URL of {engine} is invalid: use host:port, with an IPv6 address in brackets"
        )
    host, port = found[1] or found[2], int(found[3] or DRIVERS[engine].port)
    if not host:
        raise JdbcUrlError(f"The JDBC URL of {engine} has no host")
    if not 0 < port < 65_536:
        raise JdbcUrlError(f"The JDBC URL of {engine} has the invalid port {port}")
    user, _, password = login.partition(":")
    passed_on = tuple((name, given[name]) for name in _PASSED_ON.get(engine, ()) if name in given)
    target = JdbcTarget(engine, host, port, unquote(path), is_sid=is_sid, options=passed_on)
    return target.with_login(unquote(user), unquote(password))


def _with_ssl(target: JdbcTarget, mode: str, root_file: str) -> JdbcTarget:
    return replace(target.with_ssl(mode), ssl_root_file=root_file)


def _login(
    given: Mapping[str, str], users: tuple[str, ...], passwords: tuple[str, ...]
) -> tuple[str, str]:
    user = next((given[name] for name in users if given.get(name)), "")
    return user, next((given[name] for name in passwords if given.get(name)), "")


def _with_parameters(text: str) -> tuple[str, dict[str, str]]:
    """Split a URL at its question mark. Parameter names are returned in lower case."""
    address, _, query = text.partition("?")
    pairs = (each.partition("=") for each in query.split("&") if each)
    return address, {unquote_plus(name).lower(): unquote_plus(value) for name, _, value in pairs}
