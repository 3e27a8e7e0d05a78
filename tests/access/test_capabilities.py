"""Capabilities: secrets that authenticate as one identity until they end."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from glue_devendpoint.access.capabilities import Capabilities
from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.errors import EntityNotFound, RequestRefused

NOW = 1_800_000_000.0


def refusal(endpoint: Endpoint, secret: str, now: float = NOW) -> str:
    with pytest.raises(RequestRefused) as refused:
        endpoint.capabilities.access_key_id(secret, now)
    return refused.value.code


def test_capability_stands_for_its_identity(endpoint: Endpoint) -> None:
    keys = endpoint.identities.add("ana", datetime.now(UTC))

    secret = endpoint.capabilities.issue("ana", "kernel/1", NOW)

    assert len(secret) >= 43
    assert endpoint.capabilities.access_key_id(secret, NOW) == keys.access_key_id


def test_secret_is_not_stored(endpoint: Endpoint) -> None:
    secret = endpoint.capabilities.issue(OWNER, "kernel/1", NOW)

    with endpoint.store.read() as connection:
        rows = connection.execute(text("SELECT * FROM capabilities")).all()

    assert len(rows) == 1
    assert secret not in repr(rows)


def test_unknown_secret_is_refused(endpoint: Endpoint) -> None:
    endpoint.capabilities.issue(OWNER, "kernel/1", NOW)

    assert refusal(endpoint, "guess") == "UnrecognizedClientException"


def test_expired_capability_is_refused_and_swept_at_the_next_issue(endpoint: Endpoint) -> None:
    secret = endpoint.capabilities.issue(OWNER, "run/1", NOW, expires_at=NOW + 60)
    assert endpoint.capabilities.access_key_id(secret, NOW + 59)

    assert refusal(endpoint, secret, NOW + 60) == "ExpiredTokenException"

    endpoint.capabilities.issue(OWNER, "run/2", NOW + 61)
    assert refusal(endpoint, secret, NOW + 70) == "UnrecognizedClientException"


def test_revoked_purpose_ends_at_once_and_others_stay(endpoint: Endpoint) -> None:
    ended = endpoint.capabilities.issue(OWNER, "run/1", NOW)
    stays = endpoint.capabilities.issue(OWNER, "run/2", NOW)
    assert endpoint.capabilities.access_key_id(ended, NOW)

    endpoint.capabilities.revoke("run/1")

    assert refusal(endpoint, ended) == "UnrecognizedClientException"
    assert endpoint.capabilities.access_key_id(stays, NOW)


def test_revocation_by_another_process_is_seen_after_a_moment(endpoint: Endpoint) -> None:
    secret = endpoint.capabilities.issue(OWNER, "run/1", NOW)
    assert endpoint.capabilities.access_key_id(secret, NOW)

    Capabilities(endpoint.store).revoke("run/1")

    assert refusal(endpoint, secret, NOW + 3) == "UnrecognizedClientException"


def test_capability_ends_with_the_process_it_was_made_for(endpoint: Endpoint) -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    secret = endpoint.capabilities.issue(OWNER, "kernel/1", NOW, pid=process.pid)
    assert endpoint.capabilities.access_key_id(secret, NOW)

    process.communicate(b"\n")

    assert refusal(endpoint, secret) == "ExpiredTokenException"


def test_capability_ends_with_its_identity(endpoint: Endpoint) -> None:
    endpoint.identities.add("ana", datetime.now(UTC))
    secret = endpoint.capabilities.issue("ana", "kernel/1", NOW)

    endpoint.identities.remove("ana")

    assert refusal(endpoint, secret) == "UnrecognizedClientException"


def test_capability_of_nobody_cannot_be_made(endpoint: Endpoint) -> None:
    with pytest.raises(EntityNotFound, match="no identity named 'ghost'"):
        endpoint.capabilities.issue("ghost", "kernel/1", NOW)
