"""One endpoint, one Spark session and one catalog for all golden cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.files.buckets import Buckets
from tests.crawlers.conftest import crawl_paths
from tests.crawlers.readable_lake import Case
from tests.serving import Served
from tests.spark.conftest import SparkChild, live_glue, served, served_home  # noqa: F401

from .table_reading import GOLDEN
from .tables import partition_inputs, table_input

QUICK = {
    "spark.sql.codegen.wholeStage": "false",  # small queries mostly consist of compilation
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.files.minPartitionNum": "1",
    "spark.sql.ui.explainMode": "simple",
}
Inputs = list[tuple[dict[str, Any], list[dict[str, Any]]]]


@pytest.fixture(scope="session")
def buckets(tmp_path_factory: pytest.TempPathFactory) -> Buckets:
    """The buckets. One of them has a folder for each case."""
    folder = tmp_path_factory.mktemp("buckets")
    for name, case in GOLDEN.items():
        case.write(folder / "golden" / name)
    return Buckets(folder)


@pytest.fixture(scope="session")
def inputs(buckets: Buckets) -> dict[str, Inputs]:
    """The tables and their partitions by case name, crawled or as described."""
    return {name: _inputs(name, case, buckets) for name, case in GOLDEN.items()}


def _inputs(name: str, case: Case, buckets: Buckets) -> Inputs:
    location = f"s3://golden/{name}/"
    if case.table is not None:
        return [(table_input(name, location, case.table), partition_inputs(location, case.table))]
    classifiers = [case.classifier] if case.classifier else []
    plan = crawl_paths(location, buckets=buckets, classifiers=classifiers)
    return [(each.table_input, list(each.partition_inputs)) for each in plan.tables]


@pytest.fixture(scope="session")
def catalog(
    live_glue: Any,  # noqa: F811
    served_home: Path,  # noqa: F811
    buckets: Buckets,
    inputs: dict[str, Inputs],
) -> str:
    """The database with a table for each case, in the home with the bucket."""
    assert buckets.folder is not None
    (served_home / "buckets").mkdir(exist_ok=True)
    (served_home / "buckets" / "golden").symlink_to(buckets.folder / "golden")
    live_glue.create_database(DatabaseInput={"Name": "golden"})
    for name, tables in inputs.items():
        for found, partitions in tables[:1]:
            live_glue.create_table(DatabaseName="golden", TableInput={**found, "Name": name})
            if partitions:
                live_glue.batch_create_partition(
                    DatabaseName="golden", TableName=name, PartitionInputList=partitions
                )
    return "golden"


@pytest.fixture(scope="session")
def spark(served: Served, catalog: str) -> Iterator[SparkChild]:  # noqa: F811
    """A driver that is fast for small queries."""
    child = SparkChild(served, settings=QUICK)
    yield child
    child.close()
