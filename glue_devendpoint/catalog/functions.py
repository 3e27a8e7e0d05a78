"""User-defined functions: their names, classes, and the locations of their code.

Only the description is stored; Hive clients read it at startup.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from glue_devendpoint.catalog import paging
from glue_devendpoint.catalog.answers import quoted
from glue_devendpoint.catalog.databases import find_target
from glue_devendpoint.catalog.name_patterns import name_filter
from glue_devendpoint.catalog.names import checked_name, fold
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.errors import AlreadyExists, EntityNotFound, InvalidInput
from glue_devendpoint.store.account_schema import functions
from glue_devendpoint.store.catalog_schema import databases
from glue_devendpoint.store.rows import insert_new

PAGE = 100
_COLUMNS = (
    functions.c.id,
    functions.c.name,
    functions.c.document,
    databases.c.name.label("database_name"),
)
_SELECT = select(*_COLUMNS).join(databases, databases.c.id == functions.c.database_id)
_ORDER = (databases.c.name, functions.c.name)


@dataclass(frozen=True, slots=True)
class Function:
    """A stored function."""

    id: int
    name: str
    document: str
    database_name: str

    @property
    def path(self) -> str:
        """The function's ARN path."""
        return f"userDefinedFunction/{self.database_name}/{self.name}"


def create_function(work: Work, database_name: str, function_input: Json) -> None:
    """Create a function in a database."""
    database = find_target(work, database_name, "share")
    name = _checked_name(function_input)
    document = function_input | {"FunctionName": name, "CreateTime": work.author.now}
    row = {"database_id": database.id, "name": name, "document": work.encode(document)}
    if insert_new(work.connection, functions, row) is None:
        raise AlreadyExists(f"Function {name} already exists.")
    work.record(f"userDefinedFunction/{database.name}/{name}")


def find_function(work: Work, database_name: str, name: str) -> Function:
    """Return a function of a database."""
    database = find_target(work, database_name)
    wanted = _SELECT.where(functions.c.database_id == database.id, functions.c.name == fold(name))
    row = work.connection.execute(wanted).one_or_none()
    if row is None:
        raise EntityNotFound(f"Function {fold(name)} not found.")
    return _function(row)


def function_text(work: Work, function: Function) -> str:
    """Return a function as JSON."""
    return (
        f'{{"DatabaseName":{quoted(function.database_name)},"CatalogId":"{work.account_id}",'
        f"{work.decode_text(function.document)[1:]}"
    )


def list_functions(
    work: Work,
    pattern: str,
    *,
    database_name: str | None = None,
    function_type: str | None = None,
    limit: int = PAGE,
    token: str | None = None,
) -> tuple[list[str], str | None]:
    """Return one page of functions as JSON, by database and name, and the next token."""
    query = ["GetUserDefinedFunctions", pattern, database_name, function_type]
    after = paging.name_of(token, query).partition("\n")
    fits = name_filter(pattern)
    statement = _SELECT.where(tuple_(*_ORDER) > (after[0], after[2])).order_by(*_ORDER)
    if database_name is not None:
        database = find_target(work, database_name)
        statement = statement.where(functions.c.database_id == database.id)
    page: list[Function] = []
    for row in work.connection.execute(statement):
        if not fits(row.name) or not _has_type(work, row.document, function_type):
            continue
        if len(page) == limit:
            last = f"{page[-1].database_name}\n{page[-1].name}"
            return _texts(work, page), paging.next_token(last.encode(), query)
        page.append(_function(row))
    return _texts(work, page), None


def update_function(work: Work, database_name: str, name: str, function_input: Json) -> None:
    """Replace a function's definition; a different name renames it."""
    function = find_function(work, database_name, name)
    created = work.decode(function.document)["CreateTime"]
    named = {"FunctionName": function.name} | function_input
    new_name = _checked_name(named)
    document = named | {"FunctionName": new_name, "CreateTime": created}
    try:
        work.connection.execute(
            update(functions)
            .where(functions.c.id == function.id)
            .values(name=new_name, document=work.encode(document))
        )
    except IntegrityError as err:
        raise InvalidInput(f"Function {new_name} already exists.") from err
    work.record(f"userDefinedFunction/{function.database_name}/{new_name}")


def delete_function(work: Work, database_name: str, name: str) -> None:
    """Delete a function."""
    function = find_function(work, database_name, name)
    work.connection.execute(delete(functions).where(functions.c.id == function.id))
    work.record(function.path)


def _checked_name(function_input: Json) -> str:
    name = function_input.get("FunctionName")
    if name is None:
        raise InvalidInput("FunctionInput must have a FunctionName.")
    return checked_name(name, "Function")


def _has_type(work: Work, document: str, function_type: str | None) -> bool:
    return function_type is None or work.decode(document).get("FunctionType") == function_type


def _texts(work: Work, page: list[Function]) -> list[str]:
    return [function_text(work, function) for function in page]


def _function(row: Any) -> Function:
    return Function(row.id, row.name, row.document, row.database_name)
