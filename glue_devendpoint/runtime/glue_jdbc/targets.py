"""The database that a JDBC URL and a connection's properties refer to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

SSL_MODES = ("", "disable", "prefer", "require", "verify-ca", "verify-full")
"""From the weakest to the strongest, as PostgreSQL names them; "" is the driver's own default."""
MAX_CERTIFICATE = 1 << 20


class JdbcError(ValueError):
    """A database can't be reached. The message contains no password."""


@dataclass(frozen=True, slots=True)
class JdbcTarget:
    """A database and its credentials. `path` is a SQLite file.

    `ssl_root_file` is a certificate file from the URL, `certificate` the text of a certificate.
    """

    engine: str
    host: str = ""
    port: int = 0
    database: str = ""
    path: str = ""
    is_sid: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    ssl_mode: str = ""
    ssl_root_file: str = ""
    certificate: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """The database as shown in errors."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.path or f"{host}:{self.port}/{self.database}"

    @property
    def needs_ssl(self) -> bool:
        """Whether a connection without encryption is refused."""
        return _strength(self.ssl_mode) >= _strength("require")

    @property
    def checks_certificate(self) -> bool:
        """Whether the server needs a trusted certificate."""
        return _strength(self.ssl_mode) >= _strength("verify-ca")

    def with_login(self, user: str, password: str) -> JdbcTarget:
        """Return the target with other credentials. Empty ones don't change anything."""
        return replace(self, user=user or self.user, password=password or self.password)

    def with_ssl(self, mode: str) -> JdbcTarget:
        """Return the target with at least this SSL mode."""
        return self if _strength(mode) <= _strength(self.ssl_mode) else replace(self, ssl_mode=mode)

    def with_properties(self, properties: Mapping[str, str], certificate: str) -> JdbcTarget:
        """Return the target with the login and SSL settings of a connection.

        A custom certificate is verified. If SSL is enforced, the host name is verified too.
        """
        is_enforced = properties.get("JDBC_ENFORCE_SSL", "").lower() == "true"
        mode = "require" if is_enforced else ""
        if certificate:
            mode = "verify-full" if is_enforced else "verify-ca"
        login = self.with_login(properties.get("USERNAME", ""), properties.get("PASSWORD", ""))
        return replace(login.with_ssl(mode), certificate=certificate)

    def as_text(self) -> str:
        """Return the target as text, including the password."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> JdbcTarget:
        """Rebuild a target from its text."""
        held = json.loads(text)
        return cls(**{**held, "options": tuple(map(tuple, held["options"]))})


def _strength(mode: str) -> int:
    return SSL_MODES.index(mode)


def as_certificate(content: bytes) -> str:
    """Return the text of a PEM certificate's file, or raise ValueError."""
    text = content.decode("ascii", "replace")
    if "-----BEGIN CERTIFICATE-----" not in text or "\ufffd" in text:
        raise ValueError("it isn't a certificate in PEM format")
    return text
