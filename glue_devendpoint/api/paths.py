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
    return ["catalog", *_with_contents(call.request["Name"].lower())]


def changed_database(call: Call) -> list[str]:
    """A database, and the catalog; to rename it, both names with everything in them.

    Renaming moves all tables, and a policy names a table by its database.
    """
    name, new = call.request["Name"].lower(), call.request["DatabaseInput"]["Name"].lower()
    if name == new:
        return database(call)
    return ["catalog", *_with_contents(name), *_with_contents(new)]


def all_tables(call: Call) -> list[str]:
    """All tables of a database, the database, and the catalog."""
    return _tables(call, ["*"])


def new_table(call: Call) -> list[str]:
    """A table to create or replace under every name in the request, its database, the catalog."""
    given = (call.request.get("Name"), call.request.get("TableInput", {}).get("Name"))
    return _tables(call, [name for name in given if name] or ["*"])


def named_table(call: Call) -> list[str]:
    """The table of `Name`, its database, and the catalog."""
    return _tables(call, [call.request["Name"]])


def table(call: Call) -> list[str]:
    """The table of `TableName`, its database, and the catalog."""
    return _tables(call, [call.request["TableName"]])


def tables_to_delete(call: Call) -> list[str]:
    """The tables of a batch, their database, and the catalog."""
    return _tables(call, call.request["TablesToDelete"])


def _with_contents(name: str) -> list[str]:
    return [f"database/{name}", f"table/{name}/*", f"userDefinedFunction/{name}/*"]


def _tables(call: Call, names: list[str]) -> list[str]:
    owner = call.request["DatabaseName"].lower()
    return [
        "catalog",
        f"database/{owner}",
        *(f"table/{owner}/{name.lower()}" for name in names),
    ]
