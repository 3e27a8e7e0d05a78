"""Runs `serve` with a probe in its event loop.

    python -m benchmarks.serve_measured <home> [<database url>]

The probe wakes up every few milliseconds and records the delay, which shows how long something else
blocked the loop. Time spent waiting for a CPU because of other programs isn't counted. SIGUSR1
writes the longest delay to `<home>/loop.json` and resets it.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from pathlib import Path

from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import open_endpoint
from glue_devendpoint.server.standalone import serve

EVERY = 0.005


class Probe:
    """Measures the delay of the event loop."""

    def __init__(self, report: Path) -> None:
        self._report = report
        self._worst = 0.0

    async def run(self) -> None:
        """Measure until canceled."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self._tell)
        while True:
            before, waited = time.perf_counter(), _waited()
            await asyncio.sleep(EVERY)
            late = time.perf_counter() - before - EVERY
            self._worst = max(self._worst, late - (_waited() - waited))

    def _tell(self) -> None:
        temporary = self._report.with_suffix(".new")
        temporary.write_text(json.dumps({"longest_block_ms": self._worst * 1000}))
        temporary.rename(self._report)
        self._worst = 0.0


def _waited() -> float:
    """Return how long this thread has waited for a CPU, in seconds."""
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9


async def _main(home: Path, database_url: str) -> None:
    flags = {"home": str(home), "port": "0"}
    if database_url:
        flags["database_url"] = database_url
    endpoint = open_endpoint(load_config(flags, environ={}))
    probe = asyncio.create_task(Probe(home / "loop.json").run())
    await serve(endpoint, lambda url: print(url, flush=True))
    probe.cancel()
    endpoint.close()


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""))
