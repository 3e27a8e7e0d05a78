"""The dispatcher: bytes and headers in, bytes out, the same for every mount.

It authenticates the caller, finds the operation, validates the request, checks permissions, and
then calls the typed function. Operations that are quick on SQLite run on the event loop, which is
cheaper than using a thread, unless they would have to wait for another writer. Everything else runs
in a bounded thread pool, so the loop never waits for the database.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import orjson
from sqlalchemy.exc import OperationalError

from glue_devendpoint.access.callers import Door, caller_of
from glue_devendpoint.access.request import WireRequest
from glue_devendpoint.api.failures import failed
from glue_devendpoint.api.model import service_model
from glue_devendpoint.api.operations import Answer, Call, Operation, operations
from glue_devendpoint.api.registry import load_operations
from glue_devendpoint.api.support import unoffered_operation
from glue_devendpoint.api.wire_answers import WireAnswer, success
from glue_devendpoint.catalog.work import Json
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.errors import RequestRefused, WouldWait

log = logging.getLogger(__name__)

SERVICE = "AWSGlue"
CONTENT_TYPES = ("application/x-amz-json-1.1", "application/json")
# Fewer than the database's connections, so one remains for reads on the event loop.
THREADS = {"sqlite": 8, "postgresql": 16}
SMALL_BODY = 64 * 1024
ATTEMPTS = 5
# PostgreSQL's serialization failure and deadlock: rolled back, so it can be retried.
REPEATABLE_SQLSTATES = frozenset({"40001", "40P01"})


class Dispatcher:
    """Answers Glue requests for one endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        load_operations()
        self._endpoint = endpoint
        self.model = service_model()
        offered = operations()
        self._operations = dict(offered) | {
            name: unoffered_operation(self.model, name)
            for name in self.model.operations
            if name not in offered
        }
        self._threads = ThreadPoolExecutor(
            THREADS[endpoint.store.dialect], thread_name_prefix="glue-request"
        )
        self._has_quick = endpoint.store.dialect == "sqlite"

    async def answer(self, request: WireRequest, door: Door) -> WireAnswer:
        """Answer one request without blocking the event loop."""
        return self.answer_quickly(request, door) or await self.answer_later(request, door)

    def answer_quickly(self, request: WireRequest, door: Door) -> WireAnswer | None:
        """Answer a quick request on the event loop; return None if it needs a thread."""
        if not self._is_quick(request):
            return None
        try:
            return self._answer(request, door, waits=False)
        except WouldWait:
            return None

    async def answer_later(self, request: WireRequest, door: Door) -> WireAnswer:
        """Answer one request in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self.answer_now, request, door)

    def answer_now(self, request: WireRequest, door: Door) -> WireAnswer:
        """Answer one request in the calling thread."""
        return self._answer(request, door, waits=True)

    def close(self) -> None:
        """Stop the threads once they have finished their requests."""
        self._threads.shutdown()

    def _is_quick(self, request: WireRequest) -> bool:
        if not self._has_quick or len(request.body) > SMALL_BODY:
            return False
        operation = self._named(request.headers.get("x-amz-target", ""))
        return operation is not None and operation.is_quick

    def _answer(self, request: WireRequest, door: Door, *, waits: bool) -> WireAnswer:
        request_id = str(uuid.uuid4())
        try:
            return success(self._perform(request, door, request_id, waits), request_id)
        except WouldWait:
            raise
        except Exception as err:
            return failed(err, request_id)

    def _perform(self, request: WireRequest, door: Door, request_id: str, waits: bool) -> Answer:
        now = self._endpoint.clock.now().timestamp()
        identity = door(request, now)
        caller = caller_of(identity, self._endpoint.config.account_id)
        operation = self._operation(request)
        valid = self.model.valid_request(operation.name, _json(request))
        call = Call(operation.name, valid, caller, self._endpoint, now, request_id, waits)
        self._endpoint.policies.check(
            caller, operation.name, lambda: operation.resources(call), valid, now
        )
        return _repeat_when_undone(operation, call)

    def _operation(self, request: WireRequest) -> Operation:
        target = request.headers.get("x-amz-target", "")
        operation = self._named(target)
        if operation is None:
            raise RequestRefused(
                "UnknownOperationException", f"Unknown operation '{target[:128]}'."
            )
        return operation

    def _named(self, target: str) -> Operation | None:
        service, _, name = target.partition(".")
        return self._operations.get(name) if service == SERVICE else None


def _json(request: WireRequest) -> Json:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in CONTENT_TYPES:
        raise RequestRefused(
            "SerializationException",
            f"The Content-Type must be {CONTENT_TYPES[0]}, not '{content_type[:128]}'.",
        )
    try:
        parsed = orjson.loads(request.body or b"{}")
    except orjson.JSONDecodeError as err:
        raise RequestRefused(
            "SerializationException", f"The request body isn't valid JSON: {err}"
        ) from err
    if not isinstance(parsed, dict):
        raise RequestRefused("SerializationException", "The request body must be a JSON object.")
    return parsed


def _repeat_when_undone(operation: Operation, call: Call) -> Answer:
    for attempt in range(1, ATTEMPTS):
        try:
            return operation.handler(call)
        except OperationalError as err:
            if getattr(err.orig, "sqlstate", None) not in REPEATABLE_SQLSTATES:
                raise
            log.info("the database rolled back %s, retrying: %s", call.operation, err.orig)
            time.sleep(random.uniform(0, 0.02 * attempt))  # noqa: S311 (not a secret)
    return operation.handler(call)
