"""Crawlers: from a folder to tables, and how each crawler stands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ui.lab_page import LabPage
from tests.ui.lab_server import Lab

pytestmark = pytest.mark.ui

MANY = 60_000
EVENTS = [{"id": number, "kind": "click", "price": number / 2} for number in range(20)]


def write_events(lab: Lab) -> Path:
    """Write two partitions of events into a bucket."""
    folder = lab.buckets / "lake" / "events"
    for day in ("2025-01-01", "2025-01-02"):
        place = folder / f"day={day}"
        place.mkdir(parents=True, exist_ok=True)
        (place / "part.json").write_text("".join(json.dumps(each) + "\n" for each in EVENTS))
    return folder


def write_many_events(lab: Lab) -> None:
    """Write so many files that a crawl of them can be watched."""
    first = write_events(lab) / "day=2025-01-01" / "part.json"
    for day in range(1, 21):
        place = lab.buckets / "lake" / "events" / f"day=2025-02-{day:02}"
        place.mkdir()
        for number in range(MANY // 20):
            (place / f"{number}.json").hardlink_to(first)


@pytest.fixture
def no_crawlers(glue: Any) -> Any:
    """A catalog without databases and without crawlers."""
    for name in glue.list_crawlers()["CrawlerNames"]:
        glue.delete_crawler(Name=name)
    return glue


@pytest.fixture
def form(no_crawlers: Any, lab: Lab, lab_page: LabPage) -> Locator:
    """The page from a folder to tables, filled in."""
    write_events(lab)
    catalog = lab_page.open_catalog()
    catalog.panel.get_by_role("button", name="Crawl a folder…").click()
    page = lab_page.page.locator(".jp-GlueCrawl:visible")
    page.get_by_role("textbox", name="Folder").fill("s3://lake/events/")
    page.get_by_role("combobox", name="Database").fill("web")
    return page


def crawlers_page(page: Page) -> Locator:
    """Open the page of all crawlers."""
    page.locator(".jp-GlueCatalog").get_by_role("button", name="View, run, and stop").click()
    return page.locator(".jp-GlueCrawl:visible")


def make_crawler(glue: Any, name: str = "events-crawler") -> None:
    """Store a crawler of the events."""
    glue.create_crawler(
        Name=name,
        Role="any",
        DatabaseName="web",
        Targets={"S3Targets": [{"Path": "s3://lake/events/"}]},
    )


def test_a_folder_becomes_a_table_after_its_preview(
    form: Locator, no_crawlers: Any, lab_page: LabPage
) -> None:
    form.get_by_role("button", name="Preview changes").click()
    preview = form.get_by_role("region", name="Preview")
    line = preview.get_by_role("row").filter(has_text="events")
    expect(line).to_contain_text("New")
    expect(line.get_by_role("cell").nth(1)).to_have_text("json")
    expect(line.get_by_role("cell").nth(2)).to_have_text("2")
    expect(preview).to_contain_text("price")
    expect(preview.get_by_role("status")).to_contain_text("1 new table · 2 new partitions")
    assert no_crawlers.get_databases()["DatabaseList"] == []

    form.get_by_role("button", name="Create crawler and run").click()

    result = form.get_by_role("region", name="Result")
    expect(result.get_by_role("status")).to_contain_text("1 new table")
    table = no_crawlers.get_table(DatabaseName="web", Name="events")["Table"]
    assert [each["Name"] for each in table["StorageDescriptor"]["Columns"]] == [
        "id",
        "kind",
        "price",
    ]
    expect(lab_page.show_catalog().row("web")).to_be_visible()
    result.get_by_role("button", name="events").click()
    expect(lab_page.table_page().title).to_have_text("web.events")


def test_what_is_missing_is_said_at_its_field(form: Locator) -> None:
    form.get_by_role("textbox", name="Folder").fill("lake")
    form.get_by_role("combobox", name="Database").fill("")

    form.get_by_role("button", name="Preview changes").click()

    expect(form.get_by_role("textbox", name="Folder")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_text("starts with s3://")).to_be_visible()
    expect(form.get_by_text("Required")).to_be_visible()
    expect(form.get_by_role("textbox", name="Folder")).to_be_focused()


def test_a_folder_that_is_not_there_is_explained(form: Locator) -> None:
    form.get_by_role("textbox", name="Folder").fill("s3://no-such-bucket/")

    form.get_by_role("button", name="Preview changes").click()

    expect(form.get_by_role("alert")).to_contain_text("no-such-bucket")
    expect(form.locator(":focus")).to_contain_text("no-such-bucket")


def test_a_folder_is_chosen_with_the_keyboard(form: Locator, lab_page: LabPage) -> None:
    form.get_by_role("textbox", name="Folder").fill("")
    form.get_by_role("button", name="Browse…").click()
    dialog = lab_page.page.get_by_role("dialog")
    dialog.get_by_role("button", name="s3://lake/").press("Enter")
    dialog.get_by_role("searchbox", name="Filter folders").fill("ev")
    dialog.get_by_role("searchbox", name="Filter folders").press("Enter")
    expect(dialog.get_by_role("button", name="day=2025-01-01")).to_be_focused()

    dialog.get_by_role("button", name="Choose this folder").click()

    expect(form.get_by_role("textbox", name="Folder")).to_have_value("s3://lake/events/")
    expect(form.get_by_role("textbox", name="Crawler name")).to_have_value("events-crawler")


def test_the_next_action_stays_in_sight_and_nothing_moves_with_a_thousand_tables(
    form: Locator, lab: Lab
) -> None:
    for number in range(1_000):
        folder = lab.buckets / "lake" / "many" / f"kind_{number}"
        folder.mkdir(parents=True)
        (folder / "rows.csv").write_text(f"a_{number},b_{number}\n{number},x\n")
    form.get_by_role("textbox", name="Folder").fill("s3://lake/many/")
    place = form.get_by_role("textbox", name="Crawler name").bounding_box()

    form.get_by_role("button", name="Preview changes").click()

    expect(form.get_by_role("region", name="Preview")).to_contain_text("1,000 new tables")
    expect(form.get_by_role("button", name="Create crawler and run")).to_be_in_viewport(ratio=1)
    assert form.get_by_role("textbox", name="Crawler name").bounding_box() == place


def test_a_crawl_tells_how_far_it_is_and_is_cancelled(
    form: Locator, no_crawlers: Any, lab: Lab
) -> None:
    write_many_events(lab)
    form.get_by_role("button", name="Preview changes").click()
    progress = form.get_by_role("status", name="Scanning files")
    expect(progress).to_contain_text(re.compile(r"Files found: [1-9]"))
    expect(progress.get_by_role("progressbar")).to_have_attribute("max", re.compile("[1-9]"))

    form.get_by_role("button", name="Stop").click()

    expect(form.get_by_role("alert")).to_contain_text("Crawl stopped")
    assert no_crawlers.get_databases()["DatabaseList"] == []


def test_a_crawl_is_watched_and_stopped_and_still_so_after_a_reload(
    no_crawlers: Any, lab: Lab, lab_page: LabPage
) -> None:
    write_many_events(lab)
    make_crawler(no_crawlers)
    lab_page.open_catalog()
    with lab_page.saving_layout():
        page = crawlers_page(lab_page.page)
    line = page.get_by_role("row").filter(has_text="events-crawler")
    line.get_by_role("button", name="Run events-crawler").click()
    expect(line).to_contain_text(re.compile(r"Running.*Files found: [1-9]"))

    line.get_by_role("button", name="Stop events-crawler").click()

    expect(line).to_contain_text("Stopped")
    lab_page.load(keep_layout=True)
    expect(line).to_contain_text("Stopped")
    line.get_by_role("button", name="events-crawler", exact=True).click()
    history = page.get_by_role("region", name="History of events-crawler")
    expect(history.get_by_role("row")).to_have_count(2)
    assert no_crawlers.get_databases()["DatabaseList"] == []


def test_the_log_of_a_crawl_is_followed_while_it_runs(
    no_crawlers: Any, lab: Lab, lab_page: LabPage
) -> None:
    write_many_events(lab)
    make_crawler(no_crawlers)
    lab_page.open_catalog()
    page = crawlers_page(lab_page.page)
    page.get_by_role("button", name="Run events-crawler").click()
    page.get_by_role("button", name="events-crawler", exact=True).click()
    history = page.get_by_role("region", name="History of events-crawler")
    history.get_by_role("button", name="Show log").click()
    expect(history).to_contain_text("Running")
    log = history.get_by_role("log")
    expect(log).to_be_visible()
    before = log.inner_text()

    expect(history).to_contain_text("Succeeded", timeout=60_000)

    expect(log).not_to_have_text(before)


def test_a_crawler_is_run_and_its_history_and_log_are_read(
    no_crawlers: Any, lab: Lab, lab_page: LabPage
) -> None:
    write_events(lab)
    make_crawler(no_crawlers, "never-run")
    lab_page.open_catalog()
    page = crawlers_page(lab_page.page)
    line = page.get_by_role("row").filter(has_text="never-run")
    expect(line).to_contain_text("Not run yet")

    line.get_by_role("button", name="Run never-run").click()

    expect(line).to_contain_text("Succeeded")
    expect(line.get_by_role("cell").nth(1)).to_contain_text(re.compile(r"\d\d:\d\d.*\d s"))
    expect(line).to_contain_text("On demand")
    line.get_by_role("button", name="never-run", exact=True).click()
    history = page.get_by_role("region", name="History of never-run")
    expect(history.get_by_role("row")).to_have_count(2)
    expect(history).to_contain_text("1 new table · 2 new partitions")
    history.get_by_role("button", name="Show log").click()
    log = history.get_by_role("log")
    expect(log).to_contain_text(re.compile(r"^\d\d:\d\d:\d\d\.\d{3} .*Never-run", re.I))


def test_a_crawler_is_deleted_after_asking(no_crawlers: Any, lab_page: LabPage) -> None:
    make_crawler(no_crawlers)
    lab_page.open_catalog()
    page = crawlers_page(lab_page.page)
    page.get_by_role("button", name="Delete events-crawler").click()
    dialog = lab_page.page.get_by_role("dialog")
    expect(dialog).to_contain_text("The tables it created and your files are kept")

    dialog.get_by_role("button", name="Delete").click()

    expect(page.get_by_text("No crawlers yet")).to_be_visible()
    assert no_crawlers.list_crawlers()["CrawlerNames"] == []


def test_the_crawlers_are_read_again_after_an_error(no_crawlers: Any, lab_page: LabPage) -> None:
    make_crawler(no_crawlers)
    lab_page.open_catalog()
    lab_page.page.route("**/glue-devendpoint/api/glue*", lambda route: route.abort())
    page = crawlers_page(lab_page.page)
    expect(page.get_by_role("alert")).to_contain_text("reach the Jupyter server")

    lab_page.page.unroute("**/glue-devendpoint/api/glue*")
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("row").filter(has_text="events-crawler")).to_be_visible()
