"""The Glue API in the Jupyter server: by signature, by capability, and behind the login."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import boto3
import botocore.config
import botocore.exceptions
import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from glue_devendpoint.access.identities import OWNER, Credentials
from glue_devendpoint.catalog.work import Author
from glue_devendpoint.endpoint import Endpoint


def headers(operation: str) -> dict[str, str]:
    return {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AWSGlue.{operation}",
    }


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    return {
        "ServerApp": {
            "jpserver_extensions": {"glue_devendpoint": True},
            "allow_unauthenticated_access": False,
            "reraise_server_extension_failures": True,
            "terminals_enabled": False,
        },
        "GlueDevEndpoint": {"home": str(tmp_path / "home")},
    }


@pytest.fixture
def endpoint(jp_serverapp: Any) -> Endpoint:
    app = jp_serverapp.extension_manager.extension_points["glue_devendpoint"].app
    opened: Endpoint = app.endpoint
    return opened


@pytest.fixture
def mount_url(http_server: Any, jp_http_port: int, jp_serverapp: Any) -> str:
    return f"http://127.0.0.1:{jp_http_port}{jp_serverapp.base_url}glue-devendpoint/aws"


def list_transforms(url: str, keys: Credentials) -> list[str]:
    client = boto3.Session().client(
        "glue",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
        config=botocore.config.Config(retries={"total_max_attempts": 1}),
    )
    found: list[str] = client.list_ml_transforms()["TransformIds"]
    client.close()
    return found


def change(endpoint: Endpoint, resource: str) -> None:
    author = Author("arn:aws:iam::123456789012:user/owner", "CreateDatabase", 1.5)
    with endpoint.catalog.write(author) as work:
        work.record(resource, None, "0")


async def test_signed_request_is_answered_under_a_base_url_with_escapes(
    mount_url: str, endpoint: Endpoint
) -> None:
    assert "%40" in mount_url

    found = await asyncio.to_thread(
        list_transforms, mount_url, endpoint.identities.credentials(OWNER)
    )

    assert found == []


async def test_wrongly_signed_request_is_refused(mount_url: str) -> None:
    with pytest.raises(botocore.exceptions.ClientError, match="UnrecognizedClientException"):
        await asyncio.to_thread(list_transforms, mount_url, Credentials("AKIANOBODY", "x"))


async def test_capability_url_is_answered(mount_url: str, endpoint: Endpoint) -> None:
    secret = endpoint.capabilities.issue(OWNER, "kernel/1", endpoint.clock.now().timestamp())

    found = await asyncio.to_thread(
        list_transforms, f"{mount_url}/cap/{secret}", Credentials("AKIAOTHER", "x")
    )

    assert found == []


@pytest.mark.parametrize("path", ["/cap/secret-1/x", "//cap/secret-1", "/cap//secret-1"])
async def test_secret_in_a_stray_path_is_in_no_log(
    mount_url: str, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    caplog.set_level(logging.DEBUG)

    answer = await AsyncHTTPClient().fetch(
        f"{mount_url}{path}", method="POST", body="{}", raise_error=False
    )

    assert answer.code == 404
    assert "secret-1" not in caplog.text


async def test_front_end_speaks_glue_with_the_login_of_jupyter(jp_fetch: Any) -> None:
    answer = await jp_fetch(
        "glue-devendpoint",
        "api",
        "glue",
        method="POST",
        body="{}",
        headers=headers("ListMLTransforms"),
    )

    assert json.loads(answer.body) == {"TransformIds": []}
    assert len(answer.headers["x-amzn-RequestId"]) == 36


async def test_front_end_without_login_is_refused(jp_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch(
            "glue-devendpoint",
            "api",
            "glue",
            method="POST",
            body="{}",
            headers={**headers("ListMLTransforms"), "Authorization": "token no"},
        )

    assert refused.value.code == 403


async def test_error_of_glue_reaches_the_front_end(jp_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch(
            "glue-devendpoint", "api", "glue", method="POST", body='{"TransformId": "t"}',
            headers=headers("GetMLTransform"),
        )  # fmt: skip

    assert refused.value.code == 400
    assert (
        json.loads((refused.value.response or pytest.fail("no answer")).body)["__type"]
        == "EntityNotFoundException"
    )


async def test_events_are_read_page_by_page(jp_fetch: Any, endpoint: Endpoint) -> None:
    for number in range(5):
        change(endpoint, f"database/d{number}")

    first = await jp_fetch("glue-devendpoint", "api", "events", params={"after": "0", "limit": "3"})
    page = json.loads(first.body)
    second = await jp_fetch(
        "glue-devendpoint", "api", "events", params={"after": str(page["next"]), "limit": "3"}
    )
    rest = json.loads(second.body)
    last = await jp_fetch("glue-devendpoint", "api", "events", params={"after": str(rest["next"])})

    resources = [event["resource"] for event in page["events"] + rest["events"]]
    assert resources == [f"database/d{number}" for number in range(5)]
    assert page["events"][0] == {
        "seq": 1,
        "time": 1.5,
        "actor": "arn:aws:iam::123456789012:user/owner",
        "operation": "CreateDatabase",
        "resource": "database/d0",
        "before_version": None,
        "after_version": "0",
        "detail": None,
    }
    assert json.loads(last.body) == {"events": [], "next": 5}


async def test_events_without_a_start_are_the_newest(jp_fetch: Any, endpoint: Endpoint) -> None:
    for number in range(5):
        change(endpoint, f"database/d{number}")

    answer = await jp_fetch("glue-devendpoint", "api", "events", params={"limit": "2"})

    page = json.loads(answer.body)
    assert [event["resource"] for event in page["events"]] == ["database/d3", "database/d4"]
    assert page["next"] == 5


@pytest.mark.parametrize(
    "params", [{"after": "x"}, {"after": "-1"}, {"limit": "0"}, {"limit": "1001"}, {"after": "٣"}]
)
async def test_bad_page_of_events_is_refused(jp_fetch: Any, params: dict[str, str]) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("glue-devendpoint", "api", "events", params=params)

    assert refused.value.code == 400


async def test_change_reaches_the_event_stream(
    jp_serverapp: Any, jp_ws_fetch: Any, endpoint: Endpoint
) -> None:
    await jp_serverapp.extension_manager.start_all_extensions()
    stream = await jp_ws_fetch("api", "events", "subscribe")

    await asyncio.to_thread(change, endpoint, "database/d")

    told = json.loads(await asyncio.wait_for(stream.read_message(), 30))
    stream.close()
    assert told["schema_id"] == "https://glue-devendpoint.org/events/catalog/v1"
    assert (told["seq"], told["operation"], told["resource"]) == (1, "CreateDatabase", "database/d")


async def test_support_is_told_to_the_front_end(jp_fetch: Any) -> None:
    answer = await jp_fetch("glue-devendpoint", "api", "support")

    table = {entry["operation"]: entry["support"] for entry in json.loads(answer.body)}
    assert table["ListMLTransforms"] == "empty list"
