"""Crawl routes: folders to crawl, dry runs, and any crawl's progress, result, log, and stopping.

The Glue API starts and stops crawls, but has no dry runs and shows neither progress nor logs.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from dataclasses import asdict

from jupyter_server.auth.decorator import authorized
from tornado import web

from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.api.model import ServiceModel
from glue_devendpoint.catalog.work import Author, Json
from glue_devendpoint.crawlers.crawls import find_crawl, newest_crawl, start_dry_crawl
from glue_devendpoint.crawlers.definitions import draft_crawler, find_crawler
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.errors import AccessDenied
from glue_devendpoint.files.failures import UnreadableLocation
from glue_devendpoint.files.folders import list_level
from glue_devendpoint.files.roots import allowed_roots
from glue_devendpoint.runners.runs import Run, ask_to_stop
from glue_devendpoint.server.behind_login import EndpointHandler
from glue_devendpoint.server.json_errors import Refused, json_object

LOG_PIECE = 64 * 1024


class CrawlHandler(EndpointHandler):
    """The base of the crawl routes."""

    async def answer_with(self, work: Callable[[], Json]) -> None:
        """Answer with the result of `work`."""
        self.finish(json.dumps(await asyncio.to_thread(work)))


class FoldersHandler(CrawlHandler):
    """`GET api/folders?location=<location>`: folders that can be crawled."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with what is directly in a location, or with the roots if there is none."""
        location = self.get_query_argument("location", "")
        await self.answer_with(lambda: folders(self.endpoint, location))


class DryRunHandler(CrawlHandler):
    """`POST api/crawls/dry-run`: start a crawl that writes nothing."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Start the crawl and answer with its run ID."""
        model, body = self.wire.dispatcher.model, self.request.body
        await self.answer_with(lambda: begin_dry_run(model, self.endpoint, body))


class NewestCrawlHandler(CrawlHandler):
    """`GET api/crawlers/<name>/crawl`: a crawler's latest crawl."""

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        """Answer with the crawl's status."""
        await self.answer_with(lambda: newest(self.endpoint, name))


class OneCrawlHandler(CrawlHandler):
    """`GET api/crawls/<id>`: a crawl's status; `DELETE` stops the crawl."""

    @web.authenticated
    @authorized
    async def get(self, run_id: str) -> None:
        """Answer with the state, progress, and result."""
        await self.answer_with(lambda: shown(find(self.endpoint, run_id)))

    @web.authenticated
    @authorized
    async def delete(self, run_id: str) -> None:
        """Request that it stop."""
        await self.answer_with(lambda: stop(self.endpoint, run_id))


class CrawlLogHandler(CrawlHandler):
    """`GET api/crawls/<id>/log?offset=<n>`: a part of a crawl's log."""

    @web.authenticated
    @authorized
    async def get(self, run_id: str) -> None:
        """Answer with the text and the offset of the next part."""
        offset = self.number_argument("offset", 0, 0, 2**53)
        await self.answer_with(lambda: log_piece(self.endpoint, run_id, offset))


def folders(endpoint: Endpoint, location: str) -> Json:
    """Return what is directly in a location; refuse one that may not be crawled."""
    try:
        level = list_level(location, allowed_roots(endpoint.config, endpoint.home), endpoint.home)
    except AccessDenied as err:
        raise Refused("LocationRefused", str(err)) from err
    except UnreadableLocation as err:
        raise Refused("NotFound", str(err)) from err
    return asdict(level)


def begin_dry_run(model: ServiceModel, endpoint: Endpoint, body: bytes) -> Json:
    """Queue a dry run of a stored crawler (`name`) or of a definition (`crawler`)."""
    given = json_object(body)
    run_id = str(uuid.uuid4())
    with endpoint.catalog.write(_author(endpoint, "DryRun")) as work:
        if isinstance(given.get("name"), str):
            crawler = find_crawler(work, given["name"])
        elif isinstance(given.get("crawler"), dict):
            request = model.valid_request("CreateCrawler", given["crawler"])
            crawler = draft_crawler(work, request)
        else:
            raise Refused("BadRequest", "Send `name` or `crawler`.")
        start_dry_crawl(work, crawler, run_id, OWNER)
    return {"run_id": run_id}


def find(endpoint: Endpoint, run_id: str) -> Run:
    """Return a crawl."""
    with endpoint.catalog.read(_author(endpoint, "GetCrawl")) as work:
        return find_crawl(work, run_id)


def newest(endpoint: Endpoint, name: str) -> Json:
    """Return the status of a crawler's latest crawl."""
    with endpoint.catalog.read(_author(endpoint, "GetCrawl")) as work:
        run = newest_crawl(work, name)
    if run is None:
        raise Refused("NotFound", f"Crawler {name} has no crawls yet.")
    return shown(run)


def stop(endpoint: Endpoint, run_id: str) -> Json:
    """Request that a crawl stop; does nothing if it has ended."""
    find(endpoint, run_id)
    with endpoint.catalog.write(_author(endpoint, "StopCrawl")) as work:
        ask_to_stop(work.connection, run_id, work.author.now)
    return shown(find(endpoint, run_id))


def log_piece(endpoint: Endpoint, run_id: str, offset: int) -> Json:
    """Return a part of a crawl's log."""
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
    """Return a crawl as JSON for the routes."""
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
