"""ApplyMapping, DropFields, DropNullFields, RenameField, SelectFields and SplitFields."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from awsglue.context import GlueContext
from awsglue.dataframe_transforms import ApplyMapping as ApplyToDataFrame
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import (
    ApplyMapping,
    DropFields,
    DropNullFields,
    RenameField,
    SelectFields,
    SplitFields,
)

pytestmark = pytest.mark.spark
Make = Callable[[list[dict[str, Any]]], DynamicFrame]
Rows = Callable[[DynamicFrame], list[dict[str, Any]]]


def names(frame: DynamicFrame) -> list[str]:
    return [field.name for field in frame.schema()]


def test_mapping_builds_structs_from_dotted_targets(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"drg definition": "d", "provider id": 1, "ACC": "2.5"}])

    mapped = ApplyMapping.apply(frame, [
        ("drg definition", "string", "drg", "string"),
        ("provider id", "long", "provider.id", "long"),
        ("ACC", "string", "charges.covered", "double"),
    ])  # fmt: skip

    assert rows_of(mapped) == [{"drg": "d", "provider": {"id": 1}, "charges": {"covered": 2.5}}]


def test_mapping_takes_values_out_of_structs_and_quotes_keep_dots(
    make_frame: Make, rows_of: Rows
) -> None:
    frame = make_frame([{"a": {"b": {"c": 1}}, "x.y": 2}])

    mapped = frame.apply_mapping(
        [("a.b.c", "int", "`c.c`", "string"), ("`x.y`", "int", "z", "int")]
    )

    assert rows_of(mapped) == [{"c.c": "1", "z": 2}]


def test_mapping_skips_missing_sources_and_nulls_bad_casts(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"a": "x"}, {"a": "5"}])

    mapped = frame.apply_mapping([("a", "string", "a", "int"), ("no", "string", "b", "int")])

    assert rows_of(mapped) == [{}, {"a": 5}]
    assert names(mapped) == ["a"]


def test_mapping_finds_sources_without_regard_to_case_unless_told(make_frame: Make) -> None:
    frame = make_frame([{"Name": "x"}])

    assert names(frame.apply_mapping([("name", "string", "n", "string")])) == ["n"]
    assert names(frame.apply_mapping([("name", "string", "n", "string")], True)) == []


def test_mapping_projects_a_choice_to_the_source_type(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"i": 1, "v": 7}, {"i": 2, "v": "seven"}])

    mapped = frame.apply_mapping([("i", "int", "i", "int"), ("v", "int", "v", "string")])

    assert rows_of(mapped) == [{"i": 1, "v": "7"}, {"i": 2}]


def test_mapping_reads_epoch_milliseconds_as_timestamp(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"t": 1_600_000_000_000}])

    mapped = frame.apply_mapping([("t", "bigint", "t", "timestamp")])

    assert rows_of(mapped)[0]["t"] == datetime.datetime(2020, 9, 13, 12, 26, 40)


def test_a_stray_backquote_at_the_end_of_a_target_is_left_out(
    make_frame: Make, caplog: pytest.LogCaptureFixture
) -> None:
    frame = make_frame([{"a": 1}])

    assert names(frame.apply_mapping([("a", "int", "b`", "int")])) == ["b"]
    assert "the mapping's target 'b`' ends in a backquote" in caplog.text


def test_frames_need_no_session_in_their_context(make_frame: Make) -> None:
    context = make_frame([{"a": 1}]).glue_ctx
    mocked: Any = SimpleNamespace(_jvm=context._jvm, _sc=context._sc, _ssql_ctx=context)
    frame = DynamicFrame.fromDF(make_frame([{"a": 1}]).toDF(), mocked)

    mapped = frame.apply_mapping([("a", "int", "b", "int")], totalThreshold=1)

    assert [row["b"] for row in mapped.toDF().collect()] == [1]
    assert mapped.errorsCount() == 0


def test_mapping_refuses_other_shapes(make_frame: Make) -> None:
    frame = make_frame([{"a": 1}])

    with pytest.raises(TypeError, match="tuple"):
        frame.apply_mapping([["a", "int", "b", "int"]])
    with pytest.raises(ValueError, match="2, 3 or 4"):
        frame.apply_mapping([("a",)])


def test_mapping_works_on_dataframes(glue_context: GlueContext) -> None:
    data = glue_context.spark_session.createDataFrame([(1, "x")], "a int, b string")

    mapped = ApplyToDataFrame.apply(data, [("a", "int", "c", "string")])

    assert [row.asDict() for row in mapped.collect()] == [{"c": "1"}]


def test_dropping_reaches_into_structs_and_arrays_of_structs(
    make_frame: Make, rows_of: Rows
) -> None:
    frame = make_frame([{"a": {"b": 1, "c": 2}, "l": [{"x": 1, "y": 2}], "k": 1}])

    dropped = DropFields.apply(frame, ["a.b", "l.x", "k", "not.there"])

    assert rows_of(dropped) == [{"a": {"c": 2}, "l": [{"y": 2}]}]


def test_dropping_what_is_not_there_changes_nothing(make_frame: Make) -> None:
    frame = make_frame([{"a": 1}])

    assert names(frame.drop_fields(["b", "c.d"])) == ["a"]


def test_selecting_keeps_top_level_fields_only(make_frame: Make) -> None:
    frame = make_frame([{"a": {"b": 1}, "c": 2, "d.e": 3}])

    assert names(SelectFields.apply(frame, ["c", "a", "a.b", "no", "`d.e`"])) == ["a", "c", "d.e"]


def test_renaming_keeps_the_place_and_moves_along_paths(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"a": 1, "s": {"x": 2, "y": 3}, "this.old": 4}])

    renamed = RenameField.apply(frame, "a", "b")
    moved = renamed.rename_field("s.x", "t.u").rename_field("`this.old`", "new")

    assert names(renamed) == ["b", "s", "this.old"]
    assert rows_of(moved) == [{"b": 1, "s": {"y": 3}, "new": 4, "t": {"u": 2}}]


def test_null_only_fields_are_dropped_and_printed(
    make_frame: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = make_frame([{"a": None, "s": {"n": None, "k": 1}, "l": [{"n": None, "k": 1}], "b": 1},
                        {"b": None}])  # fmt: skip

    kept = DropNullFields.apply(frame)

    assert "null_fields ['a', 's.n', 'l.n']" in capsys.readouterr().out
    assert kept.toDF().schema.simpleString() == (
        "struct<s:struct<k:int>,l:array<struct<k:int>>,b:int>"
    )


def test_splitting_fields_gives_both_parts(make_frame: Make) -> None:
    frame = make_frame([{"a": 1, "b": 2, "c": 3}])
    frame.name = "f"

    parts = SplitFields.apply(frame, ["b"])

    assert set(parts.keys()) == {"f1", "f2"}
    assert (names(parts["f1"]), names(parts["f2"])) == (["b"], ["a", "c"])
