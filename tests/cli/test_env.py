"""`env`: the variables lead to an endpoint that answers on this machine."""

from __future__ import annotations

import os

import pytest

from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.cli.env import signing_environment
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.errors import EndpointNotRunning
from glue_devendpoint.store.hosts import Host, register_host, this_machine

HERE = "http://127.0.0.1:4000"


def announce(endpoint: Endpoint, machine: str, url: str, started_ago: float) -> None:
    now = endpoint.clock.now().timestamp()
    host = Host(url, "serve", url, machine, os.getpid(), "1", now - started_ago, now)
    register_host(endpoint.store, host)


def test_the_variables_lead_to_the_endpoint_of_this_machine(endpoint: Endpoint) -> None:
    announce(endpoint, this_machine(), HERE, 2.0)
    announce(endpoint, "elsewhere", "http://127.0.0.1:5000", 1.0)

    exports = signing_environment(endpoint, OWNER)

    assert exports["AWS_ENDPOINT_URL_GLUE"] == HERE
    assert exports["AWS_ACCESS_KEY_ID"] == endpoint.identities.credentials(OWNER).access_key_id


def test_an_endpoint_that_only_its_own_machine_reaches_is_named_in_the_refusal(
    endpoint: Endpoint,
) -> None:
    announce(endpoint, "elsewhere", "http://127.0.0.1:5000", 1.0)

    with pytest.raises(EndpointNotRunning, match=r"http://127.0.0.1:5000 .*elsewhere.*serve"):
        signing_environment(endpoint, OWNER)
