"""JupyterLab over TLS: the endpoint is announced with what kernels need to trust it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.store.hosts import live_hosts
from tests.server.certificates import Files, make_certificate


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return make_certificate(tmp_path / "tls", ("localhost",))


@pytest.fixture
def jp_server_config(tmp_path: Path, files: Files) -> dict[str, Any]:
    return {
        "ServerApp": {
            "jpserver_extensions": {"glue_devendpoint": True},
            "certfile": str(files.certificate),
            "keyfile": str(files.key),
        },
        "GlueDevEndpoint": {"home": str(tmp_path / "home")},
    }


async def test_it_announces_the_name_and_the_certificate(jp_serverapp: Any, files: Files) -> None:
    await jp_serverapp.extension_manager.start_all_extensions()
    endpoint = jp_serverapp.extension_manager.extension_points["glue_devendpoint"].app.endpoint

    found = live_hosts(endpoint.store, endpoint.clock.now())

    assert found[0].url.startswith("https://localhost:")
    assert found[0].authorities == files.certificate.read_text()
