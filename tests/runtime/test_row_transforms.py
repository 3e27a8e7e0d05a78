"""Join, Union, SplitRows, mergeDynamicFrame, Spigot, Repartition, Coalesce and collections."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import awsglue.transforms as transforms
import pytest
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsglue.transforms import (
    Coalesce,
    DropFields,
    FlatMap,
    Join,
    MapToCollection,
    Repartition,
    SelectFromCollection,
    Spigot,
    SplitRows,
    Union,
)

pytestmark = pytest.mark.spark
Make = Callable[[list[dict[str, Any]]], DynamicFrame]
Rows = Callable[[DynamicFrame], list[dict[str, Any]]]
Count = Callable[[Callable[[], Any]], int]


def test_a_join_keeps_both_keys_and_dots_the_second_frames_clash(
    make_frame: Make, rows_of: Rows
) -> None:
    left = make_frame([{"id": 1, "zip": "a"}, {"id": 2, "zip": "b"}, {"zip": "c"}])
    right = make_frame([{"id": 1, "zip": "z", "x": 9}, {"id": 3, "zip": "y"}, {"x": 1}])
    left.name, right.name = "l", "r"

    joined = Join.apply(left, right, ["id"], ["id"])

    assert rows_of(joined) == [{"id": 1, "zip": "a", ".id": 1, ".zip": "z", "x": 9}]
    assert joined.name == "lr"
    assert [f.name for f in DropFields.apply(joined, ["`.id`", "`.zip`"]).schema()] == [
        "id", "zip", "x"]  # fmt: skip


def test_a_field_that_no_joined_record_has_twice_does_not_clash(
    make_frame: Make, rows_of: Rows
) -> None:
    people = make_frame([{"pid": 1, "links": ["p"]}, {"pid": 2}])
    orgs = make_frame([{"org": 1}, {"org": 2, "links": ["o"]}, {"org": 3, "links": ["x"]}])

    joined = Join.apply(people, orgs, "pid", "org")

    assert sorted(rows_of(joined), key=str) == [
        {"pid": 1, "links": ["p"], "org": 1}, {"pid": 2, "links": ["o"], "org": 2}]  # fmt: skip
    assert ".links" not in [field.name for field in joined.schema()]


def test_a_join_reads_keys_of_unlike_types_as_text(make_frame: Make, rows_of: Rows) -> None:
    left = make_frame([{"a": 1}, {"a": "two"}, {"a": None}])
    right = make_frame([{"b": "1"}, {"b": "two"}])

    assert len(rows_of(left.join(["a"], ["b"], right))) == 2


def test_a_join_checks_its_keys(make_frame: Make) -> None:
    left, right = make_frame([{"a": 1}]), make_frame([{"b": 1}])

    with pytest.raises(ValueError, match="2 and 1"):
        left.join(["a", "x"], ["b"], right)
    with pytest.raises(ValueError, match="no key field 'x'"):
        left.join(["x"], ["b"], right).count()


def test_a_join_of_plain_frames_runs_no_job(glue_context: GlueContext, count_jobs: Count) -> None:
    data = glue_context.spark_session.range(5).selectExpr("id", "id as v")
    frame = DynamicFrame.fromDF(data, glue_context)

    assert count_jobs(lambda: frame.join("id", "id", frame).drop_fields("`.v`").toDF()) == 0


def test_a_union_lines_up_fields_by_name_and_makes_choices(make_frame: Make, rows_of: Rows) -> None:
    one = make_frame([{"a": 1, "s": {"x": 1}}])
    two = make_frame([{"b": 2, "a": "t", "s": {"y": None, "x": 2}}])

    both = Union.apply(one, two)

    assert rows_of(both.resolveChoice(specs=[("a", "cast:string")])) == [
        {"a": "1", "s": {"x": 1}}, {"a": "t", "s": {"x": 2}, "b": 2}]  # fmt: skip
    keys = both.map(lambda r: {"keys": sorted(r), "inner": sorted(r["s"])})
    assert rows_of(keys) == [
        {"keys": ["a", "s"], "inner": ["x"]},
        {"keys": ["a", "b", "s"], "inner": ["x", "y"]},
    ]


def test_a_merge_prefers_staged_rows_and_keeps_the_others(make_frame: Make, rows_of: Rows) -> None:
    source = make_frame([{"k": 1, "v": "old"}, {"k": 2, "v": "kept"}, {"k": 2, "v": "twice"}])
    staged = make_frame([{"k": 1, "v": "new", "w": 1}, {"k": 3, "v": "added"}])

    merged = source.mergeDynamicFrame(staged, ["k"])

    assert sorted((row["k"], row["v"]) for row in rows_of(merged)) == [
        (1, "new"), (2, "kept"), (2, "twice"), (3, "added")]  # fmt: skip


def test_split_rows_takes_all_comparisons_and_leaves_the_rest(
    make_frame: Make, rows_of: Rows
) -> None:
    frame = make_frame(
        [{"a": i, "s": {"b": "x" if i % 2 else "y"}} for i in range(6)] + [{"a": None}]
    )

    parts = SplitRows.apply(frame, {"a": {">": 0, "<=": 4}, "s.b": {"=": "x"}}, "in", "out")

    assert [row["a"] for row in rows_of(parts["in"])] == [1, 3]
    assert len(rows_of(parts["out"])) == 5
    with pytest.raises(ValueError, match="'<>'"):
        rows_of(frame.split_rows({"a": {"<>": 1}}, "x", "y")["x"])


def test_spigot_writes_a_sample_and_passes_the_frame_on(make_frame: Make, bucket: Path) -> None:
    frame = make_frame([{"a": i} for i in range(20)])

    same = Spigot.apply(frame, f"s3://{bucket.name}/sample", {"topk": 5})

    lines = [line for file in (bucket / "sample").glob("*.json")
             for line in file.read_text().splitlines()]  # fmt: skip
    assert (same.count(), len(lines)) == (20, 5)
    assert json.loads(lines[0]).keys() == {"a"}


def test_partitions_are_spread_and_gathered(make_frame: Make) -> None:
    frame = make_frame([{"a": i} for i in range(20)])

    assert Repartition.apply(frame, 5).getNumPartitions() == 5
    assert Coalesce.apply(Repartition.apply(frame, 5), 2).getNumPartitions() == 2


def test_a_collection_selects_maps_and_flattens(
    make_frame: Make, glue_context: GlueContext
) -> None:
    frames = DynamicFrameCollection(
        {"x": make_frame([{"a": 1}]), "y": make_frame([{"b": 1}])}, glue_context)  # fmt: skip
    contexts: list[str] = []

    def tag(frame: DynamicFrame, context: str) -> DynamicFrame:
        contexts.append(context)
        return frame

    assert SelectFromCollection.apply(frames, "no").count() == 0
    assert MapToCollection.apply(frames, tag, "c").keys() == {"x", "y"}
    assert contexts == ["c:x", "c:y"]
    flat = FlatMap.apply(frames, transforms.DropFields, "frame", "t", paths=["a"])
    assert len(flat) == 2
    with pytest.raises(TypeError, match="must return a DynamicFrame"):
        frames.map(lambda frame, context: 1)  # type: ignore[arg-type, return-value]
    with pytest.raises(KeyError):
        frames["no"]
    with pytest.raises(TypeError, match="dict or a list"):
        DynamicFrameCollection(3, glue_context)  # type: ignore[arg-type]


def test_duplicate_columns_of_a_dataframe_are_taken_once(glue_context: GlueContext) -> None:
    spark = glue_context.spark_session
    doubled = spark.sql("select 1 as a, 2 as b, 3 as a")

    frame = DynamicFrame.fromDF(doubled, glue_context)

    assert [row.asDict() for row in frame.toDF().collect()] == [{"a": 1, "b": 2}]


def test_every_transform_is_there_and_describes_itself() -> None:
    described = {t.name(): t.describe()["transform"] for t in transforms.get_transforms()}

    assert len(described) == 22 == len(transforms.__all__)
    assert described["Filter"]["args"][1]["name"] == "f"
    assert described["SplitFields"]["returns"]["type"] == "DynamicFrameCollection"
    assert json.loads(transforms.describe_transform("Join"))["transform"]["name"] == "Join"
    with pytest.raises(KeyError, match="no transform 'Foo'"):
        transforms.get_transform("Foo")
