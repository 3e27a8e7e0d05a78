"""The endpoint on a loopback port of this process: up while it is needed, and no longer."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.server.loopback import serving


def is_listening(url: str) -> bool:
    """Whether somebody accepts connections there."""
    address = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((address.hostname or "", address.port or 0)) == 0


def test_the_server_stops_at_the_end(endpoint: Endpoint) -> None:
    with serving(endpoint) as url:
        was_listening = is_listening(url)

    assert was_listening
    assert not is_listening(url)


def test_the_server_stops_when_the_work_that_needed_it_fails(endpoint: Endpoint) -> None:
    urls: list[str] = []

    with pytest.raises(ZeroDivisionError), serving(endpoint) as url:
        urls.append(url)
        raise ZeroDivisionError

    assert not is_listening(urls[0])
