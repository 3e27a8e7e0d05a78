"""The process that carries out one crawl; the host passes it the run and its claim."""

from __future__ import annotations

import sys

from glue_devendpoint.access.secrets import open_secret_box
from glue_devendpoint.catalog.watching import watch_tables
from glue_devendpoint.catalog.work import Catalog
from glue_devendpoint.clock import SystemClock
from glue_devendpoint.config import load_config
from glue_devendpoint.crawlers.crawl import CrawlRoom, crawl
from glue_devendpoint.files.roots import allowed_roots
from glue_devendpoint.home import open_home
from glue_devendpoint.runners.work import carry_out
from glue_devendpoint.store.engine import open_store, sqlite_url


def main(run_id: str, claim: int) -> int:
    """Carry out a crawl and return the exit code."""
    config = load_config()
    home = open_home(config.home_folder)
    store = open_store(
        config.database_url or sqlite_url(home.database), durability=config.durability
    )
    watch_tables()
    box = open_secret_box(home.secret_key)
    catalog = Catalog(store, box, config.account_id, config.region)
    clock = SystemClock()
    room = CrawlRoom(catalog, clock, allowed_roots(config, home))
    try:
        return carry_out(store, clock, run_id, claim, lambda run: crawl(room, run))
    finally:
        store.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
