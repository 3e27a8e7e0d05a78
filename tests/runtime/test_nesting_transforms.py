"""Relationalize, UnnestFrame, Unbox and DynamoDB's JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import Join, Relationalize, Unbox, UnnestFrame
from awsglue.unsupported import UnsupportedFeatureError
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


def test_unboxing_refuses_what_it_cannot_parse(make_frame: Make) -> None:
    frame = make_frame([{"t": "x"}])

    with pytest.raises(UnsupportedFeatureError, match=r"avro.*test_nesting_transforms.py:\d+"):
        frame.unbox("t", "avro")
    with pytest.raises(ValueError, match="json, csv"):
        frame.unbox("t", "toml")


def test_dynamodb_json_becomes_plain(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([
        {"Item": {"id": {"S": "a"}, "n": {"N": "1.5"}, "m": {"M": {"x": {"BOOL": True}}},
                  "l": {"L": [{"S": "p"}, {"S": "q"}]}}},
    ])  # fmt: skip

    assert rows_of(frame.unnest_ddb_json()) == [
        {"id": "a", "n": 1.5, "m": {"x": True}, "l": ["p", "q"]}]  # fmt: skip
    assert rows_of(frame.simplify_ddb_json())[0]["Item"]["id"] == "a"
