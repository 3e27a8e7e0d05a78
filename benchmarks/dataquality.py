"""Compares twenty DQDL rules in one pass with twenty equivalent hand-written checks.

Run `python -m benchmarks.dataquality [rows]`. Both sides alternately read the same Parquet file in
the same session, and must have the same outcomes. The result is the ratio of the medians.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RUNTIME = Path(__file__).parents[1] / "glue_devendpoint" / "runtime"
sys.path.insert(0, str(RUNTIME))

from awsgluedq.transforms import EvaluateDataQuality  # noqa: E402
from pyspark.sql import DataFrame, SparkSession  # noqa: E402
from pyspark.sql import functions as F  # noqa: E402

ROUNDS = 3
CHECKS: list[tuple[str, Callable[[DataFrame], bool]]] = [
    ("RowCount > 1000", lambda d: d.count() > 1000),
    ('IsComplete "id"', lambda d: d.where("id is null").count() == 0),
    ('IsComplete "land"', lambda d: d.where("land is null").count() == 0),
    ('Completeness "mail" > 0.8', lambda d: _share(d, "mail is not null") > 0.8),
    ('Completeness "total" > 0.95', lambda d: _share(d, "total is not null") > 0.95),
    ('ColumnValues "id" >= 0', lambda d: d.where("not (id >= 0)").count() == 0),
    ('ColumnValues "total" > 0', lambda d: d.where("not coalesce(total > 0, false)").count() == 0),
    ('ColumnValues "quantity" between 0 and 100',
     lambda d: d.where("not (quantity > 0 and quantity < 100)").count() == 0),
    ('ColumnValues "land" in ["de", "fr", "it", "es"]',
     lambda d: d.where("land not in ('de', 'fr', 'it', 'es')").count() == 0),
    ('ColumnValues "mail" matches "[a-z0-9]+@x[.]org" with threshold > 0.8',
     lambda d: _share(d, "coalesce(mail rlike '^(?:[a-z0-9]+@x[.]org)$', false)") > 0.8),
    ('ColumnValues "quantity" != 77', lambda d: d.where("quantity = 77").count() == 0),
    ('ColumnValues "total" < 50 where "land = \'de\'"',
     lambda d: d.where("land = 'de' and not coalesce(total < 50, false)").count() == 0),
    ('ColumnLength "land" = 2', lambda d: d.where("length(land) != 2").count() == 0),
    ('ColumnLength "mail" < 20', lambda d: d.where("length(mail) >= 20").count() == 0),
    ('ColumnDataType "code" = "Integer" with threshold > 0.9',
     lambda d: _share(d, "try_cast(code as int) is not null") > 0.9),
    ('DataFreshness "ordered" > 1 days',
     lambda d: d.where("not (ordered < current_timestamp() - interval 1 day)").count() == 0),
    ('Mean "total" between 10 and 90', lambda d: 10 < _number(d, F.avg("total")) < 90),
    ('Sum "quantity" > 1000', lambda d: _number(d, F.sum("quantity")) > 1000),
    ('StandardDeviation "total" < 100', lambda d: _number(d, F.stddev_pop("total")) < 100),
    ('ColumnCorrelation "quantity" "total" < 0.5',
     lambda d: _number(d, F.corr("quantity", "total")) < 0.5),
]  # fmt: skip


def _share(frame: DataFrame, test: str) -> float:
    row = frame.agg(F.count_if(F.expr(test)) / F.count("*")).first()
    assert row is not None
    return float(row[0])


def _number(frame: DataFrame, measure: object) -> float:
    row = frame.agg(measure).first()
    assert row is not None
    return float(row[0])


def _data(spark: SparkSession, rows: int, folder: Path) -> DataFrame:
    path = str(folder / "orders")
    spark.range(rows, numPartitions=4).selectExpr(
        "id",
        "element_at(array('de', 'fr', 'it', 'es'), cast(id % 4 + 1 as int)) as land",
        "if(id % 10 = 0, null, concat('u', id, '@x.org')) as mail",
        "if(id % 50 = 0, null, cast(hash(id) % 50 as double) + 50.5) as total",
        "cast(1 + pmod(hash(id, 7), 90) as int) as quantity",
        "if(id % 20 = 0, 'x', cast(id as string)) as code",
        "cast('2024-01-01' as timestamp) + make_interval(0, 0, 0, 0, 0, 0, id % 86400) as ordered",
    ).write.parquet(path)
    return spark.read.parquet(path)


def _timed(run: Callable[[], list[bool]]) -> tuple[float, list[bool]]:
    start = time.perf_counter()
    found = run()
    return time.perf_counter() - start, found


def _one_pass(frame: DataFrame) -> list[bool]:
    ruleset = f"Rules = [{', '.join(rule for rule, _ in CHECKS)}]"
    options = {"enableDataQualityResultsPublishing": False}
    rows = EvaluateDataQuality.apply(frame, ruleset, options).collect()
    return [row["Outcome"] == "Passed" for row in rows]


def _by_hand(frame: DataFrame) -> list[bool]:
    return [check(frame) for _, check in CHECKS]


def main(rows: int) -> None:
    """Measure both sides, and write the result to the results folder."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        frame = _data(spark, rows, Path(folder))
        times: dict[str, list[float]] = {"one_pass": [], "by_hand": []}
        found: dict[str, list[bool]] = {}
        for _ in range(ROUNDS):
            for name, run in (("one_pass", _one_pass), ("by_hand", _by_hand)):
                seconds, found[name] = _timed(lambda run=run: run(frame))
                times[name].append(seconds)
    spark.stop()
    if found["one_pass"] != found["by_hand"]:
        pairs = zip(CHECKS, found["one_pass"], found["by_hand"], strict=True)
        raise SystemExit(f"the outcomes are different: {[c[0] for c, a, b in pairs if a != b]}")
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    result = {
        "rows": rows,
        "rules": len(CHECKS),
        "passed": sum(found["one_pass"]),
        "seconds": {name: [round(value, 3) for value in values] for name, values in times.items()},
        "median_seconds": {name: round(value, 3) for name, value in medians.items()},
        "ratio": round(medians["one_pass"] / medians["by_hand"], 3),
    }
    target = Path(__file__).parent / "results" / "dataquality.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000)
