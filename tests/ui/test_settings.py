"""Our settings, changed where a user changes them, do what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.lab_page import LabPage
from tests.ui.lab_server import TOKEN, Lab
from tests.ui.sample_catalog import make_shop

pytestmark = pytest.mark.ui


@pytest.fixture(autouse=True)
def settings_as_they_came(lab: Lab, lab_page: LabPage) -> Iterator[None]:
    """What a test sets is taken back after it."""
    yield
    for name in ("catalog", "table"):
        set_raw(lab, lab_page, name, {})
    lab_page.leave()


def set_raw(lab: Lab, lab_page: LabPage, name: str, values: dict[str, Any]) -> None:
    """Store settings of one of our plugins as the JSON settings editor does."""
    answer = lab_page.page.request.put(
        f"{lab.url}/lab/api/settings/glue-devendpoint:{name}",
        headers={"Authorization": f"token {TOKEN}"},
        data={"raw": json.dumps(values)},
    )
    assert answer.ok, answer.text()


def test_a_preview_is_as_long_as_the_settings_editor_says(
    glue: Any, lab: Lab, lab_page: LabPage
) -> None:
    make_shop(glue, lab.buckets)
    lab_page.load()
    lab_page.page.evaluate(
        "jupyterapp.commands.execute('settingeditor:open', {query: 'Glue tables'})"
    )
    field = lab_page.page.locator('input[label="Preview rows"]')
    with lab_page.page.expect_response(
        lambda answer: "/api/settings/" in answer.url and answer.request.method == "PUT"
    ):
        field.fill("7")

    catalog = lab_page.show_catalog()
    catalog.expand("sales")
    catalog.row("orders").dblclick()
    panel = lab_page.table_page().open_tab("Preview")

    expect(panel.get_by_role("status")).to_contain_text("Showing the first 7 rows")


def test_a_button_that_is_disabled_in_the_settings_is_gone(
    glue: Any, lab: Lab, lab_page: LabPage
) -> None:
    set_raw(lab, lab_page, "catalog", {"toolbar": [{"name": "crawlers", "disabled": True}]})

    lab_page.load()
    catalog = lab_page.show_catalog()

    expect(catalog.panel.get_by_role("button", name="Create a database")).to_be_visible()
    expect(catalog.panel.get_by_role("button", name="View, run, and stop")).to_have_count(0)
