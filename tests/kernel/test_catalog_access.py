"""Which endpoint a kernel is led to at its start."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.kernel.processes.catalog_access import catalog_environment
from glue_devendpoint.store.hosts import Host, register_host, this_machine

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HERE = "http://127.0.0.1:4000"


def announce(
    endpoint: Endpoint, machine: str, url: str, started_at: float, authorities: str = ""
) -> None:
    seen = NOW.timestamp()
    host = Host(url, "jupyter", url, machine, os.getpid(), "1", started_at, seen, authorities)
    register_host(endpoint.store, host)


def led_to(endpoint: Endpoint) -> str:
    """Return the URL that a kernel is given, less its secret."""
    found = catalog_environment(endpoint.config, {}, "kernel/1", NOW, os.getpid())
    return found.get("AWS_ENDPOINT_URL_GLUE", "").partition("/cap/")[0]


def test_a_kernel_is_led_to_an_endpoint_of_its_machine(endpoint: Endpoint) -> None:
    announce(endpoint, this_machine(), HERE, 1.0)

    assert led_to(endpoint) == HERE


def test_the_loopback_of_another_machine_is_passed_over(endpoint: Endpoint) -> None:
    announce(endpoint, this_machine(), HERE, 1.0)
    announce(endpoint, "elsewhere", "http://127.0.0.1:5000", 2.0)

    assert led_to(endpoint) == HERE


def test_an_endpoint_of_another_machine_serves_when_it_can_be_reached(endpoint: Endpoint) -> None:
    announce(endpoint, "elsewhere", "http://glue.example:5000", 1.0)

    assert led_to(endpoint) == "http://glue.example:5000"


def test_a_kernel_is_led_nowhere_when_no_endpoint_can_be_reached(endpoint: Endpoint) -> None:
    announce(endpoint, "elsewhere", "http://127.0.0.1:5000", 1.0)

    assert led_to(endpoint) == ""


def test_a_kernel_trusts_the_certificate_of_its_endpoint(endpoint: Endpoint) -> None:
    announce(endpoint, "elsewhere", "https://glue.example:5000", 1.0, "a certificate")

    found = catalog_environment(endpoint.config, {}, "kernel/1", NOW, os.getpid())

    assert "a certificate" in Path(found["AWS_CA_BUNDLE"]).read_text()
