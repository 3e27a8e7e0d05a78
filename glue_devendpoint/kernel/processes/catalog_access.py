"""Gives a new kernel the environment variables it needs to reach the running endpoint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from glue_devendpoint.access.capabilities import Capabilities
from glue_devendpoint.access.client_environment import ENDPOINT, client_environment
from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.access.trust import trust_environment
from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.store.engine import Store, open_store, sqlite_url
from glue_devendpoint.store.hosts import reachable_hosts

ENDPOINTS = (ENDPOINT, "AWS_ENDPOINT_URL")


def catalog_environment(
    config: GlueDevEndpoint, environ: Mapping[str, str], purpose: str, now: datetime, pid: int
) -> dict[str, str]:
    """Return the variables that point a kernel's AWS clients to the running endpoint.

    Empty if the user has set the endpoint, or if no endpoint is running. The capability ends when
    it is revoked or when the process `pid` ends.
    """
    if any(name in environ for name in ENDPOINTS):
        return {}
    with _store(config) as store:
        if store is None:
            return {}
        hosts = reachable_hosts(store, now)
        if not hosts:
            return {}
        secret = Capabilities(store).issue(OWNER, purpose, now.timestamp(), pid=pid)
    given = client_environment(hosts[0].url, secret, config.region, environ)
    return given | trust_environment(hosts[0].authorities, config.home_folder, environ)


def revoke_access(config: GlueDevEndpoint, purpose: str) -> None:
    """End the capability of a kernel that has ended."""
    with _store(config) as store:
        if store is not None:
            Capabilities(store).revoke(purpose)


@contextmanager
def _store(config: GlueDevEndpoint) -> Iterator[Store | None]:
    """Yield the configured store, or None if there is no endpoint yet."""
    database = config.home_folder / "glue.db"
    if not config.database_url and not database.is_file():
        yield None
        return
    store = open_store(config.database_url or sqlite_url(database), durability=config.durability)
    try:
        yield store
    finally:
        store.close()
