"""The worked example of docs/testing-glue-jobs.md, run as its reader would run it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.class_cache import share_classes
from tests.quick_spark import QUICK_ENVIRONMENT

DOCS = Path(__file__).parents[2] / "docs" / "testing-glue-jobs.md"
BLOCK = re.compile(r"^```python (\S+\.py)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def write_example(folder: Path) -> list[str]:
    """Write the files of the example; returns their names."""
    blocks = BLOCK.findall(DOCS.read_text(encoding="utf-8"))
    for name, code in blocks:
        (folder / name).write_text(code, encoding="utf-8")
    return [name for name, _ in blocks]


def run_pytest(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder, with nothing of this test's environment but what saves time."""
    share_classes(folder / "own-home")
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GLUE_DEVENDPOINT_", "AWS_", "PYSPARK_", "SPARK_", "PYTEST_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words],
        cwd=folder,
        env=clean | QUICK_ENVIRONMENT | {"GLUE_DEVENDPOINT_HOME": str(folder / "own-home")},
        capture_output=True,
        text=True,
        timeout=500,
    )


@pytest.mark.spark
@pytest.mark.slow
def test_the_worked_example_passes(tmp_path: Path) -> None:
    names = write_example(tmp_path)

    said = run_pytest(tmp_path, "-q", "--durations=5")

    assert names == ["orders_job.py", "test_orders_job.py"]
    assert said.returncode == 0, said.stdout + said.stderr
    assert "3 passed" in said.stdout


GROK_JOB = """
from tests.golden.tables import GROK, table, table_input


def test_a_table_of_logs_is_read(spark, glue_context, bucket, catalog):
    (bucket.path / "a.log").write_text("GET 17\\nPUT 5\\n")
    serde = {"input.format": "%{WORD:verb} %{INT:n:int}"}
    described = table("verb:string; n:int", GROK, serde, classification="web")
    catalog.create_database(DatabaseInput={"Name": "web"})
    catalog.create_table(
        DatabaseName="web", TableInput=table_input("requests", bucket.uri + "/", described)
    )

    by_sql = spark.sql("select verb, n from web.requests order by n").collect()
    frame = glue_context.create_dynamic_frame.from_catalog("web", "requests")

    assert [tuple(row) for row in by_sql] == [("PUT", 5), ("GET", 17)]
    assert frame.count() == 2
"""


@pytest.mark.spark
@pytest.mark.slow
def test_jobs_over_grok_tables_are_tested_too(tmp_path: Path) -> None:
    (tmp_path / "test_logs.py").write_text(GROK_JOB, encoding="utf-8")
    root = str(Path(__file__).parents[2])

    said = run_pytest(tmp_path, "-q", "-o", f"pythonpath={root}")

    assert said.returncode == 0, said.stdout + said.stderr
