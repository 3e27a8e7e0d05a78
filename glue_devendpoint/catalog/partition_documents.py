"""Partition documents: kept small by storing only once what partitions share.

The storage descriptors of a table's partitions usually differ only in `Location` and `Parameters`.
The common part, called the shape, is stored once per table. A partition's JSON is its own text
followed by the text of its shape.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import bindparam, func, select

from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.store.catalog_schema import partition_shapes
from glue_devendpoint.store.rows import insert_new
from glue_devendpoint.store.statements import Statement

MAX_SHAPES = 256
"""Maximum shapes per table; partitions beyond it keep the shape in their own text."""

_OWN = ("Location", "Parameters")
_BY_DIGEST = Statement(
    select(partition_shapes.c.id).where(
        partition_shapes.c.table_id == bindparam("table_id"),
        partition_shapes.c.digest == bindparam("digest"),
    )
)
_COUNT = Statement(select(func.count()).where(partition_shapes.c.table_id == bindparam("table_id")))
_BY_ID = Statement(
    select(partition_shapes.c.document).where(partition_shapes.c.id == bindparam("shape_id"))
)


@dataclass(frozen=True, slots=True)
class PartitionText:
    """A partition's JSON without the opening brace: its own part and its separate shape, if any."""

    own: str
    shape: str = ""


def partition_text(partition_input: Json, values: list[str], created: float) -> PartitionText:
    """Split a partition into its own text and its shape."""
    own: Json = {"Values": values, "CreationTime": created}
    for member, value in partition_input.items():
        if member not in ("Values", "StorageDescriptor"):
            own[member] = value
    descriptor: Json | None = partition_input.get("StorageDescriptor")
    if descriptor is None:
        return PartitionText(_dumps(own)[1:])
    mine = {member: descriptor[member] for member in _OWN if member in descriptor}
    shared = {member: value for member, value in descriptor.items() if member not in _OWN}
    if not mine or not shared:
        return PartitionText(_dumps(own | {"StorageDescriptor": descriptor})[1:])
    return PartitionText(
        _dumps(own | {"StorageDescriptor": mine})[1:-2], f",{_dumps(shared)[1:]}}}"
    )


class Shapes:
    """The shapes of one table, within one transaction."""

    def __init__(self, work: Work, table_id: int) -> None:
        self._work = work
        self._table_id = table_id
        self._ids: dict[str, int | None] = {}

    def stored(self, text: PartitionText) -> tuple[str, int | None]:
        """Return a partition's text as stored, and the ID of its shape."""
        shape_id = self._id(text.shape) if text.shape else None
        own = text.own if shape_id is not None else text.own + text.shape
        return self._work.encode_text(own), shape_id

    def _id(self, shape: str) -> int | None:
        if shape not in self._ids:
            self._ids[shape] = self._find(shape)
        return self._ids[shape]

    def _find(self, shape: str) -> int | None:
        connection = self._work.connection
        digest = hashlib.blake2b(shape.encode(), digest_size=16).digest()
        where: dict[str, Any] = {"table_id": self._table_id, "digest": digest}
        found: int | None = _BY_DIGEST.value(connection, **where)
        if found is not None:
            return found
        if _COUNT.value(connection, table_id=self._table_id) >= MAX_SHAPES:
            return None
        row = {**where, "document": self._work.encode_text(shape)}
        made = insert_new(connection, partition_shapes, row)
        # Our insert waited for another writer's, so that writer's row is now visible.
        return _BY_DIGEST.value(connection, **where) if made is None else made


class ShapeTexts:
    """The texts of shapes, read once per response."""

    def __init__(self, work: Work, *, without_columns: bool = False) -> None:
        self._work = work
        self._without_columns = without_columns
        self._texts: dict[int, str] = {}

    def whole(self, document: str, shape_id: int | None) -> str:
        """Return a partition's JSON without the opening brace."""
        own = self._work.decode_text(document)
        if shape_id is not None:
            return own + self._text(shape_id)
        return _less_columns_inside(own) if self._without_columns else own

    def _text(self, shape_id: int) -> str:
        text = self._texts.get(shape_id)
        if text is None:
            document = _BY_ID.value(self._work.connection, shape_id=shape_id)
            text = self._work.decode_text(document)
            text = _less_columns(text) if self._without_columns else text
            self._texts[shape_id] = text
        return text


def _less_columns(shape: str) -> str:
    shared = orjson.loads(f"{{{shape[1:-1]}")
    shared.pop("Columns", None)
    return f",{_dumps(shared)[1:]}}}" if shared else "}}"


def _less_columns_inside(own: str) -> str:
    document = orjson.loads(f"{{{own}")
    document.get("StorageDescriptor", {}).pop("Columns", None)
    return _dumps(document)[1:]


def _dumps(document: Json) -> str:
    return orjson.dumps(document).decode()
