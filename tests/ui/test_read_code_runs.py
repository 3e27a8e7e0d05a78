"""The code that the catalog writes is run by a real Glue PySpark kernel, as it stands."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.lab_page import LabPage
from tests.ui.lab_server import Lab
from tests.ui.sample_catalog import make_shop

pytestmark = [pytest.mark.ui, pytest.mark.spark]

# The first cell waits for Spark itself.
SPARK_MS = 240_000
WAYS = ("Read as DynamicFrame", "Read as DataFrame", "Insert SQL")


def test_each_way_of_reading_a_table_and_a_column_runs_as_it_was_written(
    glue: Any, lab: Lab, lab_page: LabPage
) -> None:
    make_shop(glue, lab.buckets)
    catalog = lab_page.open_catalog()
    catalog.expand("sales", "orders")

    for number, (name, way) in enumerate(product(("orders", "customer"), WAYS)):
        catalog.choose(name, way)
        cell = lab_page.notebook.locator(".jp-CodeCell").nth(number)
        expect(cell.locator(".cm-content")).to_contain_text("orders")
        lab_page.wait_for_kernel(SPARK_MS)
        lab_page.page.keyboard.press("Shift+Enter")

        output = cell.locator(".jp-Cell-outputArea")
        expect(output).to_contain_text("Grace Hopper", timeout=SPARK_MS)
        if name == "customer":
            expect(output).not_to_contain_text("order_id")
