"""The base of all handlers behind Jupyter's login."""

from __future__ import annotations

from typing import Protocol, cast

from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from tornado import web

from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.preview.pool import Workers
from glue_devendpoint.server.wire import Wire


class EndpointApp(Protocol):
    """What handlers need from the server extension."""

    workers: Workers

    def open_endpoint(self) -> Endpoint:
        """Return the endpoint; answer 503 with the reason if it could not be opened."""

    def open_wire(self) -> Wire:
        """Return the wire, or answer 503 as above."""


class EndpointHandler(ExtensionHandlerMixin, APIHandler):
    """A route behind Jupyter's login."""

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
            raise web.HTTPError(400, f"{name} must be a number from {least} to {most}")
        return int(text)
