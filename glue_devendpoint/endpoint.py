"""The composition root: all services of the product, with a shared store.

A host (the Jupyter server extension or `serve`) opens the endpoint, uses it while it serves, and
closes it. Requests, commands and kernels reach all services from here. This module only creates
and closes the services; it has no other behavior.
"""

from __future__ import annotations

from dataclasses import dataclass

from glue_devendpoint.access.capabilities import Capabilities
from glue_devendpoint.access.identities import Identities
from glue_devendpoint.access.policy import Policies
from glue_devendpoint.access.secrets import SecretBox, open_secret_box
from glue_devendpoint.catalog.index_builds import IndexBuilds
from glue_devendpoint.catalog.watching import watch_tables
from glue_devendpoint.catalog.work import Catalog
from glue_devendpoint.clock import Clock, SystemClock
from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.home import Home, open_home
from glue_devendpoint.store.engine import Store, open_store, sqlite_url
from glue_devendpoint.store.migrate import migrate
from glue_devendpoint.version import __version__


@dataclass(frozen=True, slots=True)
class Endpoint:
    """All services of the product."""

    config: GlueDevEndpoint
    home: Home
    clock: Clock
    store: Store
    secrets: SecretBox
    identities: Identities
    capabilities: Capabilities
    policies: Policies
    catalog: Catalog
    index_builds: IndexBuilds

    def close(self) -> None:
        """Stop background work and close the database."""
        self.index_builds.close()
        self.store.close()

    def health(self) -> dict[str, str]:
        """Return the status after checking that the database responds."""
        self.store.ping()
        return {
            "status": "ok",
            "version": __version__,
            "account_id": self.config.account_id,
            "region": self.config.region,
            "database": self.store.dialect,
        }


def open_endpoint(config: GlueDevEndpoint, clock: Clock | None = None) -> Endpoint:
    """Open the home folder and the database, migrate the schema, and create the services."""
    clock = clock or SystemClock()
    home = open_home(config.home_folder)
    store = open_store(
        config.database_url or sqlite_url(home.database), durability=config.durability
    )
    try:
        migrate(store)
        secrets = open_secret_box(home.secret_key)
        identities = Identities(store, secrets)
        identities.ensure_owner(clock.now())
    except BaseException:
        store.close()
        raise
    policies = Policies(store, config.account_id, config.region)
    watch_tables()
    catalog = Catalog(store, secrets, config.account_id, config.region)
    capabilities = Capabilities(store)
    index_builds = IndexBuilds(catalog, clock)
    return Endpoint(
        config,
        home,
        clock,
        store,
        secrets,
        identities,
        capabilities,
        policies,
        catalog,
        index_builds,
    )
