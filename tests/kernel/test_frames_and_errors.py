"""DataFrames and Spark's errors in cells: a grid, and a message that fits on the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kernel.conftest import Kernel
from tests.serving import Served

pytestmark = [pytest.mark.spark, pytest.mark.slow]


@pytest.fixture(scope="module")
def kernel(served: Served) -> Iterator[Kernel]:
    """A kernel whose front end shows no widgets."""
    started = Kernel()
    yield started
    started.stop()


@pytest.mark.parametrize(
    "cell",
    [
        "spark.range(3)",
        "display(spark.range(3))",
        "from awsglue.dynamicframe import DynamicFrame\n"
        "DynamicFrame.fromDF(spark.range(3), glueContext, 'numbers')",
    ],
)
def test_a_frame_at_the_end_of_a_cell_is_a_grid(kernel: Kernel, cell: str) -> None:
    outcome = kernel.run(cell)

    assert outcome.status == "ok"
    assert outcome.html.count("<tr><td") == 3
    assert "3 rows" in outcome.plain


def test_only_the_first_rows_of_a_long_frame_are_fetched(kernel: Kernel) -> None:
    outcome = kernel.run("spark.range(10**12)")

    assert "Showing the first 1,000 rows" in outcome.html


def test_a_stream_is_its_schema(kernel: Kernel) -> None:
    outcome = kernel.run("spark.readStream.format('rate').load()")

    assert "DataFrame[timestamp: timestamp, value: bigint]" in outcome.plain


def test_grids_can_be_turned_off(kernel: Kernel) -> None:
    kernel.run("%show_dataframes off")
    outcome = kernel.run("spark.range(3)")
    kernel.run("%show_dataframes on")

    assert "DataFrame[id: bigint]" in outcome.plain
    assert "<table" not in outcome.html
    assert "needs on or off" in kernel.run("%show_dataframes maybe").error


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("x = 1\nspark.sql('select nope from range(1)')", "UNRESOLVED_COLUMN"),
        ("x = 1\nspark.table('no.where')", "TABLE_OR_VIEW_NOT_FOUND"),
        ("x = 1\nspark.range(3).select('nope')", "UNRESOLVED_COLUMN"),
        ("x = 1\nspark.sql('select raise_error(\"too odd\")').collect()", "too odd"),
        ("x = 1\nspark.range(1).rdd.map(lambda row: 1 / row.id).collect()", "ZeroDivisionError"),
        ("x = 1\nsc._jvm.java.lang.Integer.parseInt('three')", "NumberFormatException"),
    ],
)
def test_an_error_of_spark_is_its_message_and_your_line(
    kernel: Kernel, cell: str, message: str
) -> None:
    outcome = kernel.run(cell)

    assert outcome.status == "error"
    assert message in outcome.error
    assert "line 2" in outcome.error
    assert cell.splitlines()[1] in outcome.error
    assert outcome.error.endswith("Run %tb to see the full traceback.")
    assert "\tat " not in outcome.error
    assert "py4j" not in outcome.error.replace("Py4JJavaError", "")


def test_the_full_traceback_is_shown_on_request(kernel: Kernel) -> None:
    kernel.run("spark.table('no.where')")

    heard = kernel.tell("execute_request", code="%tb", silent=False, store_history=False)

    [error] = [each["content"] for each in heard if each["msg_type"] == "error"]
    assert "pyspark/sql" in "\n".join(error["traceback"])


def test_errors_of_python_stay_as_they_are(kernel: Kernel) -> None:
    outcome = kernel.run("spark\n1 / 0")

    assert "ZeroDivisionError" in outcome.error
    assert "%tb" not in outcome.error
