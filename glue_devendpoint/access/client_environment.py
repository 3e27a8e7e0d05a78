"""Environment variables that point a process's AWS clients at a capability URL."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ENDPOINT = "AWS_ENDPOINT_URL_GLUE"
CREDENTIAL = "capability"  # boto3 must sign with something; only the URL's secret counts
REGIONS = ("AWS_DEFAULT_REGION", "AWS_REGION")
CREDENTIALS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)


def client_environment(
    url: str, secret: str, region: str, environ: Mapping[str, str]
) -> dict[str, str]:
    """Return the variables that Glue clients need and `environ` doesn't set."""
    found = {ENDPOINT: f"{url.rstrip('/')}/cap/{secret}"}
    if not any(name in environ for name in REGIONS):
        found["AWS_DEFAULT_REGION"] = region
    if not _has_credentials(environ):
        found["AWS_ACCESS_KEY_ID"] = found["AWS_SECRET_ACCESS_KEY"] = CREDENTIAL
    return found


def _has_credentials(environ: Mapping[str, str]) -> bool:
    if any(name in environ for name in CREDENTIALS):
        return True
    folder = Path(environ.get("HOME", "~")).expanduser() / ".aws"
    return (folder / "credentials").is_file() or (folder / "config").is_file()
