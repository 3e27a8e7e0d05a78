"""Trust: makes AWS clients accept an endpoint with a self-signed certificate.

`AWS_CA_BUNDLE` is the only file of certificate authorities that a client uses, for all services. So
our file contains the authorities that the client already trusts and the endpoint's certificate.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from glue_devendpoint.errors import ConfigError
from glue_devendpoint.home import open_home

CA_BUNDLE = "AWS_CA_BUNDLE"
BUNDLES = (CA_BUNDLE, "REQUESTS_CA_BUNDLE")  # in boto3's order


def trust_environment(
    authorities: str, home_folder: Path, environ: Mapping[str, str]
) -> dict[str, str]:
    """Return the variable that makes clients trust these authorities too, if there are any."""
    if not authorities:
        return {}
    usual = _usual_bundle(environ)
    try:
        text = usual.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise ConfigError(f"the CA bundle {usual} can't be read; check {CA_BUNDLE}") from err
    if authorities in text:
        return {CA_BUNDLE: str(usual)}
    return {CA_BUNDLE: str(_kept(f"{text.rstrip()}\n{authorities}", open_home(home_folder).cache))}


def _usual_bundle(environ: Mapping[str, str]) -> Path:
    """Return the default file of certificate authorities."""
    from botocore.httpsession import get_cert_path  # slow to import, and only needed for TLS

    given = next((environ[name] for name in BUNDLES if environ.get(name)), None)
    return Path(given or get_cert_path(True))


def _kept(text: str, folder: Path) -> Path:
    """Write a bundle to a file named after its content, so that files in use never change."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    path = folder / f"ca-bundle-{digest}.pem"
    if not path.exists():
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    return path
