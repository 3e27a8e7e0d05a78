"""The dispatcher: authentication, permissions, retried transactions, and a free event loop."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import botocore.exceptions
import orjson
import pytest
from sqlalchemy import text

from glue_devendpoint.access.identities import Identity
from glue_devendpoint.access.request import WireRequest
from glue_devendpoint.api.dispatch import Dispatcher
from glue_devendpoint.api.operations import Answer, Call, Operation, RawJson
from glue_devendpoint.catalog.databases import create_database
from glue_devendpoint.catalog.work import Author
from glue_devendpoint.endpoint import Endpoint

OWNER = Identity("owner", "AKIA", True, 0.0)


@pytest.fixture
def dispatcher(endpoint: Endpoint) -> Iterator[Dispatcher]:
    made = Dispatcher(endpoint)
    yield made
    made.close()


def owner(_request: WireRequest, _now: float) -> Identity:
    return OWNER


def request(operation: str, **members: object) -> WireRequest:
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": f"AWSGlue.{operation}",
    }
    return WireRequest("POST", "/", "", headers, orjson.dumps(members))


def offer(
    dispatcher: Dispatcher, name: str, handler: Callable[[Call], Answer], *, is_quick: bool = False
) -> None:
    dispatcher._operations[name] = Operation(name, handler, lambda _call: ["catalog"], is_quick)


def test_operation_of_no_service_is_refused(glue: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(glue.meta.service_model.metadata, "targetPrefix", "AWSGlu")

    with pytest.raises(botocore.exceptions.ClientError) as refused:
        glue.get_databases()

    assert refused.value.response["Error"]["Code"] == "UnknownOperationException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_handler_gets_the_valid_request_and_its_caller(dispatcher: Dispatcher) -> None:
    calls: list[Call] = []

    def remember(call: Call) -> dict[str, Any]:
        calls.append(call)
        return {"Database": {"Name": "d"}}

    offer(dispatcher, "GetDatabase", remember)

    answer = dispatcher.answer_now(request("GetDatabase", Name="d", Colour="red"), owner)

    assert json.loads(answer.body) == {"Database": {"Name": "d"}}
    assert calls[0].request == {"Name": "d"}
    assert calls[0].author.arn == "arn:aws:iam::123456789012:user/owner"
    assert calls[0].author.operation == "GetDatabase"
    assert calls[0].request_id == answer.request_id


def test_text_at_hand_is_answered_as_it_is(dispatcher: Dispatcher) -> None:
    offer(dispatcher, "GetDatabase", lambda _call: RawJson('{"Database": {"Name": "ü"}}'))

    answer = dispatcher.answer_now(request("GetDatabase", Name="d"), owner)

    assert answer.body == '{"Database": {"Name": "ü"}}'.encode()


def test_caller_whose_policy_says_no_is_refused(dispatcher: Dispatcher, endpoint: Endpoint) -> None:
    endpoint.identities.add("ana", datetime.now(UTC))
    nothing = {"Effect": "Deny", "Action": "glue:*", "Resource": "*"}
    endpoint.policies.put_identity_policy(
        "ana", json.dumps({"Version": "2012-10-17", "Statement": [nothing]})
    )
    offer(dispatcher, "GetDatabase", lambda _call: {"Database": {"Name": "d"}})

    answer = dispatcher.answer_now(
        request("GetDatabase", Name="d"), lambda _request, _now: Identity("ana", "AKIB", False, 0)
    )

    assert (answer.status, answer.error) == (400, "AccessDeniedException")
    assert b"is not authorized to perform: glue:GetDatabase" in answer.body


@pytest.mark.parametrize("is_quick", [True, False])
def test_fault_of_a_handler_is_an_internal_error_without_details(
    dispatcher: Dispatcher, caplog: pytest.LogCaptureFixture, is_quick: bool
) -> None:
    def fail(_call: Call) -> Answer:
        raise RuntimeError("secret detail")

    offer(dispatcher, "GetDatabase", fail, is_quick=is_quick)

    answer = asyncio.run(dispatcher.answer(request("GetDatabase", Name="d"), owner))

    assert (answer.status, answer.error) == (500, "InternalServiceException")
    assert b"secret detail" not in answer.body
    assert "secret detail" in caplog.text
    assert answer.request_id in caplog.text


def test_loop_is_free_while_an_operation_waits(dispatcher: Dispatcher) -> None:
    gate = threading.Event()
    offer(dispatcher, "GetDatabase", lambda _call: {} if gate.wait(30) else {"late": True})

    async def ask_meanwhile() -> tuple[bytes, bool, bytes]:
        waiting = asyncio.create_task(dispatcher.answer(request("GetDatabase", Name="d"), owner))
        await asyncio.sleep(0)
        other = await dispatcher.answer(request("ListMLTransforms"), owner)
        was_done = waiting.done()
        gate.set()
        return other.body, was_done, (await waiting).body

    assert asyncio.run(ask_meanwhile()) == (b'{"TransformIds":[]}', False, b"{}")


def test_loop_is_free_while_a_table_waits_for_another_writer(
    dispatcher: Dispatcher, endpoint: Endpoint
) -> None:
    with endpoint.catalog.write(Author("arn", "CreateDatabase", 0.0)) as work:
        create_database(work, {"Name": "d"})
    wanted = request("CreateTable", DatabaseName="d", TableInput={"Name": "t"})

    async def create_while_somebody_writes() -> bool:
        with endpoint.store.write() as connection:
            connection.execute(text("INSERT INTO settings VALUES ('a', '0')"))
            connection.execute(text("UPDATE databases SET name = 'd'"))
            creating = asyncio.create_task(dispatcher.answer(wanted, owner))
            await asyncio.sleep(0)
            was_done = creating.done()
        assert (await creating).status == 200
        return was_done

    assert asyncio.run(create_while_somebody_writes()) is False
    found = asyncio.run(dispatcher.answer(request("GetTable", DatabaseName="d", Name="t"), owner))
    assert json.loads(found.body)["Table"]["Name"] == "t"


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_transaction_that_loses_a_deadlock_is_repeated(
    dispatcher: Dispatcher, endpoint: Endpoint
) -> None:
    with endpoint.store.write() as connection:
        connection.execute(text("INSERT INTO settings VALUES ('a', '0'), ('b', '0')"))
    both_hold_one = threading.Barrier(2)
    tries: list[str] = []
    rise = text("UPDATE settings SET value = CAST(value AS integer) + 1 WHERE name = :name")

    def cross(call: Call) -> Answer:
        first, second = call.request["Name"]
        tries.append(first)
        with endpoint.store.write() as connection:
            connection.execute(rise, {"name": first})
            if len(tries) <= 2:
                both_hold_one.wait(30)
            connection.execute(rise, {"name": second})
        return {}

    offer(dispatcher, "GetDatabase", cross)

    async def both() -> list[int]:
        answers = await asyncio.gather(
            dispatcher.answer(request("GetDatabase", Name="ab"), owner),
            dispatcher.answer(request("GetDatabase", Name="ba"), owner),
        )
        return [answer.status for answer in answers]

    assert asyncio.run(both()) == [200, 200]
    assert len(tries) == 3
    with endpoint.store.read() as connection:
        values = connection.execute(text("SELECT value FROM settings WHERE name IN ('a', 'b')"))
        assert [row.value for row in values] == ["2", "2"]
