"""`%glue crawl` and `%glue crawler`: run crawls and follow them from a cell."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from glue_devendpoint.config import load_config, read_jupyter_config
from glue_devendpoint.crawlers.changes import (
    ColumnChange,
    PropertyChange,
    compare_columns,
    compare_properties,
)
from glue_devendpoint.crawlers.dry_run import dry_run
from glue_devendpoint.crawlers.failures import CrawlFailed
from glue_devendpoint.crawlers.policy import ExistingTable
from glue_devendpoint.crawlers.progress import Progress, Report
from glue_devendpoint.errors import AccessDenied
from glue_devendpoint.files.failures import UnreadableLocation
from glue_devendpoint.files.roots import allowed_roots
from glue_devendpoint.home import open_home
from glue_devendpoint.kernel.display.line import Line, many
from glue_devendpoint.kernel.display.results import show_listing
from glue_devendpoint.kernel.failures import CellFailed
from glue_devendpoint.kernel.paging import pages

Json = dict[str, Any]
ROLE = "arn:aws:iam::123456789012:role/local"
SECONDS_BETWEEN = 0.5
HEADS = ("table", "change", "column or property", "before", "after")


def crawler_of(
    path: str, database: str, name: str | None, prefix: str, exclude: Sequence[str]
) -> Json:
    """Return the crawler that a line describes, as arguments of CreateCrawler."""
    words = re.sub(r"\W+", "-", path.partition("://")[2] or path).strip("-")
    return {
        "Name": name or f"{database}-{words}"[:255],
        "Role": ROLE,
        "DatabaseName": database,
        "TablePrefix": prefix,
        "Targets": {"S3Targets": [{"Path": path, "Exclusions": list(exclude)}]},
    }


def show_dry_run(glue: Any, crawler: Json) -> None:
    """Crawl without writing anything, and show what would change."""
    config = load_config(files=read_jupyter_config())
    line, last = Line(), [0.0]

    def tell(progress: Progress) -> None:
        now = time.monotonic()
        if now - last[0] >= SECONDS_BETWEEN:
            last[0] = now
            line.show(f"Crawling: {progress.listed:,} files, {progress.classified:,} read")

    roots = allowed_roots(config, open_home(config.home_folder))
    try:
        plan = dry_run(glue, crawler, roots, Report(tell))
    except (AccessDenied, CrawlFailed, UnreadableLocation) as err:
        line.show("The crawl failed", state="failed")
        raise CellFailed(str(err)) from err
    except KeyboardInterrupt:
        line.show("The crawl was stopped", state="stopped")
        raise
    found = many(len(plan.tables), "table")
    line.show(f"Dry run: {found} found, nothing was written", state="done")
    rows: list[tuple[Any, ...]] = []
    for change in plan.changes:
        rows += _rows(change.name, change.action.value, change.columns, change.properties)
    _show_changes(rows)
    for change in plan.changes:
        if change.partitions_added:
            added = many(len(change.partitions_added), "partition")
            print(f"{change.name}: {added} would be added")
    for warning in plan.warnings:
        print(f"warning: {warning}")


def crawl(glue: Any, crawler: Json) -> None:
    """Create or update a crawler, run it, and show what it changed.

    If the crawl fails, the crawler is as it was before: deleted, or changed back.
    """
    earlier = _definition(glue, crawler)
    if earlier is None:
        glue.create_crawler(**crawler)
    else:
        glue.update_crawler(**crawler)
    before = _tables(glue, crawler["DatabaseName"])
    try:
        run(glue, crawler["Name"])
    except CellFailed:
        if earlier is None:
            glue.delete_crawler(Name=crawler["Name"])
        else:
            glue.update_crawler(**earlier)
        raise
    after = _tables(glue, crawler["DatabaseName"])
    _show_changes([row for name in after for row in _changes(name, before, after)])


def _definition(glue: Any, crawler: Json) -> Json | None:
    """Return what a stored crawler has for the members of a new one, or None if it is new."""
    try:
        found = glue.get_crawler(Name=crawler["Name"])["Crawler"]
    except ClientError as err:
        if err.response["Error"]["Code"] != "EntityNotFoundException":
            raise
        return None
    return {member: found.get(member, "") for member in crawler}


def run(glue: Any, name: str) -> None:
    """Start a crawler and follow it; an interrupt stops it."""
    line, began = Line(), time.monotonic()
    glue.start_crawler(Name=name)
    try:
        while (found := glue.get_crawler(Name=name)["Crawler"])["State"] != "READY":
            _tell(glue, line, name, found["State"], time.monotonic() - began)
            time.sleep(SECONDS_BETWEEN)
    except KeyboardInterrupt:
        glue.stop_crawler(Name=name)
        line.show(f"Stopping crawler {name}", state="stopped")
        raise
    last = found.get("LastCrawl") or {}
    if last.get("Status") != "SUCCEEDED":
        line.show(f"Crawler {name}: {last.get('Status', 'no result')}", state="failed")
        status = last.get("Status", "no result")
        raise CellFailed(last.get("ErrorMessage") or f"The crawl ended with status {status}.")
    counts = _metrics(glue, name)
    line.show(
        f"Crawler {name}: {many(counts['TablesCreated'], 'table')} added, "
        f"{counts['TablesUpdated']} changed, {counts['TablesDeleted']} deleted · "
        f"{time.monotonic() - began:.1f} s",
        state="done",
    )


def show_status(glue: Any, name: str) -> None:
    """Show a crawler's state and its recent crawls."""
    crawler = glue.get_crawler(Name=name)["Crawler"]
    print(f"{name}: {crawler['State']} · database {crawler.get('DatabaseName', 'default')}")
    rows = [
        (each["State"], each.get("StartTime"), each.get("EndTime"), each.get("ErrorMessage", ""))
        for each in glue.list_crawls(CrawlerName=name).get("Crawls", ())
    ]
    heads = ("state", "started", "ended", "error")
    show_listing([(head, "") for head in heads], rows)


def show_crawlers(glue: Any) -> None:
    """Show all crawlers."""
    rows = [
        (
            each["Name"],
            each["State"],
            each.get("DatabaseName", "default"),
            (each.get("Schedule") or {}).get("ScheduleExpression", ""),
            (each.get("LastCrawl") or {}).get("Status", ""),
        )
        for each in pages(glue, "get_crawlers", "Crawlers")
    ]
    heads = ("crawler", "state", "database", "schedule", "last crawl")
    show_listing([(head, "") for head in heads], rows)


def _tell(glue: Any, line: Line, name: str, state: str, seconds: float) -> None:
    """Update the progress bar, based on how long earlier crawls took."""
    left = _metrics(glue, name).get("TimeLeftSeconds") or 0.0
    fraction = seconds / (seconds + left) if left else 0.0
    text = "crawling" if state == "RUNNING" else "saving the results"
    line.show(f"Crawler {name}: {text} · {seconds:.0f} s", fraction=fraction)


def _metrics(glue: Any, name: str) -> Json:
    found = glue.get_crawler_metrics(CrawlerNameList=[name])["CrawlerMetricsList"]
    metrics: Json = found[0] if found else {}
    return metrics


def _tables(glue: Any, database: str) -> dict[str, Json]:
    """Return the tables of a database, or none if it doesn't exist yet."""
    try:
        return {
            each["Name"]: each
            for each in pages(glue, "get_tables", "TableList", DatabaseName=database)
        }
    except ClientError as err:
        if err.response["Error"]["Code"] != "EntityNotFoundException":
            raise
        return {}


def _changes(name: str, before: dict[str, Json], after: dict[str, Json]) -> list[tuple[Any, ...]]:
    old, new = before.get(name), after[name]
    if old is not None and old.get("VersionId") == new.get("VersionId"):
        return []
    columns = compare_columns(_columns(old or {}), _columns(new))
    if old is None:
        return _rows(name, "create", columns, ())
    inputs = ExistingTable(old).as_input(), ExistingTable(new).as_input()
    return _rows(name, "update", columns, compare_properties(*inputs))


def _columns(table: Json) -> list[Json]:
    storage = table.get("StorageDescriptor") or {}
    return [*(storage.get("Columns") or []), *(table.get("PartitionKeys") or [])]


def _rows(
    table: str,
    action: str,
    columns: Sequence[ColumnChange],
    properties: Sequence[PropertyChange],
) -> list[tuple[Any, ...]]:
    changes: list[ColumnChange | PropertyChange] = [*columns, *properties]
    told = [(each.name, each.before or "", each.after or "") for each in changes]
    return [(table, action, *each) for each in told or [("", "", "")]]


def _show_changes(rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        print("No table changes.")
        return
    show_listing([(head, "") for head in HEADS], rows)
