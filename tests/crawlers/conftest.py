"""Fixtures of the crawler tests: real files, a real crawl, the tables it would write."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.crawlers.changes import Action, TableChange
from glue_devendpoint.crawlers.plan import CrawlInputs, CrawlPlan, plan_crawl
from glue_devendpoint.crawlers.policy import ExistingTable
from glue_devendpoint.crawlers.progress import Report
from glue_devendpoint.crawlers.settings import CrawlSettings
from glue_devendpoint.files.buckets import Buckets
from glue_devendpoint.files.roots import Roots
from tests.spark.conftest import (  # noqa: F401
    live_glue,
    served,
    served_home,
    spark,
)

Crawl = Callable[..., CrawlPlan]
Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A folder for the files of one test."""
    folder = tmp_path / "lake"
    folder.mkdir()
    return folder


@pytest.fixture
def write(lake: Path) -> Write:
    """Write a file below the lake; its folders are made."""

    def write_file(path: str, content: str | bytes) -> Path:
        file = lake / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return write_file


def crawl_paths(
    *paths: Path | str,
    classifiers: list[Mapping[str, Any]] | None = None,
    existing: list[ExistingTable] | None = None,
    fingerprints: Mapping[str, bytes] | None = None,
    exclusions: list[str] | None = None,
    configuration: Mapping[str, Any] | None = None,
    buckets: Buckets | None = None,
    folders: tuple[str, ...] = ("/",),
    report: Report | None = None,
    **crawler: Any,
) -> CrawlPlan:
    """Crawl include paths as a crawler with these settings would."""
    targets = [{"Path": str(path), "Exclusions": exclusions or []} for path in paths]
    settings = CrawlSettings.from_crawler(
        {
            "Name": "sweeper",
            "Targets": {"S3Targets": targets},
            "Configuration": json.dumps(configuration) if configuration else None,
            **crawler,
        }
    )
    inputs = CrawlInputs(
        run_id="run-1",
        classifiers=classifiers or [],
        existing=existing or [],
        fingerprints=fingerprints or {},
        roots=Roots(folders, buckets or Buckets()),
        randomness=random.Random(7),
    )
    return plan_crawl(settings, inputs, report or Report())


@pytest.fixture
def crawl() -> Crawl:
    """Crawl include paths."""
    return crawl_paths


def columns(plan: CrawlPlan, name: str | None = None) -> dict[str, str]:
    """Return the columns of the only table, or of a named one."""
    table = only(plan) if name is None else named(plan)[name]
    return {each["Name"]: each["Type"] for each in table["StorageDescriptor"]["Columns"]}


def only(plan: CrawlPlan) -> dict[str, Any]:
    """Return the input of the only table."""
    assert [table.name for table in plan.tables] == [plan.tables[0].name], named(plan).keys()
    return plan.tables[0].table_input


def named(plan: CrawlPlan) -> dict[str, dict[str, Any]]:
    """Return the inputs of all tables by name."""
    return {table.name: table.table_input for table in plan.tables}


def table_of(change: TableChange) -> dict[str, Any]:
    """Return the table that a change writes."""
    assert change.table_input is not None
    return change.table_input


def keys(plan: CrawlPlan) -> list[str]:
    """Return the partition keys of the only table."""
    return [key["Name"] for key in only(plan)["PartitionKeys"]]


def values(plan: CrawlPlan) -> list[tuple[str, ...]]:
    """Return the partition values of the only table."""
    return [tuple(each["Values"]) for each in plan.tables[0].partition_inputs]


def applied(plan: CrawlPlan, before: list[ExistingTable] | None = None) -> list[ExistingTable]:
    """Return the catalog after the changes, as a catalog would apply them."""
    tables = {each.name: each for each in before or []}
    for change in plan.changes:
        if change.action is Action.DELETE:
            del tables[change.name]
            continue
        found = tables.get(change.name)
        parts = {tuple(each["Values"]): each for each in (found.partitions if found else ())}
        for gone in change.partitions_deleted:
            del parts[gone]
        for each in (*change.partitions_added, *change.partitions_updated):
            parts[tuple(each["Values"])] = each
        table = change.table_input or (found.table if found else {})
        tables[change.name] = ExistingTable(table, tuple(parts.values()))
    return list(tables.values())
