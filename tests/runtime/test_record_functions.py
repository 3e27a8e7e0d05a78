"""Filter, Map and mapPartitions: records, missing fields, errors and thresholds."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.errors import ErrorThresholdExceeded
from awsglue.transforms import ErrorsAsDynamicFrame, Filter, Map

pytestmark = pytest.mark.spark
Make = Callable[[list[dict[str, Any]]], DynamicFrame]
Rows = Callable[[DynamicFrame], list[dict[str, Any]]]


def test_a_filter_tells_missing_from_null(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"i": 1, "x": 0}, {"i": 2, "x": None}, {"i": 3}, {"i": 4, "x": 5}])

    kept = Filter.apply(frame, lambda record: record["x"] != 0)

    assert [row["i"] for row in rows_of(kept)] == [2, 4]


def test_missing_and_null_survive_columnar_transforms(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"s": {"a": None}, "b": 1}, {"s": {}, "b": None}, {"s": None}, {}])
    moved = frame.rename_field("b", "c").apply_mapping(
        [
            ("s.a", "string", "a", "string"),
            ("s", "struct", "s", "struct"),
            ("c", "int", "n.c", "int"),
        ]
    )

    seen = moved.map(lambda record: {"seen": repr(sorted(record.items(), key=str))})

    assert [row["seen"] for row in rows_of(seen)] == [
        "[('a', None), ('n', {'c': 1}), ('s', {'a': None})]",
        "[('n', {'c': None}), ('s', {})]",
        "[('s', None)]",
        "[]",
    ]


def test_missing_and_null_survive_a_chain_of_functions(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"a": 1, "b": None}, {"a": 2}])

    made = frame.map(lambda r: {**r, "n": len(r)}).select_fields(["a", "b", "n"])
    seen = made.map(lambda r: {"keys": sorted(r)})

    assert rows_of(seen) == [{"keys": ["a", "b", "n"]}, {"keys": ["a", "n"]}]


def test_lookup_errors_drop_a_record_and_others_are_kept_as_errors(make_frame: Make) -> None:
    frame = make_frame([{"i": 1}, {"i": 2}, {"i": 0}])

    def choose(record: Any) -> bool:
        if record["i"] == 1:
            raise KeyError("dropped")
        return bool(10 / record["i"])

    kept = frame.filter(choose, info="dividing")

    assert (kept.count(), kept.errorsCount(), kept.stageErrorsCount()) == (1, 1, 1)
    error = ErrorsAsDynamicFrame.apply(kept).toDF().collect()[0]["error"]
    assert "ZeroDivisionError" in error["msg"]
    assert error["callsite"]["info"] == "dividing"
    assert "test_record_functions.py" in error["callsite"]["site"]
    assert error["dynamicRecord"] == '{"i": 0}'


def test_a_map_without_a_result_is_an_error(make_frame: Make) -> None:
    frame = make_frame([{"i": 1}, {"i": 2}, {"i": 3}])

    made = Map.apply(frame, lambda r: None if r["i"] == 1 else ({} if r["i"] == 2 else r))
    later = made.filter(lambda r: True)

    assert (made.count(), made.errorsCount()) == (1, 2)
    assert (later.errorsCount(), later.stageErrorsCount()) == (2, 0)


def test_more_errors_than_a_threshold_stop_an_evaluation(make_frame: Make) -> None:
    frame = make_frame([{"i": i} for i in range(5)])
    bad = frame.map(lambda r: r["no"], stageThreshold=4)
    tolerant = frame.map(lambda r: r["no"], stageThreshold=5, totalThreshold=5)

    with pytest.raises(ErrorThresholdExceeded, match="stage error threshold of 4"):
        bad.count()
    with pytest.raises(ErrorThresholdExceeded):
        bad.drop_fields(["x"]).assertErrorThreshold()
    assert tolerant.count() == 0


def test_records_have_attributes_and_can_be_rebuilt(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"p": {"first": "a", "zip": "1"}, "Zip.Code": 5, "l": [{"x": 1}]}])

    def rebuild(record: Any) -> Any:
        record["A"] = {}
        record["A"]["name"] = record.p.first
        record["A"]["list"] = [each.x for each in record.l]
        record["code"] = record["Zip.Code"] + 1
        del record["p"]
        return record

    assert rows_of(frame.map(rebuild)) == [
        {"Zip.Code": 5, "l": [{"x": 1}], "A": {"name": "a", "list": [1]}, "code": 6}]  # fmt: skip


def test_a_map_may_mix_types(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"i": i} for i in range(4)])

    made = frame.map(lambda r: {"i": r["i"], "v": "even" if r["i"] % 2 == 0 else r["i"]})

    assert rows_of(made.resolveChoice(specs=[("v", "cast:string")])) == [
        {"i": 0, "v": "even"},
        {"i": 1, "v": "1"},
        {"i": 2, "v": "even"},
        {"i": 3, "v": "3"},
    ]


def test_a_record_beyond_the_sample_may_change_the_types(
    glue_context: GlueContext, rows_of: Rows, bucket: Any
) -> None:
    data = glue_context.spark_session.range(3000).coalesce(1)
    frame = DynamicFrame.fromDF(data, glue_context)

    made = frame.map(lambda r: {"v": 1} if r["id"] < 2500 else {"v": "late", "w": 1.5})
    glue_context.write_dynamic_frame.from_options(
        made, "s3", {"path": f"s3://{bucket.name}/late"}, format="parquet"
    )

    written = glue_context.spark_session.read.parquet(str(bucket / "late"))
    assert made.count() == written.count() == 3000
    assert written.schema.simpleString() == ("struct<v:struct<int:int,string:string>,w:double>")
    assert written.filter("v.string = 'late' and w = 1.5").count() == 500


def test_values_of_every_type_reach_the_function_and_come_back(glue_context: GlueContext) -> None:
    data = glue_context.spark_session.sql(
        "select 1 i, 10000000000 l, 1.5D d, 'x' s, true b, date'2020-01-02' dt, "
        "timestamp'2020-01-02 03:04:05' ts, cast(1.25 as decimal(5,2)) de, X'00ff' bin, "
        "array(1,2) a, map('k', 1) m, named_struct('x', timestamp'2020-01-01') st")  # fmt: skip
    frame = DynamicFrame.fromDF(data, glue_context)

    same = frame.map(lambda r: r)
    row = same.toDF().collect()[0]

    assert row["ts"] == datetime.datetime(2020, 1, 2, 3, 4, 5)
    assert (row["i"], row["l"], row["d"], row["s"], row["b"]) == (1, 10**10, 1.5, "x", True)
    assert (row["dt"], str(row["de"]), row["bin"]) == (
        datetime.date(2020, 1, 2), "1.25", b"\x00\xff")  # fmt: skip
    assert (row["a"], row["m"]["k"], row["st"]["x"]) == (
        [1, 2], 1, datetime.datetime(2020, 1, 1))  # fmt: skip


def test_partitions_see_wrapped_records_and_may_mark_errors(
    make_frame: Make, rows_of: Rows
) -> None:
    frame = make_frame([{"i": 1}, {"i": 2}])

    def mark(items: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for item in items:
            if item["record"]["i"] == 1:
                item["isError"], item["errorMessage"] = True, "one"
            yield item

    made = frame.mapPartitions(mark)

    assert rows_of(made) == [{"i": 2}]
    assert made.errorsAsDynamicFrame().toDF().collect()[0]["error"]["msg"] == "one"


def test_a_function_over_nothing_gives_nothing(make_frame: Make) -> None:
    frame = make_frame([{"i": 1}]).filter(lambda r: False)

    assert frame.map(lambda r: {"x": r["i"]}).toDF().collect() == []


def test_a_plain_map_runs_no_job_until_asked_and_writes_in_one_pass(
    glue_context: GlueContext, count_jobs: Callable[[Callable[[], Any]], int], bucket: Any
) -> None:
    frame = DynamicFrame.fromDF(glue_context.spark_session.range(10), glue_context)
    made: list[DynamicFrame] = []

    assert count_jobs(lambda: made.append(frame.map(lambda r: {"v": r["id"] + 1}))) == 0
    jobs = count_jobs(lambda: made[0].write(
        "s3", {"path": f"s3://{bucket.name}/o"}, format="parquet"))  # fmt: skip
    assert jobs == 2  # the sample of the types, and the write itself
