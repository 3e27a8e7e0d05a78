"""Nested fields, descriptions, and comments are found in tables that existed before.

Sealed tables need nothing: a search decrypts their documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from glue_table_format.hive_types import (
    Array,
    HiveType,
    HiveTypeError,
    Map,
    Struct,
    Union,
    parse,
)

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NOTE = "\x1f"
CONTROLS = re.compile(r"[\x00-\x1f]+")
BATCH = 500


def upgrade() -> None:
    connection = op.get_bind()
    metadata = sa.MetaData()
    tables = sa.Table("tables", metadata, autoload_with=connection)
    lines = sa.Table("search_tables", metadata, autoload_with=connection)
    change = (
        sa.update(lines)
        .where(lines.c.table_id == sa.bindparam("at"))
        .values(columns=sa.bindparam("text"))
    )
    last = -1
    while True:
        page = connection.execute(
            sa.select(tables.c.id, tables.c.document)
            .where(tables.c.id > last)
            .order_by(tables.c.id)
            .limit(BATCH)
        ).all()
        if not page:
            return
        last = page[-1].id
        rows = [
            {"at": row.id, "text": _lines(json.loads(row.document))}
            for row in page
            if row.document.startswith("{")
        ]
        if rows:
            connection.execute(change, rows)


def _lines(document: dict[str, Any]) -> str:
    columns = (document.get("StorageDescriptor") or {}).get("Columns") or []
    columns = [*columns, *(document.get("PartitionKeys") or [])]
    found = [column["Name"] for column in columns]
    found += [path for column in columns for path in _paths(column)]
    notes = [document.get("Description"), *(column.get("Comment") for column in columns)]
    found += [NOTE + CONTROLS.sub(" ", note) for note in notes if note]
    return "\n" + "\n".join(line.lower() for line in dict.fromkeys(found)) + "\n"


def _paths(column: dict[str, Any]) -> Iterator[str]:
    try:
        yield from _below(parse(column.get("Type") or ""), column["Name"])
    except HiveTypeError:
        return


def _below(kind: HiveType, path: str) -> Iterator[str]:
    match kind:
        case Struct(fields):
            for name, inner in fields:
                yield f"{path}.{name}"
                yield from _below(inner, f"{path}.{name}")
        case Array(element):
            yield from _below(element, path)
        case Map(key, value):
            yield from _below(key, path)
            yield from _below(value, path)
        case Union(options):
            for option in options:
                yield from _below(option, path)
