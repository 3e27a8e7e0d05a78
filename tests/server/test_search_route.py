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

    nothing = dict.fromkeys(
        ("table", "column", "type", "table_kind", "field", "position", "description")
    ) | {"partition_key": False}
    database = nothing | {"kind": "database", "database": "orders"}
    column: dict[str, Any] = {"kind": "column", "table": "old_orders", "type": "bigint"}
    column |= {"column": "order_id", "position": 0}
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


SHOP = {
    "Name": "orders",
    "Description": "Postal codes of all customers",
    "StorageDescriptor": {
        "Columns": [
            {"Name": "a_zip_code", "Type": "string"},
            {"Name": "id", "Type": "int", "Comment": "Not the ZIP"},
            {"Name": "address", "Type": "struct<street:string,zip:array<struct<Zip4:int>>>"},
            {"Name": "zip", "Type": "string"},
        ]
    },
}


async def make_shop(jp_fetch: Any) -> None:
    database = {"Name": "shop", "Description": "Everything that is sold"}
    await call(jp_fetch, "CreateDatabase", {"DatabaseInput": database})
    await call(jp_fetch, "CreateTable", {"DatabaseName": "shop", "TableInput": SHOP})


@pytest.mark.parametrize("is_sealed", [False, True])
async def test_nested_fields_and_descriptions_are_found(jp_fetch: Any, is_sealed: bool) -> None:
    if is_sealed:
        at_rest = {"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS"}}
        settings = {"DataCatalogEncryptionSettings": at_rest}
        await call(jp_fetch, "PutDataCatalogEncryptionSettings", settings)
    await make_shop(jp_fetch)

    answer = await search(jp_fetch, q="zip")

    shown = [
        (hit["kind"], hit["column"], hit["field"], hit["description"]) for hit in answer["hits"]
    ]
    assert shown == [
        ("column", "zip", None, None),
        ("field", "address", ["zip"], None),
        ("field", "address", ["zip", "element", "Zip4"], None),
        ("column", "a_zip_code", None, None),
        ("column", "id", None, "Not the ZIP"),
    ]


async def test_a_field_is_found_by_its_path(jp_fetch: Any) -> None:
    await make_shop(jp_fetch)

    answer = await search(jp_fetch, q="address.zip.zip4")

    assert [hit["field"] for hit in answer["hits"]] == [["zip", "element", "Zip4"]]


@pytest.mark.parametrize(
    ("text", "kind"), [("POSTAL", "table"), ("is sold", "database"), ('"quoted"', None)]
)
async def test_descriptions_of_tables_and_databases_are_found(
    jp_fetch: Any, text: str, kind: str | None
) -> None:
    await make_shop(jp_fetch)

    answer = await search(jp_fetch, q=text)

    assert [hit["kind"] for hit in answer["hits"]] == ([kind] if kind else [])
    assert all(text.lower() in hit["description"].lower() for hit in answer["hits"])


async def test_columns_of_a_table_are_in_the_order_of_its_schema(jp_fetch: Any) -> None:
    names = ["amount_total", "amount_b", "amount_a"]
    columns = {"Columns": [{"Name": name, "Type": "int"} for name in names]}
    await call(jp_fetch, "CreateDatabase", {"DatabaseInput": {"Name": "shop"}})
    table = {"Name": "orders", "StorageDescriptor": columns}
    await call(jp_fetch, "CreateTable", {"DatabaseName": "shop", "TableInput": table})

    answer = await search(jp_fetch, q="amount")

    assert [hit["column"] for hit in answer["hits"]] == names
    assert [hit["position"] for hit in answer["hits"]] == [0, 1, 2]


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
