"""A table with thousands of columns stays as quick to use as a narrow one."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.lab_page import LabPage, TablePage
from tests.ui.lab_server import Lab

pytestmark = pytest.mark.ui

WIDTH = 2_000
NAMES = [f"measure_{number:04}" for number in range(WIDTH)]
LAST = NAMES[-1]
CSV = {
    "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
    "Parameters": {"field.delim": ","},
}


@pytest.fixture
def wide(glue: Any, lab: Lab, lab_page: LabPage) -> TablePage:
    folder = lab.buckets / "lake" / "lab" / "wide"
    folder.mkdir(parents=True)
    lines = [",".join(str(row * number) for number in range(WIDTH)) for row in range(300)]
    (folder / "wide.csv").write_text("\n".join(lines) + "\n")
    glue.create_database(DatabaseInput={"Name": "lab"})
    columns = [{"Name": name, "Type": "bigint"} for name in NAMES]
    storage = {"Columns": columns, "Location": "s3://lake/lab/wide/", "SerdeInfo": CSV}
    glue.create_table(
        DatabaseName="lab",
        TableInput={
            "Name": "wide",
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "csv"},
            "StorageDescriptor": storage,
        },
    )
    catalog = lab_page.open_catalog()
    catalog.expand("lab")
    catalog.row("wide").dblclick()
    opened = lab_page.table_page()
    expect(opened.title).to_have_text("lab.wide")
    return opened


def test_only_the_columns_in_sight_are_in_the_schema(wide: TablePage) -> None:
    expect(wide.content.get_by_text("2,000 columns")).to_be_visible()
    assert wide.content.get_by_role("row").count() < 100

    wide.content.get_by_role("group", name="Schema").focus()
    wide.page.keyboard.press("End")

    expect(wide.line(LAST)).to_be_visible()
    assert wide.content.get_by_role("row").count() < 100


def test_an_edit_outlives_scrolling(wide: TablePage, glue: Any) -> None:
    wide.content.get_by_role("button", name="Comment of measure_0003").click()
    wide.page.keyboard.type("In metres")

    wide.content.get_by_role("group", name="Schema").evaluate("it => it.scrollTop = 30_000")
    expect(wide.line("measure_0905")).to_be_visible()
    wide.page.keyboard.press("Enter")

    expect(wide.content.get_by_text("version 1")).to_be_visible()
    table = glue.get_table(DatabaseName="lab", Name="wide")["Table"]
    assert table["StorageDescriptor"]["Columns"][3]["Comment"] == "In metres"


def test_a_column_far_down_is_gone_to(wide: TablePage, lab_page: LabPage) -> None:
    catalog = lab_page.show_catalog()
    catalog.search.fill(LAST)
    catalog.row(LAST).dblclick()

    expect(wide.line(LAST)).to_be_in_viewport()
    expect(wide.content.locator("tr.jp-mod-found")).to_contain_text(LAST)


def test_only_the_cells_in_sight_are_in_the_preview(wide: TablePage) -> None:
    panel = wide.open_tab("Preview")
    panel.locator('[data-cell="1:0"]').click()
    assert panel.get_by_role("gridcell").count() < 2_000

    wide.page.keyboard.press("End")

    expect(wide.page.locator(":focus")).to_have_attribute("data-cell", f"1:{WIDTH - 1}")
    expect(wide.page.locator(":focus")).to_have_text(str(WIDTH - 1))
    expect(panel.get_by_role("columnheader", name=LAST)).to_be_in_viewport()


def test_only_the_columns_in_sight_are_in_the_profile(wide: TablePage) -> None:
    panel = wide.open_tab("Profile")
    panel.get_by_role("button", name="Run profile").click()

    expect(wide.line("measure_0001")).to_contain_text("299")
    assert panel.get_by_role("row").count() < 100
