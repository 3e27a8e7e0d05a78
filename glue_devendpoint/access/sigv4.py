"""SigV4: verifies that a request was signed with the secret of its access key.

Implements AWS Signature Version 4 for header-signed requests (service `glue`): the canonical
request is rebuilt from the received request, signed with the stored secret, and compared in
constant time. Errors use AWS's codes and messages.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from glue_devendpoint.access.request import WireRequest
from glue_devendpoint.errors import RequestRefused

ALGORITHM = "AWS4-HMAC-SHA256"
SERVICE = "glue"
TERMINATOR = "aws4_request"
ALLOWED_SKEW_SECONDS = 300
KEPT_SIGNING_KEYS = 256

_PARTS = ("Credential", "Signature", "SignedHeaders")
_AMZ_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Claim:
    """The contents of the Authorization header, not yet verified."""

    access_key_id: str
    date: str
    region: str
    service: str
    terminator: str
    signed_headers: tuple[str, ...]
    signature: str
    moment: str
    signed_at: float

    @property
    def scope(self) -> str:
        """The credential scope."""
        return f"{self.date}/{self.region}/{self.service}/{self.terminator}"


def read_claim(request: WireRequest) -> Claim:
    """Parse the Authorization header; raise an error unless it is complete SigV4."""
    header = request.headers.get("authorization", "").strip()
    if not header:
        raise RequestRefused("MissingAuthenticationTokenException", "Missing Authentication Token")
    algorithm, _, rest = header.partition(" ")
    if algorithm != ALGORITHM:
        raise _incomplete(f"Unsupported AWS 'algorithm': '{algorithm[:64]}'; use {ALGORITHM}.")
    parts = _parts(rest)
    key_id, *scope = parts["Credential"].rsplit("/", 4)
    if len(scope) != 4 or not key_id:
        raise _incomplete(
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            "keyid/date/region/service/term."
        )
    signed = tuple(parts["SignedHeaders"].lower().split(";"))
    if len(set(signed)) < len(signed):
        raise _incomplete("SignedHeaders must name each header only once.")
    date, region, service, terminator = scope
    moment = request.headers.get("x-amz-date", "").strip()
    return Claim(
        key_id,
        date,
        region,
        service,
        terminator,
        signed,
        parts["Signature"],
        moment,
        _seconds(moment),
    )


def _parts(text: str) -> dict[str, str]:
    """Return the named parts of the header in one pass, because a stranger wrote it."""
    named = (part.strip().partition("=") for part in text.split(","))
    parts = {name: value for name, _, value in named if value.split() == [value]}
    for name in _PARTS:
        if name not in parts:
            raise _incomplete(f"Authorization header requires '{name}' parameter.")
    return parts


def check_claim(claim: Claim, request: WireRequest, region: str, now: float) -> None:
    """Reject a claim with the wrong scope or time, or with unsigned required headers."""
    if claim.date != claim.moment[:8]:
        raise _bad_signature(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            f"HTTP: '{claim.date}' != '{claim.moment[:8]}', from '{claim.moment}'."
        )
    if claim.region != region:
        raise _bad_signature(
            f"Credential should be scoped to a valid region, not '{claim.region}'. "
            f"This endpoint is in '{region}'."
        )
    if claim.service != SERVICE:
        raise _bad_signature(f"Credential should be scoped to correct service: '{SERVICE}'.")
    if claim.terminator != TERMINATOR:
        raise _bad_signature(
            f"Credential should be scoped with a valid terminator: '{TERMINATOR}', "
            f"not '{claim.terminator}'."
        )
    signed = frozenset(claim.signed_headers)
    for name in request.headers:
        must_be_signed = name == "host" or name.startswith("x-amz-")
        if must_be_signed and name not in signed:
            raise _bad_signature(
                f"'{name}' must be a 'SignedHeader' in the AWS Authorization header."
            )
    _check_skew(claim, now)


class Signer:
    """Computes signatures; caches signing keys, which are valid for a day."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str, str, str], bytes] = {}

    def check(self, claim: Claim, request: WireRequest, secret: str) -> None:
        """Reject a request whose signature doesn't match the secret."""
        if not hmac.compare_digest(
            self.signature(claim, request, secret).encode(), claim.signature.encode()
        ):
            raise _bad_signature(
                "The request signature we calculated does not match the signature you provided. "
                "Check your AWS Secret Access Key and signing method. Consult the service "
                "documentation for details."
            )

    def signature(self, claim: Claim, request: WireRequest, secret: str) -> str:
        """Return the request's signature with this secret."""
        canonical = hashlib.sha256(canonical_request(claim, request)).hexdigest()
        text = f"{ALGORITHM}\n{claim.moment}\n{claim.scope}\n{canonical}"
        key = self._signing_key(secret, claim)
        return hmac.digest(key, text.encode(), "sha256").hex()

    def _signing_key(self, secret: str, claim: Claim) -> bytes:
        kept = (secret, claim.date, claim.region, claim.service)
        key = self._keys.get(kept)
        if key is None:
            key = f"AWS4{secret}".encode()
            for part in (claim.date, claim.region, claim.service, TERMINATOR):
                key = hmac.digest(key, part.encode(), "sha256")
            if len(self._keys) >= KEPT_SIGNING_KEYS:
                self._keys.clear()
            self._keys[kept] = key
        return key


def canonical_request(claim: Claim, request: WireRequest) -> bytes:
    """Return the canonical request, built from the signed headers."""
    digest = hashlib.sha256(request.body).hexdigest()
    stated = request.headers.get("x-amz-content-sha256")
    if stated is not None and stated != digest:
        raise _bad_signature(
            "The value passed in x-amz-content-sha256 does not match the SHA-256 of the body."
        )
    headers = request.headers
    lines = [f"{name}:{' '.join(headers.get(name, '').split())}\n" for name in claim.signed_headers]
    return "\n".join(
        (
            request.method,
            canonical_path(request.path),
            canonical_query(request.query),
            "".join(lines),
            ";".join(claim.signed_headers),
            digest,
        )
    ).encode("utf-8", "surrogateescape")


def canonical_path(path: str) -> str:
    """Return the path without dot segments and double slashes, URL-encoded again."""
    if path in ("", "/"):
        return "/"
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if kept:
                kept.pop()
        elif segment not in ("", "."):
            kept.append(segment)
    ending = "/" if kept and path.endswith("/") else ""
    return quote("/" + "/".join(kept) + ending, safe="/~")


def canonical_query(query: str) -> str:
    """Return the sorted query parameters in their original encoding."""
    if not query:
        return ""
    pairs = sorted(part.partition("=")[::2] for part in query.split("&"))
    return "&".join(f"{name}={value}" for name, value in pairs)


def _seconds(moment: str) -> float:
    parts = _AMZ_DATE.fullmatch(moment)
    try:
        if parts is None:
            raise ValueError("not of the form")
        return datetime(*map(int, parts.groups()), tzinfo=UTC).timestamp()  # type: ignore[misc,arg-type]
    except ValueError as err:
        raise _incomplete(
            "Authorization header requires existence of an 'X-Amz-Date' header of the form "
            "YYYYMMDDTHHMMSSZ."
        ) from err


def _check_skew(claim: Claim, now: float) -> None:
    if now - ALLOWED_SKEW_SECONDS > claim.signed_at:
        earliest = _amz_date(now - ALLOWED_SKEW_SECONDS)
        raise _bad_signature(
            f"Signature expired: {claim.moment} is now earlier than {earliest} "
            f"({_amz_date(now)} - 5 min.)"
        )
    if now + ALLOWED_SKEW_SECONDS < claim.signed_at:
        latest = _amz_date(now + ALLOWED_SKEW_SECONDS)
        raise _bad_signature(
            f"Signature not yet current: {claim.moment} is still later than {latest} "
            f"({_amz_date(now)} + 5 min.)"
        )


def _amz_date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%dT%H%M%SZ")


def _incomplete(message: str) -> RequestRefused:
    return RequestRefused("IncompleteSignatureException", message)


def _bad_signature(message: str) -> RequestRefused:
    return RequestRefused("InvalidSignatureException", message)
