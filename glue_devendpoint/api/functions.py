"""Operations on user-defined functions."""

from __future__ import annotations

from glue_devendpoint.api.operations import Answer, Call, RawJson, operation
from glue_devendpoint.api.transactions import reading, writing
from glue_devendpoint.catalog import functions
from glue_devendpoint.catalog.answers import listing
from glue_devendpoint.catalog.names import fold


def function_and_ancestors(call: Call) -> list[str]:
    """Return the resources: the function, also under its new name, its database, the catalog."""
    database = fold(call.request["DatabaseName"])
    old = call.request.get("FunctionName")
    new = call.request.get("FunctionInput", {}).get("FunctionName")
    names = dict.fromkeys(fold(name) for name in (old, new) if name)
    return [
        "catalog",
        f"database/{database}",
        *(f"userDefinedFunction/{database}/{name}" for name in names),
    ]


def listed_functions(call: Call) -> list[str]:
    """Return the resources: all functions of the database, or of every database."""
    database = fold(call.request.get("DatabaseName", "*"))
    return ["catalog", f"database/{database}", f"userDefinedFunction/{database}/*"]


@operation("CreateUserDefinedFunction", resources=function_and_ancestors)
def create_function(call: Call) -> Answer:
    """Create a function."""
    request = call.request
    with writing(call) as work:
        functions.create_function(work, request["DatabaseName"], request["FunctionInput"])
    return {}


@operation("GetUserDefinedFunction", resources=function_and_ancestors, is_quick=True)
def get_function(call: Call) -> Answer:
    """Return a function."""
    request = call.request
    with reading(call) as work:
        found = functions.find_function(work, request["DatabaseName"], request["FunctionName"])
        return RawJson(f'{{"UserDefinedFunction":{functions.function_text(work, found)}}}')


@operation("GetUserDefinedFunctions", resources=listed_functions)
def get_functions(call: Call) -> Answer:
    """Return a page of functions."""
    request = call.request
    with reading(call) as work:
        page, token = functions.list_functions(
            work,
            request["Pattern"],
            database_name=request.get("DatabaseName"),
            function_type=request.get("FunctionType"),
            limit=request.get("MaxResults", functions.PAGE),
            token=request.get("NextToken"),
        )
    return RawJson(listing("UserDefinedFunctions", page, token))


@operation("UpdateUserDefinedFunction", resources=function_and_ancestors)
def update_function(call: Call) -> Answer:
    """Replace a function."""
    request = call.request
    with writing(call) as work:
        functions.update_function(
            work, request["DatabaseName"], request["FunctionName"], request["FunctionInput"]
        )
    return {}


@operation("DeleteUserDefinedFunction", resources=function_and_ancestors)
def delete_function(call: Call) -> Answer:
    """Delete a function."""
    request = call.request
    with writing(call) as work:
        functions.delete_function(work, request["DatabaseName"], request["FunctionName"])
    return {}
