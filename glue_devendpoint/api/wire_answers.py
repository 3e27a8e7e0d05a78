"""Answers in the Glue protocol: JSON 1.1 responses, and errors as AWS clients expect them.

Errors use HTTP 400 (500 only for internal errors), give their type in the body's `__type` and in
`X-Amzn-ErrorType`, and repeat the text as `Message` (Glue) and `message` (generic clients).
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from glue_devendpoint.api.operations import Answer, RawJson
from glue_devendpoint.errors import GlueError

CONTENT_TYPE = "application/x-amz-json-1.1"


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """An HTTP response."""

    status: int
    body: bytes
    request_id: str
    error: str | None = None

    def headers(self) -> list[tuple[str, str]]:
        """Return the headers, except those added by the transport."""
        headers = [("Content-Type", CONTENT_TYPE), ("x-amzn-RequestId", self.request_id)]
        if self.error is not None:
            headers.append(("X-Amzn-ErrorType", self.error))
        return headers


def success(answer: Answer, request_id: str) -> WireAnswer:
    """Serialize an operation's answer."""
    body = answer.text.encode() if isinstance(answer, RawJson) else orjson.dumps(answer)
    return WireAnswer(200, body, request_id)


def failure(err: GlueError, request_id: str) -> WireAnswer:
    """Serialize an error."""
    # A message can quote the request, which can contain lone surrogates.
    message = str(err).encode("utf-8", "replace").decode()
    body = orjson.dumps({"__type": err.code, "Message": message, "message": message})
    return WireAnswer(err.status, body, request_id, err.code)
