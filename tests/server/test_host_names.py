"""Which Host headers are allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from glue_devendpoint.config import load_config
from glue_devendpoint.server.host_names import HostNames


def names(tmp_path: Path, **flags: str) -> HostNames:
    return HostNames(load_config({"home": str(tmp_path), **flags}, environ={}))


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8177", "LOCALHOST:1", "127.0.0.1:8177", "[::1]:8177", "[::1]",
     "10.1.2.3:80", "glue.localhost:8177"],
)  # fmt: skip
def test_loopback_names_and_addresses_are_answered(tmp_path: Path, host: str) -> None:
    assert names(tmp_path).allows(host)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "evil.example:8177", "localhost.evil.example", "127.0.0.1.evil.example",
     "localhost:8177@evil.example", "localhost:80:90", "[evil", ":8177"],
)  # fmt: skip
def test_other_names_are_refused(tmp_path: Path, host: str) -> None:
    assert not names(tmp_path).allows(host)


def test_names_given_in_the_settings_are_answered(tmp_path: Path) -> None:
    hosts = names(tmp_path, host="glue.internal", allowed_hosts="Catalog.example, other.example")

    answered = [hosts.allows(f"{name}.example:443") for name in ("catalog", "other", "third")]

    assert answered == [True, True, False]
    assert hosts.allows("glue.internal:8177")
