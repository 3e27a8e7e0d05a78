"""The actions: into a notebook, onto the clipboard, and changes of the catalog."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.lab_page import Catalog, LabPage
from tests.ui.lab_server import Lab
from tests.ui.sample_catalog import make_shop

pytestmark = pytest.mark.ui

LOAD_EXTENSION = "%load_ext glue_devendpoint"
READ_AS_DYNAMIC_FRAME = (
    "dyf = glueContext.create_dynamic_frame.from_catalog(\n"
    '    database="sales",\n'
    '    table_name="orders",\n'
    ")\n"
    "dyf.toDF()"
)


@pytest.fixture
def catalog(glue: Any, lab: Lab, lab_page: LabPage) -> Catalog:
    make_shop(glue, lab.buckets)
    opened = lab_page.open_catalog()
    opened.expand("sales")
    return opened


@pytest.fixture
def notebook(lab: Lab, lab_page: LabPage, catalog: Catalog) -> None:
    """An open notebook with one cell, in which something stands."""
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": "x = 1"}
    kernel = {"name": "python3", "display_name": "Python 3"}
    document = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel},
        "cells": [{**cell, "execution_count": None}],
    }
    (lab.notebooks / "work.ipynb").write_text(json.dumps(document))
    lab_page.page.locator('.lm-TabBar-tab[data-id="filebrowser"]').click()
    lab_page.page.get_by_role("listitem", name="work.ipynb").dblclick()
    expect(lab_page.notebook.locator(".jp-CodeCell .cm-content")).to_have_text("x = 1")
    lab_page.show_catalog()


def test_a_name_goes_to_the_cursor_of_the_notebook(
    notebook: None, catalog: Catalog, lab_page: LabPage
) -> None:
    editor = lab_page.notebook.locator(".jp-CodeCell .cm-content")
    editor.click()
    lab_page.page.keyboard.press("Home")

    catalog.choose("orders", "Insert Name")

    expect(editor).to_have_text("sales.ordersx = 1")


def test_read_code_takes_lines_of_its_own(
    notebook: None, catalog: Catalog, lab_page: LabPage
) -> None:
    catalog.choose("orders", "DynamicFrame")

    editor = lab_page.notebook.locator(".jp-CodeCell .cm-content").last
    expect(editor).to_contain_text("dyf.toDF()")
    assert lab_page.cell_sources()[-1] in (
        f"{READ_AS_DYNAMIC_FRAME}\nx = 1",
        f"x = 1\n{READ_AS_DYNAMIC_FRAME}",
    )


def test_sql_takes_a_cell_of_its_own(notebook: None, catalog: Catalog, lab_page: LabPage) -> None:
    catalog.choose("orders", "Insert SQL")

    sql = "%%sql\nSELECT *\nFROM sales.orders\nLIMIT 10"
    expect(lab_page.notebook.locator(".jp-CodeCell")).to_have_count(3)
    assert lab_page.cell_sources() == [LOAD_EXTENSION, "x = 1", sql]


def test_another_kernel_is_told_once_to_load_what_the_code_needs(
    notebook: None, catalog: Catalog, lab_page: LabPage
) -> None:
    catalog.choose("orders", "Insert SQL")
    catalog.choose("customers", "Insert SQL")

    expect(lab_page.notebook.locator(".jp-CodeCell")).to_have_count(4)
    sources = lab_page.cell_sources()
    assert [source.splitlines()[0] for source in sources] == [
        LOAD_EXTENSION,
        "x = 1",
        "%%sql",
        "%%sql",
    ]


def test_read_code_opens_a_notebook_when_there_is_none(catalog: Catalog, lab_page: LabPage) -> None:
    catalog.choose("orders", "DataFrame")

    editor = lab_page.notebook.locator(".jp-CodeCell .cm-content")
    expect(editor).to_contain_text('df = spark.table("sales.orders")')
    expect(lab_page.page.get_by_text("Glue PySpark").last).to_be_visible()


def test_a_dragged_row_leaves_its_name(notebook: None, catalog: Catalog, lab_page: LabPage) -> None:
    editor = lab_page.notebook.locator(".jp-CodeCell .cm-line").first

    catalog.row("orders").drag_to(editor)

    expect(editor).to_contain_text("sales.orders")


def test_names_are_copied_by_keyboard(catalog: Catalog, lab_page: LabPage) -> None:
    catalog.row("orders").click()
    catalog.row("returns").click(modifiers=["Control"])

    lab_page.page.keyboard.press("Control+c")

    assert lab_page.clipboard() == "sales.orders, sales.returns"


@pytest.mark.parametrize(
    ("action", "copied"),
    [
        ("Copy Name", "sales.orders"),
        ("Copy ARN", "arn:aws:glue:us-east-1:123456789012:table/sales/orders"),
        ("Copy Location", "s3://lake/sales/orders/"),
    ],
)
def test_what_identifies_a_table_is_copied(
    catalog: Catalog, lab_page: LabPage, action: str, copied: str
) -> None:
    catalog.choose("orders", action)

    lab_page.page.wait_for_function(
        "async text => (await navigator.clipboard.readText()) === text", arg=copied
    )


def test_the_statement_that_makes_a_table_is_copied(catalog: Catalog, lab_page: LabPage) -> None:
    catalog.choose("orders", "Copy DDL")

    lab_page.page.wait_for_function(
        "async () => (await navigator.clipboard.readText())"
        ".startsWith('CREATE EXTERNAL TABLE `sales`.`orders` (')"
    )


def test_a_database_is_created_and_shown(catalog: Catalog, lab_page: LabPage, glue: Any) -> None:
    catalog.press("Create a database")
    dialog = lab_page.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name", exact=True).fill("finance")
    dialog.get_by_role("textbox", name="Description").fill("Money")
    dialog.get_by_role("button", name="Create").click()

    expect(catalog.row("finance")).to_have_attribute("aria-selected", "true")
    assert glue.get_database(Name="finance")["Database"]["Description"] == "Money"


def test_a_database_is_renamed_with_what_is_in_it(
    catalog: Catalog, lab_page: LabPage, glue: Any
) -> None:
    catalog.row("hr").click()
    lab_page.page.keyboard.press("F2")
    dialog = lab_page.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="New name").fill("people_team")
    dialog.get_by_role("button", name="Rename").click()

    expect(catalog.row("people_team")).to_be_visible()
    expect(catalog.row("hr")).to_have_count(0)
    tables = glue.get_tables(DatabaseName="people_team")["TableList"]
    assert [table["Name"] for table in tables] == ["people"]


def test_a_description_is_edited(catalog: Catalog, lab_page: LabPage, glue: Any) -> None:
    catalog.choose("orders", "Edit Description")
    dialog = lab_page.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Description").fill("All orders")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)

    catalog.choose("orders", "Edit Description")
    expect(dialog.get_by_role("textbox", name="Description")).to_have_value("All orders")
    table = glue.get_table(DatabaseName="sales", Name="orders")["Table"]
    assert (table["Description"], table["VersionId"]) == ("All orders", "1")


def test_deletion_says_what_goes_and_can_be_refused(
    catalog: Catalog, lab_page: LabPage, glue: Any
) -> None:
    catalog.row("orders").click()
    lab_page.page.keyboard.press("Delete")
    dialog = lab_page.page.get_by_role("dialog")

    expect(dialog).to_contain_text("1 version, 3 partitions")
    dialog.get_by_role("button", name="Cancel").click()

    expect(dialog).to_have_count(0)
    expect(catalog.row("orders")).to_be_visible()


def test_the_columns_between_selected_tables_do_not_keep_them_from_being_deleted(
    catalog: Catalog, lab_page: LabPage, glue: Any
) -> None:
    catalog.expand("orders")
    catalog.row("invoices").click()
    catalog.row("returns").click(modifiers=["Shift"])
    lab_page.page.keyboard.press("Delete")
    dialog = lab_page.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Delete 4 items?")
    dialog.get_by_role("button", name="Delete").click()

    expect(catalog.row("returns")).to_have_count(0)
    left = {table["Name"] for table in glue.get_tables(DatabaseName="sales")["TableList"]}
    assert left == {"customers", "shipments", "staff"}


def test_several_entries_are_deleted_together(
    catalog: Catalog, lab_page: LabPage, glue: Any
) -> None:
    catalog.row("customers").click()
    catalog.row("invoices").click(modifiers=["Shift"])
    catalog.row("hr").click(modifiers=["Control"])
    lab_page.page.keyboard.press("Delete")
    dialog = lab_page.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Delete 3 items?")
    dialog.get_by_role("button", name="Delete").click()

    expect(catalog.row("customers")).to_have_count(0)
    expect(catalog.row("hr")).to_have_count(0)
    left = glue.get_tables(DatabaseName="sales")["TableList"]
    assert {"customers", "invoices"}.isdisjoint(table["Name"] for table in left)
