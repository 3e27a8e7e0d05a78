"""The page of a table: schema, preview, profile, partitions, versions and properties."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.ui.lab_page import LabPage, TablePage
from tests.ui.lab_server import Lab
from tests.ui.sample_catalog import make_shop

pytestmark = pytest.mark.ui


@pytest.fixture
def orders(glue: Any, lab: Lab, lab_page: LabPage) -> TablePage:
    make_shop(glue, lab.buckets)
    catalog = lab_page.open_catalog()
    catalog.expand("sales")
    catalog.row("orders").dblclick()
    opened = lab_page.table_page()
    expect(opened.title).to_have_text("sales.orders")
    return opened


def table_of(glue: Any) -> dict[str, Any]:
    table: dict[str, Any] = glue.get_table(DatabaseName="sales", Name="orders")["Table"]
    return table


def update_by_another_client(glue: Any, **changes: Any) -> None:
    kept = ("Name", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters", "Description")
    table = table_of(glue)
    given = {name: table[name] for name in kept if name in table}
    glue.update_table(DatabaseName="sales", TableInput={**given, **changes})


def test_nested_types_open_as_a_tree(orders: TablePage) -> None:
    orders.content.get_by_role("button", name="Nested fields of address").click()
    orders.content.get_by_role("button", name="Nested fields of geo").click()

    expect(orders.content.get_by_role("row", name="lat double")).to_be_visible()


def test_columns_are_found_in_a_long_schema(orders: TablePage) -> None:
    orders.content.get_by_role("searchbox", name="Find a column").fill("order")

    expect(orders.line("order_id")).to_be_visible()
    expect(orders.line("customer")).to_have_count(0)


def test_a_comment_edited_in_place_makes_a_new_version(orders: TablePage, glue: Any) -> None:
    orders.content.get_by_role("button", name="Comment of amount").focus()
    orders.page.keyboard.press("Enter")
    orders.page.keyboard.type("In francs")
    orders.page.keyboard.press("Enter")

    expect(orders.content.get_by_text("version 1")).to_be_visible()
    columns = table_of(glue)["StorageDescriptor"]["Columns"]
    assert columns[2] == {"Name": "amount", "Type": "double", "Comment": "In francs"}


def test_a_stale_edit_is_refused_and_the_newest_is_shown(orders: TablePage, glue: Any) -> None:
    orders.page.route("**/glue-devendpoint/api/events*", lambda route: route.abort())
    update_by_another_client(glue, Description="Changed by someone else")

    orders.content.get_by_role("button", name="Type of amount").click()
    orders.page.keyboard.press("Control+a")
    orders.page.keyboard.type("decimal(10,2)")
    orders.page.keyboard.press("Enter")

    expect(orders.content).to_contain_text("Changed by someone else")
    expect(orders.page.get_by_text("changed since you opened it")).to_be_visible()
    expect(orders.content.get_by_role("button", name="Type of amount")).to_contain_text("double")
    assert table_of(glue)["StorageDescriptor"]["Columns"][2]["Type"] == "double"


def test_the_page_follows_changes_by_another_client(orders: TablePage, glue: Any) -> None:
    update_by_another_client(glue, Description="Changed elsewhere")

    expect(orders.content).to_contain_text("Changed elsewhere")
    expect(orders.content.get_by_text("version 1")).to_be_visible()


def test_a_table_deleted_elsewhere_is_said_to_be_gone(orders: TablePage, glue: Any) -> None:
    glue.delete_table(DatabaseName="sales", Name="orders")

    expect(orders.content.get_by_role("alert")).to_contain_text("Table not found")


def test_the_preview_shows_rows_of_real_files(orders: TablePage) -> None:
    panel = orders.open_tab("Preview")

    expect(panel.get_by_role("gridcell", name="Ada Lovelace").first).to_be_visible()
    expect(panel.get_by_role("columnheader", name="year")).to_be_attached()


def test_what_only_spark_can_read_is_taken_to_a_notebook(
    orders: TablePage, lab_page: LabPage
) -> None:
    lab_page.show_catalog().row("recent_orders").dblclick()
    expect(orders.title).to_have_text("sales.recent_orders")
    panel = orders.open_tab("Preview")
    expect(panel).to_contain_text("is a view")

    panel.get_by_role("button", name="Read in notebook").click()

    editor = lab_page.notebook.locator(".jp-CodeCell .cm-content")
    expect(editor).to_contain_text('spark.table("sales.recent_orders")')


def test_a_nested_value_opens_in_the_viewer_by_keyboard(orders: TablePage) -> None:
    panel = orders.open_tab("Preview")
    panel.locator('[data-cell="0:0"]').click()

    for _ in range(4):
        orders.page.keyboard.press("ArrowRight")
    orders.page.keyboard.press("Enter")

    viewer = orders.content.get_by_role("region", name="items, row 1")
    expect(viewer.locator("pre")).to_contain_text('"quantity"')


def test_the_rows_of_a_preview_are_sorted_and_filtered(orders: TablePage) -> None:
    panel = orders.open_tab("Preview")
    head = panel.get_by_role("columnheader", name="amount")
    first = panel.locator('[data-cell="0:2"]')

    head.click()
    head.click()
    expect(head).to_have_attribute("aria-sort", "descending")
    largest = first.inner_text()
    panel.get_by_role("searchbox", name="Filter rows").fill("basel")

    expect(panel.get_by_role("status")).to_contain_text("66 of 200 rows match")
    assert float(first.inner_text()) <= float(largest)
    first.focus()
    orders.page.keyboard.press("ArrowUp")
    orders.page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "none")
    expect(panel.locator('[data-cell="0:0"]')).to_have_text("1002")


def test_cells_chosen_by_mouse_or_keyboard_are_copied(
    orders: TablePage, lab_page: LabPage, pictures: Path
) -> None:
    panel = orders.open_tab("Preview")
    keyboard = orders.page.keyboard

    panel.locator('[data-cell="0:0"]').drag_to(panel.locator('[data-cell="2:1"]'))
    expect(panel.locator('[aria-selected="true"]')).to_have_count(6)
    orders.page.screenshot(path=pictures / "preview-range.png")
    keyboard.press("Control+c")
    assert lab_page.clipboard() == "1000\tAda Lovelace\n1001\tGrace Hopper\n1002\t"

    panel.locator('[data-cell="0:1"]').click()
    keyboard.press("Shift+ArrowDown")
    panel.locator('[data-cell="1:1"]').click(button="right")
    orders.page.get_by_role("menuitem", name="Copy as CSV").click()
    expect(panel.locator('[data-cell="1:1"]')).to_be_focused()
    assert lab_page.clipboard() == "customer\r\nAda Lovelace\r\nGrace Hopper"


def test_the_shown_rows_are_exported(orders: TablePage) -> None:
    panel = orders.open_tab("Preview")
    panel.get_by_role("searchbox", name="Filter rows").fill("1007")

    with orders.page.expect_download() as download:
        panel.get_by_role("button", name="Export CSV").click()

    assert download.value.suggested_filename == "sales.orders.csv"
    lines = download.value.path().read_bytes().decode().split("\r\n")
    assert lines[0] == "order_id,customer,amount,ordered_at,items,address,year,month"
    assert lines[1].startswith("1007,Edsger W. Dijkstra,")
    assert lines[2:] == [""]
    expect(orders.page.get_by_text("Exported 1 row to sales.orders.csv")).to_be_visible()


def test_a_column_is_as_wide_as_it_is_dragged_or_as_its_values(orders: TablePage) -> None:
    panel = orders.open_tab("Preview")
    head = panel.get_by_role("columnheader", name="items")
    cell = panel.locator('[data-cell="0:4"]')
    before = width_of(head)

    edge = head.locator(".jp-GlueRows-grip").bounding_box()
    assert edge is not None
    x, y = edge["x"] + edge["width"] / 2, edge["y"] + edge["height"] / 2
    orders.page.mouse.move(x, y)
    orders.page.mouse.down()
    orders.page.mouse.move(x - 60, y)
    orders.page.mouse.up()

    assert abs(width_of(head) - (before - 60)) <= 1
    assert width_of(cell) == width_of(head)
    head.locator(".jp-GlueRows-grip").dblclick()
    assert cell.evaluate("cell => cell.scrollWidth <= cell.clientWidth")
    fit = width_of(head)
    cell.focus()
    for key in ("ArrowUp", "Shift+ArrowRight"):
        orders.page.keyboard.press(key)
    assert width_of(head) > fit
    expect(head).to_have_attribute("aria-sort", "none")


def width_of(cell: Locator) -> float:
    return float(cell.evaluate("cell => cell.getBoundingClientRect().width"))


def test_one_partition_is_previewed(orders: TablePage) -> None:
    orders.open_tab("Partitions")
    orders.content.get_by_role("button", name="Preview partition 2025 / 01").click()

    panel = orders.content.get_by_role("tabpanel")
    expect(panel.get_by_role("gridcell", name="1160")).to_be_visible()
    expect(panel).to_contain_text("year=2025 / month=01")


def test_the_profile_is_made_when_asked_for_and_says_how(orders: TablePage) -> None:
    panel = orders.open_tab("Profile")
    panel.get_by_role("button", name="Run profile").click()

    line = orders.line("customer")
    expect(line).to_contain_text("25.0%")
    expect(line).to_contain_text("Ada Lovelace")
    expect(panel.get_by_role("img", name="Distribution of amount")).to_be_visible()
    expect(panel.get_by_role("status")).to_contain_text("rows")


def test_partitions_are_chosen_by_an_expression(orders: TablePage) -> None:
    panel = orders.open_tab("Partitions")
    expect(panel.get_by_role("row")).to_have_count(4)

    panel.get_by_role("textbox").fill("year = 2024 AND month > '11'")
    panel.get_by_role("button", name="Filter").click()

    expect(panel.get_by_role("row")).to_have_count(2)
    expect(orders.line("2024")).to_contain_text("12")


def test_a_partition_added_by_another_client_appears(orders: TablePage, glue: Any) -> None:
    orders.open_tab("Partitions")
    expect(orders.line("2024")).to_have_count(2)

    storage = table_of(glue)["StorageDescriptor"]
    added = {"Values": ["2025", "02"], "StorageDescriptor": storage}
    glue.create_partition(DatabaseName="sales", TableName="orders", PartitionInput=added)

    expect(orders.content.get_by_role("button", name="partition 2025 / 02")).to_be_visible()


def test_a_bad_expression_is_explained_in_its_place(orders: TablePage) -> None:
    panel = orders.open_tab("Partitions")
    expect(panel.get_by_role("row")).to_have_count(4)

    panel.get_by_role("textbox").fill("year = = 2024")
    panel.get_by_role("button", name="Filter").click()

    expect(panel.get_by_role("alert")).not_to_be_empty()
    expect(panel.get_by_role("row")).to_have_count(4)


def test_two_versions_are_compared_and_one_is_restored(orders: TablePage, glue: Any) -> None:
    columns = table_of(glue)["StorageDescriptor"]["Columns"]
    storage = table_of(glue)["StorageDescriptor"]
    wider = [*columns[:-1], {"Name": "coupon", "Type": "string"}]
    update_by_another_client(glue, StorageDescriptor={**storage, "Columns": wider})
    expect(orders.content.get_by_text("version 1")).to_be_visible()

    panel = orders.open_tab("Versions")
    expect(orders.line("coupon")).to_contain_text("Added")
    expect(orders.line("address")).to_contain_text("Removed")
    panel.get_by_role("button", name="Restore version 0").click()

    expect(orders.content.locator(".jp-GlueTable-header").get_by_text("version 2")).to_be_visible()
    assert table_of(glue)["StorageDescriptor"]["Columns"] == columns


def test_a_table_that_was_never_changed_says_so(orders: TablePage) -> None:
    panel = orders.open_tab("Versions")

    expect(panel).to_contain_text("No earlier versions")


def test_properties_end_with_the_statement_that_makes_the_table(orders: TablePage) -> None:
    panel = orders.open_tab("Properties")

    expect(orders.line("classification")).to_contain_text("parquet")
    expect(panel.locator("pre")).to_contain_text("CREATE EXTERNAL TABLE `sales`.`orders`")


def test_tabs_are_reached_by_arrow_keys(orders: TablePage) -> None:
    orders.content.get_by_role("tab", name="Schema").focus()

    orders.page.keyboard.press("ArrowLeft")

    expect(orders.content.get_by_role("tab", name="Properties")).to_be_focused()
    expect(orders.content.get_by_role("tabpanel")).to_contain_text("CREATE EXTERNAL TABLE")


def test_the_page_comes_back_at_its_part_after_a_reload(
    orders: TablePage, lab_page: LabPage
) -> None:
    with lab_page.saving_layout():
        orders.open_tab("Versions")

    lab_page.load(keep_layout=True)

    expect(orders.title).to_have_text("sales.orders")
    expect(orders.content.get_by_role("tab", name="Versions")).to_have_attribute(
        "aria-selected", "true"
    )


def test_the_tree_a_profile_and_the_form_of_a_crawl_are_kept_over_a_reload(
    orders: TablePage, lab_page: LabPage
) -> None:
    catalog = lab_page.show_catalog()
    catalog.expand("orders")
    panel = orders.open_tab("Profile")
    panel.get_by_role("button", name="Run profile").click()
    expect(orders.line("customer")).to_contain_text("Ada Lovelace")
    catalog.press("Create tables from files")
    folder = lab_page.page.get_by_role("textbox", name="Folder")
    with lab_page.saving_layout():
        folder.fill("s3://lake/sales/")

    lab_page.load(keep_layout=True)

    expect(folder).to_have_value("s3://lake/sales/")
    expect(catalog.row("order_id")).to_be_visible()
    lab_page.page.get_by_role("tab", name="orders").click()
    expect(orders.line("customer")).to_contain_text("Ada Lovelace")


def test_a_bad_type_is_named_in_its_field_and_never_saved(orders: TablePage, glue: Any) -> None:
    orders.content.get_by_role("button", name="Type of amount").click()
    field = orders.content.get_by_role("combobox", name="Type of amount")
    expect(orders.content.get_by_role("option", name="timestamp")).to_be_visible()
    orders.page.keyboard.type("timestmp")
    orders.page.keyboard.press("Enter")

    expect(orders.content.get_by_role("alert")).to_contain_text("did you mean timestamp?")
    expect(field).to_have_value("timestmp")
    assert table_of(glue)["VersionId"] == "0"
    orders.page.keyboard.press("Escape")
