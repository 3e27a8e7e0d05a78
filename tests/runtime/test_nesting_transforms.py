"""Relationalize, UnnestFrame, Unbox and DynamoDB's JSON."""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import fastavro
import pytest
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import Join, Relationalize, Unbox, UnnestFrame
from awsglue.utils import _global_args

pytestmark = pytest.mark.spark
Make = Callable[[list[dict[str, Any]]], DynamicFrame]
Rows = Callable[[DynamicFrame], list[dict[str, Any]]]


def test_unnesting_joins_names_with_dots_and_keeps_arrays(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"a": {"b": {"c": 1}, "d": 2}, "l": [{"x": 1}]}, {"a": None}])

    flat = UnnestFrame.apply(frame)

    assert rows_of(flat) == [{"a.b.c": 1, "a.d": 2, "l": [{"x": 1}]}, {}]


def test_arrays_become_tables_with_keys_that_join_back(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([
        {"name": "Nancy", "friends": ["Fred", "Lakshmi"]},
        {"name": "Ann", "friends": []},
        {"name": "Bob"},
    ])  # fmt: skip

    tables = Relationalize.apply(frame, "s3://anywhere/tmp", "root")

    assert set(tables.keys()) == {"root", "root_friends"}
    assert rows_of(tables["root"]) == [
        {"name": "Nancy", "friends": 1},
        {"name": "Ann", "friends": 2},
        {"name": "Bob"},
    ]
    assert rows_of(tables["root_friends"]) == [
        {"id": 1, "index": 0, "friends.val": "Fred"},
        {"id": 1, "index": 1, "friends.val": "Lakshmi"},
    ]
    joined = Join.apply(tables["root"], tables["root_friends"], "friends", "id")
    assert sorted(row["friends.val"] for row in rows_of(joined)) == ["Fred", "Lakshmi"]


def test_arrays_within_arrays_and_structs_are_named_by_their_path(
    make_frame: Make, rows_of: Rows
) -> None:
    frame = make_frame([
        {"data": {"attributions": [{"d": 1}]},
         "forecast": {"forecastday": [{"day": "m", "hour": [{"t": 1}, {"t": 2}]}]}},
    ])  # fmt: skip

    tables = frame.relationalize("root", "s3://anywhere/tmp")

    assert set(tables.keys()) == {
        "root", "root_data.attributions", "root_forecast.forecastday",
        "root_forecast.forecastday.val.hour"}  # fmt: skip
    hours = rows_of(tables["root_forecast.forecastday.val.hour"])
    assert [row["forecast.forecastday.val.hour.val.t"] for row in hours] == [1, 2]
    days = rows_of(tables["root_forecast.forecastday"])
    assert days[0]["forecast.forecastday.val.hour"] == hours[0]["id"]


def test_keys_agree_after_a_join_has_shuffled_the_rows(
    glue_context: GlueContext, bucket: Path, rows_of: Rows
) -> None:
    spark = glue_context.spark_session
    left = spark.range(200).selectExpr("id as k", "array(id, id + 1) as l")
    right = spark.range(200).selectExpr("id as j").repartition(7)
    frame = DynamicFrame.fromDF(left.join(right, left.k == right.j), glue_context)

    tables = frame.relationalize("root", f"s3://{bucket.name}/staging")
    joined = tables["root"].join(["l"], ["id"], tables["root_l"])

    rows = rows_of(joined)
    assert len(rows) == 400
    assert all(row["l.val"] - row["k"] == row["index"] for row in rows)


def test_without_a_staging_path_the_temporary_folder_is_needed(make_frame: Make) -> None:
    frame = make_frame([{"a": 1}])
    _global_args.clear()

    with pytest.raises(RuntimeError, match="--TempDir"):
        Relationalize.apply(frame)
    _global_args["TempDir"] = "s3://t"
    assert list(Relationalize.apply(frame).keys()) == ["roottable"]


def test_unboxing_json_makes_structs_and_errors(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"i": 1, "t": '{"a": 1, "b": "x", "v": 1}'}, {"i": 2, "t": "{broken"},
                        {"i": 3, "t": '{"a": 2, "v": "y"}'}, {"i": 4}])  # fmt: skip

    made = Unbox.apply(frame, "t", "json")

    assert rows_of(made) == [
        {"i": 1, "t": {"a": 1, "b": "x", "v": {"int": 1}}},
        {"i": 3, "t": {"a": 2, "v": {"string": "y"}}},
        {"i": 4},
    ]
    assert made.stageErrorsCount() == 1
    assert made.errorsAsDynamicFrame().toDF().collect()[0]["error"]["input"] == "{broken"


def test_unboxing_csv_splits_at_a_separator(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"s": {"t": "1|b"}}, {"s": {"t": "2"}}])

    made = frame.unbox("s.t", "csv", separator="|")

    assert rows_of(made) == [{"s": {"t": {"col0": "1", "col1": "b"}}}, {"s": {"t": {"col0": "2"}}}]


ORDER = {
    "type": "record",
    "name": "order",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "note", "type": ["null", "string"]},
        {"name": "lines", "type": {"type": "array", "items": "int"}},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
    ],
}
ORDERS: list[dict[str, Any]] = [
    {"id": 1, "note": "x", "lines": [1, 2], "day": datetime.date(1970, 1, 3)},
    {"id": 2, "note": None, "lines": [], "day": datetime.date(1970, 1, 4)},
]


def avro_file(*records: dict[str, Any]) -> bytes:
    stream = BytesIO()
    fastavro.writer(stream, ORDER, records)
    return stream.getvalue()


@pytest.fixture
def frame_of_bytes(glue_context: GlueContext) -> Callable[..., DynamicFrame]:
    def make(*values: bytes | None) -> DynamicFrame:
        data = glue_context.spark_session.createDataFrame(
            list(enumerate(values, 1)), "i int, t binary"
        )
        return DynamicFrame.fromDF(data.coalesce(1), glue_context)

    return make


def test_unboxing_avro_reads_a_file_in_each_value(
    frame_of_bytes: Callable[..., DynamicFrame], rows_of: Rows
) -> None:
    frame = frame_of_bytes(
        avro_file(ORDERS[0]), b"no avro", avro_file(ORDERS[1]), None, avro_file(*ORDERS)
    )

    made = Unbox.apply(frame, "t", "avro")

    assert rows_of(made) == [
        {"i": 1, "t": {"id": 1, "note": "x", "lines": [1, 2], "day": 2}},
        {"i": 3, "t": {"id": 2, "lines": [], "day": 3}},
        {"i": 4},
    ]
    assert made.stageErrorsCount() == 2
    inputs = [row["error"]["input"] for row in made.errorsAsDynamicFrame().toDF().collect()]
    assert base64.b64encode(b"no avro").decode() in inputs
    dated = frame.unbox("t", "avro", version="1.8")
    assert rows_of(dated)[0]["t"]["day"] == datetime.date(1970, 1, 3)


def test_unboxing_avro_takes_the_schema_of_values_that_have_none(
    frame_of_bytes: Callable[..., DynamicFrame], rows_of: Rows
) -> None:
    stream = BytesIO()
    fastavro.schemaless_writer(stream, ORDER, ORDERS[0])
    frame = frame_of_bytes(stream.getvalue(), stream.getvalue()[:-1])

    made = frame.unbox("t", "avro", avroSchema=json.dumps(ORDER))

    assert rows_of(made) == [{"i": 1, "t": {"id": 1, "note": "x", "lines": [1, 2], "day": 2}}]
    assert made.stageErrorsCount() == 1


def test_unboxing_refuses_formats_that_it_does_not_know(make_frame: Make) -> None:
    frame = make_frame([{"t": "x"}])

    with pytest.raises(ValueError, match="json, csv, avro; got 'toml'"):
        frame.unbox("t", "toml")


def test_dynamodb_json_becomes_plain(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([
        {"Item": {"id": {"S": "a"}, "n": {"N": "1.5"}, "m": {"M": {"x": {"BOOL": True}}},
                  "l": {"L": [{"S": "p"}, {"S": "q"}]}}},
    ])  # fmt: skip

    assert rows_of(frame.unnest_ddb_json()) == [
        {"id": "a", "n": 1.5, "m": {"x": True}, "l": ["p", "q"]}]  # fmt: skip
    assert rows_of(frame.simplify_ddb_json())[0]["Item"]["id"] == "a"
