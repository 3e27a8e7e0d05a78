"""Progress and grids in a real kernel: as widgets for front ends that show them, else as HTML."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kernel.conftest import WIDGET_VIEW, Kernel, Outcome
from tests.serving import Served

pytestmark = [pytest.mark.spark, pytest.mark.slow]
SLOW = "import time\nspark.range(0, 20, 1, 20).rdd.map(lambda x: time.sleep(0.2) or x[0]).sum()"
CITIES = "%%sql -l 1200\nselect id, concat('city ', id) as city from range(1500)"


@pytest.fixture(scope="module")
def lab_kernel(served: Served) -> Iterator[Kernel]:
    """A kernel whose front end shows widgets."""
    started = Kernel()
    started.tell("comm_info_request", target_name="jupyter.widget")
    yield started
    started.stop()


def opened(outcome: Outcome) -> dict[str, str]:
    """The kinds of the widgets that a cell opened, by their ids."""
    return {
        message["content"]["comm_id"]: message["content"]["data"]["state"]["_model_name"]
        for message in outcome.comms
        if message["msg_type"] == "comm_open"
    }


def closed(outcome: Outcome) -> set[str]:
    """The ids of the widgets that a cell closed."""
    return {
        message["content"]["comm_id"]
        for message in outcome.comms
        if message["msg_type"] == "comm_close"
    }


def test_spark_starts_under_a_widget_that_ends_as_html(lab_kernel: Kernel) -> None:
    outcome = lab_kernel.run("spark")

    assert "HTMLModel" in opened(outcome).values()
    assert set(opened(outcome)) == closed(outcome)
    assert not any(WIDGET_VIEW in each for each in outcome.data)
    assert "✓ Spark 4.1" in outcome.plain


def test_progress_is_a_widget_until_the_cell_ends(lab_kernel: Kernel) -> None:
    outcome = lab_kernel.run(SLOW)

    bars = {number for number, kind in opened(outcome).items() if kind == "FloatProgressModel"}
    told = [
        message["content"]["data"]["state"]["value"]
        for message in outcome.comms
        if message["msg_type"] == "comm_msg" and message["content"]["comm_id"] in bars
    ]
    assert told
    assert told == sorted(told)
    assert set(opened(outcome)) == closed(outcome)
    assert set(outcome.data[0]) == {"text/html", "text/plain"}
    assert outcome.data[0]["text/plain"].startswith("✓ Spark: 1 job · 1 stage · 20 tasks · ")


def test_a_result_is_widgets_with_its_first_rows_as_html(lab_kernel: Kernel) -> None:
    outcome = lab_kernel.run(CITIES)

    [grid] = [each for each in outcome.data if WIDGET_VIEW in each]
    assert opened(outcome)[grid[WIDGET_VIEW]["model_id"]] == "VBoxModel"
    assert "Showing the first 1,000 rows" in grid["text/html"]
    assert grid["text/html"].count("<tr><td") == 1000
    assert "city 0" in grid["text/plain"]


def test_a_filter_of_the_front_end_is_over_all_rows(lab_kernel: Kernel) -> None:
    shown = lab_kernel.run(CITIES)
    texts = [number for number, kind in opened(shown).items() if kind == "TextModel"]

    update = {"method": "update", "state": {"value": "city 1199"}, "buffer_paths": []}
    heard = lab_kernel.tell("comm_msg", comm_id=texts[0], data=update)

    states = [message["content"].get("data", {}).get("state", {}) for message in heard]
    notes = [state["value"] for state in states if "match" in str(state.get("value"))]
    [grid] = [state["outputs"][0]["data"] for state in states if "outputs" in state]
    assert notes == ["1 of the first 1,200 rows match"]
    assert "1199" in grid["text/plain"]


def test_a_cell_that_runs_again_ends_its_earlier_widgets(lab_kernel: Kernel) -> None:
    first = lab_kernel.run("%table [{'a': 1}, {'a': 2}]", cell_id="c")
    other = lab_kernel.run("%table [{'a': 1}, {'a': 2}]", cell_id="d")
    again = lab_kernel.run("%table [{'a': 1}, {'a': 2}]", cell_id="c")

    assert closed(other) == set()
    assert closed(again) == set(opened(first))


def test_one_row_is_a_plain_grid(lab_kernel: Kernel) -> None:
    outcome = lab_kernel.run("%%sql\nselect count(*) as n from range(3)")

    assert not any(WIDGET_VIEW in each for each in outcome.data)
    assert ">3<" in outcome.html


def test_a_listing_is_widgets_when_it_is_more_than_a_glance(lab_kernel: Kernel) -> None:
    lab_kernel.run("from glue_devendpoint.kernel.display.results import show_listing")
    show = "show_listing([('n', '')], [(n,) for n in range({})])"

    assert not lab_kernel.run(show.format(10)).has_widgets
    assert lab_kernel.run(show.format(11)).has_widgets


def test_a_chart_of_words_is_refused_under_the_grid(lab_kernel: Kernel) -> None:
    outcome = lab_kernel.run("%%sql --plot\nselect string(id) as name from range(3)")

    assert "no numeric column" in outcome.error
    assert any(WIDGET_VIEW in each for each in outcome.data)


def test_without_a_front_end_of_widgets_all_is_html(served: Served) -> None:
    kernel = Kernel()
    try:
        started = kernel.run("spark")
        progress = kernel.run(SLOW)
        grid = kernel.run(CITIES)
        form = kernel.run("%glue session")
    finally:
        kernel.stop()

    outcomes = [started, progress, grid, form]
    assert not any(outcome.has_widgets for outcome in outcomes)
    assert "Showing the first 1,200 rows" in grid.html
    assert ">Spark UI</a>" in progress.html


def test_in_any_kernel_a_front_end_with_comms_is_asked(served: Served) -> None:
    kernel = Kernel("python3")
    try:
        asked = kernel.run("%load_ext glue_devendpoint")
        before = kernel.run("%table [{'a': 1}, {'a': 2}]")
        [comm] = asked.comms
        kernel.tell("comm_close", comm_id=comm["content"]["comm_id"], data={})
        after = kernel.run("%table [{'a': 1}, {'a': 2}]")
    finally:
        kernel.stop()

    assert not before.has_widgets
    assert after.has_widgets
