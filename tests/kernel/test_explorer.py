"""A result that is explored: what its widgets show after each change."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pytest

from glue_devendpoint.kernel.display.explorer import Explorer
from glue_devendpoint.kernel.display.rows import Rows

TYPES = ["int", "string", "double", "struct<zip:int>", "string"]


@pytest.fixture
def explorer() -> Explorer:
    columns = [
        pa.array([3, 1, 2, None]),
        pa.array(["Rome", "Oslo", "rome again", None]),
        pa.array([1.5, 2.5, None, 0.5]),
        pa.array([{"zip": 77}, None, {"zip": 1}, {"zip": 2}]),
        pa.array(["a", "b", "c", "d"]),
    ]
    names = ["id", "city.name", "price", "address", "id"]
    return Explorer(Rows(pa.Table.from_arrays(columns, names=names), TYPES))


def shown(explorer: Explorer) -> dict[str, Any]:
    data: dict[str, Any] = explorer.body.outputs[0]["data"]
    return data


def ids(explorer: Explorer) -> list[str]:
    """The first cell of each row in sight."""
    return re.findall(r"<tr><td[^>]*>([^<]*)", shown(explorer)["text/html"])


def test_a_result_comes_as_it_is(explorer: Explorer) -> None:
    assert ids(explorer) == ["3", "1", "2", "null"]
    assert "4 rows" in shown(explorer)["text/html"]
    assert explorer.note.value == ""


def test_a_filter_finds_a_text_in_any_column(explorer: Explorer) -> None:
    explorer.filter.value = "ROME"
    assert ids(explorer) == ["3", "2"]
    assert explorer.note.value == "2 of 4 rows match"

    explorer.filter.value = '"zip": 77'
    assert ids(explorer) == ["3"]

    explorer.filter.value = "nowhere"
    assert ids(explorer) == []
    assert explorer.note.value == "0 of 4 rows match"


def test_an_order_is_over_all_rows_and_nulls_come_last(explorer: Explorer) -> None:
    assert [name for name, _ in explorer.order.options] == [
        "Original order", "id", "city.name", "price", "id",
    ]  # fmt: skip

    explorer.order.value = 0
    assert ids(explorer) == ["1", "2", "3", "null"]

    explorer.falling.value = True
    assert ids(explorer) == ["3", "2", "1", "null"]

    explorer.order.value = 4
    assert ids(explorer) == ["null", "2", "1", "3"]


def test_a_view_draws_what_fits(explorer: Explorer) -> None:
    explorer.filter.value = "rome"
    explorer.view.value = "bar"

    chart = shown(explorer)["application/vnd.vegalite.v5+json"]
    assert {value["x"] for value in chart["data"]["values"]} == {"Rome", "rome again"}


def test_a_chart_is_drawn_from_the_start_where_it_is_asked_for() -> None:
    table = pa.table({"name": ["a", "b"], "n": [1, 2]})
    data = Explorer(Rows(table, ["string", "int"]), "line").data()

    assert data["application/vnd.vegalite.v5+json"]["mark"]["type"] == "line"
    assert "text/html" not in data
    assert data["text/plain"].startswith("name  n")


def test_a_result_without_numbers_offers_no_chart() -> None:
    table = pa.table({"name": ["a", "b"]})
    explorer = Explorer(Rows(table, ["string"]), "line")

    explorer.data()

    assert not explorer.can_draw
    assert explorer.view.value == "table"


def test_a_cut_result_says_so_until_it_is_filtered() -> None:
    table = pa.table({"id": list(range(10))})
    explorer = Explorer(Rows(table, ["int"], is_cut=True))
    assert "Showing the first 10 rows" in shown(explorer)["text/html"]

    explorer.filter.value = "7"

    assert explorer.note.value == "1 of the first 10 rows match"
    assert ">1 row<" in shown(explorer)["text/html"]


def test_a_long_result_shows_its_first_rows_and_filters_all_of_it() -> None:
    table = pa.table({"id": list(range(5000))})
    explorer = Explorer(Rows(table, ["int"]))
    assert "Showing the first 1,000 rows" in shown(explorer)["text/html"]
    assert explorer.note.value == "5,000 rows"

    explorer.filter.value = "4999"

    assert ids(explorer) == ["4999"]


def test_where_there_are_no_widgets_the_plain_grid_stands(explorer: Explorer) -> None:
    data = explorer.data()

    assert "application/vnd.jupyter.widget-view+json" in data
    assert "Oslo" in data["text/html"]
    assert "Oslo" in data["text/plain"]
