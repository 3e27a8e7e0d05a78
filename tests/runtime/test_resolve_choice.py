"""ResolveChoice with every action, and the resolve options of toDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame, ResolveOption
from awsglue.gluetypes import ChoiceType, DoubleType
from awsglue.transforms import ResolveChoice

pytestmark = pytest.mark.spark
Make = Callable[[list[dict[str, Any]]], DynamicFrame]
Rows = Callable[[DynamicFrame], list[dict[str, Any]]]
MIXED: list[dict[str, Any]] = [
    {"k": 1, "id": 10001},
    {"k": 2, "id": " LTD"},
    {"k": 3, "id": "7"},
    {"k": 4},
]


def by_key(rows: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {row.pop("k"): row for row in rows}


def test_a_field_of_mixed_types_is_a_choice(
    make_frame: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = make_frame(MIXED)

    frame.printSchema()

    choice = frame.schema().getField("id").dataType
    assert isinstance(choice, ChoiceType)
    assert set(choice.choices) == {"int", "string"}
    assert "|-- id: choice\n|    int\n|    string" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("action", "wanted"),
    [
        ("cast:long", {1: {"id": 10001}, 2: {}, 3: {"id": 7}, 4: {}}),
        ("cast:String", {1: {"id": "10001"}, 2: {"id": " LTD"}, 3: {"id": "7"}, 4: {}}),
        ("project:int", {1: {"id": 10001}, 2: {}, 3: {}, 4: {}}),
        ("project:double", {1: {}, 2: {}, 3: {}, 4: {}}),
        ("make_struct", {1: {"id": {"int": 10001}}, 2: {"id": {"string": " LTD"}},
                         3: {"id": {"string": "7"}}, 4: {}}),
        ("make_cols", {1: {"id_int": 10001}, 2: {"id_string": " LTD"}, 3: {"id_string": "7"},
                       4: {}}),
    ],
)  # fmt: skip
def test_each_action_as_spec_and_as_choice(
    make_frame: Make, rows_of: Rows, action: str, wanted: dict[int, Any]
) -> None:
    frame = make_frame(MIXED)

    by_spec = ResolveChoice.apply(frame, specs=[("id", action)])
    by_choice = frame.resolveChoice(choice=action)

    assert by_key(rows_of(by_spec)) == wanted
    assert by_key(rows_of(by_choice)) == wanted


def test_specs_reach_structs_and_array_elements(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([
        {"s": {"v": 1}, "l": [{"p": "1.5"}, {"p": 2}], "n": [1, "a"]},
        {"s": {"v": "x"}, "l": [], "n": None},
    ])  # fmt: skip

    resolved = frame.resolveChoice(
        specs=[("s.v", "cast:string"), ("l[].p", "cast:double"), ("n[]", "project:string")]
    )

    assert rows_of(resolved) == [
        {"s": {"v": "1"}, "l": [{"p": 1.5}, {"p": 2.0}], "n": [None, "a"]},
        {"s": {"v": "x"}, "l": []},
    ]


def test_cast_works_on_fields_that_are_no_choice(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"a": "1"}, {"a": "x"}])

    assert rows_of(frame.resolveChoice(specs=[("a", "cast:int"), ("zz", "cast:int")])) == [
        {"a": 1}, {}]  # fmt: skip


def test_specs_and_choice_exclude_each_other(make_frame: Make) -> None:
    frame = make_frame(MIXED)

    with pytest.raises(ValueError, match="either specs or choice"):
        frame.resolveChoice()
    with pytest.raises(ValueError, match="either specs or choice"):
        frame.resolveChoice(specs=[("id", "cast:int")], choice="make_cols")
    with pytest.raises(ValueError, match="unknown resolveChoice action 'mkae_cols'"):
        frame.resolveChoice(choice="mkae_cols")
    with pytest.raises(ValueError, match="database and table_name"):
        frame.resolveChoice(choice="match_catalog")


def test_to_df_keeps_a_choice_as_struct_or_projects_it(make_frame: Make) -> None:
    frame = make_frame([{"v": 1.5}, {"v": "x"}])

    kept = frame.toDF()
    projected = frame.toDF([ResolveOption("v", "Project", DoubleType())])

    assert kept.schema.simpleString() == "struct<v:struct<double:double,string:string>>"
    assert [row["v"] for row in projected.collect()] == [1.5, None]
    with pytest.raises(Exception, match="target type"):
        frame.toDF([ResolveOption("v", "Project")])


def test_convert_resolve_option_checks_its_action(glue_context: GlueContext) -> None:
    option = glue_context.convert_resolve_option("a", "KeepAsStruct", None)

    assert option.action == "KeepAsStruct"
    with pytest.raises(ValueError, match="Drop"):
        glue_context.convert_resolve_option("a", "Drop", None)


def test_whole_numbers_beside_fractions_are_a_choice(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"v": 1}, {"v": 2.0}, {"v": 2.5}])

    assert rows_of(frame) == [{"v": {"int": 1}}, {"v": {"double": 2.0}}, {"v": {"double": 2.5}}]


def test_structs_and_arrays_can_be_alternatives(make_frame: Make, rows_of: Rows) -> None:
    frame = make_frame([{"v": {"a": 1}}, {"v": [1, 2]}, {"v": True}, {"v": None}])

    assert rows_of(frame.resolveChoice(choice="make_cols")) == [
        {"v_struct": {"a": 1}}, {"v_array": [1, 2]}, {"v_boolean": True}, {}]  # fmt: skip
