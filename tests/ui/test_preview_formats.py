"""Preview and profile in each format that a table's SerDe names, and when they end otherwise."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.orc
import pytest
from playwright.sync_api import expect

from tests.ui.lab_page import LabPage, TablePage
from tests.ui.lab_server import Lab
from tests.ui.sample_catalog import make_shop

pytestmark = pytest.mark.ui

COLUMNS = [{"Name": "id", "Type": "bigint"}, {"Name": "name", "Type": "string"}]
PEOPLE = [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Grace"}]
CSV_TEXT = "1,Ada\n2,Grace\n"
JSON_TEXT = "".join(json.dumps(person) + "\n" for person in PEOPLE)
SCHEMA = {
    "type": "record",
    "name": "person",
    "fields": [{"name": "id", "type": "long"}, {"name": "name", "type": "string"}],
}


def write_avro(path: Path, codec: str) -> None:
    with path.open("wb") as file:
        fastavro.writer(file, fastavro.parse_schema(SCHEMA), PEOPLE, codec=codec)


FORMATS: dict[str, tuple[str, Callable[[Path], Any], str]] = {
    "csv": ("people.csv", lambda path: path.write_text(CSV_TEXT), "csv"),
    "csv.gz": (
        "people.csv.gz",
        lambda path: path.write_bytes(gzip.compress(CSV_TEXT.encode())),
        "csv",
    ),
    "json": ("people.json", lambda path: path.write_text(JSON_TEXT), "json"),
    "json.gz": (
        "people.json.gz",
        lambda path: path.write_bytes(gzip.compress(JSON_TEXT.encode())),
        "json",
    ),
    "orc": (
        "people.orc",
        lambda path: pyarrow.orc.write_table(pa.Table.from_pylist(PEOPLE), path),
        "orc",
    ),
    "avro": ("people.avro", lambda path: write_avro(path, "null"), "avro"),
    "avro-deflate": ("people.avro", lambda path: write_avro(path, "deflate"), "avro"),
}
SERDES = {
    "csv": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
    "json": "org.openx.data.jsonserde.JsonSerDe",
    "orc": "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
    "avro": "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
}


def open_people(
    glue: Any, lab_page: LabPage, kind: str, location: str = "s3://lake/people/"
) -> TablePage:
    """Make the table of people in a format, and open its page."""
    serde = {"SerializationLibrary": SERDES[kind], "Parameters": {"field.delim": ","}}
    storage = {"Columns": COLUMNS, "Location": location, "SerdeInfo": serde}
    table = {"Name": "people", "TableType": "EXTERNAL_TABLE", "StorageDescriptor": storage}
    glue.create_database(DatabaseInput={"Name": "hr"})
    glue.create_table(
        DatabaseName="hr", TableInput={**table, "Parameters": {"classification": kind}}
    )
    catalog = lab_page.open_catalog()
    catalog.expand("hr")
    catalog.row("people").dblclick()
    return lab_page.table_page()


@pytest.mark.parametrize("name", FORMATS)
def test_rows_of_each_format_are_shown(glue: Any, lab: Lab, lab_page: LabPage, name: str) -> None:
    file, write, kind = FORMATS[name]
    folder = lab.buckets / "lake" / "people"
    folder.mkdir(parents=True)
    write(folder / file)

    panel = open_people(glue, lab_page, kind).open_tab("Preview")

    expect(panel.locator('[data-cell="0:1"]')).to_have_text("Ada")
    expect(panel.locator('[data-cell="1:0"]')).to_have_text("2")
    expect(panel.get_by_role("status")).to_contain_text("All 2 rows from 1 file")


@pytest.fixture
def far(s3_client: Any) -> Iterator[Any]:
    """A client of the S3 server, on which there is the bucket `far`."""
    s3_client.create_bucket(Bucket="far")
    yield s3_client
    s3_client.delete_bucket(Bucket="far")


@pytest.mark.parametrize("name", ["csv.gz", "json", "orc", "avro"])
def test_rows_of_objects_on_s3_are_shown(
    glue: Any, lab_page: LabPage, far: Any, tmp_path: Path, name: str
) -> None:
    file, write, kind = FORMATS[name]
    write(tmp_path / file)
    key = f"people/{file}"
    far.upload_file(str(tmp_path / file), "far", key)

    panel = open_people(glue, lab_page, kind, "s3://far/people/").open_tab("Preview")

    expect(panel.locator('[data-cell="0:1"]')).to_have_text("Ada")
    expect(panel.get_by_role("status")).to_contain_text("All 2 rows from 1 file")
    far.delete_object(Bucket="far", Key=key)


def test_a_table_without_files_says_that_there_are_no_rows(
    glue: Any, lab: Lab, lab_page: LabPage
) -> None:
    (lab.buckets / "lake" / "people").mkdir(parents=True)

    panel = open_people(glue, lab_page, "csv").open_tab("Preview")

    expect(panel).to_contain_text("No files, or the files contain no rows")


def test_a_damaged_file_is_named_and_read_again_when_mended(
    glue: Any, lab: Lab, lab_page: LabPage
) -> None:
    folder = lab.buckets / "lake" / "people"
    folder.mkdir(parents=True)
    (folder / "broken.orc").write_bytes(b"this is no ORC file")
    panel = open_people(glue, lab_page, "orc").open_tab("Preview")
    expect(panel.get_by_role("alert")).to_contain_text("broken.orc")

    pyarrow.orc.write_table(pa.Table.from_pylist(PEOPLE), folder / "broken.orc")
    panel.get_by_role("button", name="Try again").click()

    expect(panel.locator('[data-cell="0:1"]')).to_have_text("Ada")


@pytest.mark.parametrize(
    ("tab", "begin", "left"),
    [("Preview", None, "Preview canceled"), ("Profile", "Run profile", "Run profile")],
)
def test_reading_is_given_up_when_cancel_is_pressed(
    glue: Any, lab: Lab, lab_page: LabPage, tab: str, begin: str | None, left: str
) -> None:
    folder = lab.buckets / "lake" / "people"
    folder.mkdir(parents=True)
    (folder / "people.csv").write_text(CSV_TEXT)
    # The order is held back, so that it is still under way when the button is pressed.
    lab_page.page.route(f"**/glue-devendpoint/api/{tab.lower()}*", lambda route: None)
    panel = open_people(glue, lab_page, "csv").open_tab(tab)
    if begin is not None:
        panel.get_by_role("button", name=begin).click()

    with lab_page.page.expect_event("requestfailed"):
        panel.get_by_role("button", name="Cancel").click()

    expect(panel).to_contain_text(left)


def test_a_table_is_found_read_and_left_by_keyboard_alone(
    glue: Any, lab: Lab, lab_page: LabPage
) -> None:
    make_shop(glue, lab.buckets)
    expect(lab_page.open_catalog().row("clicks")).to_be_visible()
    keyboard = lab_page.page.keyboard
    keyboard.press("Control+Alt+g")
    expect(lab_page.show_catalog().search).to_be_focused()

    keyboard.press("ArrowDown")
    expect(lab_page.show_catalog().row("clicks")).to_be_focused()
    keyboard.press("End")
    expect(lab_page.show_catalog().row("sales")).to_be_focused()
    keyboard.press("ArrowRight")
    expect(lab_page.show_catalog().row("customers")).to_be_visible()
    keyboard.press("ArrowRight")
    expect(lab_page.show_catalog().row("customers")).to_be_focused()
    keyboard.type("orders")
    expect(lab_page.show_catalog().row("orders")).to_be_focused()
    keyboard.press("Enter")

    table = lab_page.table_page()
    expect(table.title).to_have_text("sales.orders")
    table.content.get_by_role("tab", name="Schema").focus()
    keyboard.press("ArrowRight")
    expect(table.content.get_by_role("tab", name="Preview")).to_be_focused()
    expect(table.content.locator('[data-cell="0:0"]')).to_be_visible()
