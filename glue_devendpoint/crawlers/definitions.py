"""Crawler definitions: what to crawl, how, and when.

The document is what GetCrawler returns, without what comes from the runs (see `crawls`).
"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Select, delete, select, update

from glue_devendpoint.catalog import paging
from glue_devendpoint.catalog.connections import find_connection
from glue_devendpoint.catalog.databases import rename_watchers
from glue_devendpoint.catalog.names import fold
from glue_devendpoint.catalog.tags import add_tags, drop_tags, taggable, tags_of
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.crawlers.settings import CRAWL_EVENT_MODE, CrawlSettings
from glue_devendpoint.crawlers.stored_classifiers import classifier
from glue_devendpoint.errors import (
    AlreadyExists,
    EntityNotFound,
    InvalidInput,
    NoSchedule,
    SchedulerNotRunning,
    SchedulerRunning,
)
from glue_devendpoint.store.crawler_schema import crawlers
from glue_devendpoint.store.rows import insert_new
from glue_devendpoint.triggers.cron import check_cron

PAGE = 100
DEFAULTS: Json = {
    "Classifiers": [],
    "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVERYTHING"},
    "SchemaChangePolicy": {
        "UpdateBehavior": "UPDATE_IN_DATABASE",
        "DeleteBehavior": "DEPRECATE_IN_DATABASE",
    },
    "LineageConfiguration": {"CrawlerLineageSettings": "DISABLE"},
}
TARGET_KINDS = (
    *("S3Targets", "JdbcTargets", "MongoDBTargets", "DynamoDBTargets"),
    *("CatalogTargets", "DeltaTargets", "IcebergTargets", "HudiTargets"),
)
EXCLUSIVE = "CatalogTargets"
UNCONNECTED = ("DynamoDBTargets", "MongoDBTargets", "HudiTargets")


def create_crawler(work: Work, request: Json) -> None:
    """Create a crawler."""
    document = draft_crawler(work, request)
    name = document["Name"]
    row: dict[str, object] = {"name": name, "document": orjson.dumps(document).decode()}
    if insert_new(work.connection, crawlers, row) is None:
        raise AlreadyExists(f"Crawler with name {name} already exists")
    add_tags(work, f"crawler/{name}", request.get("Tags") or {})
    work.record(f"crawler/{name}", None, "1")


def draft_crawler(work: Work, request: Json) -> Json:
    """Return the crawler that a request would create, or raise an error if it is invalid."""
    wanted = {name: value for name, value in request.items() if name != "Tags"}
    name = wanted["Name"]
    if not name.strip() or "/" in name:
        raise InvalidInput(
            f"Crawler name '{name}' is invalid: it must not be blank or contain '/'."
        )
    schedule = wanted.pop("Schedule", None)
    times = {"CreationTime": work.author.now, "LastUpdated": work.author.now, "Version": 1}
    document = DEFAULTS | wanted | times
    document["SchemaChangePolicy"] = DEFAULTS["SchemaChangePolicy"] | (
        wanted.get("SchemaChangePolicy") or {}
    )
    if schedule:
        document["Schedule"] = _schedule(schedule)
    _bind_to_new_folders(document)
    _check(work, document)
    return document


def update_crawler(work: Work, request: Json) -> None:
    """Change the members of a crawler that the request contains."""
    changes = dict(request)
    name, schedule = changes.pop("Name"), changes.pop("Schedule", None)
    document = find_crawler(work, name, for_change=True)
    _check_targets_may_change(document, changes)
    policy = document["SchemaChangePolicy"] | (changes.pop("SchemaChangePolicy", None) or {})
    document |= changes | {"SchemaChangePolicy": policy}
    if schedule is not None:
        _set_schedule(document, schedule)
    _bind_to_new_folders(document)
    _check(work, document)
    _replace(work, document)


def find_crawler(work: Work, name: str, *, for_change: bool = False) -> Json:
    """Return a crawler's document; `for_change` locks its row until the transaction ends."""
    query: Select[Any] = select(crawlers.c.document).where(crawlers.c.name == name)
    text = work.connection.execute(query.with_for_update() if for_change else query).scalar()
    if text is None:
        # AWS's words when reading a crawler differ from those when changing or starting it.
        who = "Crawler" if for_change else "Crawler entry"
        raise EntityNotFound(f"{who} with name {name} does not exist")
    document: Json = orjson.loads(text)
    return document


def crawler_id(work: Work, name: str) -> int | None:
    """Return the ID of a crawler's row, or None if the crawler doesn't exist."""
    found: int | None = work.connection.execute(
        select(crawlers.c.id).where(crawlers.c.name == name)
    ).scalar()
    return found


def list_crawlers(
    work: Work,
    *,
    limit: int = PAGE,
    token: str | None = None,
    tags: dict[str, str] | None = None,
) -> tuple[list[Json], str | None]:
    """Return one page of documents, sorted by name, and the next page's token."""
    query = ["ListCrawlers", sorted((tags or {}).items())]
    after = paging.name_of(token, query)
    page: list[Json] = []
    while len(page) <= limit:
        rows = work.connection.execute(
            select(crawlers.c.name, crawlers.c.document)
            .where(crawlers.c.name > after)
            .order_by(crawlers.c.name)
            .limit(PAGE)
        ).all()
        page.extend(
            orjson.loads(row.document)
            for row in rows
            if not tags or tags.items() <= tags_of(work, f"crawler/{row.name}").items()
        )
        if len(rows) < PAGE:
            break
        after = rows[-1].name
    if len(page) <= limit:
        return page, None
    return page[:limit], paging.next_token(page[limit - 1]["Name"].encode(), query)


def delete_crawler(work: Work, name: str) -> None:
    """Delete a crawler, but not the tables it created."""
    find_crawler(work, name, for_change=True)
    work.connection.execute(delete(crawlers).where(crawlers.c.name == name))
    drop_tags(work, f"crawler/{name}")
    work.record(f"crawler/{name}")


def change_schedule(work: Work, name: str, expression: str) -> None:
    """Change a crawler's schedule; an empty expression removes it."""
    document = find_crawler(work, name, for_change=True)
    _set_schedule(document, expression)
    _replace(work, document)


def switch_schedule(work: Work, name: str, *, on: bool) -> None:
    """Turn a crawler's schedule on or off."""
    document = find_crawler(work, name, for_change=True)
    schedule = document.get("Schedule")
    if schedule is None:
        raise NoSchedule(f"Crawler {name} has no schedule.")
    is_on = schedule["State"] == "SCHEDULED"
    if on and is_on:
        raise SchedulerRunning(f"The schedule of crawler {name} is already on.")
    if not on and not is_on:
        raise SchedulerNotRunning(f"The schedule of crawler {name} is already off.")
    document["Schedule"] = schedule | {"State": "SCHEDULED" if on else "NOT_SCHEDULED"}
    _replace(work, document)


def _follow_database(work: Work, old: str, new: str) -> None:
    """Make crawlers of a renamed database crawl into the new name."""
    for text in work.connection.execute(select(crawlers.c.document)).scalars().all():
        document: Json = orjson.loads(text)
        targets = document["Targets"].get("CatalogTargets") or ()
        named = [
            place for place in (document, *targets) if fold(place.get("DatabaseName") or "") == old
        ]
        for place in named:
            place["DatabaseName"] = new
        if named:
            _replace(work, document)


rename_watchers.append(_follow_database)


@taggable("crawler")
def _exists(work: Work, name: str) -> bool:
    return crawler_id(work, name) is not None


def _replace(work: Work, document: Json) -> None:
    version = document["Version"]
    document |= {"LastUpdated": work.author.now, "Version": version + 1}
    work.connection.execute(
        update(crawlers)
        .where(crawlers.c.name == document["Name"])
        .values(document=orjson.dumps(document).decode())
    )
    work.record(f"crawler/{document['Name']}", str(version), str(version + 1))


def _schedule(expression: str) -> Json:
    return {"ScheduleExpression": check_cron(expression), "State": "SCHEDULED"}


def _set_schedule(document: Json, expression: str) -> None:
    if expression:
        document["Schedule"] = _schedule(expression)
    else:
        document.pop("Schedule", None)


def _is_bound_to_new_folders(document: Json) -> bool:
    behavior = (document.get("RecrawlPolicy") or {}).get("RecrawlBehavior")
    return behavior == "CRAWL_NEW_FOLDERS_ONLY"


def _bind_to_new_folders(document: Json) -> None:
    """Set both policies to LOG if only new folders are crawled, as Glue does."""
    if _is_bound_to_new_folders(document):
        document["SchemaChangePolicy"] = {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"}


def all_targets(targets: Json) -> Json:
    """Return the targets with the empty lists that AWS always sends."""
    told = {kind: targets.get(kind) or [] for kind in TARGET_KINDS}
    told["S3Targets"] = [{"Exclusions": []} | target for target in told["S3Targets"]]
    return told


def _check_targets_may_change(document: Json, changes: Json) -> None:
    if "Targets" not in changes or not _is_bound_to_new_folders(document):
        return
    if not _is_bound_to_new_folders(document | changes):
        return
    changed, present = all_targets(changes["Targets"]), all_targets(document["Targets"])
    if changed["S3Targets"] != present["S3Targets"]:
        raise InvalidInput(
            f"The S3Targets of {document['Name']} can't be changed while its RecrawlPolicy is "
            "CRAWL_NEW_FOLDERS_ONLY. Change it to CRAWL_EVERYTHING first."
        )


def _check(work: Work, document: Json) -> None:
    targets = {kind: given for kind, given in document["Targets"].items() if given}
    if not targets:
        raise InvalidInput("A crawler must have at least one target.")
    if EXCLUSIVE in targets:
        _check_catalog_targets(document, targets)
    for name in document["Classifiers"]:
        try:
            classifier(work, name)
        except EntityNotFound as err:
            raise InvalidInput(f"Classifier {name} doesn't exist.") from err
    for target in targets.get("JdbcTargets", []):
        try:
            find_connection(work, target.get("ConnectionName", ""))
        except EntityNotFound as err:
            raise InvalidInput(
                f"Connection '{target.get('ConnectionName', '')}' doesn't exist."
            ) from err
    _check_event_queues(document)
    connected = {kind: given for kind, given in targets.items() if kind not in UNCONNECTED}
    CrawlSettings.from_crawler(document | {"Targets": connected})


def _check_event_queues(document: Json) -> None:
    """Check that every target has an event queue if CRAWL_EVENT_MODE is used."""
    if document["RecrawlPolicy"].get("RecrawlBehavior") != CRAWL_EVENT_MODE:
        return
    for kind, targets in document["Targets"].items():
        for target in targets or ():
            if kind not in ("S3Targets", "CatalogTargets") or not target.get("EventQueueArn"):
                raise InvalidInput(
                    f"{CRAWL_EVENT_MODE} requires an EventQueueArn in every target. "
                    f"A target in {kind} has none."
                )


def _check_catalog_targets(document: Json, targets: Json) -> None:
    if len(targets) > 1:
        raise InvalidInput("CatalogTargets can't be combined with other targets.")
    if document["SchemaChangePolicy"]["DeleteBehavior"] != "LOG":
        raise InvalidInput("A crawler with CatalogTargets must use DeleteBehavior LOG.")
