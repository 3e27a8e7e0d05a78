"""Fuzzing the Glue API: requests generated from the service model and mutated, over a real socket.

Every answer must be a success that matches the model or an error that Glue clients know, never an
internal error. GLUE_FUZZ_REQUESTS sets the number of requests: the default is small, so set a large
number to look for faults.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.api.model import service_model
from glue_devendpoint.endpoint import Endpoint

REQUESTS = int(os.environ.get("GLUE_FUZZ_REQUESTS", "1000"))
MODEL = service_model()
KNOWN_ERRORS = {
    name for name, shape in MODEL._description["shapes"].items() if shape.get("exception")
} | {
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "RequestEntityTooLargeException",
    "SerializationException",
    "UnknownOperationException",
    "UnrecognizedClientException",
}
NAMES = ["d", "t", "T", "år", "d" * 255, "d" * 256, "", " ", "a/b", "../../etc/passwd", "a\x00b"]
HOSTILE = [
    *NAMES,
    "'; DROP TABLE tables; --",
    "%' OR '1'='1",
    "a\nb",
    "😀",
    "year = 1 AND",
    "year IN (1, 2) OR (month > 'x')",
    "((((((((((a=1))))))))))",
    "(" * 3000,
    "NOT " * 2000 + "a = 1",
    "a LIKE '%" + "_" * 2000,
    "(a+)+$",
    "eyJhIjoxfQ==",
    "-1",
    "9" * 400,
    "x" * 70_000,
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(HOSTILE),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)


def wire_values(name: str, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values for a shape, mostly valid, sometimes not."""
    shape = MODEL.shape(name)
    right = BUILDERS[shape["type"]](shape, depth) if depth < 6 else st.none()
    return st.integers(0, 19).flatmap(lambda dice: ODD if dice == 0 else right)


def structures(shape: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    members, required = shape["members"], set(shape.get("required", ()))
    wanted = {name: st.deferred(_member(part["shape"], depth)) for name, part in members.items()}
    return st.fixed_dictionaries(
        {name: values for name, values in wanted.items() if name in required},
        optional={name: values for name, values in wanted.items() if name not in required},
    )


def _member(name: str, depth: int) -> Callable[[], st.SearchStrategy[Any]]:
    return lambda: wire_values(name, depth + 1)


def strings(shape: dict[str, Any], _depth: int) -> st.SearchStrategy[Any]:
    if "enum" in shape:
        return st.sampled_from([*shape["enum"], "NO_SUCH"])
    return st.sampled_from(HOSTILE) | st.sampled_from(NAMES[:3])


def numbers(shape: dict[str, Any], _depth: int) -> st.SearchStrategy[Any]:
    least, most = int(shape.get("min", -5)), int(shape.get("max", 2**40))
    return st.integers(least - 1, most + 1)


BUILDERS: dict[str, Callable[[dict[str, Any], int], st.SearchStrategy[Any]]] = {
    "structure": structures,
    "string": strings,
    "integer": numbers,
    "long": numbers,
    "double": lambda _shape, _depth: st.floats(allow_nan=False, allow_infinity=False),
    "boolean": lambda _shape, _depth: st.booleans(),
    "timestamp": lambda _shape, _depth: st.floats(-1e12, 1e12),
    "blob": lambda _shape, _depth: st.binary(max_size=8).map(
        lambda content: base64.b64encode(content).decode()
    ),
    "list": lambda shape, depth: st.lists(
        st.deferred(_member(shape["member"]["shape"], depth)), max_size=3
    ),
    "map": lambda shape, depth: st.dictionaries(
        st.sampled_from(HOSTILE[:20]), st.deferred(_member(shape["value"]["shape"], depth)),
        max_size=3,
    ),
}  # fmt: skip


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, bytes]:
    """An operation and a body for it."""
    operation = draw(st.sampled_from(sorted(MODEL.operations)))
    shape = MODEL.operations[operation].get("input", {}).get("shape")
    values = draw(wire_values(shape)) if shape else {}
    body = json.dumps(values, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    return operation, body


class Sender:
    """A persistent connection to the live server."""

    def __init__(self, url: str, path: str, problems: Callable[[str, Any], list[str]]) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self._path = path
        self._problems = problems

    def send(self, operation: str, body: bytes, extra: dict[str, str] | None = None) -> None:
        """Send a request and check its answer."""
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AWSGlue.{operation}",
        } | (extra or {})
        self._connection.request("POST", self._path, body, headers)
        answer = self._connection.getresponse()
        content = json.loads(answer.read())
        if answer.status == 200:
            assert self._problems(operation, content) == []
        else:
            assert answer.status in (400, 413), content
            assert content["__type"] in KNOWN_ERRORS - {"InternalServiceException"}
            assert content["Message"] == content["message"] != ""
            assert answer.headers["X-Amzn-ErrorType"] == content["__type"]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@pytest.fixture
def sender(
    endpoint: Endpoint, server_url: str, answer_problems: Callable[[str, Any], list[str]]
) -> Iterator[Sender]:
    secret = endpoint.capabilities.issue(OWNER, "fuzz", endpoint.clock.now().timestamp())
    made = Sender(server_url, f"/cap/{secret}", answer_problems)
    made.send("CreateDatabase", b'{"DatabaseInput": {"Name": "d"}}')
    made.send(
        "CreateTable",
        b'{"DatabaseName": "d", "TableInput": {"Name": "t", "PartitionKeys": '
        b'[{"Name": "year", "Type": "int"}, {"Name": "month", "Type": "string"}]}}',
    )
    yield made
    made.close()


def fuzzed(count: int) -> Callable[[Any], Any]:
    return settings(
        max_examples=max(1, count),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_requests_bent_from_the_model_are_answered_as_glue_answers(sender: Sender) -> None:
    @fuzzed(REQUESTS * 8 // 10)
    @given(request=requests())
    def bend(request: tuple[str, bytes]) -> None:
        sender.send(*request)

    bend()


@pytest.mark.timeout(3600)
def test_bytes_that_are_no_request_are_refused(sender: Sender) -> None:
    @fuzzed(REQUESTS // 10)
    @given(
        operation=st.sampled_from(sorted(MODEL.operations)),
        body=st.binary(max_size=200)
        | st.integers(1, 20_000).map(lambda depth: b"[" * depth)
        | st.integers(1, 5_000).map(lambda depth: b'{"a":' * depth + b"1" + b"}" * depth)
        | st.text().map(lambda text: json.dumps({"Name": text}).encode("utf-8", "surrogatepass")),
    )
    def bend(operation: str, body: bytes) -> None:
        sender.send(operation, body)

    bend()


@pytest.mark.timeout(3600)
def test_junk_in_headers_is_answered(sender: Sender) -> None:
    junk = st.text(
        alphabet=st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"),
        max_size=80,
    ).map(str.strip)

    @fuzzed(REQUESTS // 10)
    @given(
        name=st.sampled_from(
            ["Authorization", "X-Amz-Date", "X-Amz-Target", "Content-Type", "X-Amz-Content-SHA256",
             "X-Amz-Security-Token", "Accept-Encoding", "X-Junk"]
        ),
        value=junk,
    )  # fmt: skip
    def bend(name: str, value: str) -> None:
        sender.send("GetDatabases", b"{}", {name: value})

    bend()


@pytest.mark.timeout(3600)
def test_junk_in_signatures_is_refused(server_url: str, endpoint: Endpoint) -> None:
    known = endpoint.identities.credentials(OWNER).access_key_id
    part = st.text(alphabet="abc/=, ;:-_é019", max_size=12)
    authorizations = st.builds(
        lambda key, scope, signed, signature: (
            f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={signed}, "
            f"Signature={signature}"
        ),
        st.sampled_from([known, "AKIA", ""]) | part,
        st.just("20260101/us-east-1/glue/aws4_request") | part,
        st.just("host;x-amz-date;x-amz-target") | part,
        st.just("0" * 64) | part,
    )
    sender = Sender(server_url, "/", lambda _operation, _answer: ["it was let in"])

    @fuzzed(REQUESTS // 10)
    @given(
        authorization=authorizations | part,
        date=st.sampled_from(["20260101T000000Z", "", "0", "99999999T999999Z"]),
    )
    def bend(authorization: str, date: str) -> None:
        sender.send(
            "GetDatabases",
            b"{}",
            {"Authorization": authorization.strip(), "X-Amz-Date": date},
        )

    bend()
    sender.close()
