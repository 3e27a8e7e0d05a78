"""Compares the speed of crawls with DuckDB and Spark inferring the schema of the same files.

Run `python benchmarks/crawlers.py`. `--no-spark` skips Spark, and `--files 100000` also measures
the memory of a crawl of that many files. The floor is the time to list all files and open each
one once. Every crawl runs in a separate process to measure its memory (a large crawl starts a child
process per CPU). Times include only the crawl itself.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

RESULTS = Path(__file__).parent / "results" / "crawlers.json"
ROOT = Path(__file__).parent.parent
_CRAWL = """
import json, pickle, re, resource, sys, time
from pathlib import Path
from glue_devendpoint.crawlers.plan import CrawlInputs, plan_crawl
from glue_devendpoint.crawlers.policy import ExistingTable
from glue_devendpoint.crawlers.progress import Report
from glue_devendpoint.crawlers.settings import CrawlSettings
from glue_devendpoint.files.buckets import Buckets
from glue_devendpoint.files.roots import Roots

root, memory, mode = sys.argv[1:]
crawler = {"Name": "bench", "Targets": {"S3Targets": [{"Path": root}]}}
if mode == "new":
    crawler["RecrawlPolicy"] = {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}
before = {} if mode == "first" else pickle.loads(Path(memory).read_bytes())
tables = [ExistingTable(*each) for each in before.get("tables", ())]
inputs = CrawlInputs(
    "run",
    Roots((root,), Buckets()),
    existing=tables,
    fingerprints=before.get("fingerprints", {}),
)
report = Report()
started = time.perf_counter()
plan = plan_crawl(CrawlSettings.from_crawler(crawler), inputs, report)
seconds = time.perf_counter() - started
if mode == "first":
    kept = [(c.table_input, c.partitions_added) for c in plan.changes]
    Path(memory).write_bytes(pickle.dumps({"tables": kept, "fingerprints": plan.fingerprints}))
most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(json.dumps({
    "seconds": seconds,
    "megabytes": int(most[1]) / 1024,
    "megabytes_of_largest_child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    "tables": len(plan.tables),
    "partitions": sum(len(table.partition_inputs) for table in plan.tables),
    "opened": report.progress.classified,
    "changes": len(plan.changes),
}))
"""


def write_json_tree(root: Path, folders: int, files: int) -> None:
    """Write small JSON files of ten records each into partition folders."""
    chance = random.Random(1)
    for number in range(folders):
        folder = root / f"year={2000 + number // 50}" / f"day={number % 50:02d}"
        folder.mkdir(parents=True)
        for each in range(files):
            records = [
                {
                    "id": each * 10 + index,
                    "name": f"name {chance.randrange(1000)}",
                    "price": chance.random(),
                    "ok": True,
                    "at": "2024-01-01T00:00:00Z",
                    "tags": ["a", "b"],
                    "address": {"city": "Rome", "zip": chance.randrange(99999)},
                }
                for index in range(10)
            ]
            lines = "".join(json.dumps(record) + "\n" for record in records)
            (folder / f"part-{each}.json").write_text(lines)


def write_parquet_tree(root: Path, folders: int, files: int) -> None:
    """Write small Parquet files of sixteen columns into partition folders."""
    extra = {f"c{index}": [index] * 100 for index in range(10)}
    for number in range(folders):
        folder = root / f"year={2000 + number // 50}" / f"day={number % 50:02d}"
        folder.mkdir(parents=True)
        for each in range(files):
            table = pa.table(
                {
                    "id": list(range(each, each + 100)),
                    "name": [f"name {each}"] * 100,
                    "price": [1.5] * 100,
                    "ok": [True] * 100,
                    "tags": [["a", "b"]] * 100,
                    "address": [{"city": "Rome", "zip": 1}] * 100,
                    **extra,
                }
            )
            pq.write_table(table, folder / f"part-{each}.parquet")


def timed(work: Callable[[], Any], repeats: int = 3) -> float:
    """Return the best time of several runs."""
    best = float("inf")
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def floor(root: Path) -> None:
    """List the tree and open each file once."""
    for folder, _, names in os.walk(root):
        for name in names:
            descriptor = os.open(f"{folder}/{name}", os.O_RDONLY)
            os.read(descriptor, 1 << 16)
            os.close(descriptor)


def describe_with_duckdb(root: Path, kind: str) -> None:
    """Let DuckDB infer the columns of all files."""
    import duckdb

    # DuckDB reserves 32 MB per JSON file at once, but doesn't use all of it.
    connection = duckdb.connect(config={"memory_limit": "4000GB"})
    reader = "read_json_auto" if kind == "json" else "read_parquet"
    connection.execute(
        f"DESCRIBE SELECT * FROM {reader}('{root}/**/*.{kind}', union_by_name = true)"
    ).fetchall()
    connection.close()


def crawl(root: Path, memory: Path, mode: str, repeats: int = 3) -> dict[str, Any]:
    """Crawl in a separate process, and return the best of several runs."""
    runs = []
    for _ in range(repeats):
        answer = subprocess.run(
            [sys.executable, "-c", _CRAWL, str(root), str(memory), mode],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        runs.append(json.loads(answer.stdout))
    best: dict[str, Any] = min(runs, key=lambda run: run["seconds"])
    return best


def infer_with_spark(trees: dict[str, Path]) -> dict[str, float]:
    """Let a warm Spark session infer the columns of the same trees."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.memory", "2g").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        readers = {
            "json": lambda root: spark.read.json(root).schema,
            "parquet": lambda root: spark.read.option("mergeSchema", "true").parquet(root).schema,
        }
        # The first read warms up the session.
        return {
            kind: timed(lambda kind=kind, root=root: readers[kind](str(root)), 3)
            for kind, root in trees.items()
        }
    finally:
        spark.stop()


def measure(kind: str, root: Path, memory: Path) -> dict[str, Any]:
    """Measure one tree: our crawls, the peers and the floor."""
    first = crawl(root, memory, "first")
    second = crawl(root, memory, "second")
    return {
        "first": first,
        "second": second,
        "second_to_first": second["seconds"] / first["seconds"],
        "floor_seconds": timed(lambda: floor(root)),
        "duckdb_seconds": timed(lambda: describe_with_duckdb(root, kind)),
    }


def measure_new_folders(base: Path) -> dict[str, Any]:
    """Measure CRAWL_NEW_FOLDERS_ONLY after adding a small or large folder to trees of two sizes."""
    seconds = {}
    for folders in (50, 500):
        root, memory = base / f"tree{folders}", base / f"tree{folders}.memory"
        write_json_tree(root, folders, 20)
        crawl(root, memory, "first", 1)
        for files in (20, 400):
            fresh = root / f"year={3000 + files}"
            write_json_tree(fresh, 1, files)
            (fresh / "year=2000" / "day=00").rename(fresh / "day=00")
            (fresh / "year=2000").rmdir()
            found = crawl(root, memory, "new")
            assert found["opened"] == files, found
            seconds[f"{files} files to {folders} folders"] = found["seconds"]
            shutil.rmtree(fresh)
    return seconds


def main() -> None:
    """Measure, print and save the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-spark", action="store_true")
    parser.add_argument("--files", type=int, default=0)
    options = parser.parse_args()
    results: dict[str, Any] = {
        "machine": {
            "cpus": os.cpu_count(),
            "python": platform.python_version(),
            "load": os.getloadavg(),
        }
    }
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        trees = {"json": base / "json", "parquet": base / "parquet"}
        write_json_tree(trees["json"], 500, 20)
        write_parquet_tree(trees["parquet"], 200, 10)
        for kind, root in trees.items():
            results[kind] = measure(kind, root, base / f"{kind}.memory")
        if not options.no_spark:
            for kind, seconds in infer_with_spark(trees).items():
                results[kind]["spark_seconds"] = seconds
        for kind in trees:
            first = results[kind]["first"]["seconds"]
            for peer in ("duckdb", "spark", "floor"):
                if f"{peer}_seconds" in results[kind]:
                    results[kind][f"{peer}_to_first"] = results[kind][f"{peer}_seconds"] / first
        results["new_folder_seconds"] = measure_new_folders(base)
        if options.files:
            many = base / "many"
            write_json_tree(many, options.files // 200, 200)
            results["many"] = crawl(many, base / "many.memory", "first", 1)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
