"""GetPartitions: the partitions that match an expression, page by page, in index order.

The expression restricts the leading columns of the table's own order or of a partition index to
ranges. The most selective order is read (see `spans`). Conditions that aren't ranges are tested on
the encoded values, so only the documents of matching partitions are used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Select, bindparam, exists, literal_column, select

from glue_devendpoint.catalog import paging
from glue_devendpoint.catalog.expressions import parse_expression
from glue_devendpoint.catalog.filters import Filter, bind
from glue_devendpoint.catalog.names import fold
from glue_devendpoint.catalog.partition_documents import ShapeTexts
from glue_devendpoint.catalog.partition_indexes import IndexStatus, PartitionIndex, indexes_of
from glue_devendpoint.catalog.partitioned_tables import PartitionedTable, find_partitioned
from glue_devendpoint.catalog.spans import Span, Walk, narrowness, walk_of
from glue_devendpoint.catalog.work import Work
from glue_devendpoint.errors import InvalidInput, InvalidState
from glue_devendpoint.store.catalog_schema import partition_index_entries, partitions
from glue_devendpoint.store.statements import Statement

PAGE = 1000
MAX_PAGE_CHARACTERS = 8_000_000
MAX_SCANNED = 200_000
"""Maximum partitions read per request; a page can have fewer results than requested."""
FIRST_BATCH, LARGEST_BATCH = 100, 2000
OWN_ORDER = 0


class Found(NamedTuple):
    """A partition read, with its key in the order being read."""

    key: bytes
    shape_id: int | None
    document: str


Rows: TypeAlias = Sequence[Found]
Fetch: TypeAlias = Callable[[bytes, bytes, int], Rows]


def _scan(key: Any, owner: Any, source: Any) -> Select[Any]:
    return (
        select(key, partitions.c.shape_id, partitions.c.document)
        .select_from(source)
        .where(owner == bindparam("owner"), key >= bindparam("start"), key < bindparam("stop"))
        .order_by(key)
        .limit(bindparam("size"))
    )


_IN_SEGMENT = partitions.c.id % bindparam("segments") == bindparam("segment")
_OWN = _scan(partitions.c.key, partitions.c.table_id, partitions)
_INDEXED = _scan(
    partition_index_entries.c.entry_key,
    partition_index_entries.c.index_id,
    partition_index_entries.join(
        partitions, partitions.c.id == partition_index_entries.c.partition_id
    ),
)
_SCANS = {
    (is_indexed, is_split): Statement(scan.where(_IN_SEGMENT) if is_split else scan)
    for is_indexed, scan in ((False, _OWN), (True, _INDEXED))
    for is_split in (False, True)
}
# The 1 must be a literal, because a parameter prevents use of the partial index.
_HAS_ODD = Statement(
    select(
        exists().where(
            partitions.c.table_id == bindparam("table_id"),
            partitions.c.is_odd == literal_column("1"),
        )
    )
)


@dataclass(frozen=True, slots=True)
class Segment:
    """One of several disjoint parts of a table's partitions, for parallel reads."""

    number: int
    total: int


@dataclass(frozen=True, slots=True)
class _Source:
    """An order in which to read partitions: the table's own or an index's."""

    index: PartitionIndex | None
    walk: Walk

    @property
    def id(self) -> int:
        return OWN_ORDER if self.index is None else self.index.id


@dataclass(slots=True)
class _Search:
    """The search for one page of results."""

    source: _Source
    fetch: Fetch
    filter: Filter | None
    # Whether rows must be tested because ranges alone don't decide.
    is_tested: bool
    wanted: int
    found: list[Found] = field(default_factory=list)
    scanned: int = 0
    last: bytes = b""
    is_over: bool = False

    def run(self, span: Span | None) -> None:
        """Read span after span until the page is full or MAX_SCANNED is reached."""
        batch = FIRST_BATCH
        while span is not None and not self.is_full and self.scanned < MAX_SCANNED:
            is_plain = span.is_exact and not self.is_tested
            size = min(self.wanted - len(self.found), LARGEST_BATCH) if is_plain else batch
            rows = self.fetch(span.start, span.stop, size)
            leap = self._sift(rows, span)
            if self.is_full or self.is_over:
                return
            if leap is not None:
                span, batch = leap, FIRST_BATCH
            elif len(rows) < size:
                span = self.source.walk.after(span)
            else:
                span = replace(span, start=rows[-1].key + b"\x00")
                batch = min(batch * 2, LARGEST_BATCH)
        self.is_over = span is None and not self.is_full

    @property
    def is_full(self) -> bool:
        """Whether the page has all the requested results."""
        return len(self.found) >= self.wanted

    def _sift(self, rows: Rows, span: Span) -> Span | None:
        """Keep matching rows; return the next span if it begins after these rows."""
        walk = self.source.walk
        ahead: Span | None = None
        self.scanned += len(rows)
        for row in rows:
            key = self.last = row.key
            if ahead is not None and key < ahead.start:
                continue
            ahead = None
            if not span.is_exact:
                parts = walk.codec.split(key, walk.order)
                misfit = walk.misfit(parts)
                if misfit is not None:
                    ahead = walk.beyond(parts, misfit)
                    if ahead is None:
                        self.is_over = True
                        return None
                    continue
            if not self.is_tested or self._fits(key):
                self.found.append(row)
                if self.is_full:
                    return None
        return ahead

    def _fits(self, key: bytes) -> bool:
        assert self.filter is not None
        walk = self.source.walk
        own = walk.codec.split(key, walk.order)[len(walk.order) - len(walk.codec.types) :]
        held = self.filter.holds(own)
        if held is None:
            raise InvalidState(
                "The expression can't be evaluated because a stored partition value doesn't "
                "match its key's type. Correct the partition's values or the key's type."
            )
        return held


def list_partitions(
    work: Work,
    database_name: str,
    table_name: str,
    *,
    expression: str | None = None,
    segment: Segment | None = None,
    limit: int = PAGE,
    token: str | None = None,
    without_columns: bool = False,
) -> tuple[list[str], str | None]:
    """Return one page of partitions as JSON and the next page's token."""
    split = None if segment is None else [segment.number, segment.total]
    query = ["GetPartitions", fold(database_name), fold(table_name), expression or "", split]
    position = paging.position_of(token, query)
    table = find_partitioned(work, database_name, table_name)
    tree = parse_expression(expression or "")
    filter_ = None if tree is None else bind(tree, table.keys.names, table.keys.codec.types)
    if not table.keys.names:
        return [], None
    has_odd = filter_ is not None and _has_odd(work, table)
    source = _source(work, table, filter_, has_odd, position)
    search = _Search(
        source,
        _fetch(work, table, source, segment),
        filter_,
        filter_ is not None and (has_odd or not filter_.is_product()),
        limit + 1,
    )
    search.run(_start(source, position))
    return _page(work, table, search, limit, query, without_columns)


def _page(
    work: Work,
    table: PartitionedTable,
    search: _Search,
    limit: int,
    query: object,
    without_columns: bool,
) -> tuple[list[str], str | None]:
    head = table.text_head(work.account_id)
    shapes = ShapeTexts(work, without_columns=without_columns)
    kept = search.found[:limit]
    items: list[str] = []
    characters = 0
    for row in kept:
        items.append(head + shapes.whole(row.document, row.shape_id))
        characters += len(items[-1])
        if characters > MAX_PAGE_CHARACTERS:
            break
    if search.is_over and len(items) == len(search.found):
        return items, None
    last = search.last if len(items) == len(search.found) else kept[len(items) - 1].key
    position = search.source.id.to_bytes(8, "big") + last
    return items, paging.next_token(position, query)


def _source(
    work: Work,
    table: PartitionedTable,
    filter_: Filter | None,
    has_odd: bool,
    position: bytes | None,
) -> _Source:
    """Return the order to read: the token's, or the most selective one."""
    codec = table.keys.codec
    own = _Source(
        None, walk_of(filter_, codec, tuple(range(len(table.keys.names))), has_odd=has_odd)
    )
    wanted = None if position is None else int.from_bytes(position[:8], "big")
    if wanted == OWN_ORDER or filter_ is None:
        return own
    sources = [own] + [
        _Source(index, walk_of(filter_, codec, index.order(table.keys), has_odd=has_odd))
        for index in indexes_of(work, table)
        if index.status is IndexStatus.ACTIVE
    ]
    if wanted is None:
        return max(sources, key=lambda source: narrowness(source.walk))
    for source in sources:
        if source.id == wanted:
            return source
    raise InvalidInput("The NextToken refers to a deleted index. Restart the listing without it.")


def _start(source: _Source, position: bytes | None) -> Span | None:
    if position is None:
        return source.walk.first()
    key = position[8:]
    try:
        span = source.walk.at(key)
    except (IndexError, ValueError) as err:
        raise InvalidInput(
            "The NextToken no longer matches the table. Restart the listing without it."
        ) from err
    if span is None:
        return None
    return replace(span, start=max(span.start, key + b"\x00"))


def _fetch(work: Work, table: PartitionedTable, source: _Source, segment: Segment | None) -> Fetch:
    statement = _SCANS[source.index is not None, segment is not None]
    fixed = {"owner": table.id if source.index is None else source.index.id}
    if segment is not None:
        fixed |= {"segments": segment.total, "segment": segment.number}

    def fetch(start: bytes, stop: bytes, size: int) -> Rows:
        rows = statement.all(work.connection, start=start, stop=stop, size=size, **fixed)
        return [Found(*row) for row in rows]

    return fetch


def _has_odd(work: Work, table: PartitionedTable) -> bool:
    return bool(_HAS_ODD.value(work.connection, table_id=table.id))
