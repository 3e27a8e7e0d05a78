"""Speed of `awsglue` against hand-written DataFrame code: same data, same session, same run.

Run it as `python benchmarks/awsglue.py`; `--rows` and `--records` change the sizes. Each figure is
the ratio of the medians of alternating repetitions. Results go to benchmarks/results/awsglue.json.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# This file must not be taken for the package it measures.
sys.path[:] = [each for each in sys.path if Path(each or ".").resolve() != HERE]
sys.path.insert(0, str(HERE.parent / "glue_devendpoint" / "runtime"))

import argparse  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import random  # noqa: E402
import resource  # noqa: E402
import shutil  # noqa: E402
import statistics  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from typing import Any  # noqa: E402

os.environ["PYTHONPATH"] = sys.path[0]
os.environ.setdefault(
    "PYSPARK_SUBMIT_ARGS",
    "--master local[2] --driver-memory 4g --conf spark.ui.enabled=false "
    "--conf spark.sql.shuffle.partitions=4 --conf spark.sql.session.timeZone=UTC "
    "--conf spark.sql.ansi.enabled=false --conf spark.ui.showConsoleProgress=false pyspark-shell",
)

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


def noop(data: DataFrame) -> None:
    """Evaluate all of a DataFrame."""
    data.write.format("noop").mode("overwrite").save()


class Bench:
    """The data and the pairs of actions to compare."""

    def __init__(self, context: GlueContext, folder: Path, rows: int, records: int) -> None:
        self.context = context
        self.spark = context.spark_session
        self.folder = folder
        self.rows = rows
        self.records = records
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
        """Return Parquet data."""
        return self.spark.read.parquet(str(self.folder / name))

    def frame(self, name: str) -> DynamicFrame:
        """Return the same as a frame."""
        return DynamicFrame.fromDF(self.parquet(name), self.context)

    def json_frame(self, name: str) -> DynamicFrame:
        """Return a JSON file as a frame."""
        return self.context.create_dynamic_frame.from_options(
            "file", {"paths": [f"file://{self.folder / name}"]}, format="json")  # fmt: skip

    def out(self) -> str:
        """Return a fresh folder to write to."""
        path = self.folder / "out"
        shutil.rmtree(path, ignore_errors=True)
        return f"file://{path}"

    def pairs(self) -> Iterator[tuple[str, Action, Action]]:
        """Yield each comparison: its name, ours, and the hand-written one."""
        yield "map, resolve, drop, write parquet", self.etl, self.etl_by_hand
        yield "join, select, drop nulls", self.joined, self.joined_by_hand
        yield "read json", lambda: noop(self.json_frame("plain.json").toDF()), self.read_by_hand
        yield "read json with mixed types", self.read_mixed, self.read_mixed_by_hand
        yield "relationalize two arrays", self.relational, self.relational_by_hand
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
        """The same by hand."""
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
        """The same by hand."""
        left, right = self.parquet("rows"), self.parquet("people")
        noop(left.join(right, left.name == right.who).select("id", "name", "grade", "price"))

    def read_by_hand(self) -> None:
        """spark.read.json."""
        noop(self.spark.read.json(str(self.folder / "plain.json")))

    def read_mixed(self) -> None:
        """A frame of JSON in which a field mixes types."""
        noop(self.json_frame("mixed.json").toDF())

    def read_mixed_by_hand(self) -> None:
        """spark.read.json of the same, which makes text of it."""
        noop(self.spark.read.json(str(self.folder / "mixed.json")))

    def nested(self) -> DataFrame:
        """Return the nested records under a schema that is known."""
        if not hasattr(self, "_schema"):
            self._schema = self.spark.read.json(str(self.folder / "plain.json")).schema
        return self.spark.read.schema(self._schema).json(str(self.folder / "plain.json"))

    def relational(self) -> None:
        """Relationalize with every table evaluated."""
        frame = DynamicFrame.fromDF(self.nested(), self.context)
        tables = Relationalize.apply(frame, "file:///nowhere", "root")
        for name in tables:
            noop(tables[name].toDF())

    def relational_by_hand(self) -> None:
        """The same tables by hand."""
        data = self.nested().withColumn("key", F.monotonically_increasing_id())
        noop(data.select("id", "name", "price", "code", "address.city", "address.zip", "key"))
        for name in ("tags", "scores"):
            rows = data.select("key", F.posexplode(name))
            noop(rows.select("key", "pos", "col.*") if name == "tags" else rows)

    def filtered(self) -> None:
        """Filter with a Python function."""
        noop(Filter.apply(self.frame("rows"), lambda r: r["day"] % 2 == 0).toDF())

    def filtered_by_hand(self) -> None:
        """The same by hand."""
        data = self.parquet("rows")

        def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
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
        """The same by hand."""
        data = self.parquet("rows")
        schema = data.withColumn("total", F.lit(0.0)).schema

        def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                rows = [add_total(row) for row in batch.to_pylist()]
                arrow = batch.schema.append(pa.field("total", pa.float64()))
                yield pa.RecordBatch.from_pylist(rows, schema=arrow)

        data.mapInArrow(work, schema).write.mode("append").parquet(self.out())


def add_total(record: Any) -> Any:
    """Add a field to a record."""
    record["total"] = record["price"] * record["day"]
    return record


def seconds(action: Action) -> float:
    """Return how long an action takes."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def compare(name: str, ours: Action, theirs: Action, repeats: int) -> dict[str, Any]:
    """Measure two actions by turns, after one round to warm up."""
    seconds(theirs)
    seconds(ours)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(repeats)]
    mine = statistics.median(pair[0] for pair in pairs)
    other = statistics.median(pair[1] for pair in pairs)
    ratio = round(mine / other, 3)
    print(
        f"{name}: {mine:.2f} s against {other:.2f} s = {ratio} (limit {LIMITS[name]})", flush=True
    )
    return {"seconds": round(mine, 3), "by_hand_seconds": round(other, 3), "ratio": ratio,
            "limit": LIMITS[name], "within": ratio <= LIMITS[name]}  # fmt: skip


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
        bench = Bench(GlueContext(), folder, given.rows, given.records)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        results = {
            name: compare(name, ours, theirs, given.repeats)
            for name, ours, theirs in bench.pairs()
            if given.only in name
        }
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    target = HERE / "results" / "awsglue.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({
        "rows": given.rows, "records": given.records, "repeats": given.repeats, "cores": 2,
        "driver_python_growth_kb": after - before, "results": results,
    }, indent=2) + "\n")  # fmt: skip


if __name__ == "__main__":
    main()
