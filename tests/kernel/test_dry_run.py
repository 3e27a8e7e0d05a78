"""A dry run over the Glue API: what a crawl would change, without changing it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.crawlers.changes import Action
from glue_devendpoint.crawlers.dry_run import dry_run
from glue_devendpoint.errors import OperationNotSupported
from glue_devendpoint.files.buckets import Buckets
from glue_devendpoint.files.roots import Roots


def _crawler(**more: Any) -> dict[str, Any]:
    targets = {"S3Targets": [{"Path": "s3://raw/orders"}]}
    return {"Name": "c", "Role": "r", "DatabaseName": "sales", "Targets": targets} | more


@pytest.fixture
def roots(tmp_path: Path) -> Roots:
    """A bucket with two partitions of orders."""
    for year in ("2023", "2024"):
        folder = tmp_path / "raw" / "orders" / f"year={year}"
        folder.mkdir(parents=True)
        (folder / "a.csv").write_text("id,name\n1,x\n2,y\n")
    return Roots((str(tmp_path),), Buckets(tmp_path))


def test_a_new_folder_would_become_a_table_and_nothing_is_written(glue: Any, roots: Roots) -> None:
    plan = dry_run(glue, _crawler(), roots)

    assert [(each.name, each.action) for each in plan.changes] == [("orders", Action.CREATE)]
    assert len(plan.changes[0].partitions_added) == 2
    assert glue.get_databases()["DatabaseList"] == []


def test_a_table_that_is_there_is_compared_with_its_partitions(
    glue: Any, roots: Roots, tmp_path: Path
) -> None:
    change = dry_run(glue, _crawler(), roots).changes[0]
    glue.create_database(DatabaseInput={"Name": "sales"})
    glue.create_table(DatabaseName="sales", TableInput=change.table_input)
    glue.batch_create_partition(
        DatabaseName="sales",
        TableName="orders",
        PartitionInputList=list(change.partitions_added[:1]),
    )
    for year in ("2023", "2024"):
        path = tmp_path / "raw" / "orders" / f"year={year}" / "a.csv"
        path.write_text("id,name,more\n3,z,1.5\n4,z,2\n")

    plan = dry_run(glue, _crawler(), roots)

    orders = plan.changes[0]
    assert orders.action is Action.UPDATE
    assert [(each.name, each.before) for each in orders.columns] == [("more", None)]
    assert [each["Values"] for each in orders.partitions_added] == [["2024"]]


def test_custom_classifiers_are_asked_for(glue: Any, roots: Roots, tmp_path: Path) -> None:
    log = tmp_path / "raw" / "log"
    log.mkdir()
    (log / "a.log").write_text("GET 200\nPUT 404\n")
    glue.create_classifier(
        GrokClassifier={
            "Name": "web", "Classification": "web", "GrokPattern": "%{WORD:verb} %{INT:code:int}",
        }
    )  # fmt: skip
    crawler = _crawler(Classifiers=["web"], Targets={"S3Targets": [{"Path": "s3://raw/log"}]})

    plan = dry_run(glue, crawler, roots)

    table = plan.changes[0].table_input
    assert table is not None
    assert table["Parameters"]["classification"] == "web"


def test_a_database_of_its_own_password_is_refused(glue: Any, roots: Roots) -> None:
    targets = {"JdbcTargets": [{"ConnectionName": "x", "Path": "db/%"}]}

    with pytest.raises(OperationNotSupported, match="password"):
        dry_run(glue, _crawler(Targets=targets), roots)
