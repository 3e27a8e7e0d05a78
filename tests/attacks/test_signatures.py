"""Attacks through the headers of a signature, by strangers who have no keys."""

from __future__ import annotations

import pytest

from glue_devendpoint.access.request import WireRequest
from glue_devendpoint.access.sigv4 import read_claim
from glue_devendpoint.errors import RequestRefused
from tests.attacks.strangers import everything, greeting_status, stranger

POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"


@pytest.mark.parametrize(
    "authorization",
    [
        b"AWS4-HMAC-SHA256 x" + b" " * 60_000 + b"x",
        b"AWS4-HMAC-SHA256 " + b"\t" * 7_000 + b"x",
        b"AWS4-HMAC-SHA256 " + b"Signature=" * 700,
        b"AWS4-HMAC-SHA256 Signature=" + b"," * 7_000,
    ],
    ids=["spaces", "tabs", "names", "commas"],
)
def test_long_authorization_does_not_stop_others(server_url: str, authorization: bytes) -> None:
    request = POST + b"Authorization: " + authorization + b"\r\n\r\n{}"

    with stranger(server_url) as attacker:
        attacker.sendall(request * 3)

        assert greeting_status(server_url) == 200


def test_authorization_of_many_spaces_is_read_in_one_pass() -> None:
    header = "AWS4-HMAC-SHA256 x" + " " * 4_000_000 + "x"  # for years, if it were quadratic

    with pytest.raises(RequestRefused) as refusal:
        read_claim(WireRequest("POST", "/", "", {"authorization": header}, b"{}"))

    assert refusal.value.code == "IncompleteSignatureException"


def test_header_named_twice_as_signed_is_refused() -> None:
    header = (
        "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/glue/aws4_request, "
        f"SignedHeaders={'host;' * 1_000}x, Signature=0"
    )
    headers = {"authorization": header, "x-amz-date": "20260101T000000Z", "host": "x " * 4_000}

    with pytest.raises(RequestRefused) as refusal:
        read_claim(WireRequest("POST", "/", "", headers, b"{}"))

    assert refusal.value.code == "IncompleteSignatureException"


@pytest.mark.parametrize("name", [b"Authorization", b"X-Amz-Target", b"X-Strange"])
def test_header_over_its_limit_is_refused(server_url: str, name: bytes) -> None:
    with stranger(server_url) as attacker:
        attacker.sendall(POST + name + b": " + b"a" * 8_200 + b"\r\n\r\n{}")

        answer = everything(attacker)

    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"Connection: close" in answer


def test_many_headers_are_refused(server_url: str) -> None:
    headers = b"".join(b"X-Amz-%d: 1\r\n" % number for number in range(5_000))

    with stranger(server_url) as attacker:
        attacker.sendall(POST + headers + b"\r\n{}")

        answer = everything(attacker)

    assert answer.startswith(b"HTTP/1.1 431 ")


def test_url_over_its_limit_is_refused(server_url: str) -> None:
    with stranger(server_url) as attacker:
        attacker.sendall(b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")

        answer = everything(attacker)

    assert answer.startswith(b"HTTP/1.1 431 ")
