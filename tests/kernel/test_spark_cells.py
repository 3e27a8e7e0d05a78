"""Cells on Spark, in a real kernel over a running endpoint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.kernel.conftest import Kernel, Outcome
from tests.serving import Served

pytestmark = [pytest.mark.spark, pytest.mark.slow]
ACTIVE = "sc.statusTracker().getActiveJobsIds()"


@dataclass(frozen=True, slots=True)
class Begun:
    """A kernel, and what its first cells gave: a library that is not there, and a count."""

    kernel: Kernel
    library: Outcome
    count: Outcome


@pytest.fixture(scope="module")
def begun(served: Served) -> Iterator[Begun]:
    """One kernel for the tests of this module."""
    glue = served.client()
    if not glue.get_databases()["DatabaseList"]:
        glue.create_database(DatabaseInput={"Name": "sales"})
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")  # where it is set, kernels do not show Java's output
        started = Kernel()
    library = started.run("%extra_jars /nowhere/missing.jar")
    yield Begun(started, library, started.run("spark.range(3).count()"))
    started.stop()


@pytest.fixture
def spark_kernel(begun: Begun) -> Kernel:
    """That kernel."""
    return begun.kernel


def test_the_first_touch_starts_spark_visibly_and_settings_count_after_a_restart(
    served: Served,
) -> None:
    kernel = Kernel()
    try:
        before = kernel.run("%glue_version 5.0\n%spark_conf spark.x.y=1")
        first = kernel.run("%%time\nspark.conf.get('spark.sql.ansi.enabled')")
        at_once = kernel.run("%glue_version 6.0\nspark.conf.get('spark.sql.ansi.enabled')")
        later = kernel.run("%spark_conf spark.x.y=2\nspark.conf.get('spark.x.y')")
        stopped = kernel.run("%stop_session")
        again = kernel.run("spark.conf.get('spark.x.y')")
    finally:
        kernel.stop()

    assert "Applies when Spark starts" in before.text
    assert "Spark 4.1" in first.plain
    assert "started in" in first.plain
    assert "'false'" in first.plain
    assert "'true'" in at_once.plain
    assert "Takes effect after %stop_session" in later.text
    assert "'1'" in later.plain
    assert "Spark stopped." in stopped.text
    assert "'2'" in again.plain


def test_a_library_that_is_not_there_is_named_and_cells_stay_quiet(begun: Begun) -> None:
    counted = begun.count

    assert "File not found: /nowhere/missing.jar" in begun.library.text
    assert counted.data[-1]["text/plain"] == "3"
    assert counted.text == ""


def test_a_setting_that_spark_can_change_while_it_runs_counts_at_once(
    spark_kernel: Kernel,
) -> None:
    said = spark_kernel.run("%spark_conf spark.sql.shuffle.partitions=7")
    shown = spark_kernel.run("spark.conf.get('spark.sql.shuffle.partitions')")

    assert "Applied" in said.text
    assert shown.data[-1]["text/plain"] == "'7'"


def test_only_what_spark_cannot_change_while_it_runs_waits(spark_kernel: Kernel) -> None:
    said = spark_kernel.run("%spark_conf spark.sql.shuffle.partitions=9 --conf spark.x.z=1")
    shown = spark_kernel.run("spark.conf.get('spark.sql.shuffle.partitions')")
    form = spark_kernel.run("%glue session").plain
    status = spark_kernel.run("%status").text
    taken_back = spark_kernel.run("%spark_conf spark.sql.shuffle.partitions=8")

    assert "Applied: spark.sql.shuffle.partitions" in said.text
    assert "Takes effect after %stop_session: spark.x.z" in said.text
    assert shown.data[-1]["text/plain"] == "'9'"
    for text in (form, status):
        assert "spark.x.z is not set; after %stop_session: 1" in text
    assert "Spark is running on local[" in form
    assert "%stop_session" not in taken_back.text


def test_the_status_says_where_spark_logs(spark_kernel: Kernel) -> None:
    logged = spark_kernel.run(
        "import logging\nlogging.getLogger('DataFrameQueryContextLogger').error('pages')"
    )
    status = spark_kernel.run("%status")

    assert logged.text == ""
    assert re.search(r"^Log: .*/logs/spark-\d+-errors\.log$", status.text, re.MULTILINE)


def test_the_catalog_is_the_metastore_and_boto3_needs_no_set_up(spark_kernel: Kernel) -> None:
    shown = spark_kernel.run("spark.sql('show databases').show()")
    asked = spark_kernel.run(
        "import boto3\n[d['Name'] for d in boto3.client('glue').get_databases()['DatabaseList']]"
    )

    assert "|    sales|" in shown.text
    assert "sales" in asked.plain


def test_the_boilerplate_of_glue_studio_gives_the_same_session(spark_kernel: Kernel) -> None:
    outcome = spark_kernel.run(
        "from awsglue.context import GlueContext\n"
        "from awsglue.job import Job\n"
        "from pyspark.context import SparkContext\n"
        "mine = SparkContext.getOrCreate()\n"
        "job = Job(GlueContext(mine))\n"
        "mine is sc and glueContext.spark_session.sparkContext is sc"
    )

    assert outcome.data[-1]["text/plain"] == "True"


def test_names_of_the_boilerplate_mean_the_next_session_after_a_stop(served: Served) -> None:
    boilerplate = (
        "%glue_version 5.0\n%spark_conf spark.x.y=1\n"
        "from awsglue.context import GlueContext\n"
        "from pyspark.context import SparkContext\n"
        "sc = SparkContext.getOrCreate()\n"
        "glueContext = GlueContext(sc)\n"
        "spark = glueContext.spark_session"
    )
    kernel = Kernel()
    try:
        first = kernel.run(boilerplate)
        shaped = kernel.run("spark.conf.get('spark.x.y')")
        kernel.run("%stop_session")
        again = kernel.run("spark.range(3).count(), glueContext.spark_session is spark")
    finally:
        kernel.stop()

    assert "Applies when Spark starts" in first.text
    assert "Takes effect after %stop_session" not in first.text
    assert shaped.data[-1]["text/plain"] == "'1'"
    assert again.data[-1]["text/plain"] == "(3, True)"


def test_sql_shows_a_typed_grid_that_says_when_it_is_cut(spark_kernel: Kernel) -> None:
    outcome = spark_kernel.run(
        "%%sql -o kept -l 2 --plot\n"
        "select id, cast(id as string) as name, parse_json('[1]') as v, null as n from range(5);"
    )

    assert outcome.status == "ok"
    assert "Showing the first 2 rows" in outcome.html
    assert re.findall(r"<small>(\w+)</small>", outcome.html) == [
        "bigint",
        "string",
        "variant",
        "void",
    ]
    assert any("application/vnd.vegalite.v5+json" in each for each in outcome.data)
    assert spark_kernel.value("(type(kept).__name__, kept.id.tolist())") == "('DataFrame', [0, 1])"


def test_sql_below_line_magics_runs_every_statement(spark_kernel: Kernel) -> None:
    outcome = spark_kernel.run("%idle_timeout 3\n%%sql\nuse sales; select current_database() as d")

    assert outcome.status == "ok"
    assert "done" in outcome.plain
    assert "sales" in outcome.plain


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%%sql\nselect 1;\nselect id,\n  nope\nfrom range(1)", "3 |   nope\n      ^^^^"),
        ("%%sql\nselect 1 fro m x", "1 | select 1 fro m x\n                 ^"),
        ("%%sql\nselect * from no.table_here", "1 | select * from no.table_here\n"),
        ("%%sql -l nought\nselect 1", "invalid int value: 'nought'"),
        ("%%sql\n-- nothing", "the cell has no SQL statement"),
    ],
)
def test_sql_errors_point_at_the_place(spark_kernel: Kernel, cell: str, said: str) -> None:
    outcome = spark_kernel.run(cell)

    assert outcome.status == "error"
    assert said in outcome.error
    assert "Traceback" not in outcome.error
    assert "stacktrace" not in outcome.text


def test_a_line_follows_sparks_jobs_and_becomes_a_summary(spark_kernel: Kernel) -> None:
    slow = "import time\nspark.range(0, 8, 1, 4).rdd.map(lambda x: time.sleep(0.3) or x[0]).sum()"

    outcome = spark_kernel.run(slow)

    line = outcome.data[0]
    assert line["text/plain"].startswith("✓ Spark: 1 job · 1 stage · 4 tasks · ")
    assert ">Spark UI</a>" in line["text/html"]
    assert outcome.data[-1]["text/plain"] == "28"


def test_an_interrupt_cancels_the_jobs_and_the_next_cell_works(spark_kernel: Kernel) -> None:
    spark_kernel.run("import time, pathlib\nspark.range(1).count()")

    outcome = spark_kernel.run(
        "spark.range(0, 600, 1, 8).rdd.map(lambda x: time.sleep(0.5) or 1).count()",
        interrupted=True,
    )
    after = spark_kernel.run("spark.range(5).count()")

    assert outcome.status == "error"
    assert "KeyboardInterrupt" in outcome.error
    assert outcome.data[0]["text/plain"].startswith("◼ Spark: ")
    assert after.data[-1]["text/plain"] == "5"
    assert spark_kernel.value(ACTIVE) == "[]"


def test_the_jobs_of_a_cell_carry_its_first_line(spark_kernel: Kernel) -> None:
    outcome = spark_kernel.run("# count them\nsc.getLocalProperty('spark.job.description')")

    assert outcome.data[-1]["text/plain"] == "'# count them'"


def test_a_generated_script_runs(spark_kernel: Kernel, served: Served) -> None:
    folder = served.home / "buckets" / "made" / "in"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text('{"id": 1, "name": "x"}\n{"id": 2, "name": "y"}\n')
    crawled = spark_kernel.run("%glue crawl s3://made/in -d made")
    [payload] = spark_kernel.run(
        "%glue script --source made.in --target s3://made/out --format json"
        " --map id:number:string --map name:name:string --drop name --filter 'id > 1'"
    ).payload

    outcome = spark_kernel.run(payload["text"])

    assert "1 table added" in crawled.plain
    assert outcome.status == "ok", outcome.error
    written = "".join(each.read_text() for each in (folder.parent / "out").glob("[!.]*"))
    assert written.strip() == '{"number":"2"}'
