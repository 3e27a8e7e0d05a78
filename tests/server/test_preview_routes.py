"""The preview and profile routes, with a real server, worker, and files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from glue_devendpoint.server.json_errors import STATUS

JSON_SERDE = "org.openx.data.jsonserde.JsonSerDe"
DOCS = Path(__file__).parents[2] / "docs" / "rest.md"


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"glue_devendpoint": True}},
        "GlueDevEndpoint": {"home": str(tmp_path / "home"), "data_roots": str(tmp_path)},
    }


async def call(jp_fetch: Any, operation: str, request: dict[str, Any]) -> Any:
    """Call the Glue API as the front end does."""
    answer = await jp_fetch(
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
    return json.loads(answer.body)


async def make_table(jp_fetch: Any, location: Path | str, keys: tuple[str, ...] = ()) -> None:
    """Create the database `d` with a table `t` of JSON lines."""
    await call(jp_fetch, "CreateDatabase", {"DatabaseInput": {"Name": "d"}})
    table = {
        "Name": "t",
        "PartitionKeys": [{"Name": key, "Type": "string"} for key in keys],
        "StorageDescriptor": {
            "Columns": [{"Name": "id", "Type": "bigint"}],
            "Location": str(location),
            "SerdeInfo": {"SerializationLibrary": JSON_SERDE},
        },
    }
    await call(jp_fetch, "CreateTable", {"DatabaseName": "d", "TableInput": table})


async def post(jp_fetch: Any, route: str, order: Any) -> tuple[int, Any]:
    """Post a request and return its status and answer."""
    try:
        answer = await jp_fetch(
            "glue-devendpoint", "api", route, method="POST", body=json.dumps(order)
        )
    except HTTPClientError as err:
        assert err.response is not None
        return err.code, json.loads(err.response.body)
    return answer.code, json.loads(answer.body)


async def test_a_preview_shows_the_first_rows(jp_fetch: Any, tmp_path: Path) -> None:
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "x.json").write_text('{"id": 1}\n{"id": 2}\n{"id": 3}\n')
    await make_table(jp_fetch, tmp_path / "rows")

    status, shown = await post(jp_fetch, "preview", {"database": "d", "table": "T", "limit": 2})

    assert status == 200
    assert shown["rows"] == [[1], [2]]
    assert shown["truncated"] is True


async def test_a_preview_of_one_partition_reads_only_that(jp_fetch: Any, tmp_path: Path) -> None:
    await make_table(jp_fetch, tmp_path / "rows", ("day",))
    for day in ("1", "2"):
        folder = tmp_path / "rows" / f"day={day}"
        folder.mkdir(parents=True)
        (folder / "x.json").write_text(f'{{"id": {day}0}}\n')
        partition = {
            "Values": [day],
            "StorageDescriptor": {
                "Location": str(folder),
                "SerdeInfo": {"SerializationLibrary": JSON_SERDE},
            },
        }
        await call(
            jp_fetch,
            "CreatePartition",
            {"DatabaseName": "d", "TableName": "t", "PartitionInput": partition},
        )
    order = {"database": "d", "table": "t"}

    _, every = await post(jp_fetch, "preview", order)
    _, one = await post(jp_fetch, "preview", order | {"partition": {"day": "2"}})

    assert every["rows"] == [[10, "1"], [20, "2"]]
    assert one["rows"] == [[20, "2"]]


async def test_a_profile_tells_about_each_column(jp_fetch: Any, tmp_path: Path) -> None:
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "x.json").write_text('{"id": 1}\n{"id": null}\n')
    await make_table(jp_fetch, tmp_path / "rows")

    status, told = await post(jp_fetch, "profile", {"database": "d", "table": "t"})

    assert status == 200
    assert (told["columns"][0]["rows"], told["columns"][0]["nulls"]) == (2, 1)


@pytest.mark.parametrize(
    ("order", "status", "code"),
    [
        ({"database": "d", "table": "nope"}, 404, "NotFound"),
        ({"database": "d"}, 400, "BadRequest"),
        ({"database": "d", "table": "t", "limit": 0}, 400, "BadRequest"),
        ({"database": "d", "table": "t", "limit": 10**6}, 400, "BadRequest"),
        ({"database": "d", "table": "t", "columns": "id"}, 400, "BadRequest"),
        ({"database": "d", "table": "t", "partition": {"day": 1}}, 400, "BadRequest"),
        ({"database": "d", "table": "t"}, 403, "LocationRefused"),
        ([], 400, "BadRequest"),
    ],
)
async def test_every_refusal_has_its_status_and_code(
    jp_fetch: Any, order: Any, status: int, code: str
) -> None:
    await make_table(jp_fetch, "/etc")

    answered = await post(jp_fetch, "preview", order)

    assert (answered[0], answered[1]["error"]["code"]) == (status, code)
    assert answered[1]["error"]["message"]


async def test_a_stranger_is_refused(jp_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch(
            "glue-devendpoint",
            "api",
            "preview",
            method="POST",
            body="{}",
            headers={"Authorization": "token no"},
        )

    assert refused.value.code == 403


def test_the_documentation_names_every_error_with_its_status() -> None:
    text = DOCS.read_text(encoding="utf-8")

    missing = [code for code, status in STATUS.items() if f"| `{code}` | {status} |" not in text]

    assert not missing
