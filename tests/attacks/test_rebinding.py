"""Attacks by web pages whose name leads to our address."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest


@pytest.mark.parametrize("path", ["/", "/health", "/support", "/nowhere"])
def test_page_of_another_name_reads_nothing(server_url: str, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(server_url).netloc, timeout=30)

    connection.request("GET", path, headers={"Host": "evil.example"})
    answer = connection.getresponse()

    assert answer.status == 400
    assert b"AccessDeniedException" in answer.read()
    connection.close()
