"""The Glue API in the standalone server: authentication, Host check, limits, and logs."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import botocore.exceptions
import pytest

from glue_devendpoint.access.identities import OWNER, Credentials
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.server.wire import MAX_BODY_BYTES

HEADERS = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSGlue.ListMLTransforms",
}


def post(
    url: str, path: str = "/", body: bytes = b"{}", headers: dict[str, str] | None = None
) -> tuple[int, dict[str, Any], http.client.HTTPMessage]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request("POST", path, body, HEADERS if headers is None else headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()), answer.headers
    finally:
        connection.close()


def code(refused: pytest.ExceptionInfo[botocore.exceptions.ClientError]) -> str:
    found: str = refused.value.response["Error"]["Code"]
    return found


@pytest.fixture
def capability_url(endpoint: Endpoint, server_url: str) -> str:
    secret = endpoint.capabilities.issue(OWNER, "kernel/1", endpoint.clock.now().timestamp())
    return f"{server_url}/cap/{secret}"


def test_owner_who_signs_is_answered(glue: Any) -> None:
    assert glue.list_ml_transforms()["TransformIds"] == []


def test_unsigned_request_is_refused_in_the_form_of_aws(server_url: str) -> None:
    status, body, headers = post(server_url)

    assert status == 400
    assert body == {
        "__type": "MissingAuthenticationTokenException",
        "Message": "Missing Authentication Token",
        "message": "Missing Authentication Token",
    }
    assert headers["X-Amzn-ErrorType"] == "MissingAuthenticationTokenException"
    assert headers["Content-Type"] == "application/x-amz-json-1.1"
    assert len(headers["x-amzn-RequestId"]) == 36


def test_wrong_secret_is_refused(make_client: Callable[..., Any], credentials: Credentials) -> None:
    client = make_client(Credentials(credentials.access_key_id, "wrong"))

    with pytest.raises(botocore.exceptions.ClientError) as refused:
        client.list_ml_transforms()

    assert code(refused) == "InvalidSignatureException"


def test_unknown_key_is_refused(make_client: Callable[..., Any]) -> None:
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        make_client(Credentials("AKIANOBODY", "x")).list_ml_transforms()

    assert code(refused) == "UnrecognizedClientException"


def test_identity_comes_in_until_it_is_removed(
    make_client: Callable[..., Any], endpoint: Endpoint
) -> None:
    client = make_client(endpoint.identities.add("ana", datetime.now(UTC)))
    assert client.list_ml_transforms()["TransformIds"] == []

    endpoint.identities.remove("ana")

    with pytest.raises(botocore.exceptions.ClientError) as refused:
        client.list_ml_transforms()
    assert code(refused) == "UnrecognizedClientException"


def test_capability_url_answers_a_client_with_any_keys(
    make_client: Callable[..., Any], capability_url: str
) -> None:
    client = make_client(Credentials("AKIAOFSOMEACCOUNT", "whatever"), url=capability_url)

    assert client.list_ml_transforms()["TransformIds"] == []


def test_capability_url_answers_an_unsigned_request(server_url: str, capability_url: str) -> None:
    path = urlsplit(capability_url).path

    assert post(server_url, path)[:2] == (200, {"TransformIds": []})
    assert post(server_url, path + "/")[:2] == (200, {"TransformIds": []})


@pytest.mark.parametrize("path", ["/cap/guess", "/cap/..%2f..", "/cap/%00", "/cap/" + "a" * 5000])
def test_guessed_capability_is_refused(server_url: str, path: str) -> None:
    status, body, _ = post(server_url, path)

    assert (status, body["__type"]) == (400, "UnrecognizedClientException")


def test_secret_of_a_capability_is_in_no_log(
    server_url: str, capability_url: str, endpoint: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    path = urlsplit(capability_url).path
    caplog.set_level(logging.DEBUG)

    post(server_url, path)
    post(server_url, path, b"not json")
    endpoint.store.close()
    with endpoint.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE identities RENAME TO gone")
    post(server_url, f"/cap/{path.removeprefix('/cap/')[:-1]}x")

    assert "/cap/***" in caplog.text
    assert path.removeprefix("/cap/")[:-1] not in caplog.text


def test_fault_of_ours_is_a_500_that_keeps_its_details_in_the_log(
    server_url: str, capability_url: str, endpoint: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    with endpoint.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE capabilities RENAME TO gone")

    status, body, headers = post(server_url, urlsplit(capability_url).path)

    assert (status, body["__type"]) == (500, "InternalServiceException")
    assert headers["x-amzn-RequestId"] in body["Message"]
    assert "capabilities" not in body["Message"]
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:80", ""])
def test_request_under_a_strange_host_name_is_refused(
    server_url: str, capability_url: str, host: str
) -> None:
    path = urlsplit(capability_url).path

    status, body, _ = post(server_url, path, headers={**HEADERS, "Host": host})

    assert (status, body["__type"]) == (400, "AccessDeniedException")
    assert "allowed_hosts" in body["Message"]


def test_too_large_request_is_refused(server_url: str, capability_url: str) -> None:
    body = b'{"x":"' + b"a" * MAX_BODY_BYTES + b'"}'

    status, answer, _ = post(server_url, urlsplit(capability_url).path, body)

    assert (status, answer["__type"]) == (413, "RequestEntityTooLargeException")


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ({"X-Amz-Target": "AWSGlue.FoldTable"}, b"{}", "UnknownOperationException"),
        ({"X-Amz-Target": "AWSGlue"}, b"{}", "UnknownOperationException"),
        ({"X-Amz-Target": "DynamoDB_20120810.ListTables"}, b"{}", "UnknownOperationException"),
        ({"X-Amz-Target": ""}, b"{}", "UnknownOperationException"),
        ({}, b"{", "SerializationException"),
        ({}, b"\xff\xfe{}", "SerializationException"),
        ({}, b'{"Name": "\xc3\x28"}', "SerializationException"),
        ({}, b"[]", "SerializationException"),
        ({}, b"null", "SerializationException"),
        ({}, b"[" * 100_000, "SerializationException"),
        ({}, b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "SerializationException"),
        ({}, b'{"MaxResults": NaN}', "SerializationException"),
        ({"Content-Type": "text/html"}, b"{}", "SerializationException"),
        ({"Content-Type": ""}, b"{}", "SerializationException"),
    ],
)
def test_request_that_is_none_is_refused(
    server_url: str, capability_url: str, headers: dict[str, str], body: bytes, expected: str
) -> None:
    path = urlsplit(capability_url).path

    status, answer, _ = post(server_url, path, body, HEADERS | headers)

    assert (status, answer["__type"]) == (400, expected)
    assert answer["Message"]


def test_empty_body_is_an_empty_request(server_url: str, capability_url: str) -> None:
    assert post(server_url, urlsplit(capability_url).path, b"")[0] == 200


def test_connection_is_kept_for_several_requests(server_url: str, capability_url: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(server_url).netloc, timeout=30)
    connection.connect()
    first = connection.sock

    for _ in range(3):
        connection.request("POST", urlsplit(capability_url).path, b"{}", HEADERS)
        assert connection.getresponse().read() == b'{"TransformIds":[]}'

    assert connection.sock is first
    connection.close()


def test_client_that_leaves_in_the_middle_of_its_body_does_no_harm(
    server_url: str, capability_url: str
) -> None:
    address = urlsplit(server_url)
    for _ in range(5):
        with socket.create_connection((address.hostname, address.port)) as stranger:
            stranger.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
            time.sleep(0.01)

    assert post(server_url, urlsplit(capability_url).path)[0] == 200


def test_support_is_told_as_json(server_url: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(server_url).netloc, timeout=30)
    connection.request("GET", "/support")
    table = json.loads(connection.getresponse().read())
    connection.close()

    found = {entry["operation"]: entry for entry in table}
    assert found["ListMLTransforms"] == {
        "operation": "ListMLTransforms",
        "support": "empty list",
        "area": "ML transforms",
        "tier": 3,
    }
