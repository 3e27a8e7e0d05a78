"""Routes of crawls: dry runs, and the progress, result, log and stopping of any crawl.

Glue's API starts and stops crawls; it has no word for a dry run and shows neither progress nor log.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable

from jupyter_server.auth.decorator import authorized
from tornado import web

from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.api.model import ServiceModel
from glue_devendpoint.catalog.work import Author, Json
from glue_devendpoint.crawlers.crawls import find_crawl, newest_crawl, start_dry_crawl
from glue_devendpoint.crawlers.definitions import draft_crawler, find_crawler
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.runners.runs import Run, ask_to_stop
from glue_devendpoint.server.behind_login import EndpointHandler
from glue_devendpoint.server.json_errors import Refused, json_object

LOG_PIECE = 64 * 1024


class CrawlHandler(EndpointHandler):
    """What the routes of crawls share."""

    async def answer_with(self, work: Callable[[], Json]) -> None:
        """Answer with what the work returns."""
        self.finish(json.dumps(await asyncio.to_thread(work)))


class DryRunHandler(CrawlHandler):
    """`POST api/crawls/dry-run`: begin a crawl that writes nothing."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Begin, and answer with the id by which to ask for the result."""
        model, body = self.wire.dispatcher.model, self.request.body
        await self.answer_with(lambda: begin_dry_run(model, self.endpoint, body))


class NewestCrawlHandler(CrawlHandler):
    """`GET api/crawlers/<name>/crawl`: the newest crawl of a crawler."""

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        """Answer with how it stands."""
        await self.answer_with(lambda: newest(self.endpoint, name))


class OneCrawlHandler(CrawlHandler):
    """`GET api/crawls/<id>`: how a crawl stands; `DELETE` asks it to stop."""

    @web.authenticated
    @authorized
    async def get(self, run_id: str) -> None:
        """Answer with state, progress and result."""
        await self.answer_with(lambda: shown(find(self.endpoint, run_id)))

    @web.authenticated
    @authorized
    async def delete(self, run_id: str) -> None:
        """Ask it to stop."""
        await self.answer_with(lambda: stop(self.endpoint, run_id))


class CrawlLogHandler(CrawlHandler):
    """`GET api/crawls/<id>/log?offset=<n>`: a piece of a crawl's log."""

    @web.authenticated
    @authorized
    async def get(self, run_id: str) -> None:
        """Answer with the piece and where the next one begins."""
        offset = self.number_argument("offset", 0, 0, 2**53)
        await self.answer_with(lambda: log_piece(self.endpoint, run_id, offset))


def begin_dry_run(model: ServiceModel, endpoint: Endpoint, body: bytes) -> Json:
    """Queue a dry crawl of a stored crawler (`name`) or of one described (`crawler`)."""
    given = json_object(body)
    run_id = str(uuid.uuid4())
    with endpoint.catalog.write(_author(endpoint, "DryRun")) as work:
        if isinstance(given.get("name"), str):
            crawler = find_crawler(work, given["name"])
        elif isinstance(given.get("crawler"), dict):
            request = model.valid_request("CreateCrawler", given["crawler"])
            crawler = draft_crawler(work, request)
        else:
            raise Refused("BadRequest", "Give the name of a crawler, or a crawler.")
        start_dry_crawl(work, crawler, run_id)
    return {"run_id": run_id}


def find(endpoint: Endpoint, run_id: str) -> Run:
    """Return a crawl."""
    with endpoint.catalog.read(_author(endpoint, "GetCrawl")) as work:
        return find_crawl(work, run_id)


def newest(endpoint: Endpoint, name: str) -> Json:
    """Return how the newest crawl of a crawler stands."""
    with endpoint.catalog.read(_author(endpoint, "GetCrawl")) as work:
        run = newest_crawl(work, name)
    if run is None:
        raise Refused("NotFound", f"Crawler {name} has not run yet.")
    return shown(run)


def stop(endpoint: Endpoint, run_id: str) -> Json:
    """Ask a crawl to stop; one that has ended stays as it is."""
    find(endpoint, run_id)
    with endpoint.catalog.write(_author(endpoint, "StopCrawl")) as work:
        ask_to_stop(work.connection, run_id, work.author.now)
    return shown(find(endpoint, run_id))


def log_piece(endpoint: Endpoint, run_id: str, offset: int) -> Json:
    """Return a piece of a crawl's log."""
    run = find(endpoint, run_id)
    path = endpoint.home.runs / run.run_id / "output.log"
    try:
        with path.open("rb") as file:
            file.seek(offset)
            piece = file.read(LOG_PIECE)
    except FileNotFoundError:
        piece = b""
    following = offset + len(piece)
    return {
        "text": piece.decode(errors="replace"),
        "next": following,
        "is_complete": run.is_ended and len(piece) < LOG_PIECE,
    }


def shown(run: Run) -> Json:
    """Return a crawl as the routes show it."""
    return {
        "run_id": run.run_id,
        "crawler": run.subject,
        "is_dry": bool(run.assignment["is_dry"]),
        "state": run.state,
        "is_stopping": run.stop_asked_at is not None and not run.is_ended,
        "created_at": run.created_at,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "progress": run.progress,
        "result": run.result,
        "error": run.error,
    }


def _author(endpoint: Endpoint, operation: str) -> Author:
    return Author(OWNER, operation, endpoint.clock.now().timestamp())
