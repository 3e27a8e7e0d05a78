"""A host in a process of its own, to be killed by the tests."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from glue_devendpoint.clock import SystemClock
from glue_devendpoint.home import Home
from glue_devendpoint.runners.host import RunHost
from glue_devendpoint.store.engine import open_store
from glue_devendpoint.store.hosts import Host, register_host, this_machine

url, home, name = sys.argv[1:4]
store = open_store(url)
now = SystemClock().now().timestamp()
register_host(store, Host(name, "serve", "", this_machine(), os.getpid(), "1", now, now))


async def main() -> None:
    """Run until killed."""
    here = str(Path(__file__).parent)
    environment = {"TOY_DATABASE_URL": url, "PYTHONPATH": here}
    host = RunHost(store, Home(Path(home)), SystemClock(), name, {"toy": "toy_worker"}, environment)
    host.start()
    print("up", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
