"""Measures the Data Catalog's speed and scaling: `python -m benchmarks.catalog [--quick]`.

Rates are compared with moto's server in the same run. Scaling is the ratio of the time at the large
size to the time at the small size. Each line has a goal, and the JSON shows whether it is met.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.servers import Ours, moto, ours, postgresql
from benchmarks.wire import Target, pages, rate_of_many, rate_of_one, read, seconds_per_run
from glue_devendpoint.catalog import partitions, tables
from glue_devendpoint.catalog.databases import create_database
from glue_devendpoint.catalog.work import Author, Json

RESULTS = Path(__file__).parent / "results" / "catalog.json"
DATABASE = "bench"
CONNECTIONS = 8
MAX_BLOCK_MS = 50.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """The size of a run."""

    calls: int
    slow_calls: int
    batches: int
    runs: int
    listed_partitions: int
    small_partitions: int
    large_partitions: int
    small_tables: int
    large_tables: int


FULL = Sizes(4000, 1000, 100, 7, 10_000, 10_000, 1_000_000, 1_000, 100_000)
QUICK = Sizes(1000, 300, 20, 3, 2_000, 2_000, 20_000, 200, 2_000)


@dataclass(frozen=True, slots=True)
class Line:
    """A measurement and its goal."""

    name: str
    ours: float
    peer: float
    ratio: float
    goal: str
    is_met: bool


def table_input(name: str) -> Json:
    """Return a typical table: twenty columns, partitioned by day."""
    return {
        "Name": name,
        "StorageDescriptor": descriptor(f"s3://bucket/{name}"),
        "PartitionKeys": [
            {"Name": "year", "Type": "int"},
            {"Name": "month", "Type": "int"},
            {"Name": "day", "Type": "int"},
        ],
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"classification": "parquet", "compressionType": "none"},
    }


def descriptor(location: str) -> Json:
    """Return a storage descriptor."""
    return {
        "Columns": [{"Name": f"column_{at}", "Type": "string"} for at in range(20)],
        "Location": location,
        "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        "SerdeInfo": {
            "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
            "Parameters": {"serialization.format": "1"},
        },
        "Parameters": {},
    }


def partition_input(number: int) -> Json:
    """Return the partition of a day, with 360 days per year and 30 per month."""
    year, rest = divmod(number, 360)
    month, day = divmod(rest, 30)
    values = [str(1900 + year), str(month + 1), str(day + 1)]
    location = f"s3://bucket/t/year={values[0]}/month={values[1]}/day={values[2]}"
    return {"Values": values, "StorageDescriptor": descriptor(location), "Parameters": {}}


def batches(count: int, size: int) -> Iterator[list[Json]]:
    """Yield partitions in batches."""
    for start in range(0, count, size):
        yield [partition_input(at) for at in range(start, min(start + size, count))]


def against_moto(server: Ours, peer: Target, sizes: Sizes) -> list[Line]:
    """Measure the rates whose goals are multiples of moto's."""
    lines: list[Line] = []
    both = [server.target, peer]
    for target in both:
        read(target, "CreateDatabase", {"DatabaseInput": {"Name": DATABASE}})
        create(target, table_input("t"))
    get = [[target.sign("GetTable", {"DatabaseName": DATABASE, "Name": "t"})] for target in both]
    counts = (sizes.calls, sizes.slow_calls)
    for connections, goal in ((1, 5.0), (CONNECTIONS, 5.0)):
        rates = [
            rate_of_one(target, signed * count)
            if connections == 1
            else rate_of_many(target, signed * count, connections)
            for target, signed, count in zip(both, get, counts, strict=True)
        ]
        lines.append(faster(f"GetTable calls/s, {connections} connection(s)", rates, goal))
    rates = [
        rate_of_one(target, [_create(target, table_input(f"new_{at}")) for at in range(count)])
        for target, count in zip(both, counts, strict=True)
    ]
    lines.append(faster("CreateTable calls/s", rates, 3.0))
    lines.append(batch_create(both, sizes))
    return [*lines, *listings(both, sizes)]


def batch_create(both: Sequence[Target], sizes: Sizes) -> Line:
    """Measure BatchCreatePartition with a durable commit for each call."""
    rates = []
    for target in both:
        create(target, table_input("batched"))
        signed = [
            target.sign(
                "BatchCreatePartition",
                {"DatabaseName": DATABASE, "TableName": "batched", "PartitionInputList": batch},
            )
            for batch in batches(sizes.batches * 100, 100)
        ]
        rates.append(rate_of_one(target, signed) * 100)
    return faster("BatchCreatePartition partitions/s", rates, 2.0)


def listings(both: Sequence[Target], sizes: Sizes) -> list[Line]:
    """Measure GetTables and GetPartitions, unfiltered and filtered."""
    for target in both:
        read(target, "CreateDatabase", {"DatabaseInput": {"Name": "listed"}})
        signed = [
            _create(target, table_input(f"t{at:05}"), "listed") for at in range(sizes.small_tables)
        ]
        rate_of_one(target, signed)
        create(target, table_input("big"))
        for batch in batches(sizes.listed_partitions, 100):
            add_batch(target, "big", batch)
    # moto has 10,000 partitions, 27 years from 1900 on. Query the second half of one year.
    chosen = {"DatabaseName": DATABASE, "TableName": "big", "Expression": "year=1904 AND month>6"}
    cases: list[tuple[str, str, dict[str, Any], float]] = [
        (f"GetTables over {sizes.small_tables}", "GetTables", {"DatabaseName": "listed"}, 20.0),
        (
            f"GetPartitions over {sizes.listed_partitions}",
            "GetPartitions",
            {"DatabaseName": DATABASE, "TableName": "big"},
            20.0,
        ),
        (f"GetPartitions {chosen['Expression']}", "GetPartitions", chosen, 30.0),
    ]
    lines = []
    for name, operation, request, goal in cases:
        seconds = [
            seconds_per_run(target, pages(target, operation, request), sizes.runs)
            for target in both
        ]
        lines.append(faster(f"{name}, per second", [1 / each for each in seconds], goal))
    return lines


def scale(server: Ours, sizes: Sizes, store: str) -> list[Line]:
    """Measure how times and memory scale with the number of partitions and tables."""
    target = server.target
    read(target, "CreateDatabase", {"DatabaseInput": {"Name": DATABASE}})
    fill(server, "small", sizes.small_partitions)
    fill(server, "large", sizes.large_partitions)
    cases: list[tuple[str, str, dict[str, Any]]] = [
        ("selective expression", "GetPartitions", {"Expression": "year=1903 AND month=7"}),
        ("GetPartition", "GetPartition", {"PartitionValues": ["1903", "7", "11"]}),
    ]
    lines = []
    memory = server.memory_mb()
    for name, operation, request in cases:
        taken = []
        for table in ("small", "large"):
            signed = target.sign(
                operation, {"DatabaseName": DATABASE, "TableName": table, **request}
            )
            answer = read(
                target, operation, {"DatabaseName": DATABASE, "TableName": table, **request}
            )
            assert len(answer.get("Partitions", "x")) in (30, 1), answer
            taken.append(seconds_per_run(target, [signed] * 200, sizes.runs) / 200)
        lines.append(within(f"{store}: {name} at {sizes.large_partitions} partitions", taken))
    walk = pages(target, "GetPartitions", {"DatabaseName": DATABASE, "TableName": "large"})
    seconds_per_run(target, walk, 1)
    grown = server.memory_mb() - memory
    name = f"{store}: memory growth from listing all partitions, MB"
    lines.append(_told(Line(name, grown, 0, grown, "<= 100", grown <= 100)))
    return [*lines, *many_tables(server, sizes, store)]


def many_tables(server: Ours, sizes: Sizes, store: str) -> list[Line]:
    """Measure GetTable and SearchTables in a small and a large database."""
    target = server.target
    fill_tables(server, "few", sizes.small_tables)
    cases = [
        ("GetTable", "GetTable", {"DatabaseName": "few", "Name": "orders_00007"}),
        ("SearchTables", "SearchTables", {"Filters": [{"Key": "Name", "Value": "00007"}]}),
    ]
    signed = [target.sign(operation, request) for _, operation, request in cases]
    runs = sizes.runs
    before = [seconds_per_run(target, [each] * 100, runs) / 100 for each in signed]
    fill_tables(server, "many", sizes.large_tables - sizes.small_tables, sizes.small_tables)
    after = [seconds_per_run(target, [each] * 100, runs) / 100 for each in signed]
    return [
        within(f"{store}: {name} at {sizes.large_tables} tables", [small, large])
        for (name, _, _), small, large in zip(cases, before, after, strict=True)
    ]


def fill(server: Ours, name: str, count: int) -> None:
    """Add partitions to a table through the engine."""
    create(server.target, table_input(name))
    catalog = server.endpoint.catalog
    for batch in batches(count, 5000):
        with catalog.write(Author("arn:aws:iam::123456789012:user/owner", "Fill", 0.0)) as work:
            assert not partitions.create_partitions(work, DATABASE, name, batch)


def fill_tables(server: Ours, database: str, count: int, start: int = 0) -> None:
    """Add tables to a database through the engine."""
    author = Author("arn:aws:iam::123456789012:user/owner", "Fill", 0.0)
    with server.endpoint.catalog.write(author) as work:
        create_database(work, {"Name": database})
    for first in range(start, start + count, 1000):
        with server.endpoint.catalog.write(author) as work:
            for at in range(first, min(first + 1000, start + count)):
                tables.create_table(work, database, table_input(f"orders_{at:05}"))


def create(target: Target, wanted: Json) -> None:
    """Create a table."""
    read(target, "CreateTable", {"DatabaseName": DATABASE, "TableInput": wanted})


def add_batch(target: Target, table: str, batch: list[Json]) -> None:
    """Create partitions."""
    answer = read(
        target,
        "BatchCreatePartition",
        {"DatabaseName": DATABASE, "TableName": table, "PartitionInputList": batch},
    )
    assert not answer.get("Errors"), answer


def _create(target: Target, wanted: Json, database: str = DATABASE) -> bytes:
    return target.sign("CreateTable", {"DatabaseName": database, "TableInput": wanted})


def faster(name: str, rates: Sequence[float], goal: float) -> Line:
    """Return the line for a rate that must be a multiple of the peer's."""
    ratio = rates[0] / rates[1]
    return _told(Line(name, rates[0], rates[1], ratio, f">= {goal:g} x moto", ratio >= goal))


def within(name: str, seconds: Sequence[float]) -> Line:
    """Return the line for a time that must not grow with the size."""
    ratio = seconds[1] / seconds[0]
    milliseconds = [each * 1000 for each in seconds]
    return _told(
        Line(f"{name}, ms", milliseconds[1], milliseconds[0], ratio, "<= 2 x small", ratio <= 2)
    )


def blocked(server: Ours, name: str) -> Line:
    """Return the line for the longest time that the event loop was blocked."""
    worst = server.longest_block_ms()
    goal = f"<= {MAX_BLOCK_MS:g} ms"
    return _told(
        Line(f"{name}: longest block of the event loop, ms", worst, 0, worst, goal, worst <= 50)
    )


def _told(line: Line) -> Line:
    mark = "ok  " if line.is_met else "MISS"
    print(
        f"{mark} {line.name:62} ours {line.ours:12.2f}  peer {line.peer:12.2f}  "
        f"ratio {line.ratio:8.2f}  goal {line.goal}",
        flush=True,
    )
    return line


def rates_part(folder: Path, sizes: Sizes) -> list[Line]:
    """Measure rates compared with moto."""
    with ours(folder / "rates") as server, moto() as peer:
        return [*against_moto(server, peer, sizes), blocked(server, "rates")]


def sqlite_part(folder: Path, sizes: Sizes) -> list[Line]:
    """Measure scaling on SQLite."""
    with ours(folder / "scale") as server:
        return [*scale(server, sizes, "SQLite"), blocked(server, "SQLite scale")]


def postgresql_part(folder: Path, sizes: Sizes) -> list[Line]:
    """Measure scaling on PostgreSQL."""
    with postgresql(folder / "postgres") as url, ours(folder / "scale-postgres", url) as server:
        return [*scale(server, sizes, "PostgreSQL"), blocked(server, "PostgreSQL scale")]


PARTS = {"rates": rates_part, "sqlite": sqlite_part, "postgresql": postgresql_part}


def main() -> int:
    """Run all parts, or only one, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="use small sizes and don't save results"
    )
    parser.add_argument("--only", choices=sorted(PARTS), help="run only one part")
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL
    is_met = True
    for name, part in PARTS.items():
        if options.only not in (None, name):
            continue
        folder = Path(tempfile.mkdtemp(prefix="glue-bench-"))
        folder.chmod(0o755)
        try:
            lines = part(folder, sizes)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        is_met = is_met and all(line.is_met for line in lines)
        if not options.quick:
            write_results(name, lines)
    return 0 if is_met else 1


def write_results(part: str, lines: Sequence[Line]) -> None:
    """Save the lines of a part in the results file."""
    RESULTS.parent.mkdir(exist_ok=True)
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results[part] = {
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "lines": [asdict(line) for line in lines],
    }
    RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
