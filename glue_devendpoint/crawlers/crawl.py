"""A crawl from start to end: reads the catalog, plans, and applies the plan in one transaction.

A dry run is the same without the last step.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

import orjson
from sqlalchemy import select

from glue_devendpoint.catalog.connection_tests import jdbc_target
from glue_devendpoint.catalog.connections import open_connection
from glue_devendpoint.catalog.partition_search import list_partitions
from glue_devendpoint.catalog.tables import list_tables
from glue_devendpoint.catalog.work import Author, Catalog, Json, Work
from glue_devendpoint.clock import Clock
from glue_devendpoint.crawlers.apply import apply_changes
from glue_devendpoint.crawlers.changes import Action, TableChange, summarize
from glue_devendpoint.crawlers.crawl_log import BENCHMARK
from glue_devendpoint.crawlers.definitions import crawler_id
from glue_devendpoint.crawlers.failures import CrawlCancelled
from glue_devendpoint.crawlers.kept import OWNER
from glue_devendpoint.crawlers.plan import CrawlInputs, CrawlPlan, plan_crawl
from glue_devendpoint.crawlers.policy import ExistingTable
from glue_devendpoint.crawlers.progress import Progress, Report
from glue_devendpoint.crawlers.reach import Authority
from glue_devendpoint.crawlers.settings import CrawlSettings
from glue_devendpoint.crawlers.stored_classifiers import classifiers_named
from glue_devendpoint.crawlers.tableinput import DesiredTable
from glue_devendpoint.errors import ConcurrentModification, EntityNotFound
from glue_devendpoint.files.roots import Roots
from glue_devendpoint.runners.work import RunWork, Stopped
from glue_devendpoint.store.crawler_schema import crawler_fingerprints
from glue_devendpoint.store.rows import put_rows

ATTEMPTS = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CrawlRoom:
    """The services that a crawl uses."""

    catalog: Catalog
    clock: Clock
    roots: Roots
    authority: Callable[[str], Authority]
    """Returns the authority of the identity with a name."""


def crawl(room: CrawlRoom, run: RunWork) -> None:
    """Carry out a run's crawl; plan again if the catalog changes during the crawl."""
    crawler = run.run.assignment["crawler"]
    settings = CrawlSettings.from_crawler(crawler)
    is_dry: bool = run.run.assignment["is_dry"]
    start = "Running a dry run for Crawler %s" if is_dry else "Running Start Crawl for Crawler %s"
    _log.log(BENCHMARK, start, settings.name)
    for attempt in range(1, ATTEMPTS + 1):
        report = Report(lambda progress: _tell(run, progress), lambda: run.is_stopping)
        inputs, existing = _gather(room, settings, run)
        for target in settings.file_targets:
            _log.info("Crawling %s", target.path)
        try:
            plan = plan_crawl(settings, inputs, report)
        except CrawlCancelled as err:
            raise Stopped(str(err)) from err
        result = result_of(plan)
        _log_result(report.progress, result)
        _log.log(BENCHMARK, "Classification complete")
        try:
            _finish(room, settings, run, plan, existing, result, is_dry=is_dry)
        except ConcurrentModification:
            if attempt == ATTEMPTS:
                raise
            _log.warning("The catalog has changed; planning again")
        else:
            break
    _log.log(BENCHMARK, "Finished" if is_dry else "Finished writing to Catalog")


def result_of(plan: CrawlPlan) -> Json:
    """Return a crawl's changes in the form that is stored and shown."""
    changes = plan.changes
    tables = {table.name: table for table in plan.tables}
    return {
        "summary": summarize(changes),
        "tables_created": _count(changes, Action.CREATE),
        "tables_updated": _count(changes, Action.UPDATE) + _count(changes, Action.DEPRECATE),
        "tables_deleted": _count(changes, Action.DELETE),
        "partitions_created": sum(len(each.partitions_added) for each in changes),
        "partitions_updated": sum(len(each.partitions_updated) for each in changes),
        "partitions_deleted": sum(len(each.partitions_deleted) for each in changes),
        "tables_found": len(plan.tables),
        "changes": [_shown(change, tables.get(change.name)) for change in changes],
        "warnings": list(plan.warnings),
    }


def _finish(
    room: CrawlRoom,
    settings: CrawlSettings,
    run: RunWork,
    plan: CrawlPlan,
    existing: Sequence[ExistingTable],
    result: Json,
    *,
    is_dry: bool,
) -> None:
    run.check()
    author = _author(room, settings, "Crawl")
    with room.catalog.write(author) as work:
        _check_rights(room, run, work)
        if not is_dry:
            by_name = {table.name: table for table in existing}
            apply_changes(work, settings.database, plan.changes, by_name)
            _remember(work, settings.name, plan)
        run.succeed(work.connection, result)


def _gather(
    room: CrawlRoom, settings: CrawlSettings, run: RunWork
) -> tuple[CrawlInputs, list[ExistingTable]]:
    crawler = run.run.assignment["crawler"]
    with room.catalog.read(_author(room, settings, "Crawl")) as work:
        _check_rights(room, run, work)
        existing = list(_existing(work, settings))
        connections = {
            target.connection: jdbc_target(
                open_connection(work, target.connection), room.roots.buckets
            )
            for target in settings.jdbc_targets
        }
        for database in connections.values():
            if database.engine == "sqlite":
                room.roots.check_database(database.path)
        inputs = CrawlInputs(
            run.run.run_id,
            room.roots,
            classifiers_named(work, crawler.get("Classifiers") or []),
            existing,
            _recalled(work, settings.name),
            connections.__getitem__,
        )
    return inputs, existing


def _check_rights(room: CrawlRoom, run: RunWork, work: Work) -> None:
    assignment = run.run.assignment
    room.authority(assignment["identity"]).check(work, assignment["crawler"])


def _existing(work: Work, settings: CrawlSettings) -> Iterable[ExistingTable]:
    """Yield the database's tables, with the partitions of those the crawl may change."""
    names = {name for target in settings.catalog_targets for name in target.tables}
    database = settings.database
    places = tuple(target.path.rstrip("/") for target in settings.file_targets)
    try:
        for text in _pages(work, database):
            table: Json = orjson.loads(text)
            is_ours = (table.get("Parameters") or {}).get(OWNER) == settings.name
            location = (table.get("StorageDescriptor") or {}).get("Location") or ""
            if is_ours or table["Name"] in names or (places and location.startswith(places)):
                yield ExistingTable(table, _partitions(work, database, table))
            else:
                yield ExistingTable(table)
    except EntityNotFound:
        return  # the crawl will create the database


def _pages(work: Work, database: str) -> Iterable[str]:
    token: str | None = None
    while True:
        page, token = list_tables(work, database, token=token)
        yield from page
        if token is None:
            return


def _partitions(work: Work, database: str, table: Json) -> list[Json]:
    if not table.get("PartitionKeys"):
        return []
    found: list[Json] = []
    token: str | None = None
    while True:
        page, token = list_partitions(work, database, table["Name"], token=token)
        found.extend(orjson.loads(text) for text in page)
        if token is None:
            return found


def _recalled(work: Work, name: str) -> dict[str, bytes]:
    number = crawler_id(work, name)
    query = select(crawler_fingerprints.c.location, crawler_fingerprints.c.content)
    rows = work.connection.execute(query.where(crawler_fingerprints.c.crawler_id == number))
    return {row.location: row.content for row in rows}


def _remember(work: Work, name: str, plan: CrawlPlan) -> None:
    number = crawler_id(work, name)
    if number is None or not plan.fingerprints:
        return
    rows: list[dict[str, object]] = [
        {"crawler_id": number, "location": location, "content": content}
        for location, content in plan.fingerprints.items()
    ]
    put_rows(work.connection, crawler_fingerprints, rows)


def _author(room: CrawlRoom, settings: CrawlSettings, operation: str) -> Author:
    role = settings.role.rpartition("/")[2] or "local"
    arn = f"arn:aws:sts::{room.catalog.account_id}:assumed-role/{role}/AWS-Crawler"
    return Author(arn, operation, room.clock.now().timestamp())


def _tell(run: RunWork, progress: Progress) -> None:
    run.tell(**asdict(progress))


def _count(changes: Iterable[TableChange], action: Action) -> int:
    return sum(change.action is action for change in changes)


def _shown(change: TableChange, table: DesiredTable | None) -> Json:
    parameters: Json = {} if table is None else table.table_input["Parameters"]
    compression = parameters.get("compressionType", "none")
    return {
        "table": change.name,
        "action": change.action,
        "format": parameters.get("classification"),
        "compression": None if compression == "none" else compression,
        "files": int(parameters["objectCount"]) if "objectCount" in parameters else None,
        "columns": [asdict(column) for column in change.columns],
        "properties": [asdict(each) for each in change.properties],
        "partitions_added": len(change.partitions_added),
        "partitions_updated": len(change.partitions_updated),
        "partitions_deleted": len(change.partitions_deleted),
        "notes": list(change.notes),
    }


def _log_result(progress: Progress, result: Json) -> None:
    """Log what was found and what changes."""
    _log.info(
        "Files found: %s, read: %s, unchanged since the last crawl: %s, tables: %s",
        f"{progress.listed:,}",
        f"{progress.classified:,}",
        f"{progress.unchanged:,}",
        f"{progress.tables:,}",
    )
    for change in result["changes"]:
        counts = {
            "partitions added": change["partitions_added"],
            "partitions changed": change["partitions_updated"],
            "partitions deleted": change["partitions_deleted"],
        }
        told = [f"{name}: {count:,}" for name, count in counts.items() if count]
        _log.info("Table %s: %s", change["table"], ", ".join([change["action"], *told]))
