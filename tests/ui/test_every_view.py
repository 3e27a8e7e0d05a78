"""Every view in every theme: nothing that axe calls serious, and a picture of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.ui.conftest import empty, lab_in_tab
from tests.ui.lab_page import LabPage
from tests.ui.lab_server import Lab
from tests.ui.sample_catalog import make_shop

pytestmark = pytest.mark.ui

THEMES = {
    "light": "JupyterLab Light",
    "dark": "JupyterLab Dark",
    "high-contrast": "JupyterLab Dark High Contrast",
}
OURS = [".jp-GlueCatalog", ".jp-GlueTable"]
SERIOUS = {"serious", "critical"}


def show_tree(page: LabPage) -> None:
    catalog = page.show_catalog()
    catalog.expand("sales", "orders", "address")
    expect(catalog.row("geo")).to_be_visible()


def show_search(page: LabPage) -> None:
    catalog = page.show_catalog()
    catalog.search.fill("order")
    expect(catalog.row("recent_orders")).to_be_visible()


def show_schema(page: LabPage) -> None:
    show_tree(page)
    page.show_catalog().row("orders").dblclick()
    table = page.table_page()
    table.content.get_by_role("button", name="Nested fields of address").click()
    expect(table.content.get_by_role("button", name="Nested fields of geo")).to_be_visible()


def show_preview(page: LabPage) -> None:
    show_schema(page)
    panel = page.table_page().open_tab("Preview")
    panel.locator('[data-cell="1:4"]').click()


def show_profile(page: LabPage) -> None:
    show_schema(page)
    panel = page.table_page().open_tab("Profile")
    panel.get_by_role("button", name="Run profile").click()
    expect(panel.get_by_role("img").first).to_be_visible()


def show_partitions(page: LabPage) -> None:
    show_schema(page)
    panel = page.table_page().open_tab("Partitions")
    expect(panel.get_by_role("row")).to_have_count(4)


def show_versions(page: LabPage) -> None:
    show_schema(page)
    page.table_page().open_tab("Versions")
    expect(page.table_page().line("discount")).to_be_visible()


def show_properties(page: LabPage) -> None:
    show_schema(page)
    page.table_page().open_tab("Properties")


def show_nothing_found(page: LabPage) -> None:
    catalog = page.show_catalog()
    catalog.search.fill("no_such_name")
    expect(catalog.panel.get_by_role("button", name="Clear search")).to_be_visible()


def show_crawl_preview(page: LabPage) -> None:
    page.show_catalog().press("Create tables from files")
    form = page.page.locator(".jp-GlueCrawl:visible")
    form.get_by_role("textbox", name="Folder").fill("s3://lake/sales/")
    form.get_by_role("combobox", name="Database").fill("found")
    form.get_by_role("textbox", name="Table prefix").fill("raw_")
    form.get_by_role("button", name="Preview changes").click()
    expect(form.get_by_role("region", name="Preview")).to_be_visible()


def show_crawlers(page: LabPage) -> None:
    show_crawl_preview(page)
    form = page.page.locator(".jp-GlueCrawl:visible")
    form.get_by_role("button", name="crawler and run").click()
    expect(form.get_by_role("region", name="Result")).to_be_visible()
    expect(page.show_catalog().row("found")).to_be_visible()
    form.get_by_role("button", name="Show crawlers").click()
    crawlers = page.page.locator(".jp-GlueCrawl:visible")
    crawlers.get_by_role("button", name="sales-crawler", exact=True).click()
    crawlers.get_by_role("button", name="Show log").first.click()
    expect(crawlers.get_by_role("log")).not_to_be_empty()


VIEWS: dict[str, Callable[[LabPage], None]] = {
    "tree": show_tree,
    "search": show_search,
    "nothing-found": show_nothing_found,
    "schema": show_schema,
    "preview": show_preview,
    "profile": show_profile,
    "partitions": show_partitions,
    "versions": show_versions,
    "properties": show_properties,
    "crawl-preview": show_crawl_preview,
    "crawlers": show_crawlers,
}


def make_grown_shop(glue: Any, lab: Lab) -> None:
    """Make the shop, with a second version of its largest table."""
    make_shop(glue, lab.buckets)
    table = glue.get_table(DatabaseName="sales", Name="orders")["Table"]
    storage = table["StorageDescriptor"]
    columns = [*storage["Columns"], {"Name": "discount", "Type": "double"}]
    kept = {name: table[name] for name in ("Name", "PartitionKeys", "TableType", "Description")}
    changed = {"StorageDescriptor": {**storage, "Columns": columns}}
    parameters = {**table["Parameters"], "owner": "checkout"}
    glue.update_table(
        DatabaseName="sales", TableInput={**kept, **changed, "Parameters": parameters}
    )


@pytest.fixture(scope="module", params=VIEWS)
def view(
    request: pytest.FixtureRequest, lab_tab: Page, glue_client: Any, lab: Lab
) -> Iterator[tuple[str, LabPage]]:
    """A view's name, and Lab with the view in sight; each theme looks at the same page."""
    empty(glue_client, lab)
    make_grown_shop(glue_client, lab)
    with lab_in_tab(request, lab_tab, lab) as lab_page:
        lab_page.open()
        VIEWS[request.param](lab_page)
        lab_page.page.mouse.move(0, 0)
        yield request.param, lab_page
        lab_page.change_theme(THEMES["light"])


@pytest.mark.parametrize("theme", THEMES)
def test_a_view_is_accessible_and_has_its_picture_taken(
    view: tuple[str, LabPage], pictures: Path, theme: str
) -> None:
    name, lab_page = view

    lab_page.change_theme(THEMES[theme])
    # Axe refuses to look at a part that is not there.
    parts = [[part] for part in OURS if lab_page.page.locator(part).first.is_visible()]
    found = Axe().run(lab_page.page, context={"include": parts})
    if theme != "high-contrast":
        lab_page.page.screenshot(path=pictures / f"catalog-{name}-{theme}.png")

    serious = [
        (problem["id"], [node["html"][:120] for node in problem["nodes"]][:3])
        for problem in found.response["violations"]
        if problem["impact"] in SERIOUS
    ]
    assert serious == []
