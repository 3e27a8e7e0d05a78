"""Environment variables that point a process's AWS clients at a capability URL."""

from __future__ import annotations

import configparser
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
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
PROFILE_FILES = {
    "AWS_SHARED_CREDENTIALS_FILE": "credentials",
    "AWS_CONFIG_FILE": "config",
}
# The settings by which boto3 finds credentials for a profile.
PROFILE_CREDENTIALS = (
    "aws_access_key_id",
    "credential_process",
    "login_session",
    "role_arn",
    "sso_session",
    "sso_start_url",
)


def client_environment(
    url: str, secret: str, region: str, environ: Mapping[str, str]
) -> dict[str, str]:
    """Return the variables that Glue clients need and `environ` doesn't set."""
    found = {ENDPOINT: f"{url.rstrip('/')}/cap/{secret}"}
    given = next((environ[name] for name in REGIONS if environ.get(name)), region)
    found |= {name: given for name in REGIONS if not environ.get(name)}
    if not _has_credentials(environ):
        found["AWS_ACCESS_KEY_ID"] = found["AWS_SECRET_ACCESS_KEY"] = CREDENTIAL
    return found


def _has_credentials(environ: Mapping[str, str]) -> bool:
    if any(name in environ for name in CREDENTIALS):
        return True
    folder = Path(environ.get("HOME", "~")).expanduser() / ".aws"
    return any(
        _has_default_profile(Path(environ.get(name) or folder / file).expanduser())
        for name, file in PROFILE_FILES.items()
    )


def _has_default_profile(file: Path) -> bool:
    """Return whether a file of AWS profiles has credentials for the profile `default`."""
    profiles = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        profiles.read(file, encoding="utf-8")
    except (configparser.Error, OSError, UnicodeDecodeError):
        return True  # boto3 reports what is wrong with the file
    return any(profiles.has_option("default", name) for name in PROFILE_CREDENTIALS)
