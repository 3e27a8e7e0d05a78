"""Our HTTP server against uvicorn over the same parser: `python -m benchmarks.http [--quick]`.

Both serve the same application, each in a process of its own, and take turns in many short rounds,
so that what else the machine does falls on both. A line is the median over the rounds of uvicorn's
rate as a share of ours in the same round; beside it stands the processor time of a call. uvicorn
is taken when it reaches 0.85 of our rate on every line. `--loop uvloop` puts both on uvloop, which
has to be installed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from botocore.credentials import Credentials

from benchmarks.catalog import DATABASE, create, table_input
from benchmarks.servers import ROOT
from benchmarks.wire import Target, rate_of_many, rate_of_one, read
from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import open_endpoint

RESULTS = Path(__file__).parent / "results" / "http.json"
NAMES = ("ours", "uvicorn")
CONNECTIONS = 8
SHARE = 0.85


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rounds, and calls in each."""

    rounds: int
    gets: int
    creates: int


FULL = Sizes(60, 800, 150)
QUICK = Sizes(6, 400, 60)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    target: Target
    pid: int

    def processor_seconds(self) -> float:
        """Return the processor time that its threads have taken."""
        threads = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((each / "schedstat").read_text().split()[0]) for each in threads) / 1e9


@dataclass(frozen=True, slots=True)
class Turn:
    """What one server did in one round."""

    rate: float
    processor: float  # seconds a call


@dataclass(frozen=True, slots=True)
class Line:
    """One measured claim; medians over the rounds."""

    name: str
    ours: float
    uvicorn: float
    share: float
    share_quartiles: tuple[float, float]
    ours_processor_us: float
    uvicorn_processor_us: float
    processor_share: float
    reaches: bool


Workload = Callable[[Target, int], list[bytes]]


@contextmanager
def server(folder: Path, name: str, loop: str) -> Iterator[Server]:
    """Run one of the servers over a fresh home."""
    home = folder / name
    endpoint = open_endpoint(load_config({"home": str(home)}, environ={}))
    keys = endpoint.identities.credentials(OWNER)
    endpoint.close()
    command = [sys.executable, "-m", "benchmarks.serve_http", str(home), name, loop]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        credentials = Credentials(keys.access_key_id, keys.secret_access_key)
        yield Server(Target(name, url, credentials), process.pid)
    finally:
        process.kill()
        process.wait()


def measure(servers: Sequence[Server], workload: Workload, connections: int, rounds: int) -> Line:
    """Let the servers take turns, each first in every second round."""
    turns: dict[str, list[Turn]] = {each.target.name: [] for each in servers}
    for number in range(rounds + 1):
        for each in servers if number % 2 else reversed(servers):
            done = turn(each, workload(each.target, number), connections)
            if number:  # the first round warms both up
                turns[each.target.name].append(done)
    return line(*(turns[name] for name in NAMES))


def turn(each: Server, signed: Sequence[bytes], connections: int) -> Turn:
    """Measure one server once."""
    before = each.processor_seconds()
    rate = (
        rate_of_one(each.target, signed)
        if connections == 1
        else rate_of_many(each.target, signed, connections)
    )
    return Turn(rate, (each.processor_seconds() - before) / len(signed))


def line(ours: Sequence[Turn], uvicorn: Sequence[Turn]) -> Line:
    """Compare round by round."""
    shares = [peer.rate / own.rate for own, peer in zip(ours, uvicorn, strict=True)]
    processor = [own.processor / peer.processor for own, peer in zip(ours, uvicorn, strict=True)]
    quartiles = statistics.quantiles(shares, n=4)
    share = statistics.median(shares)
    return Line(
        "",
        statistics.median(each.rate for each in ours),
        statistics.median(each.rate for each in uvicorn),
        share,
        (quartiles[0], quartiles[2]),
        statistics.median(each.processor for each in ours) * 1e6,
        statistics.median(each.processor for each in uvicorn) * 1e6,
        statistics.median(processor),
        share >= SHARE,
    )


def get_table(calls: int) -> Workload:
    """Return a workload of reads."""
    wanted = {"DatabaseName": DATABASE, "Name": "t"}
    return lambda target, _number: [target.sign("GetTable", wanted)] * calls


def create_table(calls: int, prefix: str) -> Workload:
    """Return a workload of writes, whose names are new in every round."""

    def signed(target: Target, number: int) -> list[bytes]:
        return [
            target.sign(
                "CreateTable",
                {
                    "DatabaseName": DATABASE,
                    "TableInput": table_input(f"{prefix}_{number}_{at}"),
                },
            )
            for at in range(calls)
        ]

    return signed


def compare(servers: Sequence[Server], sizes: Sizes) -> list[Line]:
    """Measure every line."""
    for each in servers:
        read(each.target, "CreateDatabase", {"DatabaseInput": {"Name": DATABASE}})
        create(each.target, table_input("t"))
    lines = []
    for connections in (1, CONNECTIONS):
        workloads = (
            ("GetTable", get_table(sizes.gets)),
            ("CreateTable", create_table(sizes.creates, f"new{connections}")),
        )
        for operation, workload in workloads:
            found = asdict(measure(servers, workload, connections, sizes.rounds))
            name = f"{operation} calls/s, {connections} connection(s)"
            lines.append(told(Line(**(found | {"name": name}))))
    return lines


def told(found: Line) -> Line:
    """Print a line."""
    low, high = found.share_quartiles
    print(
        f"{found.name:36} ours {found.ours:8.0f}  uvicorn {found.uvicorn:8.0f}  "
        f"share {found.share:5.2f} ({low:.2f} to {high:.2f})  "
        f"processor us/call {found.ours_processor_us:6.0f} {found.uvicorn_processor_us:6.0f}  "
        f"share {found.processor_share:5.2f}  {'reaches' if found.reaches else 'misses'} {SHARE}",
        flush=True,
    )
    return found


def main() -> int:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds, for a look")
    parser.add_argument("--loop", choices=("asyncio", "uvloop"), default="asyncio")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="glue-bench-")))
        servers = [stack.enter_context(server(folder, name, options.loop)) for name in NAMES]
        lines = compare(servers, QUICK if options.quick else FULL)
    if not options.quick:
        write_results(options.loop, lines)
    return 0


def write_results(loop: str, lines: Sequence[Line]) -> None:
    """Write the lines of a loop into the results."""
    RESULTS.parent.mkdir(exist_ok=True)
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results[loop] = {
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "lines": [asdict(each) for each in lines],
    }
    RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
