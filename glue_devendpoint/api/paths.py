"""Paths: the resources that catalog operations touch, in the form that policies use.

Working on a table requires permission for the table, its database, and the catalog. Deleting also
requires permission for everything that is deleted along with it.
"""

from __future__ import annotations

from glue_devendpoint.api.operations import Call


def everything(call: Call) -> list[str]:
    """No specific resource: a policy can only allow the operation on `*`."""
    return ["*"]


def catalog(call: Call) -> list[str]:
    """Only the catalog."""
    return ["catalog"]


def new_database(call: Call) -> list[str]:
    """A new database, and the catalog."""
    return ["catalog", f"database/{call.request['DatabaseInput']['Name'].lower()}"]


def all_databases(call: Call) -> list[str]:
    """All databases, and the catalog."""
    return ["catalog", "database/*"]


def database(call: Call) -> list[str]:
    """A database, and the catalog."""
    return ["catalog", f"database/{call.request['Name'].lower()}"]


def database_and_contents(call: Call) -> list[str]:
    """A database, everything in it, and the catalog."""
    name = call.request["Name"].lower()
    return [*database(call), f"table/{name}/*", f"userDefinedFunction/{name}/*"]


def all_tables(call: Call) -> list[str]:
    """All tables of a database, the database, and the catalog."""
    return _tables(call, ["*"])


def new_table(call: Call) -> list[str]:
    """A table to create or replace, its database, and the catalog."""
    request = call.request
    name = request.get("Name") or request.get("TableInput", {}).get("Name", "*")
    return _tables(call, [name])


def named_table(call: Call) -> list[str]:
    """The table of `Name`, its database, and the catalog."""
    return _tables(call, [call.request["Name"]])


def table(call: Call) -> list[str]:
    """The table of `TableName`, its database, and the catalog."""
    return _tables(call, [call.request["TableName"]])


def tables_to_delete(call: Call) -> list[str]:
    """The tables of a batch, their database, and the catalog."""
    return _tables(call, call.request["TablesToDelete"])


def _tables(call: Call, names: list[str]) -> list[str]:
    owner = call.request["DatabaseName"].lower()
    return [
        "catalog",
        f"database/{owner}",
        *(f"table/{owner}/{name.lower()}" for name in names),
    ]
