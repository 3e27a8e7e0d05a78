"""The tree: what it shows, how it is moved in, and how it follows the catalog."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.ui.lab_page import LabPage
from tests.ui.lab_server import Lab
from tests.ui.sample_catalog import make_shop, make_table

pytestmark = pytest.mark.ui


@pytest.fixture
def shop(glue: Any, lab: Lab) -> Any:
    make_shop(glue, lab.buckets)
    return glue


def test_nothing_is_asked_of_the_server_before_the_catalog_is_shown(
    shop: Any, lab_page: LabPage
) -> None:
    lab_page.leave()
    asked: list[str] = []
    lab_page.page.on(
        "request", lambda request: asked.append(request.url) if "/api/glue" in request.url else None
    )

    lab_page.load()
    before = list(asked)
    catalog = lab_page.show_catalog()
    expect(catalog.row("sales")).to_be_visible()

    assert before == []
    assert len(asked) == 1


def test_databases_open_into_tables_and_tables_into_columns(shop: Any, lab_page: LabPage) -> None:
    catalog = lab_page.open_catalog()

    catalog.expand("sales", "orders", "address", "geo")

    expect(catalog.row("lon")).to_be_visible()
    expect(catalog.row("sales")).to_contain_text("7")
    expect(catalog.row("year").get_by_title("Partition key")).to_be_visible()
    expect(catalog.row("orders")).to_have_attribute("aria-level", "2")
    assert catalog.names()[:6] == ["clicks", "hr", "sales", "customers", "invoices", "orders"]


def test_views_and_links_are_told_apart_from_tables(shop: Any, lab_page: LabPage) -> None:
    catalog = lab_page.open_catalog()

    catalog.expand("sales")

    expect(catalog.row("recent_orders")).to_contain_text("view")
    expect(catalog.row("staff")).to_contain_text("link")
    expect(catalog.row("orders")).not_to_contain_text("view")


def test_the_tree_is_moved_in_by_keyboard(shop: Any, lab_page: LabPage) -> None:
    catalog = lab_page.open_catalog()
    keyboard = lab_page.page.keyboard

    catalog.row("clicks").click()
    keyboard.press("End")
    keyboard.press("ArrowRight")
    expect(catalog.row("orders")).to_be_visible()
    keyboard.press("ArrowRight")
    keyboard.type("ord")
    focused = lab_page.page.locator(":focus")

    expect(focused).to_have_attribute("data-name", "orders")
    keyboard.press("ArrowLeft")
    expect(focused).to_have_attribute("data-name", "sales")
    keyboard.press("ArrowLeft")
    expect(catalog.row("orders")).to_have_count(0)


def test_enter_opens_the_page_of_a_table(shop: Any, lab_page: LabPage) -> None:
    catalog = lab_page.open_catalog()
    catalog.expand("sales")

    catalog.row("orders").click()
    lab_page.page.keyboard.press("Enter")

    expect(lab_page.table_page().title).to_have_text("sales.orders")


def test_the_filter_narrows_what_is_known_while_typing(shop: Any, lab_page: LabPage) -> None:
    catalog = lab_page.open_catalog()
    catalog.expand("sales")

    catalog.search.fill("ship")

    expect(catalog.row("shipments")).to_be_visible()
    expect(catalog.row("orders")).to_have_count(0)
    expect(catalog.row("shipments").locator("mark")).to_have_text("ship")
    catalog.search.press("Escape")
    expect(catalog.row("orders")).to_be_visible()


def test_one_search_finds_a_column_in_a_table_that_was_never_opened(
    shop: Any, lab_page: LabPage
) -> None:
    catalog = lab_page.open_catalog()

    catalog.search.fill("salar")
    expect(catalog.row("salary")).to_be_visible()
    catalog.search.press("ArrowDown")
    lab_page.page.keyboard.type("sal")
    expect(lab_page.page.locator(":focus")).to_have_attribute("data-name", "salary")
    lab_page.page.keyboard.press("Enter")

    table = lab_page.table_page()
    expect(table.title).to_have_text("hr.people")
    expect(table.content.locator("tr.jp-mod-found")).to_contain_text("salary")


def test_what_is_not_there_is_said_with_a_way_out(shop: Any, lab_page: LabPage) -> None:
    catalog = lab_page.open_catalog()

    catalog.search.fill("nothing_like_this")
    clear = catalog.panel.get_by_role("button", name="Clear search")
    expect(clear).to_be_visible()
    clear.click()

    expect(catalog.row("sales")).to_be_visible()


def test_a_table_made_by_another_client_appears_in_its_place(shop: Any, lab_page: LabPage) -> None:
    catalog = lab_page.open_catalog()
    catalog.expand("sales", "orders")
    catalog.row("amount").click()

    make_table(shop, "sales", "annual_report")
    expect(catalog.row("annual_report")).to_be_visible()

    expect(catalog.row("amount")).to_have_attribute("aria-selected", "true")
    expect(catalog.row("sales")).to_contain_text("8")


def test_what_another_client_deletes_goes(shop: Any, lab_page: LabPage) -> None:
    catalog = lab_page.open_catalog()
    catalog.expand("sales")

    shop.delete_table(DatabaseName="sales", Name="returns")
    shop.delete_database(Name="hr")

    expect(catalog.row("returns")).to_have_count(0)
    expect(catalog.row("hr")).to_have_count(0)
    expect(catalog.row("orders")).to_be_visible()


def test_an_empty_catalog_offers_to_create_a_database(glue: Any, lab_page: LabPage) -> None:
    for database in glue.get_databases()["DatabaseList"]:
        glue.delete_database(Name=database["Name"])
    catalog = lab_page.open_catalog()

    catalog.panel.get_by_role("button", name="Create database", exact=True).click()
    lab_page.page.get_by_role("textbox", name="Name", exact=True).fill("first")
    lab_page.page.get_by_role("button", name="Create", exact=True).click()

    expect(catalog.row("first")).to_be_visible()


def test_an_error_is_shown_and_tried_again(shop: Any, lab_page: LabPage) -> None:
    page = lab_page.page
    page.route("**/glue-devendpoint/api/glue*", lambda route: route.abort())
    catalog = lab_page.open_catalog()
    expect(catalog.panel.get_by_role("alert")).to_contain_text("reach the Jupyter server")

    page.unroute("**/glue-devendpoint/api/glue*")
    catalog.panel.get_by_role("button", name="Try again").click()

    expect(catalog.row("sales")).to_be_visible()


def test_a_missing_server_part_is_said_once_and_kindly(shop: Any, lab_page: LabPage) -> None:
    lab_page.page.route(
        "**/glue-devendpoint/api/**", lambda route: route.fulfill(status=404, body="")
    )
    lab_page.load()
    catalog = lab_page.show_catalog()
    catalog.panel.get_by_role("button", name="Try again").click()

    toast = lab_page.page.get_by_text("Install glue-devendpoint in the Jupyter server")
    expect(toast).to_have_count(1)


def test_many_tables_are_scrolled_with_few_rows_in_the_page(glue: Any, lab_page: LabPage) -> None:
    glue.create_database(DatabaseInput={"Name": "wide"})
    for number in range(300):
        make_table(glue, "wide", f"t{number:05}")
    catalog = lab_page.open_catalog()

    catalog.expand("wide")
    expect(catalog.row("wide")).to_contain_text("300")
    catalog.row("wide").click()
    lab_page.page.keyboard.press("End")

    expect(catalog.row("t00299")).to_be_visible()
    assert catalog.tree.get_by_role("treeitem").count() < 100


def test_the_keyboard_goes_on_where_loading_stood(shop: Any, lab_page: LabPage) -> None:
    catalog = lab_page.open_catalog()
    held: list[Route] = []
    lab_page.page.route("**/glue-devendpoint/api/glue*", lambda route: held.append(route))
    catalog.row("sales").click()
    lab_page.page.keyboard.press("ArrowRight")
    focused = lab_page.page.locator(":focus")
    expect(catalog.tree.get_by_text("Loading…")).to_be_visible()
    lab_page.page.keyboard.press("ArrowDown")
    expect(focused).to_have_text("Loading…")

    for route in held:
        route.continue_()

    expect(focused).to_have_attribute("data-name", "customers")
    lab_page.page.keyboard.press("ArrowDown")
    expect(focused).to_have_attribute("data-name", "invoices")


def test_the_keyboard_goes_on_where_a_deleted_table_stood(shop: Any, lab_page: LabPage) -> None:
    catalog = lab_page.open_catalog()
    catalog.expand("sales")
    catalog.row("invoices").click()

    shop.delete_table(DatabaseName="sales", Name="invoices")
    expect(catalog.row("invoices")).to_have_count(0)

    expect(lab_page.page.locator(":focus")).to_have_attribute("data-name", "orders")


def test_the_order_is_reversed(shop: Any, lab_page: LabPage) -> None:
    catalog = lab_page.open_catalog()

    catalog.choose("sales", "Sort Names")

    expect(catalog.row("sales")).to_have_attribute("data-index", "0")
    assert catalog.names() == ["sales", "hr", "clicks"]


def test_everything_is_collapsed_at_once(shop: Any, lab_page: LabPage) -> None:
    catalog = lab_page.open_catalog()
    catalog.expand("sales", "orders")

    catalog.press("Collapse all databases")

    expect(catalog.row("orders")).to_have_count(0)
    assert catalog.names() == ["clicks", "hr", "sales"]
