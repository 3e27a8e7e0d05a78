"""`GET spark-ui/<kernel id>/...`: the Spark UI of a kernel, behind Jupyter's login.

Spark's UI listens on the loopback address without a login, so a remote browser can't and mustn't
reach it directly. This route shows it read-only. The target is never part of the request: it is the
port that the kernel's own process, or its JVM, listens on (`spark/ui_ports.py`).
"""

from __future__ import annotations

import asyncio
from typing import Any, cast
from urllib.parse import unquote_plus, urlsplit

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from tornado import web
from tornado.httpclient import HTTPClientError, HTTPResponse
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from glue_devendpoint.server.behind_login import EndpointApp
from glue_devendpoint.spark.session import LOOPBACK
from glue_devendpoint.spark.ui_ports import ui_port

PATH = "/glue-devendpoint/spark-ui"
LARGEST = 32 * 2**20
CONNECT_SECONDS, SECONDS = 5, 60
MOST_REQUESTS = 8
_ASKED = ("Accept", "Accept-Language")  # never the cookie or the token of Jupyter's login
_ANSWERED = ("Content-Type", "Content-Disposition", "Cache-Control")


def spark_ui_path(base_url: str) -> str:
    """Return the path below which the server shows the Spark UIs of its kernels."""
    return base_url.rstrip("/") + PATH


class SparkUiHandler(ExtensionHandlerMixin, JupyterHandler):
    """`GET spark-ui/<kernel id>/...`: one page or file of a kernel's Spark UI."""

    auth_resource = "glue"

    @web.authenticated
    @authorized
    async def get(self, kernel_id: str) -> None:
        """Answer with what the Spark UI answers."""
        root = f"{spark_ui_path(self.base_url)}/{kernel_id}"
        path = self.request.path.partition(f"{PATH}/{kernel_id}")[2]
        if path == "":
            self.redirect(f"{root}/")
            return
        if "kill" in path.split("/"):
            raise web.HTTPError(403, "To stop a Spark job, interrupt the cell that started it.")
        port = await self._port(kernel_id)
        answer = await self._fetch(port, path, root)
        self.set_status(answer.code)
        for name in _ANSWERED:
            if name in answer.headers:
                self.set_header(name, answer.headers[name])
        if "Location" in answer.headers:
            self.set_header("Location", location(answer.headers["Location"], port, root))
        self.finish(answer.body if _has_body(answer.code) else None)

    async def _port(self, kernel_id: str) -> int:
        """Return the port of the kernel's Spark UI, or answer 404."""
        pid = _pid_of(self.settings["kernel_manager"], kernel_id)
        home = cast("EndpointApp", self.extensionapp).open_endpoint().home
        port = None if pid is None else await asyncio.to_thread(ui_port, home, pid)
        if port is None:
            raise web.HTTPError(404, "This kernel has no Spark UI. Run a cell that uses Spark.")
        return port

    async def _fetch(self, port: int, path: str, root: str) -> HTTPResponse:
        query = without_token(self.request.query)
        headers = {name: value for name in _ASKED if (value := self.request.headers.get(name))}
        client = SimpleAsyncHTTPClient(
            force_instance=True, max_body_size=LARGEST, max_clients=MOST_REQUESTS
        )
        try:
            return await client.fetch(
                f"http://{LOOPBACK}:{port}{path}{'?' if query else ''}{query}",
                # Spark puts this path in front of the links of its pages.
                headers=headers | {"X-Forwarded-Context": root},
                follow_redirects=False,
                decompress_response=False,
                connect_timeout=CONNECT_SECONDS,
                request_timeout=SECONDS,
                raise_error=False,
            )
        except (HTTPClientError, OSError, ValueError) as err:
            raise web.HTTPError(502, f"The Spark UI didn't answer: {err}") from err
        finally:
            client.close()


def location(target: str, port: int, root: str) -> str:
    """Return where a redirect of the Spark UI leads on the Jupyter server."""
    parts = urlsplit(target)
    if parts.netloc not in ("", f"{LOOPBACK}:{port}") or not parts.path.startswith("/"):
        raise web.HTTPError(502, "The Spark UI redirects to another server.")
    path = parts.path if parts.path.startswith(f"{root}/") else f"{root}/{parts.path.lstrip('/')}"
    return f"{path}?{parts.query}" if parts.query else path


def without_token(query: str) -> str:
    """Return a query without the token of Jupyter's login."""
    parts = query.split("&")
    return "&".join(part for part in parts if unquote_plus(part.partition("=")[0]) != "token")


def _has_body(status: int) -> bool:
    return status not in (204, 304)


def _pid_of(kernels: Any, kernel_id: str) -> int | None:
    """Return the process of a kernel that this server has started, or None."""
    if kernel_id not in kernels:
        return None
    pid = getattr(kernels.get_kernel(kernel_id).provisioner, "pid", None)
    return pid if isinstance(pid, int) else None
