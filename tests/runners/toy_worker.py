"""A worker for the tests of runs: what it does is said by its assignment.

Its effect is a row of `settings`, written in the transaction that ends the run.
"""

from __future__ import annotations

import os
import sys
import time

from sqlalchemy import insert

from glue_devendpoint.clock import SystemClock
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.runners.work import RunWork, carry_out
from glue_devendpoint.store.engine import open_store
from glue_devendpoint.store.schema import settings

store = open_store(os.environ["TOY_DATABASE_URL"])


def task(work: RunWork) -> None:
    """Do what the assignment says."""
    orders = work.run.assignment
    print("begins", flush=True)
    for step in range(int(orders.get("steps", 0))):
        work.check()
        work.tell(step=step)
        time.sleep(0.05)
    if orders.get("fails"):
        raise InvalidInput("the toy is broken")
    if orders.get("ignores_stop"):
        while True:
            time.sleep(1)
    if orders.get("dies"):
        os.kill(os.getpid(), 9)
    with store.write() as connection:
        connection.execute(insert(settings).values(name=work.run.run_id, value="done"))
        if orders.get("dies_before_commit"):
            os.kill(os.getpid(), 9)
        work.succeed(connection, {"rows": 1})


if os.environ.get("TOY_SLOW_START"):
    time.sleep(float(os.environ["TOY_SLOW_START"]))
sys.exit(carry_out(store, SystemClock(), sys.argv[1], int(sys.argv[2]), task))
