"""The Jupyter server extension: requires login, and opens and closes with the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from glue_devendpoint.store.hosts import live_hosts


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    return {
        "ServerApp": {
            "jpserver_extensions": {"glue_devendpoint": True},
            "allow_unauthenticated_access": False,
            "reraise_server_extension_failures": True,
            "terminals_enabled": False,
        },
        "GlueDevEndpoint": {"home": str(tmp_path / "home")},
    }


async def test_health_answers_behind_the_login(jp_fetch: Any) -> None:
    answer = await jp_fetch("glue-devendpoint", "api", "health")

    assert json.loads(answer.body)["status"] == "ok"


async def test_health_refuses_a_stranger(jp_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("glue-devendpoint", "api", "health", headers={"Authorization": "token no"})

    assert refused.value.code == 403


async def test_it_announces_itself_while_it_serves(jp_serverapp: Any) -> None:
    await jp_serverapp.extension_manager.start_all_extensions()
    app = jp_serverapp.extension_manager.extension_points["glue_devendpoint"].app
    endpoint = app.endpoint

    found = live_hosts(endpoint.store, endpoint.clock.now())

    assert [host.kind for host in found] == ["jupyter"]
    assert found[0].url.endswith("/a%40b/glue-devendpoint/aws")
