"""Databases: named sets of tables; a database can be a link to another.

A database with `TargetDatabase` is a resource link. GetDatabase returns the link itself; table
lookups follow it to the target database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from glue_table_format.links import TooManyLinks, follow_links
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError

from glue_devendpoint.catalog import paging
from glue_devendpoint.catalog.answers import pick
from glue_devendpoint.catalog.names import checked_name, fold
from glue_devendpoint.catalog.quotas import check_quota
from glue_devendpoint.catalog.tags import add_tags, drop_tags, move_tags, taggable
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.errors import AlreadyExists, EntityNotFound, InvalidInput
from glue_devendpoint.store.catalog_schema import databases
from glue_devendpoint.store.rows import insert_new
from glue_devendpoint.store.statements import Statement

Lock: TypeAlias = Literal["none", "share", "change"]
"""How to lock a row until the transaction ends. SQLite has one writer and needs no row locks."""

RenameWatcher: TypeAlias = Callable[[Work, str, str], None]
"""Called with a database's old and new name."""

rename_watchers: list[RenameWatcher] = []
"""Called after every renaming of a database, by what refers to databases by name."""

PAGE = 100
_MEMBERS = {"NAME": "Name", "TARGET_DATABASE": "TargetDatabase"}
EVERYBODY = [
    {
        "Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"},
        "Permissions": ["ALL"],
    }
]

_FIND = select(databases.c.id, databases.c.name, databases.c.document).where(
    databases.c.name == bindparam("name")
)
_FINDS = {
    "none": Statement(_FIND),
    "share": Statement(_FIND.with_for_update(read=True, key_share=True)),
    "change": Statement(_FIND.with_for_update()),
}


@dataclass(frozen=True, slots=True)
class Database:
    """A stored database."""

    id: int
    name: str
    document: str

    @property
    def path(self) -> str:
        """The database's ARN path."""
        return f"database/{self.name}"


def create_database(work: Work, database_input: Json, tags: dict[str, str] | None = None) -> str:
    """Create a database and return its name."""
    name = checked_name(database_input["Name"], "Database")
    check_quota(work, "databases", None)
    document = _document(work, database_input, name, work.author.now)
    row = {"name": name, "document": work.encode(document)}
    if insert_new(work.connection, databases, row) is None:
        raise AlreadyExists("Database already exists.")
    add_tags(work, f"database/{name}", tags or {})
    work.record(f"database/{name}")
    return name


def find_database(work: Work, name: str, lock: Lock = "none") -> Database:
    """Return a database by name without following links."""
    row = _FINDS[lock].one(work.connection, name=fold(name))
    if row is None:
        raise EntityNotFound(f"Database {fold(name)} not found.")
    return Database(*row)


def find_target(work: Work, name: str, lock: Lock = "none") -> Database:
    """Return the database that contains the tables, following links."""

    def target_of(database: Database) -> Json | None:
        target: Json | None = work.decode(database.document).get("TargetDatabase")
        if target:
            work.follow(database.path, f"database/{fold(target.get('DatabaseName', ''))}")
        return target

    def find(target: Mapping[str, Any]) -> Database:
        check_is_local(work, target)
        return find_database(work, target.get("DatabaseName", ""), lock)

    try:
        return follow_links(find_database(work, name, lock), target_of, find)
    except TooManyLinks as err:
        raise InvalidInput(f"Database {fold(name)} {err}") from None


def check_is_local(work: Work, target: Mapping[str, Any]) -> None:
    """Reject a link to another account or region; only this catalog exists."""
    if target.get("CatalogId", work.account_id) != work.account_id:
        raise EntityNotFound(f"Catalog {target['CatalogId']} not found.")
    if target.get("Region", work.region) != work.region:
        raise EntityNotFound(f"Region {target['Region']} isn't available in this catalog.")


def database_text(work: Work, database: Database) -> str:
    """Return a database as JSON."""
    return f'{{"CatalogId":"{work.account_id}",{work.decode_text(database.document)[1:]}'


def list_databases(
    work: Work,
    *,
    limit: int = PAGE,
    token: str | None = None,
    attributes: list[str] | None = None,
    share: str | None = None,
) -> tuple[list[str], str | None]:
    """Return one page of databases as JSON, sorted by name, and the next page's token."""
    query = ["GetDatabases", attributes, share]
    after = paging.name_of(token, query)
    if share in ("FOREIGN", "FEDERATED"):
        return [], None  # no other account shares anything with this catalog
    rows = work.connection.execute(
        select(databases.c.id, databases.c.name, databases.c.document)
        .where(databases.c.name > after)
        .order_by(databases.c.name)
        .limit(limit + 1)
    ).all()
    page = [_listed(work, Database(*row), attributes) for row in rows[:limit]]
    if len(rows) <= limit:
        return page, None
    return page, paging.next_token(rows[limit - 1].name.encode(), query)


def update_database(work: Work, name: str, database_input: Json) -> None:
    """Replace a database's definition; a different name renames it."""
    database = find_database(work, name, "change")
    new_name = checked_name(database_input["Name"], "Database")
    created = work.decode(database.document)["CreateTime"]
    document = _document(work, database_input, new_name, created)
    change = update(databases).where(databases.c.id == database.id)
    try:
        work.connection.execute(change.values(name=new_name, document=work.encode(document)))
    except IntegrityError as err:
        raise AlreadyExists("Database already exists.") from err
    if new_name == database.name:
        work.record(f"database/{new_name}")
    else:
        move_tags(work, f"database/{database.name}", f"database/{new_name}")
        for watcher in rename_watchers:
            watcher(work, database.name, new_name)
        work.record(f"database/{new_name}", renamed_from=database.name)


def delete_database(work: Work, name: str) -> None:
    """Delete a database and everything in it."""
    database = find_database(work, name, "change")
    work.connection.execute(delete(databases).where(databases.c.id == database.id))
    drop_tags(work, f"database/{database.name}")
    work.record(f"database/{database.name}")


def _document(work: Work, database_input: Json, name: str, created: float) -> Json:
    target = database_input.get("TargetDatabase")
    if target and fold(target.get("DatabaseName", "")) == name:
        raise InvalidInput(f"Database {name} can't be a link to itself.")
    document = {**database_input, "Name": name, "CreateTime": created}
    if not target:
        document.setdefault("CreateTableDefaultPermissions", EVERYBODY)
    return document


def _listed(work: Work, database: Database, attributes: list[str] | None) -> str:
    text = database_text(work, database)
    return text if not attributes else pick(text, _MEMBERS, attributes)


@taggable("database")
def _exists(work: Work, name: str) -> bool:
    return _FINDS["none"].one(work.connection, name=name) is not None
