"""`glue-devendpoint metastore`: any engine that speaks to a Hive metastore finds the catalog."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.spark.java import find_java, spark_environment
from tests.golden.tables import GROK, OPENX, table, table_input
from tests.quick_spark import QUICK_JVM, QUICK_SPARK
from tests.serving import Served

PLAIN_SPARK = """
import json, sys
from pyspark.sql import SparkSession
spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    .config("spark.sql.catalogImplementation", "hive")
    .config("spark.hadoop.hive.metastore.uris", sys.argv[1]).config(map=json.loads(sys.argv[2]))
    .getOrCreate())
spark.sql("create table for_others.numbers using parquet as select 42 as answer")
print(spark.table("for_others.numbers").first().answer)
print(spark.table("for_others.logs").first().name)
try:
    spark.table("for_others.documents").count()
except Exception as err:
    print("json with the path $.items[0], which Spark can't read" in str(err))
"""


@pytest.mark.spark
@pytest.mark.slow
def test_plain_spark_reads_and_writes_the_catalog_through_it(
    served: Served, live_glue: Any, tmp_path: Path
) -> None:
    live_glue.create_database(DatabaseInput={"Name": "for_others"})
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.log").write_text("17 Zoë\n")
    pattern = {"input.format": "%{INT:n:int} %{WORD:name:string}"}
    for name, described in {
        "logs": table("n:int; name:string", GROK, pattern),
        "documents": table("id:int", OPENX, jsonPath="$.items[0]"),
    }.items():
        location = f"{(tmp_path / name).as_uri()}/"
        live_glue.create_table(
            DatabaseName="for_others", TableInput=table_input(name, location, described)
        )
    environ = os.environ | served.environment | {"GLUE_DEVENDPOINT_HOME": str(served.home)}
    bridge = subprocess.Popen(
        [sys.executable, "-m", "glue_devendpoint", "metastore", "--port", "0"],
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert bridge.stdout is not None
    uri = bridge.stdout.readline().split()[3]

    told = subprocess.run(
        [sys.executable, "-c", PLAIN_SPARK, uri, json.dumps(QUICK_SPARK)],
        env=os.environ | QUICK_JVM | spark_environment(find_java(tmp_path)),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    bridge.terminate()

    assert told.stdout.split() == ["42", "Zoë", "True"], told.stderr[-2000:]
    assert live_glue.get_table(DatabaseName="for_others", Name="numbers")["Table"]
    assert bridge.wait(20) == 0
    live_glue.delete_database(Name="for_others")


def test_it_says_when_no_endpoint_runs(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}

    told = subprocess.run(
        [sys.executable, "-m", "glue_devendpoint", "metastore", "--home", str(tmp_path)],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 1
    assert "no endpoint is running" in told.stderr
