"""The Spark UI through the Jupyter server: a real kernel, and a server in it that plays the UI."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.asynchronous.client import AsyncKernelClient
from tornado.httpclient import HTTPClientError
from tornado.web import HTTPError

from glue_devendpoint.server.spark_ui import LARGEST, location, without_token

# A server in the kernel's process that tells what it was asked, and announces a port as Spark's.
UI = """
import http.server, json, os, threading
from glue_devendpoint.home import open_home
from glue_devendpoint.spark.ui_ports import announce_ui
from pathlib import Path

class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{port}/jobs/")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Set-Cookie", "stolen=1")
        if self.path == "/large":
            self.send_header("Content-Length", "LARGEST")
        self.end_headers()
        self.wfile.write(json.dumps({"path": self.path, "headers": dict(self.headers)}).encode())

    def log_message(self, *_): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
port = server.server_port
threading.Thread(target=server.serve_forever, daemon=True).start()
announce_ui(open_home(Path("HOME")), PORT or port)
"""


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"glue_devendpoint": True}},
        "GlueDevEndpoint": {"home": str(tmp_path / "home")},
    }


class SparkUi:
    """The Spark UI of one kernel, as a browser reaches it."""

    def __init__(self, client: Any, login: dict[str, str], kernels: Any, home: Path) -> None:
        self._client, self._login, self._kernels, self._home = client, login, kernels, home
        self.kernel_id = ""

    @property
    def root(self) -> str:
        """The path of the UI on the server, whose base URL holds an escaped character."""
        return f"/a%40b/glue-devendpoint/spark-ui/{self.kernel_id}"

    async def start_kernel(self) -> None:
        """Start a kernel, without anything that plays Spark."""
        self.kernel_id = await self._kernels.start_kernel(kernel_name="python3")

    async def start(self, port: int = 0) -> None:
        """Start the server in a kernel, and announce its port or another one."""
        if not self.kernel_id:
            await self.start_kernel()
        code = UI.replace("HOME", str(self._home)).replace("PORT", str(port))
        code = code.replace("LARGEST", str(LARGEST + 1))
        client: AsyncKernelClient = self._kernels.get_kernel(self.kernel_id).client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        reply = await client.execute_interactive(code, timeout=60)
        client.stop_channels()
        assert reply["content"]["status"] == "ok"

    async def get(self, path: str, **options: Any) -> Any:
        """Ask for a page."""
        headers = self._login | options.pop("headers", {})
        return await self._client.fetch(
            f"{self.root}{path}", headers=headers, follow_redirects=False, **options
        )

    async def status(self, path: str, **options: Any) -> int:
        """Ask for a page, and return the status of the answer."""
        with pytest.raises(HTTPClientError) as refused:
            await self.get(path, **options)
        return refused.value.code


@pytest.fixture
def spark_ui(
    jp_serverapp: Any, http_server_client: Any, jp_auth_header: dict[str, str], tmp_path: Path
) -> SparkUi:
    kernels = jp_serverapp.kernel_manager
    return SparkUi(http_server_client, jp_auth_header, kernels, tmp_path / "home")


async def test_pages_of_the_ui_are_shown_below_a_path_of_the_server(spark_ui: SparkUi) -> None:
    await spark_ui.start()

    answer = await spark_ui.get("/jobs/?id=1")

    asked = json.loads(answer.body)
    assert asked["path"] == "/jobs/?id=1"
    assert asked["headers"]["X-Forwarded-Context"] == spark_ui.root


async def test_a_redirect_stays_below_the_path(spark_ui: SparkUi) -> None:
    await spark_ui.start()

    for path, target in (("", "/"), ("/", "/jobs/")):
        with pytest.raises(HTTPClientError) as moved:
            await spark_ui.get(path)

        assert moved.value.response is not None
        assert moved.value.response.headers["Location"] == f"{spark_ui.root}{target}"


async def test_neither_login_nor_cookies_pass_through(spark_ui: SparkUi) -> None:
    await spark_ui.start()

    answer = await spark_ui.get("/jobs/", headers={"Cookie": "username=me"})

    asked = json.loads(answer.body)["headers"]
    assert {"Cookie", "Authorization"}.isdisjoint(asked)
    assert "stolen" not in answer.headers.get("Set-Cookie", "")


async def test_a_stranger_is_refused(spark_ui: SparkUi) -> None:
    await spark_ui.start()

    status = await spark_ui.status("/jobs/", headers={"Authorization": "token no"})

    assert status in (302, 403)


async def test_a_port_that_the_kernel_does_not_listen_on_is_out_of_reach(
    spark_ui: SparkUi, jp_http_port: int
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        for port in (jp_http_port, other.getsockname()[1], 99999):
            await spark_ui.start(port)

            assert await spark_ui.status("/jobs/") == 404


@pytest.mark.parametrize(
    "path", ["/@127.0.0.1:1/x", "//127.0.0.1:1/x", "/http://127.0.0.1:1/x", "/..//127.0.0.1:1/"]
)
async def test_no_path_leads_to_another_host(spark_ui: SparkUi, path: str) -> None:
    await spark_ui.start()

    answer = await spark_ui.get(path)

    assert json.loads(answer.body)["headers"]["Host"].startswith("127.0.0.1:")
    assert "127.0.0.1" in json.loads(answer.body)["path"]


async def test_a_kernel_that_is_not_here_has_no_ui(spark_ui: SparkUi) -> None:
    await spark_ui.start()
    spark_ui.kernel_id = "00000000-0000-4000-8000-000000000000"

    assert await spark_ui.status("/jobs/") == 404


async def test_a_kernel_without_spark_has_no_ui(spark_ui: SparkUi) -> None:
    await spark_ui.start_kernel()

    assert await spark_ui.status("/jobs/") == 404


async def test_jobs_are_not_killed_by_a_link(spark_ui: SparkUi) -> None:
    await spark_ui.start()

    assert await spark_ui.status("/jobs/job/kill/?id=1") == 403
    assert await spark_ui.status("/jobs/", method="POST", body="") in (403, 405)


async def test_an_answer_that_is_too_large_is_cut_off(spark_ui: SparkUi) -> None:
    await spark_ui.start()

    assert await spark_ui.status("/large") == 502


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("http://127.0.0.1:4040/jobs/?id=1", "/u/jobs/?id=1"),
        ("http://127.0.0.1:4040/u/jobs/", "/u/jobs/"),
        ("/jobs/", "/u/jobs/"),
    ],
)
def test_redirects_are_led_through_the_server(target: str, leads_to: str) -> None:
    assert location(target, 4040, "/u") == leads_to


@pytest.mark.parametrize(
    "target", ["http://evil.example/", "//evil.example/", "http://127.0.0.1:1/", "javascript:x"]
)
def test_a_redirect_to_elsewhere_is_refused(target: str) -> None:
    with pytest.raises(HTTPError) as refused:
        location(target, 4040, "/u")

    assert refused.value.status_code == 502


def test_the_token_of_the_login_is_left_out() -> None:
    assert without_token("id=1&token=secret&%74oken=secret&b=2") == "id=1&b=2"
