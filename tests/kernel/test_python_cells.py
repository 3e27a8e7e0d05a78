"""Cells that need no Spark, in one real kernel.

No test may start Spark in it, or count on what another test has left there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.kernel.magics.registry import MAGICS
from tests.kernel.conftest import Kernel
from tests.serving import Served

DOCS = Path(__file__).parents[2] / "docs" / "kernel.md"
pytestmark = pytest.mark.spark  # the kernel has a JVM coming up
HAS_SPARK = "__import__('pyspark').SparkContext._active_spark_context is not None"


@pytest.fixture(scope="module")
def kernel(served: Served) -> Iterator[Kernel]:
    """The kernel of this module, told by variables where its endpoint is."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in served.environment.items():
            patch.setenv(name, value)
        started = Kernel()
    yield started
    started.stop()


@pytest.fixture
def glue(served: Served) -> Any:
    """A boto3 client of the kernel's endpoint, whose catalog is empty."""
    client = served.client()
    for database in client.get_databases()["DatabaseList"]:
        client.delete_database(Name=database["Name"])
    return client


@pytest.fixture
def bucket(served: Served) -> Iterator[Path]:
    """The folder of the local bucket `raw`, which is empty."""
    folder = served.home / "buckets" / "raw"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def test_every_magic_is_documented_with_its_usage() -> None:
    text = DOCS.read_text(encoding="utf-8").replace("\\|", "|")

    missing = [each for each in MAGICS if f"`{each.name} {each.usage}".strip() + "`" not in text]

    assert missing == []


def test_the_magics_of_the_list_are_the_magics_of_the_kernel(kernel: Kernel) -> None:
    listed = {(each.name.count("%"), each.name.split()[0].strip("%")) for each in MAGICS}

    found = kernel.value(
        "[[sorted(n for n, m in get_ipython().magics_manager.magics[kind].items()"
        " if (getattr(m, '__module__', '') or '').startswith('glue_devendpoint'))]"
        " for kind in ('line', 'cell')]"
    )

    [line], [cell] = eval(found)
    assert {name for marks, name in listed if marks == 1} == {*line} - {"sql"}
    assert {name for marks, name in listed if marks == 2} == {*cell}


def test_help_lists_every_magic(kernel: Kernel) -> None:
    outcome = kernel.run("%help")

    assert [each.name for each in MAGICS if each.name not in outcome.text] == []


def test_a_cell_that_needs_no_spark_does_not_start_it(kernel: Kernel) -> None:
    kernel.run("%glue databases")
    outcome = kernel.run("for job in [1]: print('spark', job)\n%glue tables")

    assert outcome.status == "ok"
    assert kernel.value(HAS_SPARK) == "False"


def test_jars_that_are_not_there_are_named(kernel: Kernel, bucket: Path) -> None:
    (bucket / "here.jar").touch()

    outcome = kernel.run("%extra_jars s3://raw/here.jar,s3://raw/away.jar,https://x.test/y.jar")

    assert "File not found: s3://raw/away.jar\n" in outcome.text
    assert outcome.text.count("File not found") == 1


def test_magics_at_the_head_of_a_cell_are_taken_before_spark_starts(kernel: Kernel) -> None:
    outcome = kernel.run(
        "%glue_version 5.0\n%number_of_workers 2\n%idle_timeout 5\n"
        "%iam_role arn:aws:iam::1:role/r\n"
        "answer = 6 * 7"
    )

    assert outcome.text.splitlines() == [
        "glue_version = 5.0: Applies when Spark starts",
        "number_of_workers = 2: Applies when Spark starts",
        "idle_timeout = 5: Ignored here (AWS only)",
        "iam_role = arn:aws:iam::1:role/r: Saved for the published job; not used in this kernel",
    ]
    assert kernel.value("answer") == "42"
    assert "iam_role: arn:aws:iam::1:role/r" in kernel.run("%status").text


def test_a_bad_value_fails_the_cell_with_one_line(kernel: Kernel) -> None:
    outcome = kernel.run("%worker_type G.99X\nreached = True")

    assert outcome.status == "error"
    assert outcome.error.startswith("%worker_type: unknown worker type 'G.99X'")
    assert "\n" not in outcome.error
    assert "not defined" in kernel.value("reached")


def test_configure_below_other_magics_takes_json(kernel: Kernel) -> None:
    outcome = kernel.run(
        '# set up\n%glue_version 4.0\n%%configure\n{"number_of_workers": 3, "my-option": "x"}'
    )

    assert outcome.status == "ok"
    status = kernel.run("%status").text
    assert "number_of_workers: 3" in status
    assert "--my-option: x" in status
    assert "the cell isn't valid JSON" in kernel.run("%%configure\n{nope").error


def test_the_catalog_is_shown_and_crawled_dry(kernel: Kernel, glue: Any, bucket: Path) -> None:
    glue.create_database(DatabaseInput={"Name": "sales", "Description": "what was sold"})
    folder = bucket / "orders" / "year=2024"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("id,name\n1,x\n2,y\n")

    databases = kernel.run("%glue databases")
    dry = kernel.run("%glue crawl s3://raw/orders --database sales --dry-run")

    assert "what was sold" in databases.plain
    assert "orders  create  name                        string" in dry.plain
    assert "orders: 1 partition would be added" in dry.text
    assert glue.get_tables(DatabaseName="sales")["TableList"] == []


def test_a_failed_crawl_leaves_no_crawler_behind(kernel: Kernel, glue: Any, bucket: Path) -> None:
    folder = bucket / "orders"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("id,name\n1,x\n2,y\n")

    mistyped = kernel.run("%glue crawl s3://raw/odrers --database sales")
    left = glue.get_crawlers()["Crawlers"]
    kernel.run("%glue crawl s3://raw/orders --database sales --name mine")
    kernel.run("%glue crawl s3://raw/odrers --database sales --name mine")

    [mine] = glue.get_crawlers()["Crawlers"]
    assert mistyped.status == "error"
    assert "doesn't exist" in mistyped.error
    assert left == []
    assert mine["Targets"]["S3Targets"][0]["Path"] == "s3://raw/orders"


def test_a_table_is_shown_with_columns_partitions_and_rows(
    kernel: Kernel, glue: Any, bucket: Path
) -> None:
    folder = bucket / "t"
    folder.mkdir()
    (folder / "a.csv").write_text("1,x\n2,y\n3,z\n")
    glue.create_database(DatabaseInput={"Name": "sales"})
    columns = [{"Name": "id", "Type": "bigint"}, {"Name": "name", "Type": "string"}]
    storage = {"Columns": columns, "Location": "s3://raw/t"}
    parameters = {"classification": "csv"}
    table = {"Name": "t", "StorageDescriptor": storage, "Parameters": parameters}
    glue.create_table(DatabaseName="sales", TableInput=table)

    shown = kernel.run("%glue show sales.t --rows 2")
    missing = kernel.run("%glue show sales.nope")

    assert "the first 2 rows" in shown.plain
    assert "2   y" in shown.plain
    assert missing.error == "EntityNotFoundException: Table nope not found."


def test_a_script_goes_into_the_next_cell(kernel: Kernel, glue: Any) -> None:
    glue.create_database(DatabaseInput={"Name": "sales"})
    storage = {"Columns": [{"Name": "id", "Type": "bigint"}]}
    glue.create_table(
        DatabaseName="sales", TableInput={"Name": "orders", "StorageDescriptor": storage}
    )

    outcome = kernel.run("%glue script --source sales.orders --target s3://out/x --drop id")

    [payload] = outcome.payload
    assert payload["source"] == "set_next_input"
    assert 'table_name="orders"' in payload["text"]


@pytest.mark.parametrize("cell", ["%glue runs", "%glue logs x", "%%glue job create n\nprint(1)"])
def test_what_comes_later_says_which_release_brings_it(kernel: Kernel, cell: str) -> None:
    outcome = kernel.run(cell)

    assert outcome.status == "error"
    assert "not available yet" in outcome.error
    assert "release 0.2" in outcome.error


def test_catalog_names_are_completed_and_python_still_is(kernel: Kernel, glue: Any) -> None:
    glue.create_database(DatabaseInput={"Name": "sales"})

    assert kernel.completions("%glue tables s") == ["sales"]
    assert kernel.completions("x.from_catalog(database='sa") == ["sales"]
    assert "import" in kernel.completions("impo")


def test_values_are_shown_as_grid_and_tree(kernel: Kernel) -> None:
    grid = kernel.run("%table [{'a': 1, 'b': None}]")
    tree = kernel.run("%json {'a': [1]}")
    nothing = kernel.run("%table 3")

    assert "jp-GlueCellResult" in grid.html
    assert tree.data[0]["application/json"] == {"a": [1]}
    assert nothing.error.startswith("can't show a value of type int as a table")


def test_a_figure_is_shown_as_a_picture(kernel: Kernel) -> None:
    cell = (
        "class Figure:\n"
        "    def savefig(self, file, **_options): file.write(b'\\x89PNG picture')\n"
        "figure = Figure()\n"
        "%matplot figure"
    )

    outcome = kernel.run(cell)

    assert outcome.status == "ok"
    assert "image/png" in outcome.data[0]
    assert "isn't a figure" in kernel.run("%matplot 3").error


def test_the_session_form_is_widgets_and_text(served: Served) -> None:
    kernel = Kernel()  # one that stays with a front end of widgets
    try:
        kernel.tell("comm_info_request", target_name="jupyter.widget")
        outcome = kernel.run("%worker_type G.1X\n%glue session")
    finally:
        kernel.stop()

    [form] = outcome.data
    assert "application/vnd.jupyter.widget-view+json" in form
    assert "%worker_type G.1X" in form["text/plain"]
