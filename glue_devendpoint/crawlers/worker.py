"""The process that carries out one crawl; the host passes it the run and its claim."""

from __future__ import annotations

import logging
import sys

from glue_devendpoint.access.callers import caller_of
from glue_devendpoint.access.identities import Identities
from glue_devendpoint.access.policy import Policies
from glue_devendpoint.access.secrets import open_secret_box
from glue_devendpoint.catalog.watching import watch_tables
from glue_devendpoint.catalog.work import Catalog
from glue_devendpoint.clock import SystemClock
from glue_devendpoint.config import load_config
from glue_devendpoint.crawlers.crawl import CrawlRoom, crawl
from glue_devendpoint.crawlers.crawl_log import write_log
from glue_devendpoint.crawlers.reach import Authority
from glue_devendpoint.errors import DevEndpointError
from glue_devendpoint.files.roots import allowed_roots
from glue_devendpoint.home import open_home
from glue_devendpoint.runners.work import RunWork, Stopped, carry_out
from glue_devendpoint.store.engine import open_store, sqlite_url

_log = logging.getLogger("glue_devendpoint.crawlers.worker")  # also as a script


def main(run_id: str, claim: int) -> int:
    """Carry out a crawl and return the exit code."""
    write_log(run_id)
    config = load_config()
    home = open_home(config.home_folder)
    store = open_store(
        config.database_url or sqlite_url(home.database), durability=config.durability
    )
    watch_tables()
    box = open_secret_box(home.secret_key)
    catalog = Catalog(store, box, config.account_id, config.region)
    clock = SystemClock()
    identities = Identities(store, box)
    policies = Policies(store, config.account_id, config.region)

    def authority(name: str) -> Authority:
        return Authority(policies, caller_of(identities.named(name), config.account_id))

    room = CrawlRoom(catalog, clock, allowed_roots(config, home), authority)
    try:
        return carry_out(store, clock, run_id, claim, lambda run: _crawl(room, run))
    finally:
        store.close()


def _crawl(room: CrawlRoom, run: RunWork) -> None:
    """Carry out the crawl, and log why it ends early."""
    try:
        crawl(room, run)
    except Stopped:
        _log.warning("The crawl was stopped; nothing was written")
        raise
    except DevEndpointError as err:
        _log.error("%s", err)
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
