"""Our own REST routes in the Jupyter server, for what the Glue API lacks."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from glue_devendpoint.api.support import support_as_json
from glue_devendpoint.events import last_seq, read_events
from glue_devendpoint.server.behind_login import EndpointApp, EndpointHandler
from glue_devendpoint.server.column_types_route import ColumnTypesHandler
from glue_devendpoint.server.crawl_routes import (
    CrawlLogHandler,
    DryRunHandler,
    FoldersHandler,
    NewestCrawlHandler,
    OneCrawlHandler,
)
from glue_devendpoint.server.preview_routes import PreviewHandler, ProfileHandler
from glue_devendpoint.server.search_route import DeprecatedHandler, SearchHandler
from glue_devendpoint.server.spark_ui import PATH as SPARK_UI
from glue_devendpoint.server.spark_ui import SparkUiHandler
from glue_devendpoint.server.wire_handler import (
    AnswersOnTheWire,
    StrayCapabilityHandler,
    WireHandler,
    wire_request,
)
from glue_devendpoint.store.engine import Store

PREFIX = "/glue-devendpoint"
DEFAULT_EVENTS, MOST_EVENTS = 100, 1000


class HealthHandler(EndpointHandler):
    """`GET api/health`: whether the endpoint and its database respond."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with the endpoint's status."""
        self.finish(await asyncio.to_thread(self.endpoint.health))


class SupportHandler(EndpointHandler):
    """`GET api/support`: which Glue operations are supported."""

    @web.authenticated
    @authorized
    def get(self) -> None:
        """Answer with the table."""
        self.finish(json.dumps(support_as_json(self.wire.dispatcher.model)))


class GlueHandler(AnswersOnTheWire, EndpointHandler):
    """`POST api/glue`: the Glue API for the front end, called as the owner."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Answer one operation."""
        request = wire_request(self.request, self.request.path, "", self.request.body)
        answer = await self.wire.dispatcher.answer(request, self.wire.doors.owner)
        self.answer_on_the_wire(answer)


class EventsHandler(EndpointHandler):
    """`GET api/events?after=<seq>&limit=<n>`: catalog changes, oldest first."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with a page of events; without `after`, the newest page."""
        limit = self.number_argument("limit", DEFAULT_EVENTS, 1, MOST_EVENTS)
        after = self.number_argument("after", -1, 0, 2**63 - 1)
        self.workers.prepare()  # a client that follows the catalog may soon want a preview
        self.finish(await asyncio.to_thread(event_page, self.endpoint.store, after, limit))


def event_page(store: Store, after: int, limit: int) -> dict[str, Any]:
    """Return the events after a `seq` (-1: the newest page) and the `seq` to continue from."""
    if after < 0:
        after = max(0, last_seq(store) - limit)
    page = read_events(store, after, limit)
    return {"events": [asdict(event) for event in page], "next": page[-1].seq if page else after}


def routes(app: EndpointApp) -> list[tuple[str, type[web.RequestHandler], dict[str, Any]]]:
    """Return all of our routes in the Jupyter server."""
    return [
        (rf"{PREFIX}/api/health", HealthHandler, {}),
        (rf"{PREFIX}/api/support", SupportHandler, {}),
        (rf"{PREFIX}/api/glue", GlueHandler, {}),
        (rf"{PREFIX}/api/events", EventsHandler, {}),
        (rf"{PREFIX}/api/search", SearchHandler, {}),
        (rf"{PREFIX}/api/deprecated", DeprecatedHandler, {}),
        (rf"{PREFIX}/api/folders", FoldersHandler, {}),
        (rf"{PREFIX}/api/column-types", ColumnTypesHandler, {}),
        (rf"{PREFIX}/api/crawls/dry-run", DryRunHandler, {}),
        (rf"{PREFIX}/api/crawls/([0-9a-f-]{{36}})", OneCrawlHandler, {}),
        (rf"{PREFIX}/api/crawls/([0-9a-f-]{{36}})/log", CrawlLogHandler, {}),
        (rf"{PREFIX}/api/crawlers/([^/]+)/crawl", NewestCrawlHandler, {}),
        (rf"{PREFIX}/api/preview", PreviewHandler, {}),
        (rf"{PREFIX}/api/profile", ProfileHandler, {}),
        (rf"{SPARK_UI}/([0-9a-f-]{{36}})(?:/.*)?", SparkUiHandler, {}),
        (rf"{PREFIX}/aws/?", WireHandler, {"wire": app.open_wire}),
        (rf"{PREFIX}/aws/cap/([^/]+)/?", WireHandler, {"wire": app.open_wire}),
        (rf"/.*{PREFIX.strip('/')}/+aws/+cap/.*", StrayCapabilityHandler, {}),
    ]
