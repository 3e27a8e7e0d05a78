"""Operations on tables."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack

from glue_devendpoint.api import paths
from glue_devendpoint.api.operations import Answer, Call, RawJson, operation
from glue_devendpoint.api.transactions import reading, writing
from glue_devendpoint.catalog import iceberg, tables, versions
from glue_devendpoint.catalog.answers import listing
from glue_devendpoint.catalog.names import fold
from glue_devendpoint.catalog.partition_indexes import create_first_indexes
from glue_devendpoint.catalog.work import Json
from glue_devendpoint.errors import InvalidInput, WouldWait
from glue_devendpoint.files.roots import allowed_roots


@operation("CreateTable", resources=paths.new_table, is_quick=True)
def create_table(call: Call) -> Answer:
    request = call.request
    with ExitStack() as files:
        table_input = _new_definition(call, files)
        work = files.enter_context(writing(call))
        table = tables.create_table(work, request["DatabaseName"], table_input)
        indexes = request.get("PartitionIndexes") or []
        if indexes:
            create_first_indexes(work, table.database_name, table.name, indexes)
    return {}


@operation("GetTable", resources=paths.named_table, is_quick=True)
def get_table(call: Call) -> Answer:
    request = call.request
    with reading(call) as work:
        table = tables.find_table(work, request["DatabaseName"], request["Name"])
        text = tables.picked_table_text(work, table, request.get("AttributesToGet"))
    return RawJson(f'{{"Table":{text}}}')


@operation("GetTables", resources=paths.all_tables)
def get_tables(call: Call) -> Answer:
    request = call.request
    with reading(call) as work:
        items, token = tables.list_tables(
            work,
            request["DatabaseName"],
            expression=request.get("Expression"),
            limit=request.get("MaxResults", tables.PAGE),
            token=request.get("NextToken"),
            attributes=request.get("AttributesToGet"),
        )
    return RawJson(listing("TableList", items, token))


@operation("UpdateTable", resources=paths.new_table)
def update_table(call: Call) -> Answer:
    request = call.request
    with ExitStack() as files:
        table_input, version_id = _changed_definition(call, files)
        work = files.enter_context(writing(call))
        has_to_build = versions.update_table(
            work,
            request["DatabaseName"],
            table_input,
            version_id=version_id,
            skip_archive=request.get("SkipArchive", False),
        )
    if has_to_build:
        call.endpoint.index_builds.wake()
    return {}


@operation("DeleteTable", resources=paths.named_table)
def delete_table(call: Call) -> Answer:
    request = call.request
    with writing(call) as work:
        tables.delete_table(work, request["DatabaseName"], request["Name"])
    return {}


@operation("BatchDeleteTable", resources=paths.tables_to_delete)
def batch_delete_table(call: Call) -> Answer:
    request = call.request
    with writing(call) as work:
        errors = tables.delete_tables(work, request["DatabaseName"], request["TablesToDelete"])
    return {"Errors": errors}


@operation("GetTableVersion", resources=paths.table, is_quick=True)
def get_table_version(call: Call) -> Answer:
    request = call.request
    with reading(call) as work:
        version = versions.find_version(
            work, request["DatabaseName"], request["TableName"], request.get("VersionId")
        )
        return RawJson(f'{{"TableVersion":{versions.version_text(work, version)}}}')


@operation("GetTableVersions", resources=paths.table)
def get_table_versions(call: Call) -> Answer:
    request = call.request
    with reading(call) as work:
        items, token = versions.list_versions(
            work,
            request["DatabaseName"],
            request["TableName"],
            limit=request.get("MaxResults", versions.PAGE),
            token=request.get("NextToken"),
        )
    return RawJson(listing("TableVersions", items, token))


@operation("DeleteTableVersion", resources=paths.table)
def delete_table_version(call: Call) -> Answer:
    request = call.request
    with writing(call) as work:
        versions.delete_version(
            work, request["DatabaseName"], request["TableName"], request["VersionId"]
        )
    return {}


@operation("BatchDeleteTableVersion", resources=paths.table)
def batch_delete_table_version(call: Call) -> Answer:
    request = call.request
    with writing(call) as work:
        errors = versions.delete_versions(
            work, request["DatabaseName"], request["TableName"], request["VersionIds"]
        )
    return {"Errors": errors}


def _new_definition(call: Call, files: ExitStack) -> Json:
    """Return the new table's definition; write the first metadata file of an Iceberg table."""
    request = call.request
    if "OpenTableFormatInput" not in request:
        return _table_input(request)
    if not call.waits:
        raise WouldWait
    return iceberg.new_table(request, files.enter_context(_metadata_files(call)))


def _changed_definition(call: Call, files: ExitStack) -> tuple[Json, str | None]:
    """Return the table's new definition and the version it is based on."""
    request = call.request
    if "UpdateOpenTableFormatInput" not in request:
        return _table_input(request), request.get("VersionId")
    given = request.get("TableInput")
    name = request.get("Name") or (given or {}).get("Name")
    if name is None:
        raise InvalidInput("Name is missing.")
    if given is not None:
        _check_keeps_name(given, name)
    with reading(call) as work:
        table = tables.find_table(work, request["DatabaseName"], name)
        document = work.decode(table.document)
    written = files.enter_context(_metadata_files(call))
    changed = iceberg.changed_table(document, request, written)
    return changed, request.get("VersionId", str(table.version))


def _metadata_files(call: Call) -> AbstractContextManager[iceberg.MetadataFiles]:
    return iceberg.metadata_files(allowed_roots(call.endpoint.config, call.endpoint.home))


def _table_input(request: Json) -> Json:
    table_input: Json | None = request.get("TableInput")
    if table_input is None:
        raise InvalidInput("TableInput is missing.")
    _check_keeps_name(table_input, request.get("Name") or table_input["Name"])
    return table_input


def _check_keeps_name(table_input: Json, name: str) -> None:
    if fold(name) != fold(table_input.get("Name", name)):
        raise InvalidInput(
            f"Table {name} can't be renamed to {table_input['Name']}. Create a new table instead."
        )
