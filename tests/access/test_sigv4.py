"""Our SigV4 verification, tested against botocore's signer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from glue_devendpoint.access.request import WireRequest
from glue_devendpoint.access.sigv4 import Signer, check_claim, read_claim
from glue_devendpoint.errors import RequestRefused

REGION = "us-east-1"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKENS = st.text(alphabet="abcXYZ019-_.~%/+= ", min_size=1, max_size=20)
SEGMENTS = st.text(alphabet="abcXYZ019-_.~%+=@:é", min_size=0, max_size=8)


def signed(
    body: bytes = b"{}",
    path: str = "/",
    query: str = "",
    *,
    secret: str = SECRET,
    region: str = REGION,
    service: str = "glue",
    token: str | None = None,
    extra: dict[str, str] | None = None,
) -> WireRequest:
    url = f"http://localhost:8177{path}" + (f"?{query}" if query else "")
    request = AWSRequest("POST", url, data=body)
    request.headers["Content-Type"] = "application/x-amz-json-1.1"
    request.headers["X-Amz-Target"] = "AWSGlue.GetTable"
    for name, value in (extra or {}).items():
        request.headers[name] = value
    SigV4Auth(Credentials("AKIDEXAMPLE", secret, token), service, region).add_auth(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    headers["host"] = "localhost:8177"
    return WireRequest("POST", path, query, headers, body)


def verify(request: WireRequest, *, now: float | None = None, region: str = REGION) -> None:
    claim = read_claim(request)
    moment = datetime.now(UTC).timestamp() if now is None else now
    check_claim(claim, request, region, moment)
    Signer().check(claim, request, SECRET)


def refused(request: WireRequest, *, now: float | None = None) -> RequestRefused:
    with pytest.raises(RequestRefused) as refusal:
        verify(request, now=now)
    assert refusal.value.status == 400
    return refusal.value


def changed(request: WireRequest, **headers: str | None) -> WireRequest:
    merged = dict(request.headers)
    for name, value in headers.items():
        key = name.replace("_", "-")
        merged.pop(key, None)
        if value is not None:
            merged[key] = value
    return WireRequest(request.method, request.path, request.query, merged, request.body)


@given(
    body=st.binary(max_size=200),
    segments=st.lists(SEGMENTS, max_size=5),
    query=st.lists(st.tuples(TOKENS, TOKENS), max_size=3),
    token=st.none() | st.text(alphabet="abcXYZ019/+=", min_size=1, max_size=40),
    header=st.text(alphabet="abc  019;,=/", max_size=20),
)
def test_whatever_botocore_signs_is_verified(
    body: bytes,
    segments: list[str],
    query: list[tuple[str, str]],
    token: str | None,
    header: str,
) -> None:
    from urllib.parse import quote

    path = "/" + "/".join(quote(segment) for segment in segments)
    text = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query)
    # "//x" at the start of a URL's path would be parsed as a host.
    path = "/" + path.lstrip("/")

    request = signed(body, path, text, token=token, extra={"X-Amz-Meta": header.strip() or "x"})

    verify(request)


def test_stated_digest_of_the_body_is_part_of_it() -> None:
    import hashlib

    digest = hashlib.sha256(b"{}").hexdigest()

    verify(signed(extra={"X-Amz-Content-SHA256": digest}))


@given(body=st.binary(max_size=50), position=st.integers(0, 49), change=st.integers(1, 255))
def test_a_changed_body_is_refused(body: bytes, position: int, change: int) -> None:
    request = signed(body)
    tampered = bytearray(body or b"\x00")
    tampered[position % len(tampered)] ^= change

    refusal = refused(
        WireRequest(request.method, request.path, request.query, request.headers, bytes(tampered))
    )

    assert refusal.code == "InvalidSignatureException"
    assert "does not match the signature you provided" in str(refusal)


@pytest.mark.parametrize(("path", "query"), [("/other", ""), ("/", "x=1")], ids=["path", "query"])
def test_a_changed_target_is_refused(path: str, query: str) -> None:
    request = signed()

    refusal = refused(WireRequest("POST", path, query, request.headers, request.body))

    assert refusal.code == "InvalidSignatureException"


def test_another_secret_is_refused() -> None:
    assert refused(signed(secret="other")).code == "InvalidSignatureException"


def test_another_operation_under_the_same_signature_is_refused() -> None:
    request = changed(signed(), x_amz_target="AWSGlue.DeleteTable")

    assert refused(request).code == "InvalidSignatureException"


def test_amz_header_added_outside_of_the_signature_is_refused() -> None:
    refusal = refused(changed(signed(), x_amz_security_token="t"))

    assert refusal.code == "InvalidSignatureException"
    assert "'x-amz-security-token' must be a 'SignedHeader'" in str(refusal)


def test_unsigned_request_is_refused() -> None:
    refusal = refused(changed(signed(), authorization=None))

    assert refusal.code == "MissingAuthenticationTokenException"


@pytest.mark.parametrize(
    "header",
    [
        "Basic dXNlcjpwYXNz",
        "Bearer abc",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e",
        "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=/b/c/d/e, SignedHeaders=host, Signature=0",
        "AWS4-ECDSA-P256-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 " + "Credential=" * 5000,
    ],
)
def test_incomplete_authorization_is_refused(header: str) -> None:
    assert refused(changed(signed(), authorization=header)).code == "IncompleteSignatureException"


@pytest.mark.parametrize("moment", [None, "", "yesterday", "20261340T000000Z", "2026-01-01"])
def test_request_without_a_proper_date_is_refused(moment: str | None) -> None:
    request = signed()

    refusal = refused(changed(request, x_amz_date=moment))

    assert refusal.code == "IncompleteSignatureException"


@pytest.mark.parametrize(
    ("seconds", "words"), [(301, "Signature expired"), (-301, "Signature not yet current")]
)
def test_clock_skew_beyond_five_minutes_is_refused(seconds: int, words: str) -> None:
    request = signed()
    at = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    refusal = refused(request, now=at.timestamp() + seconds)

    assert refusal.code == "InvalidSignatureException"
    assert words in str(refusal)


@pytest.mark.parametrize("seconds", [299, -299])
def test_clock_skew_within_five_minutes_is_accepted(seconds: int) -> None:
    request = signed()
    at = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    verify(request, now=at.timestamp() + seconds)


@pytest.mark.parametrize(
    ("region", "service", "words"),
    [
        ("eu-west-1", "glue", "valid region, not 'eu-west-1'. This endpoint is in 'us-east-1'"),
        ("us-east-1", "s3", "correct service: 'glue'"),
    ],
)
def test_scope_of_another_place_is_refused(region: str, service: str, words: str) -> None:
    refusal = refused(signed(region=region, service=service))

    assert refusal.code == "InvalidSignatureException"
    assert words in str(refusal)


def test_scope_of_another_day_is_refused() -> None:
    request = signed()
    authorization = request.headers["authorization"].replace(
        request.headers["x-amz-date"][:8] + "/", "20200101/"
    )

    refusal = refused(changed(request, authorization=authorization))

    assert "Date in Credential scope does not match" in str(refusal)


def test_signing_keys_that_are_kept_do_not_outlive_their_secret() -> None:
    signer = Signer()
    request = signed()
    claim = read_claim(request)
    signer.check(claim, request, SECRET)

    with pytest.raises(RequestRefused):
        signer.check(claim, request, "another secret")
