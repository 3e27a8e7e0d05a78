"""Failures: how exceptions become responses, for all interfaces.

The product's own errors are returned with their status, code and message. Any other exception is an
internal error: it is logged under an ID, and the response contains only that ID.
"""

from __future__ import annotations

import logging
import uuid

from glue_devendpoint.api.wire_answers import WireAnswer, failure
from glue_devendpoint.errors import GlueError, InternalService

log = logging.getLogger(__name__)


def told(err: BaseException, request_id: str) -> GlueError:
    """Return the response to an exception. Unexpected exceptions are logged."""
    if isinstance(err, GlueError):
        return err
    log.error("request %s failed", request_id, exc_info=err)
    return InternalService(f"Internal error in the endpoint; search its log for {request_id}")


def failed(err: BaseException, request_id: str | None = None) -> WireAnswer:
    """Return the response, in Glue's protocol, to a request that raised an exception."""
    request_id = request_id or str(uuid.uuid4())
    return failure(told(err, request_id), request_id)
