"""How a kernel reaches the running endpoint: the environment that it is given at its start."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from glue_devendpoint.access.capabilities import Capabilities
from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.store.engine import open_store, sqlite_url
from glue_devendpoint.store.hosts import live_hosts

ENDPOINTS = ("AWS_ENDPOINT_URL_GLUE", "AWS_ENDPOINT_URL")
CAPABILITY_CREDENTIAL = "capability"  # boto3 signs with something; the URL's secret decides
REGIONS = ("AWS_DEFAULT_REGION", "AWS_REGION")


def catalog_environment(
    config: GlueDevEndpoint, environ: Mapping[str, str], purpose: str, now: datetime, pid: int
) -> dict[str, str]:
    """Return the variables with which a kernel's AWS clients reach the running endpoint.

    Empty when the user says where Glue is, or when no endpoint runs. The capability ends when it
    is revoked or with the process of that id.
    """
    database = config.home_folder / "glue.db"
    if any(name in environ for name in ENDPOINTS):
        return {}
    if not config.database_url and not database.is_file():
        return {}
    store = open_store(config.database_url or sqlite_url(database), durability=config.durability)
    try:
        hosts = live_hosts(store, now)
        if not hosts:
            return {}
        secret = Capabilities(store).issue(OWNER, purpose, now.timestamp(), pid=pid)
    finally:
        store.close()
    found = {"AWS_ENDPOINT_URL_GLUE": f"{hosts[0].url.rstrip('/')}/cap/{secret}"}
    if not any(name in environ for name in REGIONS):
        found["AWS_DEFAULT_REGION"] = config.region
    if not _has_credentials(environ):
        found["AWS_ACCESS_KEY_ID"] = found["AWS_SECRET_ACCESS_KEY"] = CAPABILITY_CREDENTIAL
    return found


def revoke_access(config: GlueDevEndpoint, purpose: str) -> None:
    """End the capability of a kernel that has ended."""
    database = config.home_folder / "glue.db"
    if not config.database_url and not database.is_file():
        return
    store = open_store(config.database_url or sqlite_url(database), durability=config.durability)
    try:
        Capabilities(store).revoke(purpose)
    finally:
        store.close()


def _has_credentials(environ: Mapping[str, str]) -> bool:
    named = ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")
    if any(name in environ for name in named):
        return True
    folder = Path(environ.get("HOME", "~")).expanduser() / ".aws"
    return (folder / "credentials").is_file() or (folder / "config").is_file()
