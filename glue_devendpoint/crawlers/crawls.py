"""Crawls: the runs of crawlers, and the crawler state derived from them.

A crawler's state isn't stored. It is derived from the latest run, so the two can't disagree.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence

from glue_devendpoint.catalog import paging
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.crawlers.definitions import all_targets, find_crawler
from glue_devendpoint.errors import (
    CrawlerNotRunning,
    CrawlerRunning,
    CrawlerStopping,
    EntityNotFound,
    InvalidInput,
)
from glue_devendpoint.runners.runs import Run, RunState, ask_to_stop, find_run, runs_of, submit

KIND, DRY_KIND = "crawl", "dry-crawl"
LOG_GROUP = "/aws-glue/crawlers"
PAGE = 20
SCANNED = 500
REMEMBERED = 50
LAST_STATUS = {
    RunState.SUCCEEDED: "SUCCEEDED",
    RunState.FAILED: "FAILED",
    RunState.STOPPED: "CANCELLED",
}
HISTORY_STATE = {
    RunState.SUCCEEDED: "COMPLETED",
    RunState.FAILED: "FAILED",
    RunState.STOPPED: "STOPPED",
}
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GT": lambda left, right: left > right,
    "GE": lambda left, right: left >= right,
    "LT": lambda left, right: left < right,
    "LE": lambda left, right: left <= right,
    "EQ": lambda left, right: left == right,
    "NE": lambda left, right: left != right,
}
EXACT_FIELDS = ("STATE", "CRAWL_ID")


def start_crawl(work: Work, name: str, run_id: str, identity: str) -> None:
    """Queue a crawl in the name of an identity, unless the crawler is running."""
    crawler = find_crawler(work, name, for_change=True)
    if _state(newest_crawl(work, name)) != "READY":
        raise CrawlerRunning(f"Crawler with name {name} has already started")
    assignment = {"crawler": crawler, "is_dry": False, "identity": identity}
    submit(work.connection, run_id, KIND, name, assignment, work.author.now)


def start_dry_crawl(work: Work, crawler: Json, run_id: str, identity: str) -> None:
    """Queue a crawl that reports what it would change and writes nothing."""
    assignment = {"crawler": crawler, "is_dry": True, "identity": identity}
    submit(work.connection, run_id, DRY_KIND, crawler["Name"], assignment, work.author.now)


def stop_crawl(work: Work, name: str) -> None:
    """Request that a running crawl stop."""
    find_crawler(work, name)
    newest = newest_crawl(work, name)
    state = _state(newest)
    if state == "READY" or newest is None:
        raise CrawlerNotRunning(f"Crawler with name {name} isn't running")
    if state == "STOPPING":
        raise CrawlerStopping(f"Crawler with name {name} is already stopping")
    ask_to_stop(work.connection, newest.run_id, work.author.now)


def check_is_ready(work: Work, name: str) -> None:
    """Raise an error if the crawler is running."""
    if _state(newest_crawl(work, name)) != "READY":
        raise CrawlerRunning(
            f"Crawler with name {name} is running; wait for it to finish or stop it first"
        )


def described(work: Work, crawler: Json) -> Json:
    """Return a crawler as GetCrawler does: its definition and what comes from its runs."""
    runs = _own_runs(work, crawler, limit=2)
    state = _state(runs[0] if runs else None)
    ended = next((run for run in runs if run.is_ended), None)
    elapsed = 0
    if state != "READY":
        elapsed = max(0, round((work.author.now - runs[0].created_at) * 1000))
    told: Json = {"State": state, "CrawlElapsedTime": elapsed}
    if ended is not None:
        told["LastCrawl"] = _last_crawl(crawler["Name"], ended)
    return crawler | {"Targets": all_targets(crawler["Targets"])} | told


def metrics(work: Work, crawler: Json) -> Json:
    """Return a crawler's metrics: those of its last run, and the median run time."""
    name = crawler["Name"]
    runs = _own_runs(work, crawler, limit=REMEMBERED)
    last = next((_length(run) for run in runs if run.is_ended), 0.0)
    lengths = [_length(run) for run in runs if run.state is RunState.SUCCEEDED]
    counts = next((run.result for run in runs if run.result), None) or {}
    running = runs[0] if runs and not runs[0].is_ended else None
    median = statistics.median(lengths) if lengths else 0.0
    left = 0.0
    if running is not None and lengths:
        left = max(0.0, median - (work.author.now - running.created_at))
    return {
        "CrawlerName": name,
        "TimeLeftSeconds": left,
        "StillEstimating": running is not None and not lengths,
        "LastRuntimeSeconds": last,
        "MedianRuntimeSeconds": median,
        "TablesCreated": counts.get("tables_created", 0),
        "TablesUpdated": counts.get("tables_updated", 0),
        "TablesDeleted": counts.get("tables_deleted", 0),
    }


def list_crawls(
    work: Work,
    name: str,
    *,
    filters: Sequence[Json] = (),
    limit: int = PAGE,
    token: str | None = None,
) -> tuple[list[Json], str | None]:
    """Return one page of a crawler's history, newest first, and the next page's token."""
    crawler = find_crawler(work, name)
    query = ["ListCrawls", name, list(filters)]
    fits = [_filter(each) for each in filters]
    before = _before(paging.name_of(token, query))
    page: list[tuple[float, Json]] = []
    while len(page) <= limit:
        runs = _own_runs(work, crawler, limit=SCANNED, before=before)
        shown = ((run.created_at, _history(name, run)) for run in runs)
        page.extend((at, each) for at, each in shown if all(fit(each) for fit in fits))
        if len(runs) < SCANNED:
            break
        before = runs[-1].created_at
    items = [each for _, each in page[:limit]]
    if len(page) <= limit:
        return items, None
    return items, paging.next_token(repr(page[limit - 1][0]).encode(), query)


def _before(position: str) -> float | None:
    """Return the time of the last crawl of the page before."""
    if not position:
        return None
    with paging.reading_position():
        before = float(position)
        if not math.isfinite(before):
            raise ValueError(position)
    return before


def _own_runs(work: Work, crawler: Json, limit: int, before: float | None = None) -> list[Run]:
    """Return this crawler's runs, without those of a deleted crawler of the same name."""
    runs = runs_of(work.connection, KIND, crawler["Name"], limit, before)
    return [run for run in runs if run.created_at >= crawler["CreationTime"]]


def newest_crawl(work: Work, name: str) -> Run | None:
    """Return a crawler's latest crawl, or None if there isn't one."""
    return next(iter(runs_of(work.connection, KIND, name, limit=1)), None)


def _state(run: Run | None) -> str:
    if run is None or run.is_ended:
        return "READY"
    return "RUNNING" if run.stop_asked_at is None else "STOPPING"


def _length(run: Run) -> float:
    return (run.ended_at or run.created_at) - run.created_at


def _place(name: str, run: Run) -> Json:
    return {"LogGroup": LOG_GROUP, "LogStream": name, "MessagePrefix": run.run_id}


def _last_crawl(name: str, run: Run) -> Json:
    told = _place(name, run) | {"Status": LAST_STATUS[run.state], "StartTime": run.created_at}
    return told | {"ErrorMessage": run.error[:2048]} if run.error else told


def _history(name: str, run: Run) -> Json:
    told = _place(name, run) | {
        "CrawlId": run.run_id,
        "State": HISTORY_STATE.get(run.state, "RUNNING"),
        "StartTime": run.created_at,
        "DPUHour": round(_length(run) / 3600, 6) if run.is_ended else 0.0,
    }
    if run.ended_at is not None:
        told["EndTime"] = run.ended_at
    if run.error:
        told["ErrorMessage"] = run.error[:2048]
    if run.result:
        told["Summary"] = run.result["summary"]
    return told


def _filter(wanted: Json) -> Callable[[Json], bool]:
    for member in ("FieldName", "FieldValue"):
        if not wanted.get(member):
            raise InvalidInput(f"A filter of crawls has no {member}.")
    field, value = wanted["FieldName"], wanted["FieldValue"]
    operator = wanted.get("FilterOperator", "EQ")
    if field in EXACT_FIELDS:
        if operator not in ("EQ", "NE"):
            raise InvalidInput(f"{field} supports only the operators EQ and NE, not {operator}.")
        member = "State" if field == "STATE" else "CrawlId"
        return lambda crawl: (crawl[member] == value) == (operator == "EQ")
    try:
        number = float(value)
    except ValueError as err:
        raise InvalidInput(f"FieldValue '{value}' of {field} isn't a number.") from err
    compare = COMPARISONS[operator]
    if field == "DPU_HOUR":
        return lambda crawl: compare(crawl["DPUHour"], number)
    member = "StartTime" if field == "START_TIME" else "EndTime"

    def fits(crawl: Json) -> bool:
        moment: float | None = crawl.get(member)
        return moment is not None and compare(moment * 1000, number)

    return fits


def find_crawl(work: Work, run_id: str) -> Run:
    """Return a crawl or dry run."""
    run = find_run(work.connection, run_id)
    if run.kind not in (KIND, DRY_KIND):
        raise EntityNotFound(f"Crawl {run_id} not found.")
    return run
