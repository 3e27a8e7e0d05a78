"""Errors of our own routes: `{"error": {"code", "message"}}` and one HTTP status per code.

`api/failures.py` decides what a response contains. This module only maps errors to the codes of our
routes.
"""

from __future__ import annotations

import uuid
from typing import Any

import orjson

from glue_devendpoint.api.failures import told
from glue_devendpoint.errors import (
    EntityNotFound,
    GlueError,
    InternalService,
    RequestRefused,
    Unavailable,
)
from glue_devendpoint.preview.plan import CannotPreview

STATUS = {
    "BadRequest": 400,
    "LocationRefused": 403,
    "NotFound": 404,
    "CannotPreview": 422,
    "TooLarge": 422,
    "UnreadableFile": 422,
    "WorkerFailed": 422,
    "InternalError": 500,
    "Unavailable": 503,
    "TimedOut": 504,
}
"""All codes and their statuses. See docs/rest.md."""


CODES: dict[type, str] = {
    GlueError: "BadRequest",
    CannotPreview: "CannotPreview",
    EntityNotFound: "NotFound",
    InternalService: "InternalError",
    Unavailable: "Unavailable",
}
"""The code of each error class. The most specific class applies."""


class Refused(RequestRefused):
    """The request can't be carried out."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message, STATUS[code])

    @property
    def answer(self) -> dict[str, Any]:
        """The JSON of the error."""
        return {"error": {"code": self.code, "message": str(self)}}


def refusal(err: BaseException) -> Refused:
    """Return the response of our own routes to a request that raised an exception."""
    known = told(err, str(uuid.uuid4()))
    if isinstance(known, Refused):
        return known
    return Refused(next(CODES[kind] for kind in type(known).__mro__ if kind in CODES), str(known))


def json_object(body: bytes) -> dict[str, Any]:
    """Read a body that must be a JSON object."""
    try:
        given = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as err:
        raise Refused("BadRequest", f"The request body isn't valid JSON: {err}") from err
    if not isinstance(given, dict):
        raise Refused("BadRequest", "The request body must be a JSON object.")
    return given
