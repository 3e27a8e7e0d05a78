"""An invalid setting gives a clear 503 and doesn't stop JupyterLab."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError


@pytest.fixture
def jp_server_config() -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"glue_devendpoint": True}},
        "GlueDevEndpoint": {"home": "/dev/null/home"},
    }


async def test_the_server_runs_and_says_why_the_endpoint_does_not(jp_fetch: Any) -> None:
    assert (await jp_fetch("api", "status")).code == 200

    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("glue-devendpoint", "api", "health")

    assert refused.value.code == 503
    assert b"/dev/null/home" in (refused.value.response or pytest.fail("no answer")).body
    assert (
        json.loads((refused.value.response or pytest.fail("no answer")).body)["error"]["code"]
        == "Unavailable"
    )


@pytest.mark.parametrize("path", [("api", "glue"), ("aws",), ("aws", "cap", "secret")])
async def test_clients_of_glue_are_told_in_their_own_form(
    jp_fetch: Any, path: tuple[str, ...]
) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("glue-devendpoint", *path, method="POST", body="{}")

    told = json.loads((refused.value.response or pytest.fail("no answer")).body)
    assert refused.value.code == 503
    assert told["__type"] == "ServiceUnavailableException"
    assert "/dev/null/home" in told["message"]
