"""An invalid setting gives a clear 503 and doesn't stop JupyterLab."""

from __future__ import annotations

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
    assert b"/dev/null/home" in refused.value.response.body
