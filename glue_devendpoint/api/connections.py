"""Operations on connections."""

from __future__ import annotations

from glue_devendpoint.api.operations import Answer, Call, operation
from glue_devendpoint.api.transactions import reading, writing
from glue_devendpoint.catalog import connections
from glue_devendpoint.catalog.connection_tests import try_connection, validated
from glue_devendpoint.catalog.connections import Passwords, Validation
from glue_devendpoint.catalog.work import Json
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.files.roots import Roots, allowed_roots


def one_connection(call: Call) -> list[str]:
    """Return the resources: the connection and the catalog."""
    request = call.request
    given = request.get("ConnectionInput", {}).get("Name")
    names = dict.fromkeys((request.get("Name"), request.get("ConnectionName"), given))
    return ["catalog", *(f"connection/{name}" for name in names if name)]


def listed_connections(call: Call) -> list[str]:
    """Return the resources: the listed connections, or all of them."""
    names = call.request.get("ConnectionNameList", ["*"])
    return ["catalog", *(f"connection/{name}" for name in names)]


@operation("CreateConnection", resources=one_connection)
def create_connection(call: Call) -> Answer:
    """Create a connection, testing its credentials first if requested."""
    tried = _validation(call)
    with writing(call) as work:
        status = connections.create_connection(
            work,
            call.request["ConnectionInput"],
            tags=call.request.get("Tags"),
            validation=tried,
        )
    return {"CreateConnectionStatus": status}


@operation("GetConnection", resources=one_connection, is_quick=True)
def get_connection(call: Call) -> Answer:
    """Return a connection."""
    with reading(call) as work:
        found = connections.find_connection(work, call.request["Name"])
        return {"Connection": connections.read_connection(work, found, _passwords(call))}


@operation("GetConnections", resources=listed_connections)
def get_connections(call: Call) -> Answer:
    """Return a page of connections."""
    request = call.request
    with reading(call) as work:
        page, token = connections.list_connections(
            work,
            wanted=request.get("Filter"),
            passwords=_passwords(call),
            limit=request.get("MaxResults", connections.PAGE),
            token=request.get("NextToken"),
        )
    return {"ConnectionList": page} | ({"NextToken": token} if token else {})


@operation("UpdateConnection", resources=one_connection)
def update_connection(call: Call) -> Answer:
    """Replace a connection."""
    tried = _validation(call)
    with writing(call) as work:
        connections.update_connection(
            work, call.request["Name"], call.request["ConnectionInput"], validation=tried
        )
    return {}


@operation("DeleteConnection", resources=one_connection)
def delete_connection(call: Call) -> Answer:
    """Delete a connection."""
    with writing(call) as work:
        connections.delete_connection(work, call.request["ConnectionName"])
    return {}


@operation("BatchDeleteConnection", resources=listed_connections)
def batch_delete_connection(call: Call) -> Answer:
    """Delete several connections."""
    with writing(call) as work:
        gone, errors = connections.delete_connections(work, call.request["ConnectionNameList"])
    return {"Succeeded": gone, "Errors": errors}


@operation("TestConnection", resources=one_connection)
def test_connection(call: Call) -> Answer:
    """Test a connection, outside any transaction."""
    try_connection(_connection_to_test(call), _roots(call))
    return {}


def _connection_to_test(call: Call) -> Json:
    name = call.request.get("ConnectionName")
    given: Json | None = call.request.get("TestConnectionInput")
    if given is not None and name is None:
        return given
    if given is not None or name is None:
        raise InvalidInput("Specify either ConnectionName or TestConnectionInput.")
    with reading(call) as work:
        return connections.open_connection(work, name)


def _passwords(call: Call) -> Passwords:
    return "hidden" if call.request.get("HidePassword") else "as configured"


def _validation(call: Call) -> Validation | None:
    given = call.request["ConnectionInput"]
    if not given.get("ValidateCredentials"):
        return None
    return validated(given, _roots(call), call.now)


def _roots(call: Call) -> Roots:
    return allowed_roots(call.endpoint.config, call.endpoint.home)
