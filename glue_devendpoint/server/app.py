"""The Jupyter server extension: hosts the endpoint inside JupyterLab's server."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_server.extension.application import ExtensionApp

from glue_devendpoint.config import GlueDevEndpoint, load_config
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.endpoint import open_endpoint as compose_endpoint
from glue_devendpoint.errors import DevEndpointError, Unavailable
from glue_devendpoint.kernel.processes.pool import POOL
from glue_devendpoint.kernel.provisioner import SparkUis, prewarm
from glue_devendpoint.preview.pool import Workers
from glue_devendpoint.runners.host import RunHost
from glue_devendpoint.server.feed import SCHEMA, SCHEMA_ID, Feed
from glue_devendpoint.server.host_names import HostNames
from glue_devendpoint.server.presence import Presence
from glue_devendpoint.server.routes import PREFIX, routes
from glue_devendpoint.server.run_keeping import run_host
from glue_devendpoint.server.spark_ui import spark_ui_path
from glue_devendpoint.server.terminals import terminal_command
from glue_devendpoint.server.tls import Certificate, announced_url, read_certificate
from glue_devendpoint.server.wire import Wire, open_wire


class GlueDevEndpointApp(ExtensionApp):
    """Opens the endpoint when the server starts, registers it, and closes it on shutdown."""

    name = "glue_devendpoint"
    classes = [GlueDevEndpoint]
    load_other_extensions = True
    endpoint: Endpoint | None = None
    failure: str = ""
    workers: Workers
    _wire: Wire | None = None
    _presence: Presence | None = None
    _runs: RunHost | None = None
    _feed: Feed | None = None
    _certificate: Certificate | None = None

    def initialize_settings(self) -> None:
        """Open the endpoint; on an invalid setting, log it and answer 503 instead of crashing."""
        self.workers = Workers()
        if command := terminal_command(os.environ):
            self._jupyter.terminado_settings.setdefault("shell_command", command)
        try:
            if self._jupyter.certfile:
                self._certificate = read_certificate(Path(self._jupyter.certfile))
            self.endpoint = compose_endpoint(load_config(files=self.config))
            self._wire = open_wire(self.endpoint, self._allows_host())
            self._jupyter.event_logger.register_event_schema(SCHEMA)
        except DevEndpointError as err:
            self.failure = str(err)
            self.log.critical("glue-devendpoint isn't available: %s", err)

    def initialize_handlers(self) -> None:
        """Register our routes, and tell kernels where the server shows their Spark UIs."""
        self.handlers.extend(routes(self))
        SparkUis.path = spark_ui_path(self._jupyter.base_url)

    def open_endpoint(self) -> Endpoint:
        """Return the endpoint; answer 503 with the reason if it could not be opened."""
        if self.endpoint is None:
            raise Unavailable(self.failure)
        return self.endpoint

    def open_wire(self) -> Wire:
        """Return the wire, or answer 503 as above."""
        if self._wire is None:
            raise Unavailable(self.failure)
        return self._wire

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        if self.endpoint is None:
            return
        url = announced_url(serverapp.ip, serverapp.port, self._certificate)
        self._presence = Presence(
            self.endpoint,
            "jupyter",
            f"{url}{serverapp.base_url.rstrip('/')}{PREFIX}/aws",
            self._certificate.authorities if self._certificate else "",
        )
        await self._presence.announce()
        self._runs = run_host(self.endpoint, self._presence.host.host_id)
        self._runs.start()
        self._feed = Feed(self.endpoint, self._emit)
        await self._feed.start()
        await asyncio.to_thread(prewarm, self.endpoint.config)
        self.log.info("glue-devendpoint is running at %s", self._presence.host.url)

    async def stop_extension(self) -> None:
        """Unregister and close; also called if the extension never started."""
        SparkUis.path = ""
        await self.workers.close()
        await asyncio.to_thread(POOL.close)
        if self._feed is not None:
            await asyncio.wait_for(self._feed.stop(), timeout=10)
            self._feed = None
        if self._runs is not None:
            await asyncio.wait_for(self._runs.stop(), timeout=10)
            self._runs = None
        if self._presence is not None:
            await asyncio.wait_for(self._presence.withdraw(), timeout=10)
            self._presence = None
        if self._wire is not None:
            self._wire.close()
            self._wire = None
        if self.endpoint is not None:
            self.endpoint.close()
            self.endpoint = None

    @property
    def _jupyter(self) -> Any:
        """The Jupyter server."""
        return self.serverapp

    def _emit(self, notice: dict[str, Any]) -> None:
        self._jupyter.event_logger.emit(schema_id=SCHEMA_ID, data=notice)

    def _allows_host(self) -> Callable[[str], bool]:
        """Return which host names are allowed, following the Jupyter server's own setting."""
        assert self.endpoint is not None
        if self._jupyter.allow_remote_access:
            return lambda _host: True
        certified = self._certificate.names if self._certificate else ()
        return HostNames(self.endpoint.config, certified).allows
