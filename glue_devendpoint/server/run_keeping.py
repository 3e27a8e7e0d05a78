"""Run keeping: each server looks after runs while it is running."""

from __future__ import annotations

from glue_devendpoint.config import as_environment
from glue_devendpoint.crawlers.crawls import DRY_KIND, KIND
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.runners.host import RunHost

CRAWL_WORKER = "glue_devendpoint.crawlers.worker"
WORKERS = {KIND: CRAWL_WORKER, DRY_KIND: CRAWL_WORKER}


def run_host(endpoint: Endpoint, host_id: str) -> RunHost:
    """Return the run host of a server."""
    return RunHost(
        endpoint.store,
        endpoint.home,
        endpoint.clock,
        host_id,
        WORKERS,
        as_environment(endpoint.config),
    )
