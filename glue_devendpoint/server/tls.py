"""TLS for `serve`: its certificate, its private key, and the names in the certificate.

Both files are checked before a port is opened, so that an invalid file is reported in the terminal
instead of by failing handshakes.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.errors import ConfigError
from glue_devendpoint.store.hosts import is_loopback_host

EVERY_ADDRESS = ("", "0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class Certificate:
    """The content of a certificate file.

    `authorities` are its self-signed certificates, as PEM, which clients need in order to trust the
    server. The root certificate of a public authority isn't in such a file.
    """

    names: tuple[str, ...]
    authorities: str

    def announced_host(self, host: str, allowed_hosts: Sequence[str] = ()) -> str:
        """Return the name at which clients reach a server that listens on `host`.

        The certificate must cover it. If the server listens on all addresses, names that work from
        other machines come first.
        """
        known = [name for name in self.names if not name.startswith("*.")]
        if host in EVERY_ADDRESS:
            known.sort(key=is_loopback_host)
            wanted = [*allowed_hosts, *known]
        else:
            wanted = [host, *allowed_hosts, *known]
        names = (name.strip().lower() for name in wanted)
        return next((name for name in names if self._is_for(name)), reachable_host(host))

    def _is_for(self, name: str) -> bool:
        return name in self.names or f"*.{name.partition('.')[2]}" in self.names


@dataclass(frozen=True, slots=True)
class Tls:
    """The TLS settings of a server."""

    certificate: Certificate
    context: ssl.SSLContext


def open_tls(config: GlueDevEndpoint) -> Tls | None:
    """Read the files in the settings. None if the settings are empty."""
    if not config.certfile and not config.keyfile:
        return None
    for setting, other in (("certfile", "keyfile"), ("keyfile", "certfile")):
        if not getattr(config, setting):
            raise ConfigError(f"{other} is set and {setting} isn't; set both for TLS, or neither")
    certificate = read_certificate(Path(config.certfile))
    if not certificate.names:
        raise ConfigError(
            f"certfile {config.certfile} contains no host names, so clients won't accept it; "
            "use a certificate with subject alternative names"
        )
    return Tls(certificate, _context(Path(config.certfile), Path(config.keyfile)))


def read_certificate(path: Path) -> Certificate:
    """Read a certificate file: the server's certificate, then its issuers."""
    try:
        chain = x509.load_pem_x509_certificates(_content("certfile", path))
        names = _names(chain[0])
    except ValueError as err:
        raise ConfigError(f"certfile {path} isn't a certificate in PEM format") from err
    own = [each for each in chain if each.issuer == each.subject]
    return Certificate(names, "".join(each.public_bytes(Encoding.PEM).decode() for each in own))


def announced_url(
    host: str, port: int, certificate: Certificate | None, allowed_hosts: Sequence[str] = ()
) -> str:
    """Return the URL at which clients reach a server that listens on `host`."""
    name = certificate.announced_host(host, allowed_hosts) if certificate else reachable_host(host)
    scheme = "https" if certificate else "http"
    return f"{scheme}://[{name}]:{port}" if ":" in name else f"{scheme}://{name}:{port}"


def reachable_host(host: str) -> str:
    """Return an address at which this machine reaches a server that listens on `host`."""
    return {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    hosts = found.get_values_for_type(x509.DNSName)
    addresses = found.get_values_for_type(x509.IPAddress)
    return tuple(name.lower() for name in [*hosts, *map(str, addresses)])


def _context(certificate: Path, key: Path) -> ssl.SSLContext:
    _content("keyfile", key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])

    def refuse_passphrase() -> str:
        raise ConfigError(
            f"keyfile {key} is protected by a passphrase; use a key without one, "
            "in a file that only you can read"
        )

    try:
        context.load_cert_chain(certificate, key, refuse_passphrase)
    except ssl.SSLError as err:
        raise ConfigError(_fault(err, certificate, key)) from err
    return context


def _fault(err: ssl.SSLError, certificate: Path, key: Path) -> str:
    if err.reason == "KEY_VALUES_MISMATCH":
        return f"keyfile {key} doesn't match the certificate in {certificate}"
    if err.reason in ("EE_KEY_TOO_SMALL", "CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK"):
        return f"certfile {certificate} is too weak for TLS; use a newer certificate"
    return f"keyfile {key} isn't a private key in PEM format"


def _content(setting: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as err:
        raise ConfigError(f"{setting} {path} doesn't exist") from err
    except OSError as err:
        raise ConfigError(f"{setting} {path} can't be read: {err.strerror}") from err
