"""Finding: databases, tables, columns, and nested fields by part of their name or description.

Used by the interface, not by Glue's API. Names that begin with the text come before names that
only contain it, and those before descriptions; databases come before tables before columns before
fields, and the columns of a table in the order of its schema. Also finds the deprecated tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Literal, TypeAlias

import orjson
from sqlalchemy import ColumnElement, case, func, or_, select

from glue_devendpoint.access.secrets import PREFIX
from glue_devendpoint.catalog.databases import find_target
from glue_devendpoint.catalog.nested_fields import fields_of
from glue_devendpoint.catalog.search_words import column_lines, columns_of
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.store.account_schema import search_tables
from glue_devendpoint.store.catalog_schema import databases, tables

Kind: TypeAlias = Literal["database", "table", "column", "field"]
TableKind: TypeAlias = Literal["table", "view", "link"]
_DEPRECATED = "DEPRECATED_BY_CRAWLER"
_KINDS: tuple[Kind, ...] = ("database", "table", "column", "field")


@dataclass(frozen=True, slots=True)
class Hit:
    """A database, table, column, or nested field whose name or description contains the text.

    `type` is that of the column, `field` the way to the nested field in it, `position` the column's
    place in the schema, and `description` the description if that is what contains the text.
    """

    kind: Kind
    database: str
    table: str | None = None
    column: str | None = None
    type: str | None = None
    partition_key: bool = False
    table_kind: TableKind | None = None
    field: tuple[str, ...] | None = None
    position: int | None = None
    description: str | None = None

    @property
    def name(self) -> str:
        """The name of what was found."""
        return (self.field or (self.column or self.table or self.database,))[-1]


def deprecated_tables(work: Work, database_name: str) -> list[str]:
    """Return the names of a database's tables that a crawler has deprecated."""
    database = find_target(work, database_name)
    may_be = or_(
        tables.c.document.contains(_DEPRECATED, autoescape=True),
        tables.c.document.startswith(PREFIX, autoescape=True),
    )
    rows = work.connection.execute(
        select(tables.c.name, tables.c.document)
        .where(tables.c.database_id == database.id, may_be)
        .order_by(tables.c.name)
    )
    return [
        row.name
        for row in rows
        if _DEPRECATED in (work.decode(row.document).get("Parameters") or {})
    ]


def find(work: Work, text: str, limit: int) -> tuple[list[Hit], bool]:
    """Return the best hits, and whether there are more."""
    wanted = text.strip().lower()
    if not wanted:
        return [], False
    hits = [
        *_databases(work, wanted, limit + 1),
        *_tables(work, wanted, limit + 1),
        *_inside_tables(work, wanted, limit + 1),
    ]
    hits.sort(key=lambda hit: _rank(hit, wanted))
    return hits[:limit], len(hits) > limit


def _rank(hit: Hit, wanted: str) -> tuple[int, int, int, str, str, str, int]:
    name, kind = hit.name.lower(), _KINDS.index(hit.kind)
    starts = 0 if name == wanted else 1 if name.startswith(wanted) else 2
    closeness = starts if hit.description is None else 3
    shown = (len(name), name) if hit.position is None else (0, "")
    return closeness, kind, *shown, hit.database, hit.table or "", hit.position or 0


def _databases(work: Work, wanted: str, limit: int) -> list[Hit]:
    name, document = databases.c.name, databases.c.document
    escaped = orjson.dumps(wanted).decode()[1:-1]
    may_match = or_(
        _position(work, name, wanted) > 0,
        _position(work, func.lower(document), escaped) > 0,
        document.startswith(PREFIX, autoescape=True),
    )
    statement = select(name, document).where(may_match)
    rows = work.connection.execute(statement.order_by(*_closeness(work, name, wanted)))
    found = (_database_hit(row.name, work.decode(row.document), wanted) for row in rows)
    return list(islice((hit for hit in found if hit is not None), limit))


def _database_hit(name: str, document: Json, wanted: str) -> Hit | None:
    if wanted in name:
        return Hit("database", name)
    description = document.get("Description") or ""
    return Hit("database", name, description=description) if wanted in description.lower() else None


def _tables(work: Work, wanted: str, limit: int) -> list[Hit]:
    name = tables.c.name
    statement = (
        select(name, tables.c.document, databases.c.name.label("database"))
        .join(databases, databases.c.id == tables.c.database_id)
        .where(_position(work, name, wanted) > 0)
    )
    rows = work.connection.execute(statement.order_by(*_closeness(work, name, wanted)).limit(limit))
    return [
        Hit("table", row.database, row.name, table_kind=_kind_of(work.decode(row.document)))
        for row in rows
    ]


def _closeness(work: Work, name: Any, wanted: str) -> list[ColumnElement[Any]]:
    exact_or_prefix = case((name == wanted, 0), else_=1)
    return [exact_or_prefix, _position(work, name, wanted) > 1, func.length(name), name]


def _inside_tables(work: Work, wanted: str, limit: int) -> list[Hit]:
    """Return descriptions, columns, and fields of tables that contain the text."""
    lines = search_tables.c.columns
    whole = or_(
        _position(work, lines, f"\n{wanted}\n") > 0, _position(work, lines, f".{wanted}\n") > 0
    )
    start = or_(_position(work, lines, f"\n{wanted}") > 0, _position(work, lines, f".{wanted}") > 0)
    plain = (
        select(search_tables.c.table_id)
        .where(_position(work, lines, wanted) > 0, ~lines.startswith(PREFIX))
        .order_by(case((whole, 0), (start, 1), else_=2), search_tables.c.table_id)
        .limit(limit)
    )
    ids = [row.table_id for row in work.connection.execute(plain)]
    ids += _sealed_tables(work, wanted, limit)
    return [hit for row in _documents(work, ids) for hit in _hits_in(*row, wanted)]


def _sealed_tables(work: Work, wanted: str, limit: int) -> list[int]:
    """Return tables with sealed documents, which must be decrypted to search them."""
    sealed = (
        select(search_tables.c.table_id, tables.c.document)
        .join(tables, tables.c.id == search_tables.c.table_id)
        .where(search_tables.c.columns.startswith(PREFIX))
    )
    found = (
        row.table_id
        for row in work.connection.execute(sealed)
        if wanted in column_lines(work.decode(row.document))
    )
    return list(islice(found, limit))


def _documents(work: Work, ids: list[int]) -> Iterator[tuple[str, str, Json]]:
    rows = work.connection.execute(
        select(tables.c.name, tables.c.document, databases.c.name.label("database"))
        .join(databases, databases.c.id == tables.c.database_id)
        .where(tables.c.id.in_(ids))
    )
    for row in rows:
        yield row.database, row.name, work.decode(row.document)


def _hits_in(database: str, table: str, document: Json, wanted: str) -> Iterator[Hit]:
    kind = _kind_of(document)
    description = document.get("Description") or ""
    if wanted in description.lower() and wanted not in table:
        yield Hit("table", database, table, table_kind=kind, description=description)
    for position, (column, is_key) in enumerate(columns_of(document)):
        hit = Hit(
            "column",
            database,
            table,
            column=column["Name"],
            type=column.get("Type"),
            partition_key=is_key,
            table_kind=kind,
            position=position,
        )
        comment = column.get("Comment") or ""
        if wanted in hit.name.lower():
            yield hit
        elif wanted in comment.lower():
            yield replace(hit, description=comment)
        for field in fields_of(column):
            if wanted in (field.path if "." in wanted else field.name).lower():
                yield replace(hit, kind="field", field=field.steps)


def _kind_of(document: dict[str, Any]) -> TableKind:
    if document.get("TargetTable"):
        return "link"
    return "view" if document.get("TableType") == "VIRTUAL_VIEW" else "table"


def _position(work: Work, column: Any, text: str) -> ColumnElement[int]:
    locate = func.strpos if work.connection.dialect.name == "postgresql" else func.instr
    return locate(column, text)
