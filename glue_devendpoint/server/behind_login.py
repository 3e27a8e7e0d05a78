"""The base of all handlers behind Jupyter's login."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Protocol, cast

import orjson
from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from tornado import web

from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.preview.pool import Workers
from glue_devendpoint.server.json_errors import Refused, refusal
from glue_devendpoint.server.wire import Wire


class EndpointApp(Protocol):
    """What handlers need from the server extension."""

    workers: Workers

    def open_endpoint(self) -> Endpoint:
        """Return the endpoint; answer 503 with the reason if it could not be opened."""

    def open_wire(self) -> Wire:
        """Return the wire, or answer 503 as above."""


class EndpointHandler(ExtensionHandlerMixin, APIHandler):
    """A route behind Jupyter's login; one rule answers what it raises."""

    auth_resource = "glue"

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint; answers 503 with the reason if it could not be opened."""
        return cast("EndpointApp", self.extensionapp).open_endpoint()

    @property
    def wire(self) -> Wire:
        """The wire; answers 503 as above."""
        return cast("EndpointApp", self.extensionapp).open_wire()

    @property
    def workers(self) -> Workers:
        """The worker processes that read files."""
        return cast("EndpointApp", self.extensionapp).workers

    def number_argument(self, name: str, default: int, least: int, most: int) -> int:
        """Return a number from the query; answer 400 if it is invalid or out of range."""
        text = self.get_query_argument(name, None)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or not least <= int(text[:20]) <= most:
            raise Refused("BadRequest", f"{name} must be a number from {least} to {most}")
        return int(text)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer a request that ended in an exception; Jupyter's own refusals are Jupyter's."""
        err = kwargs["exc_info"][1]
        if isinstance(err, web.HTTPError):
            super().write_error(status_code, **kwargs)
            return
        refused = refusal(err)
        self.set_status(refused.status)
        self.finish(orjson.dumps(refused.answer))

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Leave to `refusal` what it logs."""
        if isinstance(value, web.HTTPError):
            super().log_exception(typ, value, tb)
