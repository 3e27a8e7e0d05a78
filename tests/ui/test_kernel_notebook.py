"""A notebook of the Glue PySpark kernel, as it is used in JupyterLab."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil
import pytest
from playwright.sync_api import Locator, expect

from tests.ui.lab_page import LabPage
from tests.ui.lab_server import TOKEN, Lab
from tests.ui.sample_catalog import make_shop

pytestmark = [pytest.mark.ui, pytest.mark.spark]

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
PROGRESS = ".jupyter-widgets.widget-hprogress"
SPARK_MS = 180_000  # a cold Spark on a busy machine
SLOW_JOB = """import time
from pyspark.sql.functions import udf
slow = udf(lambda number: time.sleep(0.2) or number, "long")
rows = spark.range(0, {rows}, 1, {rows}).select(slow("id"))
rows.write.format("noop").mode("overwrite").save()"""
ORDERS = """%%sql -l 60
select order_id, customer, amount, ordered_at, address.city, items
from sales.orders order by order_id"""

CITIES = """%%sql
with places as (select address.city as city, amount from sales.orders)
select city, count(*) as orders, round(sum(amount), 2) as total from places group by city"""


class Notebook:
    """The notebook in sight, cell by cell."""

    def __init__(self, page: LabPage) -> None:
        self._page = page.page
        self.panel = page.notebook

    @property
    def last(self) -> Locator:
        """The cell at the end."""
        return self.panel.locator(".jp-CodeCell").last

    def begin(self, source: str) -> Locator:
        """Run a source in the cell at the end, which is empty; return that cell, running."""
        number = self.panel.locator(".jp-CodeCell").count() - 1
        cell = self.panel.locator(".jp-CodeCell").nth(number)
        cell.locator(".cm-content").click()
        self._page.keyboard.insert_text(source)
        self._page.keyboard.press("Shift+Enter")
        expect(self.panel.locator(".jp-CodeCell")).to_have_count(number + 2)
        return cell

    def finish(self, cell: Locator) -> str:
        """Wait until a cell has run; return what stands under it."""
        expect(cell.locator(".jp-InputPrompt")).to_have_text(
            re.compile(r"\[\d+\]"), timeout=SPARK_MS
        )
        return cell.locator(".jp-Cell-outputArea").inner_text()

    def run(self, source: str) -> str:
        """Run a source to its end and return what it shows."""
        return self.finish(self.begin(source))

    def run_again(self, cell: Locator) -> None:
        """Run a cell of the notebook once more, to its end."""
        cell.locator(".cm-content").click()
        self._page.keyboard.press("Control+Enter")
        expect(cell.locator(".jp-InputPrompt")).to_have_text("[*]:")
        self.finish(cell)

    def press(self, title: str) -> None:
        """Press a button of the notebook's toolbar."""
        self.panel.get_by_role("toolbar").get_by_role("button", name=title).first.click()


@pytest.fixture(scope="module", autouse=True)
def kernels_end(lab: Lab) -> Iterator[None]:
    """No kernel of this file outlives it."""
    yield
    shut_down_all(lab)


@pytest.fixture
def open_notebook(glue: Any, lab: Lab, lab_page: LabPage) -> Callable[..., Notebook]:
    """Opens a notebook from the launcher's tile.

    Each test's notebook has the same name, so Lab connects it to the kernel that an earlier test
    has left, unless a new one is wanted.
    """
    make_shop(glue, lab.buckets)

    def open_in(
        theme: str = "light", kernel: str = "Glue PySpark", *, with_new_kernel: bool = False
    ) -> Notebook:
        lab_page.open_in_theme(THEMES[theme])
        if with_new_kernel:
            shut_down_all(lab)
        tile = lab_page.page.locator('.jp-LauncherCard[data-category="Notebook"]')
        tile.filter(has_text=kernel).click()
        notebook = Notebook(lab_page)
        expect(notebook.last).to_be_visible()
        lab_page.wait_for_kernel(SPARK_MS)
        return notebook

    return open_in


def shut_down_all(lab: Lab) -> None:
    """Shut down every kernel of the server."""
    headers = {"Authorization": f"token {TOKEN}"}
    with urlopen(Request(f"{lab.url}/api/sessions", headers=headers)) as answer:
        sessions = json.load(answer)
    for session in sessions:
        address = f"{lab.url}/api/sessions/{session['id']}"
        urlopen(Request(address, headers=headers, method="DELETE")).close()


def shut_down(page: LabPage) -> None:
    """Shut the kernel down from the menu."""
    page.page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.page.get_by_role("menuitem", name="Shut Down Kernel", exact=True).click()
    indicator = page.notebook.locator(".jp-Toolbar-kernelName")
    expect(indicator).to_have_text("No Kernel")


def test_the_first_cell_of_a_new_notebook_sees_the_catalog(
    open_notebook: Callable[..., Notebook],
) -> None:
    notebook = open_notebook(with_new_kernel=True)

    shown = notebook.run('spark.sql("show databases").show()')

    assert re.findall(r"\|\s*(\w+)\|", shown) == ["namespace", "clicks", "hr", "sales"]


@pytest.mark.parametrize("theme", THEMES)
def test_a_long_job_shows_how_far_it_is_and_ends_as_one_line(
    open_notebook: Callable[..., Notebook], pictures: Path, lab_page: LabPage, theme: str
) -> None:
    notebook = open_notebook(theme)
    notebook.run("spark")

    cell = notebook.begin(SLOW_JOB.format(rows=60))
    line = cell.locator(".jp-GlueLine")
    expect(line).to_contain_text(re.compile(r"stage \d+ · [2-9]\d of 60 tasks"), timeout=SPARK_MS)
    expect(cell.locator(PROGRESS)).to_be_visible()
    lab_page.page.screenshot(path=pictures / f"kernel-progress-{theme}.png")
    notebook.finish(cell)

    expect(line).to_have_count(1)
    expect(line).to_have_text(re.compile(r"✓\s*Spark: 1 job · 1 stage · 60 tasks · [\d.]+ s"))
    expect(line.get_by_role("link", name="Spark UI")).to_be_visible()
    expect(cell.locator(".jupyter-widgets")).to_have_count(0)


def test_the_spark_ui_opens_behind_the_login_with_all_that_belongs_to_it(
    open_notebook: Callable[..., Notebook], lab_page: LabPage
) -> None:
    notebook = open_notebook()
    notebook.run("spark")
    cell = notebook.begin(SLOW_JOB.format(rows=10))
    notebook.finish(cell)
    failed: list[str] = []

    with lab_page.page.expect_popup() as opened:
        cell.get_by_role("link", name="Spark UI").click()
    ui = opened.value
    ui.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    expect(ui.get_by_role("heading", name="Spark Jobs")).to_be_visible()
    ui.get_by_role("link", name="Executors").click()

    expect(ui.locator("#active-executors-table tbody")).to_contain_text("driver")
    assert "/glue-devendpoint/spark-ui/" in ui.url
    assert failed == []
    ui.close()


def test_an_interrupted_cell_ends_and_the_next_one_works(
    open_notebook: Callable[..., Notebook],
) -> None:
    notebook = open_notebook()
    notebook.run("spark")
    cell = notebook.begin(SLOW_JOB.format(rows=3000))
    expect(cell.locator(PROGRESS)).to_be_visible(timeout=SPARK_MS)

    notebook.press("Interrupt")
    shown = notebook.finish(cell)

    assert "KeyboardInterrupt" in shown
    expect(cell.locator(".jp-GlueLine")).to_have_attribute("data-state", "stopped")
    assert "7" in notebook.run("spark.range(7).count()")


@pytest.mark.parametrize("theme", THEMES)
def test_a_sql_result_is_a_typed_grid_that_sorts(
    open_notebook: Callable[..., Notebook], pictures: Path, lab_page: LabPage, theme: str
) -> None:
    notebook = open_notebook(theme)

    cell = notebook.begin(ORDERS)
    notebook.finish(cell)
    grid = cell.get_by_role("region", name="Result")
    heads = grid.get_by_role("columnheader")
    head = grid.get_by_role("columnheader", name=re.compile("amount"))
    head.get_by_role("button").click()
    rising = numbers_of(grid, column=2)
    head.get_by_role("button").click()
    falling = numbers_of(grid, column=2)
    lab_page.page.mouse.move(0, 0)
    lab_page.page.screenshot(path=pictures / f"kernel-sql-grid-{theme}.png")

    assert [text.split("\n")[0] for text in heads.all_inner_texts()] == [
        "order_id",
        "customer",
        "amount",
        "ordered_at",
        "city",
        "items",
    ]
    assert rising == sorted(rising)
    assert falling == rising[::-1]
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(cell.locator(".jp-GlueCellResultNote")).to_have_text("Showing the first 60 rows")


@pytest.mark.parametrize("theme", THEMES)
def test_a_sql_result_is_ordered_filtered_and_drawn(
    open_notebook: Callable[..., Notebook], pictures: Path, lab_page: LabPage, theme: str
) -> None:
    notebook = open_notebook(theme)

    cell = notebook.begin(CITIES)
    notebook.finish(cell)
    grid = cell.get_by_role("region", name="Result")
    totals = [cell.inner_text() for cell in grid.locator("tbody tr td:nth-child(3)").all()]
    cell.get_by_title("Order by").select_option("total")
    cell.get_by_title("Descending").click()
    largest = max(totals, key=float)
    expect(grid.locator("tbody tr").first.locator("td").last).to_have_text(largest)
    lab_page.page.mouse.move(0, 0)
    lab_page.page.screenshot(path=pictures / f"kernel-sql-explore-{theme}.png")
    falling = numbers_of(grid, column=2)
    assert len(falling) > 1
    assert falling == sorted(falling, reverse=True)

    first = grid.locator("tbody td").first.inner_text()
    cell.get_by_placeholder("Filter rows").fill(first)
    expect(cell.locator(".widget-html").first).to_contain_text(f"1 of {len(falling)} rows match")
    expect(grid.locator("tbody tr")).to_have_count(1)

    cell.get_by_placeholder("Filter rows").fill("")
    cell.get_by_title("Show as").select_option("Bar chart")
    expect(cell.locator(".vega-embed")).to_be_visible()
    lab_page.page.mouse.move(0, 0)
    lab_page.page.screenshot(path=pictures / f"kernel-sql-chart-{theme}.png")


@pytest.mark.parametrize("theme", THEMES)
def test_results_are_shown_again_without_their_kernel(
    open_notebook: Callable[..., Notebook], pictures: Path, lab_page: LabPage, theme: str
) -> None:
    notebook = open_notebook(theme)
    notebook.run(SLOW_JOB.format(rows=20))
    notebook.run(CITIES)
    notebook.run(CITIES.replace("%%sql", "%%sql --plot"))
    expect(notebook.panel.locator(".jupyter-widgets")).not_to_have_count(0)
    lab_page.save()
    shut_down(lab_page)

    lab_page.load(keep_layout=True)

    cells = notebook.panel.locator(".jp-CodeCell")
    grid = cells.nth(1).get_by_role("region", name="Result")
    expect(grid.get_by_role("columnheader")).to_have_count(3)
    grid.get_by_role("columnheader", name="total").get_by_role("button").click()
    totals = numbers_of(grid, column=2)
    assert totals == sorted(totals)
    expect(cells.nth(0).locator(".jp-GlueLine").last).to_have_attribute("data-state", "done")
    expect(cells.nth(2).locator(".vega-embed")).to_be_visible()
    lab_page.wait_for_kernel(SPARK_MS)
    missed = notebook.panel.get_by_text("model not found")
    expect(missed).to_have_count(2)  # the widgets' own renderers have given up
    expect(missed.filter(visible=True)).to_have_count(0)
    expect(grid).to_be_visible()
    lab_page.page.screenshot(path=pictures / f"kernel-opened-again-{theme}.png")

    notebook.run_again(cells.nth(1))
    expect(cells.nth(1).get_by_placeholder("Filter rows")).to_be_visible()


def test_widgets_live_on_when_the_page_is_loaded_again(
    open_notebook: Callable[..., Notebook], lab_page: LabPage
) -> None:
    notebook = open_notebook()
    notebook.run("%table [{'city': 'Rome'}, {'city': 'Oslo'}]")
    lab_page.save()

    lab_page.load(keep_layout=True)

    notebook.panel.get_by_placeholder("Filter rows").fill("oslo")
    grid = notebook.panel.get_by_role("region", name="Result")
    expect(grid.locator("tbody tr")).to_have_count(1)
    expect(grid).to_have_count(1)


def numbers_of(grid: Locator, column: int) -> list[float]:
    """Return a column's numbers from top to bottom."""
    cells = grid.locator(f"tbody tr td:nth-child({column + 1})")
    return [float(text) for text in cells.all_inner_texts()]


def test_names_of_the_catalog_are_completed(
    open_notebook: Callable[..., Notebook], lab_page: LabPage
) -> None:
    notebook = open_notebook()
    keyboard = lab_page.page.keyboard
    notebook.last.locator(".cm-content").click()
    keyboard.insert_text("%%sql\nselect * from sales.")

    keyboard.press("Tab")
    offered = lab_page.page.locator(".jp-Completer:visible .jp-Completer-item")
    expect(offered.filter(has_text="sales.orders").first).to_be_visible()
    offered.filter(has_text="sales.orders").first.click()

    expect(notebook.last.locator(".cm-content")).to_contain_text("select * from sales.orders")


def test_a_cell_is_highlighted_as_sql_while_it_begins_with_the_magic(
    open_notebook: Callable[..., Notebook], lab_page: LabPage
) -> None:
    notebook = open_notebook()
    editor = notebook.last.locator(".cm-content")
    keyboard = lab_page.page.keyboard
    editor.click()

    keyboard.insert_text("%%sql\nselect 1 as lateral")
    word = editor.get_by_text("lateral", exact=True)
    expect(editor.locator(".jp-GlueSqlMagic")).to_have_text("%%sql")
    expect(word).to_have_css("font-weight", "700")

    keyboard.press("Control+Home")
    keyboard.press("Delete")
    expect(editor.locator(".jp-GlueSqlMagic")).to_have_count(0)
    expect(word).to_have_count(0)


LOOK = """cell => {
  const style = getComputedStyle(cell);
  const names = ['color', 'fontFamily', 'fontSize', 'fontStyle', 'textAlign', 'height',
    'borderBottomColor', 'borderBottomWidth', 'whiteSpace', 'fontVariantNumeric'];
  return names.map(name => style[name].replace('right', 'end').replace('left', 'start'));
}"""


@pytest.mark.parametrize("theme", THEMES)
def test_a_result_looks_like_a_preview(
    open_notebook: Callable[..., Notebook], pictures: Path, lab_page: LabPage, theme: str
) -> None:
    notebook = open_notebook(theme)
    cell = notebook.begin("spark.table('sales.orders').orderBy('order_id')")
    notebook.finish(cell)
    result = cell.get_by_role("region", name="Result")
    sort = result.get_by_role("columnheader", name="order_id").get_by_role("button")
    sort.click()
    theirs = [look.evaluate(LOOK) for look in looks_of(result, "th", "td")]
    lab_page.page.mouse.move(0, 0)
    lab_page.page.screenshot(path=pictures / f"kernel-dataframe-{theme}.png")

    catalog = lab_page.show_catalog()
    catalog.expand("sales")
    catalog.row("orders").dblclick()
    panel = lab_page.table_page().open_tab("Preview")
    panel.get_by_role("columnheader", name="order_id").click()
    preview = panel.get_by_role("grid")
    expect(preview.get_by_role("columnheader", name="order_id")).to_contain_text("bigint")
    ours = [
        look.evaluate(LOOK) for look in looks_of(preview, ".jp-mod-header > *", "[role=gridcell]")
    ]
    lab_page.page.mouse.move(0, 0)
    lab_page.page.screenshot(path=pictures / f"preview-{theme}.png")

    assert ours == theirs
    mark = "head => getComputedStyle(head.querySelector('b, .jp-GlueRows-name'), '::after').content"
    assert looks_of(preview, ".jp-mod-header > *", "*")[0].evaluate(mark) == '" ▲"'


def looks_of(grid: Locator, head: str, cell: str) -> list[Locator]:
    """Return the heads of a number and of a text, a number, a text, and a null."""
    heads, cells = grid.locator(head), grid.locator(cell)
    null = grid.locator(f"{cell}.jp-mod-null").first
    return [heads.nth(0), heads.nth(1), cells.nth(0), cells.nth(1), null]


def test_a_magic_lists_the_databases(open_notebook: Callable[..., Notebook]) -> None:
    notebook = open_notebook()

    shown = notebook.run("%glue databases")

    assert "clicks" in shown
    assert "What was sold" in shown


def test_a_kernel_that_is_shut_down_leaves_no_process(
    open_notebook: Callable[..., Notebook], lab_page: LabPage
) -> None:
    notebook = open_notebook()
    notebook.run("spark.range(3).count()")
    shown = notebook.run("import os; print('kernel', os.getpid())")
    kernel = psutil.Process(int(re.findall(r"kernel (\d+)", shown)[0]))
    processes = [kernel, *kernel.children(recursive=True)]
    assert any(process.name() == "java" for process in processes)

    shut_down(lab_page)

    _, left = psutil.wait_procs(processes, timeout=30)
    assert left == []


def test_any_python_kernel_shows_widgets_once_it_is_extended(
    open_notebook: Callable[..., Notebook], lab_page: LabPage
) -> None:
    notebook = open_notebook(kernel="Python 3", with_new_kernel=True)

    notebook.run("%load_ext glue_devendpoint")
    cell = notebook.begin("%table [{'city': 'Rome'}, {'city': 'Oslo'}]")

    expect(cell.get_by_placeholder("Filter rows")).to_be_visible()

    shut_down(lab_page)
