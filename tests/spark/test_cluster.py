"""A real standalone cluster, from the wheel's own classes, under the same session builder."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyspark
import pytest
from glue_table_format.decoding import CODECS

from glue_devendpoint.spark.java import find_java, spark_environment
from tests.quick_spark import QUICK_JVM

pytestmark = [pytest.mark.spark, pytest.mark.slow]
DEPLOY = "org.apache.spark.deploy"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """A master and two workers of one core each, on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    master = f"spark://127.0.0.1:{port}"
    spark_class = str(Path(pyspark.__file__).parent / "bin" / "spark-class")
    environ = os.environ | QUICK_JVM | spark_environment(find_java(tmp_path)) | {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(tmp_path / "work"),
    }  # fmt: skip
    commands = [
        [f"{DEPLOY}.master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", "0"],
        *[
            [
                f"{DEPLOY}.worker.Worker",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                "0",
                master,
            ]
            for _ in range(2)
        ],
    ]
    log = tmp_path / "cluster.log"
    with open(log, "wb") as out:
        started = [
            subprocess.Popen([spark_class, *command], env=environ, stdout=out, stderr=out)
            for command in commands
        ]
    ending = time.monotonic() + 90
    while log.read_text().count("Registering worker") < 2:
        assert time.monotonic() < ending, log.read_text()[-2000:]
        time.sleep(0.2)
    yield master
    for process in started:
        process.terminate()
    for process in started:
        process.wait(30)


def test_a_query_runs_on_the_executors_of_a_cluster(
    cluster: str, spark_with: Callable[..., Any], live_glue: Any, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "one\ntwo\n")
    settings = {"spark.executor.memory": "512m", "spark.executor.cores": "1"}
    spark = spark_with(master=cluster, settings=settings)

    executors = spark.run(
        "import time\n"
        "hosts = spark.sparkContext._jsc.sc().getExecutorMemoryStatus\n"
        "ending = time.monotonic() + 60\n"
        "while hosts().size() < 3 and time.monotonic() < ending:\n"
        "    time.sleep(0.2)\n"
        "answer = hosts().size() - 1\n"
    )
    workers = spark.run(
        "import os, time\n"
        "def where(_):\n"
        "    import os, time\n"
        "    time.sleep(1)\n"
        "    return os.environ['TZ'], os.getppid()\n"
        "found = spark.sparkContext.parallelize(range(4), 4).map(where).collect()\n"
        "answer = sorted(set(found))\n"
    )
    lines = spark.run(
        f"reader = spark.read.options(**{CODECS!r})\n"
        f"found = reader.text('decoded-file://{tmp_path}/a.zip.decoded').repartition(2)\n"
        "answer = sorted(row[0] for row in found.collect())\n"
    )
    spark.sql("create database on_cluster")
    spark.run("spark.range(1000).write.saveAsTable('on_cluster.numbers')")

    assert executors == 2
    assert lines == ["one", "two"]
    assert len(workers) == 2
    assert {zone for zone, _parent in workers} == {"UTC"}
    assert spark.sql("select sum(id) from on_cluster.numbers") == [[499500]]
    assert live_glue.get_table(DatabaseName="on_cluster", Name="numbers")["Table"]
    spark.sql("drop database on_cluster cascade")
