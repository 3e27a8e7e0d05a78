"""Results as grids and charts."""

from __future__ import annotations

import datetime
import decimal
import html.parser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glue_devendpoint.kernel.display.charts import MIME, Choice, chart_data
from glue_devendpoint.kernel.display.grid import Grid
from glue_devendpoint.kernel.display.rows import grid_of, listed, rows_of
from glue_devendpoint.kernel.failures import CellFailed


class Cells(html.parser.HTMLParser):
    """Collects the cells of a grid's body, and the tags that stand in them."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.foreign: list[str] = []
        self._is_in = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "td":
            self._is_in = True
            self.texts.append("")
        elif self._is_in:
            self.foreign.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._is_in = self._is_in and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._is_in:
            self.texts[-1] += data


def test_values_are_shown_by_their_type() -> None:
    day = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    row = (1, decimal.Decimal("1.50"), True, None, b"\x01\xff", day, {"a": [1, None]})
    grid = Grid([(f"c{n}", "t") for n in range(len(row))], [row])

    cells = Cells()
    cells.feed(grid.data()["text/html"])

    assert cells.texts == [
        "1", "1.50", "true", "null", "0x01ff", "2026-01-02 03:04:05", '{"a": [1, null]}',
    ]  # fmt: skip
    assert grid.data()["text/html"].count('<td class="jp-mod-number"') == 2
    assert grid.data()["text/html"].count('<th scope="col" class="jp-mod-number"') == 2


def test_a_null_stands_where_the_numbers_of_its_column_do() -> None:
    grid = Grid([("n", "int"), ("name", "string")], [(None, None), (1, "a")])

    html = grid.data()["text/html"]

    assert (
        '<td class="jp-mod-null jp-mod-number">null</td><td class="jp-mod-null">null</td>' in html
    )


@given(st.text(alphabet="<>&'\"abc/ scriptimgonerror=\n"))
def test_no_value_and_no_name_becomes_markup(text: str) -> None:
    grid = Grid([(text, text)], [(text,)])

    cells = Cells()
    cells.feed(grid.data()["text/html"])

    assert cells.foreign == []
    assert cells.texts == [text]


def test_a_cut_result_says_so() -> None:
    whole, cut = Grid([("a", "int")], [(1,), (2,)]), Grid([("a", "int")], [(1,), (2,)], True)

    assert whole.note == "2 rows"
    assert cut.note.startswith("Showing the first 2 rows")
    assert cut.note in cut.data()["text/html"]
    assert cut.data()["text/plain"].endswith(cut.note)


def test_text_is_aligned() -> None:
    grid = Grid([("name", ""), ("n", "")], [("a\nb", 1), ("long name", None)])

    lines = grid.data()["text/plain"].splitlines()

    assert lines == [
        "name       n", "---------  ----", "a\\nb       1", "long name  null", "2 rows",
    ]  # fmt: skip


def test_a_list_of_dicts_and_a_pandas_frame_are_tables() -> None:
    import pandas as pd

    rows = [{"a": 1, "b": "x"}, {"a": 2, "b": None}]

    assert grid_of(rows_of(rows)).rows == [(1, "x"), (2, None)]
    assert grid_of(rows_of(pd.DataFrame(rows))).rows == [(1, "x"), (2, None)]
    with pytest.raises(CellFailed, match="type int as a table"):
        rows_of(3)


def test_what_is_listed_keeps_its_values() -> None:
    rows = [(1, {"a": 1}, 1, None), (2, {"b": [2]}, "x", None)]
    columns = [(name, "t") for name in "abcd"]

    assert grid_of(listed(columns, rows)).rows == [
        (1, '{"a": 1}', "1", None), (2, '{"b": [2]}', "x", None),
    ]  # fmt: skip
    assert grid_of(listed(columns, [])).columns == columns


def test_a_chart_puts_names_along_and_numbers_up() -> None:
    grid = Grid([("n", "bigint"), ("country", "string")], [(3, "DE"), (5, "FR")])

    specification = chart_data(grid, "bar")[MIME]

    assert specification["data"]["values"] == [
        {"x": "DE", "y": 3, "series": "n"},
        {"x": "FR", "y": 5, "series": "n"},
    ]
    assert specification["encoding"]["x"]["type"] == "nominal"
    assert specification["encoding"]["x"]["title"] == "country"


MONTHS = Grid(
    [("country", "string"), ("year", "string"), ("total", "int"), ("tax", "int")],
    [("DE", "24", 1, 10), ("DE", "25", 2, 20), ("FR", "24", 3, 30), ("DE", "24", 4, 40)],
)


def drawn(specification: Any) -> list[tuple[Any, ...]]:
    return [tuple(value.values()) for value in specification["data"]["values"]]


def test_a_second_text_column_becomes_colors_and_rows_of_one_place_are_added() -> None:
    specification = chart_data(MONTHS, "bar")[MIME]

    assert drawn(specification) == [("DE", 5, "24"), ("DE", 2, "25"), ("FR", 3, "24")]
    assert specification["encoding"]["color"]["title"] == "year"
    assert specification["title"] == "Sum of total by country"


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [
        ("Average", [("DE", 7 / 3, "total"), ("FR", 3.0, "total")]),
        ("Maximum", [("DE", 4, "total"), ("FR", 3, "total")]),
        ("Count", [("DE", 3, "total"), ("FR", 1, "total")]),
        ("Every row", [("DE", 1, "total"), ("DE", 2, "total"), ("DE", 4, "total"),
                       ("FR", 3, "total")]),
    ],
)  # fmt: skip
def test_rows_of_one_place_are_combined_as_chosen(
    aggregate: str, expected: list[tuple[Any, ...]]
) -> None:
    choice = Choice(across=0, upward=(2,), aggregate=aggregate)

    assert drawn(chart_data(MONTHS, "bar", choice)[MIME]) == expected


def test_a_line_goes_forward_in_time_with_one_value_for_each_moment() -> None:
    days = [datetime.date(2026, 1, day) for day in (3, 1, 2, 1)]
    grid = Grid([("n", "int"), ("day", "date")], [(n, day) for n, day in enumerate(days)])

    specification = chart_data(grid, "line")[MIME]

    assert drawn(specification) == [
        ("2026-01-01", 4, "n"), ("2026-01-02", 2, "n"), ("2026-01-03", 0, "n"),
    ]  # fmt: skip
    assert specification["encoding"]["x"]["type"] == "temporal"


def test_a_chart_of_many_names_shows_the_first_and_says_so() -> None:
    grid = Grid([("name", "string"), ("n", "int")], [(f"name {n}", n) for n in range(1000)])

    specification = chart_data(grid, "bar")[MIME]

    assert len(drawn(specification)) == 50
    assert specification["title"] == "n by name (the first 50 of 1,000 values)"


def test_a_chart_of_words_is_refused() -> None:
    with pytest.raises(CellFailed, match="no numeric column"):
        chart_data(Grid([("a", "string")], [("x",)]), "bar")
