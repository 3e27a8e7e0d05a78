"""Compares `awsglue` with hand-written DataFrame code on the same data in the same session.

Run `python benchmarks/awsglue.py`. Use `--rows` and `--records` to change the sizes. Each result is
the ratio of the medians of alternating repetitions. The driver's memory is compared between runs on
all the data and on a tenth of it. Writes results to benchmarks/results/awsglue.json.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Keep this file from shadowing the package that it measures.
sys.path[:] = [each for each in sys.path if Path(each or ".").resolve() != HERE]
sys.path.insert(0, str(HERE.parent / "glue_devendpoint" / "runtime"))

import argparse  # noqa: E402
import gc  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import random  # noqa: E402
import resource  # noqa: E402
import shutil  # noqa: E402
import statistics  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Iterable, Iterator  # noqa: E402
from typing import Any  # noqa: E402

os.environ["PYTHONPATH"] = sys.path[0]
os.environ.setdefault(
    "PYSPARK_SUBMIT_ARGS",
    "--master local[2] --driver-memory 4g --conf spark.ui.enabled=false "
    "--conf spark.sql.shuffle.partitions=4 --conf spark.sql.session.timeZone=UTC "
    "--conf spark.sql.ansi.enabled=false --conf spark.ui.showConsoleProgress=false pyspark-shell",
)

import psutil  # noqa: E402
import pyarrow as pa  # noqa: E402
from awsglue.context import GlueContext  # noqa: E402
from awsglue.dynamicframe import DynamicFrame  # noqa: E402
from awsglue.transforms import (  # noqa: E402
    ApplyMapping,
    DropFields,
    DropNullFields,
    Filter,
    Join,
    Map,
    Relationalize,
    ResolveChoice,
    SelectFields,
)
from pyspark.sql import DataFrame  # noqa: E402
from pyspark.sql import functions as F  # noqa: E402

Action = Callable[[], Any]
LIMITS = {
    "map, resolve, drop, write parquet": 1.15,
    "join, select, drop nulls": 1.15,
    "read json": 1.3,
    "read json with mixed types": 2.0,
    "relationalize two arrays": 1.5,
    "filter with a function": 1.2,
    "map with a function": 1.2,
}
MEMORY_LIMIT_MB = 64


def noop(*frames: DataFrame) -> None:
    """Evaluate the DataFrames completely."""
    for data in frames:
        data.write.format("noop").mode("overwrite").save()


class Bench:
    """The test data and the pairs of actions to compare."""

    def __init__(self, context: GlueContext, folder: Path, rows: int, records: int) -> None:
        self.context = context
        self.spark = context.spark_session
        self.folder = folder
        self.rows = rows
        self.records = records
        folder.mkdir()
        self._write_rows()
        self._write_json("plain.json", mixed=False)
        self._write_json("mixed.json", mixed=True)

    def _write_rows(self) -> None:
        data = self.spark.range(self.rows).selectExpr(
            "id", "concat('name', id % 1000) as name", "cast(id % 97 as string) as amount",
            "id % 365 as day", "rand(1) as price", "uuid() as token",
        )  # fmt: skip
        data.repartition(4).write.parquet(str(self.folder / "rows"))
        small = self.spark.range(1000).selectExpr("concat('name', id) as who", "id % 7 as grade")
        small.withColumn("nothing", F.lit(None)).drop("nothing").write.parquet(
            str(self.folder / "people"))  # fmt: skip

    def _write_json(self, name: str, mixed: bool) -> None:
        numbers = random.Random(7)
        with (self.folder / name).open("w") as stream:
            for i in range(self.records):
                stream.write(json.dumps({
                    "id": i, "name": f"user{i}", "price": round(numbers.random() * 100, 2),
                    "code": f"c{i % 50}" if mixed and i % 10 == 0 else i % 50,
                    "address": {"city": f"city{i % 100}", "zip": i % 99999},
                    "tags": [{"k": "a", "v": i % 7}, {"k": "b", "v": 3}], "scores": [1, 2, i % 9],
                }) + "\n")  # fmt: skip

    def parquet(self, name: str) -> DataFrame:
        """Return a DataFrame of Parquet files."""
        return self.spark.read.parquet(str(self.folder / name))

    def frame(self, name: str) -> DynamicFrame:
        """Return the same files as a DynamicFrame."""
        return DynamicFrame.fromDF(self.parquet(name), self.context)

    def json_frame(self, name: str) -> DynamicFrame:
        """Return a JSON file as a DynamicFrame."""
        return self.context.create_dynamic_frame.from_options(
            "file", {"paths": [f"file://{self.folder / name}"]}, format="json")  # fmt: skip

    def out(self) -> str:
        """Return an empty folder to write to."""
        path = self.folder / "out"
        shutil.rmtree(path, ignore_errors=True)
        return f"file://{path}"

    def pairs(self) -> Iterator[tuple[str, Action, Action]]:
        """Yield each comparison: its name, our action, and the hand-written action."""
        yield "map, resolve, drop, write parquet", self.etl, self.etl_by_hand
        yield "join, select, drop nulls", self.joined, self.joined_by_hand
        yield "read json", lambda: noop(self.json_frame("plain.json").toDF()), self.read_by_hand
        yield "read json with mixed types", self.read_mixed, self.read_mixed_by_hand
        yield (
            "relationalize two arrays",
            lambda: noop(*self.relational().values()),
            lambda: noop(*self.relational_by_hand().values()),
        )
        yield "filter with a function", self.filtered, self.filtered_by_hand
        yield "map with a function", self.mapped, self.mapped_by_hand

    def etl(self) -> None:
        """ApplyMapping, ResolveChoice, DropFields and a Parquet write."""
        frame = ApplyMapping.apply(self.frame("rows"), [
            ("id", "long", "id", "long"), ("name", "string", "who.name", "string"),
            ("amount", "string", "amount", "int"), ("day", "long", "day", "string"),
            ("price", "double", "price", "double"), ("token", "string", "token", "string"),
        ])  # fmt: skip
        frame = ResolveChoice.apply(frame, specs=[("amount", "cast:long")])
        frame = DropFields.apply(frame, ["price"])
        self.context.write_dynamic_frame.from_options(
            frame, "file", {"path": self.out()}, format="parquet")  # fmt: skip

    def etl_by_hand(self) -> None:
        """The hand-written equivalent."""
        data = self.parquet("rows").select(
            "id", F.struct("name").alias("who"), F.col("amount").try_cast("int").cast("long").alias(
                "amount"), F.col("day").cast("string"), "token")  # fmt: skip
        data.write.mode("append").parquet(self.out())

    def joined(self) -> None:
        """Join, SelectFields and DropNullFields."""
        both = Join.apply(self.frame("rows"), self.frame("people"), ["name"], ["who"])
        chosen = SelectFields.apply(both, ["id", "name", "grade", "price"])
        noop(DropNullFields.apply(chosen).toDF())

    def joined_by_hand(self) -> None:
        """The hand-written equivalent."""
        left, right = self.parquet("rows"), self.parquet("people")
        noop(left.join(right, left.name == right.who).select("id", "name", "grade", "price"))

    def read_by_hand(self) -> None:
        """spark.read.json."""
        noop(self.spark.read.json(str(self.folder / "plain.json")))

    def read_mixed(self) -> None:
        """Read JSON in which a field has mixed types, as a DynamicFrame."""
        noop(self.json_frame("mixed.json").toDF())

    def read_mixed_by_hand(self) -> None:
        """spark.read.json of the same file, which reads the field as a string."""
        noop(self.spark.read.json(str(self.folder / "mixed.json")))

    def nested(self) -> DataFrame:
        """Return the nested records with a known schema."""
        if not hasattr(self, "_schema"):
            self._schema = self.spark.read.json(str(self.folder / "plain.json")).schema
        return self.spark.read.schema(self._schema).json(str(self.folder / "plain.json"))

    def relational(self) -> dict[str, DataFrame]:
        """Relationalize."""
        frame = DynamicFrame.fromDF(self.nested(), self.context)
        tables = Relationalize.apply(frame, "file:///nowhere", "root")
        return {name: tables[name].toDF() for name in tables}

    def relational_by_hand(self) -> dict[str, DataFrame]:
        """The same tables with hand-written code."""
        data = self.nested().withColumn("key", F.monotonically_increasing_id() + 1)
        whole = [F.col(name) for name in ("code", "id", "name", "price")]
        parts = [F.col(f"address.{name}").alias(f"address.{name}") for name in ("city", "zip")]
        keys = [F.when(F.col(name).isNotNull(), F.col("key")).alias(name)
                for name in ("tags", "scores")]  # fmt: skip
        elements = {name: data.select(F.col("key").alias("id"), F.posexplode(name).alias(
            "index", "val")) for name in ("tags", "scores")}  # fmt: skip
        fields = [F.col(f"val.{name}").alias(f"tags.val.{name}") for name in ("k", "v")]
        return {
            "root": data.select(*whole, *parts, *keys),
            "root_tags": elements["tags"].select("id", "index", *fields),
            "root_scores": elements["scores"].withColumnRenamed("val", "scores.val"),
        }

    def check_tables(self) -> None:
        """Check that both sides create the same tables."""
        ours, theirs = self.relational(), self.relational_by_hand()
        for name in ours.keys() | theirs.keys():
            mine, other = contents(ours[name]), contents(theirs[name])
            if mine != other:
                raise SystemExit(f"the tables {name} are different: {mine} and {other}")

    def filtered(self) -> None:
        """Filter with a Python function."""
        noop(Filter.apply(self.frame("rows"), lambda r: r["day"] % 2 == 0).toDF())

    def filtered_by_hand(self) -> None:
        """The hand-written equivalent."""
        data = self.parquet("rows")

        def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                kept = [row["day"] % 2 == 0 for row in batch.to_pylist()]
                yield batch.filter(pa.array(kept))

        noop(data.mapInArrow(work, data.schema))

    def mapped(self) -> None:
        """Map with a Python function, written as Parquet."""
        made = Map.apply(self.frame("rows"), add_total)
        self.context.write_dynamic_frame.from_options(
            made, "file", {"path": self.out()}, format="parquet")  # fmt: skip

    def mapped_by_hand(self) -> None:
        """The hand-written equivalent."""
        data = self.parquet("rows")
        schema = data.withColumn("total", F.lit(0.0)).schema

        def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                rows = [add_total(row) for row in batch.to_pylist()]
                arrow = batch.schema.append(pa.field("total", pa.float64()))
                yield pa.RecordBatch.from_pylist(rows, schema=arrow)

        data.mapInArrow(work, schema).write.mode("append").parquet(self.out())


def add_total(record: Any) -> Any:
    """Add a field to a record."""
    record["total"] = record["price"] * record["day"]
    return record


def contents(data: DataFrame) -> tuple[list[str], Any]:
    """Return a DataFrame's columns, its row count, and a checksum of all values."""
    names = sorted(data.columns)
    numbered = data.toDF(*(str(names.index(name)) for name in data.columns))
    row = F.xxhash64(*(F.col(str(i)).cast("string") for i in range(len(names))))
    return names, numbered.agg(F.count("*"), F.sum(row.cast("decimal(38,0)"))).first()


def driver_memory(context: GlueContext) -> dict[str, float]:
    """Return the driver's memory in MB: the JVM heap after garbage collection, and Python's peak.

    The JVM also runs the tasks, but the memory of finished tasks is garbage.
    """
    gc.collect()
    jvm: Any = context.spark_session._jvm
    runtime = jvm.java.lang.Runtime.getRuntime()
    runtime.gc()
    time.sleep(1)  # Spark's context cleaner frees what only collected objects referred to.
    runtime.gc()
    heap = runtime.totalMemory() - runtime.freeMemory()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"heap_mb": round(heap / 2**20, 1), "python_peak_mb": round(peak / 2**10, 1)}


def memory_growth(small: Bench, large: Bench) -> dict[str, Any]:
    """Return the driver's memory after our actions ran on a tenth of the data, and on all."""
    held = []
    for bench in (small, small, large):  # The first round loads classes and fills caches.
        for _, ours, _ in bench.pairs():
            ours()
        held.append(driver_memory(bench.context))
    growth = {name: round(held[2][name] - held[1][name], 1) for name in held[2]}
    print(f"driver memory: {growth} beyond {held[1]} (limit {MEMORY_LIMIT_MB} MB)", flush=True)
    return {"tenth": held[1], "all": held[2], "growth": growth, "limit_mb": MEMORY_LIMIT_MB,
            "within": max(growth.values()) <= MEMORY_LIMIT_MB}  # fmt: skip


def cpu_seconds() -> dict[psutil.Process, float]:
    """Return the CPU time of this process, the JVM and each running worker."""
    me = psutil.Process()
    return {each: sum(each.cpu_times()[:2]) for each in (me, *me.children(recursive=True))}


def seconds(action: Action) -> tuple[float, float]:
    """Return the duration and the CPU time of an action.

    The CPU time of workers that end in the meantime isn't included. Spark ends a worker if it
    doesn't need all its rows, such as the one that samples the types of a map.
    """
    begin, before = time.perf_counter(), cpu_seconds()
    action()
    taken = time.perf_counter() - begin
    return taken, sum(now - before.get(each, 0.0) for each, now in cpu_seconds().items())


def compare(name: str, ours: Action, theirs: Action, repeats: int) -> dict[str, Any]:
    """Measure two actions alternately, after a warm-up round.

    The result is the ratio of durations. The ratio of CPU times is also shown, because it is more
    meaningful on a busy machine.
    """
    seconds(theirs)
    seconds(ours)
    taken: dict[Action, list[tuple[float, float]]] = {ours: [], theirs: []}
    for turn in range(repeats):
        for action in (ours, theirs) if turn % 2 == 0 else (theirs, ours):
            taken[action].append(seconds(action))
    (mine, my_cpu), (other, other_cpu) = (
        map(statistics.median, zip(*taken[action], strict=True)) for action in (ours, theirs)
    )
    ratio, cpu_ratio = round(mine / other, 3), round(my_cpu / other_cpu, 3)
    print(
        f"{name}: {mine:.2f} s vs. {other:.2f} s, ratio {ratio} (limit {LIMITS[name]}); "
        f"CPU {my_cpu:.1f} s vs. {other_cpu:.1f} s, ratio {cpu_ratio}",
        flush=True,
    )
    return {
        "seconds": round(mine, 3),
        "by_hand_seconds": round(other, 3),
        "ratio": ratio,
        "cpu_ratio": cpu_ratio,
        "limit": LIMITS[name],
        "within": ratio <= LIMITS[name],
    }


def main() -> None:
    """Run every comparison and write the results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="awsglue-bench-"))
    try:
        context = GlueContext()
        context.spark_session.sparkContext.setLogLevel("ERROR")
        bench = Bench(context, folder / "all", given.rows, given.records)
        bench.check_tables()
        results = {
            name: compare(name, ours, theirs, given.repeats)
            for name, ours, theirs in bench.pairs()
            if given.only in name
        }
        load = [round(each, 1) for each in os.getloadavg()]
        small = Bench(context, folder / "tenth", given.rows // 10, given.records // 10)
        memory = {} if given.only else memory_growth(small, bench)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    target = HERE / "results" / "awsglue.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({
        "rows": given.rows, "records": given.records, "repeats": given.repeats, "cores": 2,
        "load": load, "driver_memory": memory, "results": results,
    }, indent=2) + "\n")  # fmt: skip


if __name__ == "__main__":
    main()
