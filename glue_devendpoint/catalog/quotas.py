"""Quotas: limits on the number of databases, tables, versions, and partitions.

The defaults are AWS's. To change them for every host, set `quotas` in the `settings` table.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import orjson
from sqlalchemy import ColumnElement, Table, func, select

from glue_devendpoint.catalog.work import Work
from glue_devendpoint.errors import ResourceNumberLimitExceeded
from glue_devendpoint.store.catalog_schema import databases, partitions, table_versions, tables
from glue_devendpoint.store.schema import settings
from glue_devendpoint.store.statements import Statement

Kind: TypeAlias = Literal["databases", "tables", "versions", "partitions"]

SETTING = "quotas"
DEFAULTS: dict[Kind, int] = {
    "databases": 10_000,
    "tables": 200_000,
    "versions": 100_000,
    "partitions": 10_000_000,
}
_TABLES: dict[Kind, tuple[Table, ColumnElement[int]]] = {
    "databases": (databases, databases.c.id),
    "tables": (tables, tables.c.database_id),
    "versions": (table_versions, table_versions.c.table_id),
    "partitions": (partitions, partitions.c.table_id),
}
_SETTING = select(settings.c.value).where(settings.c.name == SETTING)
_BOUNDS = {
    kind: Statement(select(func.max(table.c.id), _SETTING.scalar_subquery()))
    for kind, (table, _) in _TABLES.items()
    if "id" in table.c
}


def check_quota(work: Work, kind: Kind, parent_id: int | None, more: int = 1) -> None:
    """Raise an error if creating more would exceed the parent's quota (None: the catalog)."""
    if kind in _BOUNDS:
        highest, setting = _BOUNDS[kind].one(work.connection)
        limit = _limit(setting, kind)
        if (highest or 0) + more <= limit:
            return  # IDs only increase, so there can't be more rows than this; no need to count
    else:
        limit = _limit(work.connection.execute(_SETTING).scalar(), kind)
    table, parent = _TABLES[kind]
    count = select(func.count()).select_from(table)
    if parent_id is not None:
        count = count.where(parent == parent_id)
    if work.connection.execute(count).scalar_one() + more > limit:
        raise ResourceNumberLimitExceeded(
            f"This exceeds the quota of {limit} {kind}. Delete some, or raise the quota."
        )


def _limit(setting: str | None, kind: Kind) -> int:
    return int(orjson.loads(setting).get(kind, DEFAULTS[kind])) if setting else DEFAULTS[kind]
