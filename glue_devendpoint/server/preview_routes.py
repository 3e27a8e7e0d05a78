"""`POST api/preview` and `POST api/profile`: show a table's data without Spark.

A worker process reads the data (see `glue_devendpoint.preview`); it ends if the client disconnects.
Errors are `{"error": {"code", "message"}}`.
"""

from __future__ import annotations

import asyncio
import json
from typing import ClassVar, Literal

import orjson
from jupyter_server.auth.decorator import authorized
from tornado import web

from glue_devendpoint.catalog.partition_search import list_partitions
from glue_devendpoint.catalog.partitions import get_partition
from glue_devendpoint.catalog.tables import find_target_table, table_text
from glue_devendpoint.catalog.work import Author, Json
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.files.roots import allowed_roots
from glue_devendpoint.preview.plan import (
    MAX_PARTITIONS,
    MAX_ROWS,
    Plan,
    make_plan,
)
from glue_devendpoint.preview.pool import WorkerFailed
from glue_devendpoint.server.behind_login import EndpointHandler
from glue_devendpoint.server.json_errors import STATUS, Refused, json_object

DEFAULT_ROWS = 200


class ReadingHandler(EndpointHandler):
    """The base of preview and profile: parse, plan, read in a worker, and answer."""

    action: ClassVar[Literal["preview", "profile"]]
    _reading: asyncio.Task[Json] | None = None

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Answer one request."""
        try:
            order = parse_order(self.request.body)
            plan = await asyncio.to_thread(plan_order, self.endpoint, order)
            self._reading = asyncio.ensure_future(self._read(plan, order))
            answer = await self._reading
        except asyncio.CancelledError:
            return  # the client has disconnected, so there is nobody to answer
        if "error" in answer:
            self.set_status(STATUS[answer["error"]["code"]])
        self.finish(json.dumps(answer))

    def on_connection_close(self) -> None:
        """End the worker if the client disconnects."""
        if self._reading is not None:
            self._reading.cancel()

    async def _read(self, plan: Plan, order: Json) -> Json:
        roots = allowed_roots(self.endpoint.config, self.endpoint.home)
        wishes = {"limit": order["limit"], "columns": order["columns"]}
        try:
            return await self.workers.run(self.action, plan, roots, **wishes)
        except WorkerFailed as err:
            raise Refused(err.code, str(err)) from err


class PreviewHandler(ReadingHandler):
    """`POST api/preview`: the first rows of a table or of one partition."""

    action = "preview"


class ProfileHandler(ReadingHandler):
    """`POST api/profile`: statistics on the columns' values, from a sample."""

    action = "profile"


def parse_order(body: bytes) -> Json:
    """Parse a request, or raise an error if it is invalid."""
    given = json_object(body)
    for name in ("database", "table"):
        if not isinstance(given.get(name), str) or not given[name]:
            raise Refused("BadRequest", f"{name} must be a non-empty string.")
    partition, columns = given.get("partition"), given.get("columns")
    if partition is not None and not _is_text_map(partition):
        raise Refused("BadRequest", "partition must map partition keys to values.")
    if columns is not None and not _are_texts(columns):
        raise Refused("BadRequest", "columns must be a list of column names.")
    limit = given.get("limit", DEFAULT_ROWS)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MAX_ROWS:
        raise Refused("BadRequest", f"limit must be a number from 1 to {MAX_ROWS}.")
    names = {"database": given["database"], "table": given["table"]}
    return names | {"partition": partition, "columns": columns, "limit": limit}


def plan_order(endpoint: Endpoint, order: Json) -> Plan:
    """Look up the table and its partitions, and plan how to read them."""
    author = Author("", "Preview", endpoint.clock.now().timestamp())
    with endpoint.catalog.read(author) as work:
        found = find_target_table(work, order["database"], order["table"])
        table: Json = orjson.loads(table_text(work, found))
        keys = [key["Name"] for key in table.get("PartitionKeys") or ()]
        database, name = found.database_name, found.name
        if not keys:
            texts = []
        elif order["partition"] is not None:
            values = _values(order["partition"], keys)
            texts = [get_partition(work, database, name, values)]
        else:
            texts, _ = list_partitions(work, database, name, limit=MAX_PARTITIONS)
    return make_plan(table, [orjson.loads(text) for text in texts])


def _values(partition: dict[str, str], keys: list[str]) -> list[str]:
    if set(partition) != set(keys):
        raise Refused("BadRequest", f"partition must have exactly these keys: {', '.join(keys)}.")
    return [partition[key] for key in keys]


def _is_text_map(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
