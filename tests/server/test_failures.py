"""Every door tells of an error in the same way: what is known as it is, all else by an id alone."""

from __future__ import annotations

import http.client
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from glue_devendpoint.access.callers import Doors
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.errors import (
    AlreadyExists,
    CrawlerRunning,
    EntityNotFound,
    GlueError,
    InternalService,
    Unavailable,
)
from glue_devendpoint.preview.plan import CannotPreview
from glue_devendpoint.server.json_errors import refusal

HEADERS = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSGlue.ListMLTransforms",
}
DETAIL = "a detail that is nobody's business"


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"glue_devendpoint": True}},
        "GlueDevEndpoint": {"home": str(tmp_path / "home")},
    }


def fail(*_arguments: object, **_named: object) -> Any:
    raise RuntimeError(DETAIL)


def ask(url: str, method: str, path: str) -> tuple[int, Any]:
    """Ask `serve` and return status and JSON."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request(method, path, b"{}" if method == "POST" else None, HEADERS)
    answer = connection.getresponse()
    found = answer.status, json.loads(answer.read())
    connection.close()
    return found


Asker = Callable[..., Any]


@pytest.fixture
def ask_jupyter(jp_fetch: Any) -> Asker:
    """Ask the Jupyter server and return status and JSON of what it refuses."""

    async def asked(*path: str, method: str = "GET", **query: str) -> tuple[int, Any]:
        body = "{}" if method == "POST" else None
        with pytest.raises(HTTPClientError) as refused:
            await jp_fetch(
                "glue-devendpoint",
                *path,
                method=method,
                body=body,
                headers=dict(HEADERS),
                params=query,
            )
        assert refused.value.response is not None
        return refused.value.code, json.loads(refused.value.response.body)

    return asked


def assert_tells_an_id_alone(message: str, logged: str) -> None:
    """Check that a message leads to the log and holds nothing of what is there."""
    found = re.search(r"for ([0-9a-f-]{36})$", message)
    assert found, message
    assert DETAIL not in message
    assert f"request {found.group(1)} failed" in logged
    assert DETAIL in logged


@pytest.mark.parametrize(
    ("method", "path", "broken"),
    [
        ("POST", "/cap/secret", (Doors, "capability")),
        ("GET", "/health", (Endpoint, "health")),
        ("GET", "/support", ("glue_devendpoint.server.standalone", "support_as_json")),
    ],
)
def test_a_fault_at_a_door_of_serve_is_a_500_with_an_id(
    server_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    broken: tuple[Any, str],
) -> None:
    where, name = broken
    if isinstance(where, str):
        monkeypatch.setattr(f"{where}.{name}", fail)
    else:
        monkeypatch.setattr(where, name, fail)

    status, body = ask(server_url, method, path)

    assert (status, body["__type"]) == (500, "InternalServiceException")
    assert_tells_an_id_alone(body["message"], caplog.text)


async def test_a_fault_at_a_door_of_jupyter_is_a_500_with_an_id(
    ask_jupyter: Asker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)
    monkeypatch.setattr(Endpoint, "health", fail)
    monkeypatch.setattr("glue_devendpoint.server.routes.event_page", fail)
    monkeypatch.setattr("glue_devendpoint.server.search_route.found", fail)
    monkeypatch.setattr("glue_devendpoint.server.crawl_routes.newest", fail)
    monkeypatch.setattr("glue_devendpoint.server.preview_routes.parse_order", fail)
    own_routes = [
        ("GET", "health"),
        ("GET", "events"),
        ("GET", "search"),
        ("GET", "crawlers", "c", "crawl"),
        ("POST", "preview"),
        ("POST", "profile"),
    ]

    answers = [await ask_jupyter("api", *path, method=method) for method, *path in own_routes]

    for status, body in answers:
        assert (status, body["error"]["code"]) == (500, "InternalError")
        assert_tells_an_id_alone(body["error"]["message"], caplog.text)


async def test_a_fault_before_the_dispatcher_is_told_on_the_wire(
    ask_jupyter: Asker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)
    monkeypatch.setattr(Doors, "capability", fail)
    monkeypatch.setattr("glue_devendpoint.server.routes.wire_request", fail)

    for path in (("aws", "cap", "secret"), ("api", "glue")):
        status, body = await ask_jupyter(*path, method="POST")

        assert (status, body["__type"]) == (500, "InternalServiceException")
        assert_tells_an_id_alone(body["Message"], caplog.text)


async def test_what_a_route_refuses_has_one_form(ask_jupyter: Asker) -> None:
    answers = [
        await ask_jupyter("api", "events", limit="0"),
        await ask_jupyter("api", "search", q="x" * 300),
        await ask_jupyter("api", "preview", method="POST"),
        await ask_jupyter("api", "crawls", "dry-run", method="POST"),
    ]

    for status, body in answers:
        assert (status, body["error"]["code"]) == (400, "BadRequest")
        assert body["error"]["message"]


async def test_the_login_of_jupyter_refuses_as_jupyter_does(
    http_server_client: AsyncHTTPClient, jp_base_url: str
) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await http_server_client.fetch(f"{jp_base_url}glue-devendpoint/api/health")

    assert refused.value.code == 403


@pytest.mark.parametrize(
    ("err", "status", "code"),
    [
        (EntityNotFound("no such table"), 404, "NotFound"),
        (CannotPreview("it is a view"), 422, "CannotPreview"),
        (AlreadyExists("taken"), 400, "BadRequest"),
        (CrawlerRunning("it runs"), 400, "BadRequest"),
        (InternalService("our fault"), 500, "InternalError"),
        (Unavailable("no home"), 503, "Unavailable"),
    ],
)
def test_an_error_of_the_engine_has_its_code_and_status_in_our_routes(
    err: GlueError, status: int, code: str
) -> None:
    refused = refusal(err)

    assert (refused.status, refused.code, str(refused)) == (status, code, str(err))
