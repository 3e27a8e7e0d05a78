"""A real `serve` process for real AWS clients, over each kind of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import DATABASES, fresh_database
from tests.serving import Served, serving


@pytest.fixture(scope="session", params=DATABASES)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A running `glue-devendpoint serve` over each kind of database."""
    root = tmp_path_factory.mktemp("served")
    with fresh_database(request, root) as url, serving(root / "home", url) as started:
        yield started


@pytest.fixture
def served(server: Served) -> Served:
    """The running server, with an empty catalog."""
    glue = server.client()
    for database in glue.get_databases()["DatabaseList"]:
        glue.delete_database(Name=database["Name"])
    glue.close()
    return server
