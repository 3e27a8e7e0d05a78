"""A certificate that a server of the tests signs for itself, for SSL that is checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class TlsServer:
    """A database that listens on 127.0.0.1, and the file of the certificate that it shows."""

    port: int
    certificate: Path

    @property
    def url(self) -> str:
        """Where JDBC clients find it."""
        return f"jdbc:postgresql://127.0.0.1:{self.port}/postgres"


def make_certificate(certificate: Path, key: Path, address: str = "127.0.0.1") -> None:
    """Write a certificate for an address, signed by itself, and its key."""
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "glue test")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, secret.public_key(), x509.random_serial_number())
    signed = (
        builder.not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False
        )
        .sign(secret, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    key.chmod(0o600)
