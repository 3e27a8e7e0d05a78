"""The route that offers and checks the types of columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from glue_devendpoint.server.column_types_route import problem_of

ROUTE = ("glue-devendpoint", "api", "column-types")


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"glue_devendpoint": True}},
        "GlueDevEndpoint": {"home": str(tmp_path / "home")},
    }


async def check(jp_fetch: Any, order: Any) -> Any:
    """Check a type and return the answer."""
    answer = await jp_fetch(*ROUTE, method="POST", body=json.dumps(order))
    return json.loads(answer.body)


async def test_every_type_that_is_offered_is_valid(jp_fetch: Any) -> None:
    answer = await jp_fetch(*ROUTE)

    types = json.loads(answer.body)["types"]
    assert types[0] == "string"
    assert [problem_of(each)["problem"] for each in types] == [None] * len(types)


async def test_a_type_is_checked(jp_fetch: Any) -> None:
    good = await check(jp_fetch, {"type": "struct<id:bigint>"})
    bad = await check(jp_fetch, {"type": "array<timestmp>"})

    assert good == {"problem": None, "position": None}
    assert bad == {"problem": "unknown type 'timestmp' (did you mean timestamp?)", "position": 6}


@pytest.mark.parametrize("order", [{}, {"type": 1}])
async def test_an_order_without_a_type_is_refused(jp_fetch: Any, order: Any) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await check(jp_fetch, order)

    assert refused.value.code == 400


async def test_a_stranger_is_refused(jp_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch(*ROUTE, headers={"Authorization": "token no"})

    assert refused.value.code == 403
