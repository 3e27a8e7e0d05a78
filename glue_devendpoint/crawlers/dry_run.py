"""A dry run as a Python call: what a crawl would change, using only the Glue API.

It crawls in the caller's process, gets the tables, partitions, and classifiers from the API, and
writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError

from glue_devendpoint.crawlers.kept import OWNER
from glue_devendpoint.crawlers.plan import CrawlInputs, CrawlPlan, plan_crawl
from glue_devendpoint.crawlers.policy import ExistingTable
from glue_devendpoint.crawlers.progress import Report
from glue_devendpoint.crawlers.settings import CrawlSettings
from glue_devendpoint.errors import OperationNotSupported
from glue_devendpoint.files.roots import Roots


def dry_run(
    glue: Any, crawler: Mapping[str, Any], roots: Roots, report: Report | None = None
) -> CrawlPlan:
    """Return what a crawl would change; `crawler` is in the form of CreateCrawler."""
    settings = CrawlSettings.from_crawler(crawler)
    if settings.jdbc_targets:
        raise OperationNotSupported(
            "A dry run of JdbcTargets requires the connection's password, which the Glue API "
            "doesn't return. Run it on the endpoint: POST glue-devendpoint/api/crawls/dry-run."
        )
    names = crawler.get("Classifiers") or []
    inputs = CrawlInputs(
        run_id=str(uuid4()),
        roots=roots,
        classifiers=[glue.get_classifier(Name=name)["Classifier"] for name in names],
        existing=list(_existing(glue, settings)),
    )
    return plan_crawl(settings, inputs, report or Report())


def _existing(glue: Any, settings: CrawlSettings) -> Iterator[ExistingTable]:
    """Yield the database's tables, with the partitions of those the crawl may change."""
    named = {name for target in settings.catalog_targets for name in target.tables}
    database = settings.database
    places = tuple(target.path.rstrip("/") for target in settings.file_targets)
    try:
        for table in _pages(glue.get_tables, "TableList", DatabaseName=database):
            is_ours = (table.get("Parameters") or {}).get(OWNER) == settings.name
            location = (table.get("StorageDescriptor") or {}).get("Location") or ""
            concerned = is_ours or table["Name"] in named
            if concerned or (places and location.startswith(places)):
                yield ExistingTable(table, _partitions(glue, database, table))
            else:
                yield ExistingTable(table)
    except ClientError as err:
        if err.response["Error"]["Code"] != "EntityNotFoundException":
            raise  # the crawl would create a missing database


def _partitions(glue: Any, database: str, table: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not table.get("PartitionKeys"):
        return []
    given = {"DatabaseName": database, "TableName": table["Name"]}
    return list(_pages(glue.get_partitions, "Partitions", **given))


def _pages(operation: Any, member: str, **arguments: Any) -> Iterator[dict[str, Any]]:
    """Yield the items of all pages of a listing."""
    token: str | None = None
    while True:
        page = operation(**arguments, **({"NextToken": token} if token else {}))
        yield from page.get(member, ())
        token = page.get("NextToken")
        if not token:
            return
