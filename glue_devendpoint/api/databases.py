"""Operations on databases."""

from __future__ import annotations

from glue_devendpoint.api import paths
from glue_devendpoint.api.operations import Answer, Call, RawJson, operation
from glue_devendpoint.api.transactions import reading, writing
from glue_devendpoint.catalog import databases
from glue_devendpoint.catalog.answers import listing


@operation("CreateDatabase", resources=paths.new_database)
def create_database(call: Call) -> Answer:
    with writing(call) as work:
        databases.create_database(work, call.request["DatabaseInput"], call.request.get("Tags"))
    return {}


@operation("GetDatabase", resources=paths.database, is_quick=True)
def get_database(call: Call) -> Answer:
    with reading(call) as work:
        database = databases.find_database(work, call.request["Name"])
        return RawJson(f'{{"Database":{databases.database_text(work, database)}}}')


@operation("GetDatabases", resources=paths.all_databases, is_quick=True)
def get_databases(call: Call) -> Answer:
    request = call.request
    with reading(call) as work:
        items, token = databases.list_databases(
            work,
            limit=request.get("MaxResults", databases.PAGE),
            token=request.get("NextToken"),
            attributes=request.get("AttributesToGet"),
            share=request.get("ResourceShareType"),
        )
    return RawJson(listing("DatabaseList", items, token))


@operation("UpdateDatabase", resources=paths.changed_database)
def update_database(call: Call) -> Answer:
    with writing(call) as work:
        databases.update_database(work, call.request["Name"], call.request["DatabaseInput"])
    return {}


@operation("DeleteDatabase", resources=paths.database_and_contents)
def delete_database(call: Call) -> Answer:
    with writing(call) as work:
        databases.delete_database(work, call.request["Name"])
    return {}
