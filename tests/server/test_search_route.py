"""The route that finds databases, tables, and columns as you type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"glue_devendpoint": True}},
        "GlueDevEndpoint": {"home": str(tmp_path / "home")},
    }


async def call(jp_fetch: Any, operation: str, request: dict[str, Any]) -> None:
    """Call the Glue API as the front end does."""
    await jp_fetch(
        "glue-devendpoint",
        "api",
        "glue",
        method="POST",
        headers={
            "X-Amz-Target": f"AWSGlue.{operation}",
            "Content-Type": "application/x-amz-json-1.1",
        },
        body=json.dumps(request),
    )


async def search(jp_fetch: Any, **query: str) -> Any:
    """Search and return the answer."""
    answer = await jp_fetch("glue-devendpoint", "api", "search", params=query)
    return json.loads(answer.body)


async def test_hits_say_what_they_are(jp_fetch: Any) -> None:
    await call(jp_fetch, "CreateDatabase", {"DatabaseInput": {"Name": "orders"}})
    columns = {"Columns": [{"Name": "order_id", "Type": "bigint"}]}
    table = {"Name": "old_orders", "StorageDescriptor": columns}
    await call(jp_fetch, "CreateTable", {"DatabaseName": "orders", "TableInput": table})

    answer = await search(jp_fetch, q="order")
    shorter = await search(jp_fetch, q="order", limit="1")

    nothing = dict.fromkeys(("table", "column", "type", "table_kind")) | {"partition_key": False}
    database = nothing | {"kind": "database", "database": "orders"}
    column = {"kind": "column", "table": "old_orders", "column": "order_id", "type": "bigint"}
    kind = {"table_kind": "table"}
    assert answer == {
        "hits": [
            database,
            database | column | kind,
            database | {"kind": "table", "table": "old_orders"} | kind,
        ],
        "truncated": False,
    }
    assert shorter == {"hits": [database], "truncated": True}


async def test_hits_tell_views_and_links_from_tables(jp_fetch: Any) -> None:
    await call(jp_fetch, "CreateDatabase", {"DatabaseInput": {"Name": "shop"}})
    link = {"CatalogId": "123456789012", "DatabaseName": "other", "Name": "orders"}
    for table in (
        {"Name": "orders_view", "TableType": "VIRTUAL_VIEW"},
        {"Name": "orders_link", "TargetTable": link},
    ):
        await call(jp_fetch, "CreateTable", {"DatabaseName": "shop", "TableInput": table})

    answer = await search(jp_fetch, q="orders")

    kinds = {hit["table"]: hit["table_kind"] for hit in answer["hits"]}
    assert kinds == {"orders_view": "view", "orders_link": "link"}


async def test_nothing_asked_finds_nothing(jp_fetch: Any) -> None:
    assert await search(jp_fetch) == {"hits": [], "truncated": False}


@pytest.mark.parametrize("query", [{"q": "x", "limit": "0"}, {"q": "x" * 300}])
async def test_a_bad_query_is_refused(jp_fetch: Any, query: dict[str, str]) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await search(jp_fetch, **query)

    assert refused.value.code == 400


async def test_a_stranger_is_refused(jp_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("glue-devendpoint", "api", "search", headers={"Authorization": "token no"})

    assert refused.value.code == 403


async def test_deprecated_tables_are_listed(jp_fetch: Any) -> None:
    await call(jp_fetch, "CreateDatabase", {"DatabaseInput": {"Name": "shop"}})
    mark = {"DEPRECATED_BY_CRAWLER": "c"}
    tables: list[dict[str, Any]] = [
        {"Name": "old", "Parameters": mark},
        {"Name": "new", "Description": "not DEPRECATED_BY_CRAWLER"},
    ]
    for table in tables:
        await call(jp_fetch, "CreateTable", {"DatabaseName": "shop", "TableInput": table})

    answer = await jp_fetch("glue-devendpoint", "api", "deprecated", params={"database": "shop"})

    assert json.loads(answer.body) == {"tables": ["old"]}
