"""Measures the kernel's speed: `python -m benchmarks.kernel [--quick]`.

First result: the time from `start_kernel()` to the result of the first Spark cell, for a warm
kernel, a cold kernel with the class archive, and a plain ipykernel that creates a local session.
Statements: the overhead of the metastore, compared with Spark's in-memory catalog or with the scan
itself. All are measured alternately in one run. All numbers are medians.
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
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import boto3
import pyspark
from jupyter_client.manager import KernelManager

from glue_devendpoint.cli.env import signing_environment
from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import open_endpoint
from glue_devendpoint.home import open_home
from glue_devendpoint.kernel.processes.pool import WarmPool
from glue_devendpoint.kernel.provisioner import kernel_environment
from glue_devendpoint.spark.archive import build_archive
from glue_devendpoint.spark.java import find_java

RESULTS = Path(__file__).parent / "results" / "kernel.json"
MASTER = "local[2]"
FIRST_CELL = (
    "from pyspark.sql import SparkSession; "
    "spark = SparkSession.builder.{how}getOrCreate(); print(spark.range(10).count())"
)
SESSION = """
import json, statistics, sys, time
from pyspark.sql import SparkSession
if sys.argv[1] == "ours":
    from glue_devendpoint.config import load_config
    from glue_devendpoint.spark.driver import Driver
    from glue_devendpoint.spark.session import SessionPlan
    driver = Driver(load_config())
    driver.prepare(SessionPlan())
    spark = driver.session()
else:
    spark = SparkSession.builder.master("local[2]").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
print("up", flush=True)

def milliseconds(act):
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000

for line in sys.stdin:
    order = json.loads(line)
    for statement in order["before"]:
        exec(statement)
    for statement in order["timed"]:
        for _ in range(order["warm"]):
            exec(statement)
    times = {statement: [] for statement in order["timed"]}
    for _ in range(order["rounds"]):
        for statement in order["timed"]:
            times[statement].append(milliseconds(lambda: exec(statement)))
    print(json.dumps([statistics.median(times[each]) for each in order["timed"]]), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The size of a run."""

    starts: int
    rounds: int
    partitions: int


FULL = Sizes(5, 51, 100_000)
QUICK = Sizes(1, 11, 2_000)


@dataclass(frozen=True, slots=True)
class Line:
    """A measurement and its goal."""

    name: str
    ours: float
    peer: float | None
    measure: float
    goal: str
    is_met: bool


class Session:
    """A Spark driver that measures statements in its own process."""

    def __init__(self, whose: str, environ: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SESSION, whose],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environ,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "up\n"

    def medians(self, before: list[str], timed: list[str], rounds: int) -> list[float]:
        """Return the median time of each statement in milliseconds, measured alternately."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"before": before, "timed": timed, "rounds": rounds, "warm": 10}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        found: list[float] = json.loads(self._process.stdout.readline())
        return found

    def close(self) -> None:
        """Stop the driver."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)


@contextmanager
def served(home: Path) -> Iterator[dict[str, str]]:
    """Run an endpoint for a home folder, and yield the environment variables to connect to it."""
    server = subprocess.Popen(
        [sys.executable, "-m", "glue_devendpoint", "serve", "--port", "0", "--home", str(home)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    server.stdout.readline()
    endpoint = open_endpoint(load_config({"home": str(home)}, environ={}))
    try:
        yield signing_environment(endpoint, "owner")
    finally:
        endpoint.close()
        server.terminate()
        server.wait(60)


def first_result(kernel: str, how: str = "") -> float:
    """Return the seconds from `start_kernel()` to the result of the first Spark cell."""
    manager = KernelManager(kernel_name=kernel)
    started = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=180)
    told: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            told.append(message["content"]["text"])

    client.execute_interactive(FIRST_CELL.format(how=how), output_hook=hear, timeout=180)
    seconds = time.perf_counter() - started
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    assert "10" in "".join(told)
    return seconds


def warm_result(pool: WarmPool) -> float:
    """Return the same for a warm kernel, once one is ready and the machine is idle."""
    pool.fill(1, kernel_environment(load_config(), os.environ))
    while not pool.ready():
        time.sleep(0.2)
    pool.size = 0  # a refill would disturb the next measurement
    time.sleep(2)
    return first_result("glue_pyspark")


def starts(sizes: Sizes) -> Iterator[Line]:
    """Measure the three kinds of start alternately."""
    from glue_devendpoint.kernel import provisioner

    pool = provisioner.POOL
    times: dict[str, list[float]] = {"warm": [], "cold": [], "peer": []}
    contestants: dict[str, Callable[[], float]] = {
        "warm": lambda: warm_result(pool),
        "cold": lambda: first_result("glue_pyspark"),
        "peer": lambda: first_result("python3", f"master('{MASTER}')."),
    }
    for _ in range(sizes.starts):
        for name, measure in contestants.items():
            times[name].append(measure())
    pool.close()
    warm, cold, peer = (statistics.median(times[name]) for name in ("warm", "cold", "peer"))
    yield Line("warm start to first result, s", warm, peer, warm, "at most 1.0 s", warm <= 1.0)
    yield _times_faster("warm start vs. plain kernel", warm, peer, 6.0)
    yield _times_faster("cold start with class archive vs. plain kernel", cold, peer, 1.7)


def statements(sizes: Sizes, aws: dict[str, str], home: Path) -> Iterator[Line]:
    """Measure the metastore's overhead for statements."""
    mine, peer = Session("ours", os.environ | aws), Session("peer", dict(os.environ))
    make = "spark.sql('create table bench.t using parquet location \"{}\" as select 1 a')"
    before = "spark.sql('create database bench')"
    touch = "spark.table('bench.t').schema"
    read = "spark.table('bench.t').collect()"
    ours_ms = mine.medians([before, make.format(home / "t1")], [touch, read], sizes.rounds)
    peer_ms = peer.medians([before, make.format(home / "t2")], [touch, read], sizes.rounds)
    for name, own, other in zip(("spark.table", "a read"), ours_ms, peer_ms, strict=True):
        added = own - other
        yield Line(f"{name}: metastore overhead, ms", own, other, added, "under 15 ms", added < 15)
    peer.close()
    yield _pruned(sizes, aws, home, mine)
    mine.close()


def _pruned(sizes: Sizes, aws: dict[str, str], home: Path, session: Session) -> Line:
    """Measure a query that needs one of many partitions, compared with scanning that one."""
    place = home / "many"
    session.medians([f"spark.range(10).write.parquet('{place}/day=d77/n=77')"], [], 0)
    glue = boto3.Session().client(
        "glue",
        endpoint_url=aws["AWS_ENDPOINT_URL_GLUE"],
        region_name=aws["AWS_DEFAULT_REGION"],
        aws_access_key_id=aws["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=aws["AWS_SECRET_ACCESS_KEY"],
    )
    base = "org.apache.hadoop.hive.ql.io.parquet"
    descriptor = {
        "Columns": [{"Name": "id", "Type": "bigint"}],
        "Location": place.as_uri(),
        "InputFormat": f"{base}.MapredParquetInputFormat",
        "OutputFormat": f"{base}.MapredParquetOutputFormat",
        "SerdeInfo": {"SerializationLibrary": f"{base}.serde.ParquetHiveSerDe"},
    }
    keys = [{"Name": "day", "Type": "string"}, {"Name": "n", "Type": "int"}]
    glue.create_table(
        DatabaseName="bench",
        TableInput={
            "Name": "many",
            "TableType": "EXTERNAL_TABLE",
            "StorageDescriptor": descriptor,
            "PartitionKeys": keys,
            "Parameters": {"classification": "parquet"},
        },
    )
    for start in range(0, sizes.partitions, 100):
        inputs = [
            {
                "Values": [f"d{n % 100}", str(n)],
                "StorageDescriptor": descriptor
                | {"Location": f"{place.as_uri()}/day=d{n % 100}/n={n}"},
            }
            for n in range(start, start + 100)
        ]
        glue.batch_create_partition(
            DatabaseName="bench", TableName="many", PartitionInputList=inputs
        )
    scan = f"spark.read.parquet('{place}/day=d77/n=77').count()"
    query = "spark.sql(\"select count(*) from bench.many where day = 'd77' and n = 77\").collect()"
    scan_ms, query_ms = session.medians([], [scan, query], 11)
    added = query_ms - scan_ms
    return Line(
        f"one of {sizes.partitions} partitions: overhead over the scan, ms",
        query_ms,
        scan_ms,
        added,
        "under 300 ms",
        added < 300,
    )


def _times_faster(name: str, own: float, peer: float, goal: float) -> Line:
    return Line(name, own, peer, peer / own, f"at least {goal} times faster", peer / own >= goal)


def main() -> int:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="use small sizes to check that the benchmark runs"
    )
    sizes = QUICK if parser.parse_args().quick else FULL
    with tempfile.TemporaryDirectory(prefix="glue-bench-") as folder:
        home = open_home(Path(folder))
        os.environ["GLUE_DEVENDPOINT_HOME"] = folder
        os.environ["GLUE_DEVENDPOINT_SPARK_MASTER"] = MASTER
        java = find_java(home.cache / "java")
        os.environ["JAVA_HOME"] = str(java.home)
        build_archive(home.cache, java, os.environ)
        lines: list[Line] = []
        with served(home.root) as aws:
            for measured in (starts(sizes), statements(sizes, aws, home.root)):
                for line in measured:
                    print(
                        f"{'met ' if line.is_met else 'MISS'} {line.name}: {line.ours:.2f} against "
                        f"{line.peer or 0:.2f}, {line.measure:.2f} ({line.goal})",
                        flush=True,
                    )
                    lines.append(line)
    if sizes is FULL:
        machine = {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "spark": pyspark.__version__,
            "java": java.version,
            "load": os.getloadavg()[0],
        }
        RESULTS.parent.mkdir(exist_ok=True)
        report = {"machine": machine, "lines": [asdict(line) for line in lines]}
        RESULTS.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0 if all(line.is_met for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
