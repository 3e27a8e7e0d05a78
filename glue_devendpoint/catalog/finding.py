"""Finding: databases, tables, and columns by part of their name, and the deprecated tables.

Used by the interface, not by Glue's API. Names that begin with the text come before names that
only contain it, and databases before tables before columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, case, func, or_, select

from glue_devendpoint.access.secrets import PREFIX
from glue_devendpoint.catalog.databases import find_target
from glue_devendpoint.catalog.search_words import columns_of
from glue_devendpoint.catalog.work import Work
from glue_devendpoint.store.account_schema import search_tables
from glue_devendpoint.store.catalog_schema import databases, tables

Kind: TypeAlias = Literal["database", "table", "column"]
TableKind: TypeAlias = Literal["table", "view", "link"]
_DEPRECATED = "DEPRECATED_BY_CRAWLER"
_KINDS: tuple[Kind, ...] = ("database", "table", "column")


@dataclass(frozen=True, slots=True)
class Hit:
    """A database, table, or column whose name contains the text."""

    kind: Kind
    database: str
    table: str | None = None
    column: str | None = None
    type: str | None = None
    partition_key: bool = False
    table_kind: TableKind | None = None

    @property
    def name(self) -> str:
        """The name that matched."""
        return self.column or self.table or self.database


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
        *_columns(work, wanted, limit + 1),
    ]
    hits.sort(key=lambda hit: _rank(hit, wanted))
    return hits[:limit], len(hits) > limit


def _rank(hit: Hit, wanted: str) -> tuple[int, int, int, str, str, str]:
    name = hit.name.lower()
    closeness = 0 if name == wanted else 1 if name.startswith(wanted) else 2
    kind = _KINDS.index(hit.kind)
    return closeness, kind, len(name), name, hit.database, hit.table or ""


def _databases(work: Work, wanted: str, limit: int) -> list[Hit]:
    name = databases.c.name
    statement = select(name).where(_position(work, name, wanted) > 0)
    rows = work.connection.execute(statement.order_by(*_closeness(work, name, wanted)).limit(limit))
    return [Hit("database", row.name) for row in rows]


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


def _columns(work: Work, wanted: str, limit: int) -> list[Hit]:
    names = search_tables.c.columns
    line, start = _position(work, names, f"\n{wanted}\n"), _position(work, names, f"\n{wanted}")
    plain = (
        select(search_tables.c.table_id)
        .where(_position(work, names, wanted) > 0, ~names.startswith(PREFIX))
        .order_by(case((line > 0, 0), (start > 0, 1), else_=2), search_tables.c.table_id)
        .limit(limit)
    )
    ids = [row.table_id for row in work.connection.execute(plain)]
    ids += _sealed_tables(work, wanted, limit)
    return [hit for hit in _columns_of(work, ids) if wanted in hit.name.lower()]


def _sealed_tables(work: Work, wanted: str, limit: int) -> list[int]:
    """Return tables with sealed column names, which must be decrypted to search them."""
    sealed = select(search_tables.c.table_id, search_tables.c.columns).where(
        search_tables.c.columns.startswith(PREFIX)
    )
    found = (
        row.table_id
        for row in work.connection.execute(sealed)
        if wanted in work.decode_text(row.columns)
    )
    return [table_id for table_id, _ in zip(found, range(limit), strict=False)]


def _columns_of(work: Work, ids: list[int]) -> Iterator[Hit]:
    rows = work.connection.execute(
        select(tables.c.name, tables.c.document, databases.c.name.label("database"))
        .join(databases, databases.c.id == tables.c.database_id)
        .where(tables.c.id.in_(ids))
    )
    for row in rows:
        document = work.decode(row.document)
        kind = _kind_of(document)
        for column, is_key in columns_of(document):
            name, type_ = column["Name"], column.get("Type")
            yield Hit("column", row.database, row.name, name, type_, is_key, kind)


def _kind_of(document: dict[str, Any]) -> TableKind:
    if document.get("TargetTable"):
        return "link"
    return "view" if document.get("TableType") == "VIRTUAL_VIEW" else "table"


def _position(work: Work, column: Any, text: str) -> ColumnElement[int]:
    locate = func.strpos if work.connection.dialect.name == "postgresql" else func.instr
    return locate(column, text)
