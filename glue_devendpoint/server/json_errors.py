"""Errors of our own routes: `{"error": {"code", "message"}}` and one HTTP status per code."""

from __future__ import annotations

from typing import Any

import orjson

STATUS = {
    "BadRequest": 400,
    "LocationRefused": 403,
    "NotFound": 404,
    "CannotPreview": 422,
    "TooLarge": 422,
    "UnreadableFile": 422,
    "WorkerFailed": 422,
    "TimedOut": 504,
}
"""Every code and its status; docs/rest.md explains them."""


class Refused(Exception):
    """The request can't be carried out."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    @property
    def status(self) -> int:
        """The HTTP status of the code."""
        return STATUS[self.code]

    @property
    def answer(self) -> dict[str, Any]:
        """The JSON of the error."""
        return {"error": {"code": self.code, "message": str(self)}}


def json_object(body: bytes) -> dict[str, Any]:
    """Read a body that must be a JSON object."""
    try:
        given = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as err:
        raise Refused("BadRequest", f"The request body isn't valid JSON: {err}") from err
    if not isinstance(given, dict):
        raise Refused("BadRequest", "The request body must be a JSON object.")
    return given
