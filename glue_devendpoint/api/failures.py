"""Failures: the one way in which an exception becomes an answer, at every door.

What the product raises on purpose is told as it is: its status, its code, its message. Everything
else is our fault: the log has all of it under an id, and the answer has that id and nothing more.
"""

from __future__ import annotations

import logging
import uuid

from glue_devendpoint.api.wire_answers import WireAnswer, failure
from glue_devendpoint.errors import GlueError, InternalService

log = logging.getLogger(__name__)


def told(err: BaseException, request_id: str) -> GlueError:
    """Return what a client is told of an exception; one that nobody meant is logged."""
    if isinstance(err, GlueError):
        return err
    log.error("request %s failed", request_id, exc_info=err)
    return InternalService(f"Internal error in the endpoint; search its log for {request_id}")


def failed(err: BaseException, request_id: str | None = None) -> WireAnswer:
    """Return the answer on Glue's wire to a request that ended in an exception."""
    request_id = request_id or str(uuid.uuid4())
    return failure(told(err, request_id), request_id)
