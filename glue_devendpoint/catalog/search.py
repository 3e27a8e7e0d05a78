"""SearchTables: finds tables by words, filters, and times, even in large catalogs.

The index is updated in the transaction that changes a table. Without a sort criterion, results are
in order of creation, so a page can be read without looking at other results.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import eq, ge, gt, le, lt
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
)

from glue_devendpoint.access.secrets import PREFIX, SecretBox
from glue_devendpoint.catalog import paging
from glue_devendpoint.catalog.search_words import (
    Word,
    column_lines,
    entries,
    field_name,
    tokens,
    whole,
    words_of,
)
from glue_devendpoint.catalog.tables import Table, table_text
from glue_devendpoint.catalog.work import ENCRYPTION_SETTINGS, Json, Work
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.store.account_schema import search_tables, search_terms
from glue_devendpoint.store.catalog_schema import databases, tables
from glue_devendpoint.store.rows import put_rows
from glue_devendpoint.store.schema import settings
from glue_devendpoint.store.statements import Statement

PAGE = 100
MOST_WORDS = 100
COMPARATORS = {
    "EQUALS": eq,
    "GREATER_THAN": gt,
    "LESS_THAN": lt,
    "GREATER_THAN_EQUALS": ge,
    "LESS_THAN_EQUALS": le,
}
_TIMES = {"createtime": search_tables.c.created_at, "updatetime": search_tables.c.updated_at}
_SORTS: dict[str, ColumnElement[Any]] = {
    "name": tables.c.name,
    "databasename": databases.c.name,
    **_TIMES,
}
_INSERT_TABLE = Statement(
    insert(search_tables).values(
        {column.name: bindparam(column.name) for column in search_tables.c}
    )
)
_INSERT_TERM = Statement(
    insert(search_terms).values({column.name: bindparam(column.name) for column in search_terms.c})
)


@dataclass(frozen=True, slots=True)
class Search:
    """A search; all of its parts must match."""

    text: str | None = None
    filters: list[Json] = field(default_factory=list)
    sort: list[Json] = field(default_factory=list)


def index_table(work: Work, table_id: int, before: Json | None, after: Json) -> None:
    """Update the index when a table is created or changed."""
    columns = work.encode_text(column_lines(after))
    box = work.box if columns.startswith(PREFIX) else None
    row: dict[str, object] = {
        "table_id": table_id,
        "words": entries(after, box),
        "columns": columns,
        "created_at": after["CreateTime"],
        "updated_at": after["UpdateTime"],
    }
    if before is None:
        _INSERT_TABLE.change(work.connection, **row)
        _index_name(work, table_id, after["Name"])
        return
    put_rows(work.connection, search_tables, [row])
    if before["Name"] != after["Name"]:
        work.connection.execute(delete(search_terms).where(search_terms.c.table_id == table_id))
        _index_name(work, table_id, after["Name"])


def search_for_tables(
    work: Work, search: Search, *, limit: int = PAGE, token: str | None = None
) -> tuple[list[str], str | None]:
    """Return one page of tables as JSON, and the next page's token."""
    _check_size(search)
    query = ["SearchTables", search.text, search.filters, search.sort]
    position = paging.position_of(token, query)
    after = None if position is None else _last_row(position, search)
    rows = work.connection.execute(_statement(work, search, after).limit(limit + 1)).all()
    page = _table_texts(work, [row.id for row in rows[:limit]])
    if len(rows) <= limit:
        return page, None
    last = rows[limit - 1]
    return page, paging.next_token(orjson.dumps([last.key, last.id]), query)


def _last_row(position: bytes, search: Search) -> list[Any]:
    """Return the sort key and ID of the last row of the page before."""
    sort = search.sort[0].get("FieldName", "Name").lower() if search.sort else ""
    is_of_type = str if sort in ("name", "databasename") else (int, float)
    with paging.reading_position():
        row = orjson.loads(position)
        if not isinstance(row, list) or len(row) != 2:
            raise ValueError(position)
        key, table_id = row
        is_number = type(table_id) is int and abs(table_id) < 2**63
        if not is_number or not isinstance(key, is_of_type) or "\0" in str(key):
            raise ValueError(position)
    return [key, table_id]


def _check_size(search: Search) -> None:
    """Refuse more words than a database can look for in one query."""
    texts = [search.text or "", *(each.get("Value", "") for each in search.filters)]
    if len(texts) > MOST_WORDS or sum(len(words_of(each)) or 1 for each in texts) > MOST_WORDS:
        raise InvalidInput(f"A search can have at most {MOST_WORDS} words in its filters and text.")


def _statement(work: Work, search: Search, after: list[Any] | None) -> Any:
    names = [name for name in search.filters if field_name(name.get("Key", "")) == "name"]
    terms = [word.text for name in names for word in words_of(name.get("Value", ""))]
    source, table_id = _source(terms)
    sort, is_descending = _sort(search.sort)
    key: ColumnElement[Any] = literal(0) if sort is None else sort
    order = (table_id,) if sort is None else (sort, table_id)
    statement = select(table_id.label("id"), key.label("key")).select_from(source)
    for condition in [*_term_conditions(terms), *_conditions(work, search)]:
        statement = statement.where(condition)
    if after is not None:
        last = after[1:] if sort is None else after
        beyond = lt if is_descending else gt
        statement = statement.where(beyond(tuple_(*order), tuple_(*last)))
    return statement.order_by(*(column.desc() if is_descending else column for column in order))


def _source(terms: list[str]) -> tuple[Any, ColumnElement[int]]:
    """Return the tables to read from, starting with the name's first term if there is one."""
    joined = search_tables.join(tables, tables.c.id == search_tables.c.table_id).join(
        databases, databases.c.id == tables.c.database_id
    )
    if not terms:
        return joined, search_tables.c.table_id
    leading = search_terms.c.table_id == search_tables.c.table_id
    return search_terms.join(joined, leading), search_terms.c.table_id


def _term_conditions(terms: list[str]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for number, term in enumerate(terms):
        if number == 0:
            conditions.append(search_terms.c.term == term)
            continue
        others = search_terms.alias()
        having = select(others.c.table_id).where(others.c.term == term)
        conditions.append(tables.c.id.in_(having))
    return conditions


def _conditions(work: Work, search: Search) -> list[ColumnElement[bool]]:
    box = _box_if_ever_sealed(work)
    conditions = [_filter_condition(work, each, box) for each in search.filters]
    if search.text is not None:
        words = words_of(search.text)
        conditions += [_word_condition(work, word, box) for word in words] or [false()]
    return [condition for condition in conditions if condition is not None]


def _filter_condition(
    work: Work, predicate: Json, box: SecretBox | None
) -> ColumnElement[bool] | None:
    key, value = field_name(predicate.get("Key", "")), predicate.get("Value", "")
    if key in _TIMES:
        compare = COMPARATORS[predicate.get("Comparator", "EQUALS")]
        return compare(_TIMES[key], _moment(value))  # type: ignore[no-any-return]
    words = words_of(value, key)
    if not words:
        return false()
    if key == "name":
        return None  # names are matched by `_term_conditions`
    if key == "databasename":
        return tables.c.database_id.in_(_databases_with(work, words))
    return and_(*(_stands_in(work, word, box) for word in words))


def _word_condition(work: Work, word: Word, box: SecretBox | None) -> ColumnElement[bool]:
    within = _databases_with(work, [word])
    found = _stands_in(work, word, box)
    return or_(found, tables.c.database_id.in_(within)) if within else found


def _stands_in(work: Work, word: Word, box: SecretBox | None) -> ColumnElement[bool]:
    position = func.strpos if work.connection.dialect.name == "postgresql" else func.instr
    return or_(*(position(search_tables.c.words, needle) > 0 for needle in word.needles(box)))


def _databases_with(work: Work, words: list[Word]) -> list[int]:
    """Return the databases whose names contain all the words."""
    wanted = {word.text for word in words}
    rows = work.connection.execute(select(databases.c.id, databases.c.name))
    return [row.id for row in rows if wanted <= {whole(row.name), *tokens(row.name)}]


def _sort(criteria: list[Json]) -> tuple[ColumnElement[Any] | None, bool]:
    if not criteria:
        return None, False
    name = criteria[0].get("FieldName", "Name")
    if name.lower() not in _SORTS:
        raise InvalidInput(
            f"Can't sort tables by {name}. Use Name, DatabaseName, CreateTime, or UpdateTime."
        )
    return _SORTS[name.lower()], criteria[0].get("Sort", "ASC") == "DESC"


def _moment(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as err:
        raise InvalidInput(
            f"'{text}' isn't a valid time. Use 2024-01-31T00:00:00Z or seconds since 1970."
        ) from err
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _table_texts(work: Work, ids: list[int]) -> list[str]:
    rows = work.connection.execute(
        select(tables, databases.c.name.label("database_name"))
        .join(databases, databases.c.id == tables.c.database_id)
        .where(tables.c.id.in_(ids))
    ).all()
    texts = {
        row.id: table_text(
            work,
            Table(
                row.id, row.name, row.version, row.partition_keys, row.document, row.database_name
            ),
        )
        for row in rows
    }
    return [texts[table_id] for table_id in ids if table_id in texts]


def _index_name(work: Work, table_id: int, name: str) -> None:
    terms = {whole(name), *tokens(name)}
    rows = [{"term": term, "table_id": table_id} for term in terms]
    _INSERT_TERM.change_many(work.connection, rows)


def _box_if_ever_sealed(work: Work) -> SecretBox | None:
    query = select(settings.c.name).where(settings.c.name == ENCRYPTION_SETTINGS)
    return None if work.connection.execute(query).first() is None else work.box
