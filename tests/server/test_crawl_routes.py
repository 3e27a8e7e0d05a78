"""The crawl routes: a dry run reports what would change and writes nothing."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

ROLE = "arn:aws:iam::123456789012:role/crawl"


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"glue_devendpoint": True}},
        "GlueDevEndpoint": {"home": str(tmp_path / "home")},
    }


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    (tmp_path / "sales" / "day=1").mkdir(parents=True)
    (tmp_path / "sales" / "day=1" / "x.json").write_text('{"id": 1}\n')
    return tmp_path / "sales"


async def call(
    jp_fetch: Any, *path: str, method: str = "GET", body: Any = None, **query: str
) -> Any:
    """Call a route and return its JSON, whatever its status."""
    text = None if body is None else json.dumps(body)
    try:
        answer = await jp_fetch(
            "glue-devendpoint", "api", *path, method=method, body=text, params=query
        )
    except HTTPClientError as err:
        assert err.response is not None
        return {"status": err.code} | json.loads(err.response.body)
    return json.loads(answer.body)


async def ended(jp_fetch: Any, run_id: str) -> Any:
    """Wait until a crawl ends and return it."""
    for _ in range(600):
        crawl = await call(jp_fetch, "crawls", run_id)
        if crawl["ended_at"] is not None:
            return crawl
        await asyncio.sleep(0.05)
    raise AssertionError("the crawl does not end")


def crawler(folder: Path | str) -> dict[str, Any]:
    """Return the definition of a crawler for a folder."""
    targets = {"S3Targets": [{"Path": str(folder)}]}
    return {"Name": "c", "Role": ROLE, "DatabaseName": "shop", "Targets": targets}


async def test_a_dry_run_tells_what_would_change_and_writes_nothing(
    jp_fetch: Any, jp_serverapp: Any, lake: Path
) -> None:
    await jp_serverapp.extension_manager.start_all_extensions()
    began = await call(
        jp_fetch, "crawls", "dry-run", method="POST", body={"crawler": crawler(lake)}
    )

    crawl = await ended(jp_fetch, began["run_id"])
    log = await call(jp_fetch, "crawls", began["run_id"], "log", offset="0")

    assert (crawl["state"], crawl["is_dry"]) == ("SUCCEEDED", True), crawl
    assert crawl["result"]["tables_created"] == 1
    change = crawl["result"]["changes"][0]
    assert (change["table"], change["action"], change["partitions_added"]) == ("sales", "create", 1)
    assert change["columns"] == [{"name": "id", "before": None, "after": "int"}]
    assert (change["format"], change["compression"], change["files"]) == ("json", None, 1)
    counts = {"listed": 1, "wanted": 1, "classified": 1, "unchanged": 0, "tables": 1}
    assert crawl["progress"] == counts
    assert "Classification complete" in log["text"] and log["is_complete"] is True
    endpoint = jp_serverapp.extension_manager.extension_points["glue_devendpoint"].app.endpoint
    with endpoint.store.read() as connection:
        from sqlalchemy import text

        assert connection.execute(text("SELECT count(*) FROM databases")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM crawlers")).scalar() == 0


async def test_each_line_of_the_log_has_its_time_and_the_reason_of_a_failure_is_there(
    jp_fetch: Any, jp_serverapp: Any, lake: Path
) -> None:
    await jp_serverapp.extension_manager.start_all_extensions()
    (lake / "day=1" / "broken.parquet").write_bytes(b"PAR1")
    whole, none = crawler(lake), crawler(lake / "none")
    logs = []
    for definition in (whole, none):
        body = {"crawler": definition}
        began = await call(jp_fetch, "crawls", "dry-run", method="POST", body=body)
        await ended(jp_fetch, began["run_id"])
        log = await call(jp_fetch, "crawls", began["run_id"], "log", offset="0")
        logs.append(log["text"].splitlines())

    for line in [*logs[0], *logs[1]]:
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \[[0-9a-f-]{36}\] \w+ : ", line)
    assert any("INFO : Table sales: create, partitions added: 1" in line for line in logs[0])
    assert any("WARN : " in line and "broken.parquet" in line for line in logs[0])
    assert "ERROR : " in logs[1][-1] and "doesn't exist" in logs[1][-1]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "BadRequest"),
        ({"name": "nobody"}, 404, "NotFound"),
        ({"crawler": {"Name": "c"}}, 400, "BadRequest"),
        ({"crawler": crawler("s3://a") | {"Targets": {}}}, 400, "BadRequest"),
    ],
)
async def test_a_dry_run_of_something_impossible_is_refused(
    jp_fetch: Any, body: Any, status: int, code: str
) -> None:
    said = await call(jp_fetch, "crawls", "dry-run", method="POST", body=body)

    assert (said["status"], said["error"]["code"]) == (status, code)


async def test_a_crawl_that_nobody_began_is_not_found(jp_fetch: Any) -> None:
    unknown = "00000000-0000-0000-0000-000000000000"

    for said in (
        await call(jp_fetch, "crawls", unknown),
        await call(jp_fetch, "crawls", unknown, "log"),
        await call(jp_fetch, "crawls", unknown, method="DELETE"),
        await call(jp_fetch, "crawlers", "nobody", "crawl"),
    ):
        assert (said["status"], said["error"]["code"]) == (404, "NotFound")


async def test_a_crawl_that_waits_is_stopped_at_once(jp_fetch: Any, lake: Path) -> None:
    began = await call(
        jp_fetch, "crawls", "dry-run", method="POST", body={"crawler": crawler(lake)}
    )

    stopped = await call(jp_fetch, "crawls", began["run_id"], method="DELETE")

    assert stopped["state"] == "STOPPED"


async def test_folders_to_crawl_are_listed(jp_fetch: Any, lake: Path) -> None:
    roots = await call(jp_fetch, "folders")
    level = await call(jp_fetch, "folders", location=str(lake))

    assert roots["location"] == ""
    assert any(str(lake).startswith(each) for each in roots["folders"])
    assert (level["location"], level["folders"]) == (f"{lake}/", ["day=1"])


@pytest.mark.parametrize(
    ("location", "status", "code"),
    [
        ("/etc", 403, "LocationRefused"),
        ("{lake}/../../../../../../etc", 403, "LocationRefused"),
        ("{lake}/../home", 403, "LocationRefused"),
        ("{lake}/none", 404, "NotFound"),
        ("s3://none/../..", 400, "BadRequest"),
        ("https://example.com", 400, "BadRequest"),
    ],
)
async def test_a_folder_that_may_not_be_crawled_is_not_listed(
    jp_fetch: Any, lake: Path, location: str, status: int, code: str
) -> None:
    said = await call(jp_fetch, "folders", location=location.format(lake=lake))

    assert (said["status"], said["error"]["code"]) == (status, code)
