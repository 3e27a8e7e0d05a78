"""`GET api/search?q=&limit=`: databases, tables, columns, and nested fields by name or description.

Answers `{"hits": [{"kind", "database", "table", "column", "type", "partition_key", "table_kind",
"field", "position", "description"}], "truncated"}`, best hit first.

`GET api/deprecated?database=`: `{"tables"}`, the tables that a crawler has deprecated.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.catalog.finding import deprecated_tables, find
from glue_devendpoint.catalog.work import Author
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.server.behind_login import EndpointHandler
from glue_devendpoint.server.json_errors import Refused

DEFAULT_HITS, MOST_HITS = 50, 500
LONGEST_TEXT = 255


class SearchHandler(EndpointHandler):
    """`GET api/search`: search as you type."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with the best matches."""
        text = self.get_query_argument("q", "")
        if len(text) > LONGEST_TEXT:
            raise Refused("BadRequest", f"q can have at most {LONGEST_TEXT} characters")
        limit = self.number_argument("limit", DEFAULT_HITS, 1, MOST_HITS)
        self.finish(json.dumps(await asyncio.to_thread(found, self.endpoint, text, limit)))


class DeprecatedHandler(EndpointHandler):
    """`GET api/deprecated`: the tables that a crawler has deprecated."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with their names."""
        database = self.get_query_argument("database", "")
        if not database:
            raise Refused("BadRequest", "database must be the name of a database")
        self.finish(json.dumps(await asyncio.to_thread(deprecated, self.endpoint, database)))


def deprecated(endpoint: Endpoint, database: str) -> dict[str, Any]:
    """Return the deprecated tables of a database."""
    author = Author(OWNER, "Search", endpoint.clock.now().timestamp())
    with endpoint.catalog.read(author) as work:
        return {"tables": deprecated_tables(work, database)}


def found(endpoint: Endpoint, text: str, limit: int) -> dict[str, Any]:
    """Return the response of a search."""
    author = Author(OWNER, "Search", endpoint.clock.now().timestamp())
    with endpoint.catalog.read(author) as work:
        hits, is_truncated = find(work, text, limit)
    return {"hits": [asdict(hit) for hit in hits], "truncated": is_truncated}
