"""Completion of database, table and column names in `%glue`, `%%sql` and `from_catalog(...)`.

Names come from the Glue API and are cached briefly. If the endpoint doesn't answer, there are no
suggestions: completion must never get in the way of typing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

from glue_devendpoint.errors import DevEndpointError
from glue_devendpoint.kernel.magics.glue_parser import LATER
from glue_devendpoint.kernel.magics.scripting import columns_of
from glue_devendpoint.kernel.paging import pages
from glue_devendpoint.spark.metastore.gateway import glue_client
from glue_devendpoint.spark.versions import GLUE_VERSIONS
from glue_devendpoint.spark.workers import WORKER_TYPES

SECONDS_REMEMBERED = 15.0
MAXIMUM_TABLES = 5_000
COMMANDS = ("databases", "tables", "show", "crawl", "crawler", "script", "session", *LATER)
SETTING_VALUES = {
    "glue_version": [each.name for each in GLUE_VERSIONS],
    "worker_type": [each.name for each in WORKER_TYPES],
    "session_type": ["etl", "streaming", "glue_ray"],
}
_FRAGMENT = re.compile(r"[\w.\-]*$")
_ARGUMENT = re.compile(r"""\b(?P<key>database|name_space|table_name)\s*=\s*(?P<q>["'])[\w\-]*$""")
_DATABASE = re.compile(r"""\b(?:database|name_space)\s*=\s*["']([\w\-]+)["']""")
_TABLES_OF = re.compile(r"\b(?:from|join|into|table|update|describe|desc)\s+`?([\w.\-]+)", re.I)
_TAKES_TABLE = re.compile(
    r"\b(?:from|join|into|table|update|describe|desc|cache|refresh)\s+[\w.`\-]*$", re.I
)
_NAMED_TABLE = re.compile(
    r"""\b(?:table|insertInto|saveAsTable|tableExists|cacheTable|refreshTable)"""
    r"""\(\s*["'][\w.\-]*$"""
)
_SETTING = re.compile(r"\s*%(?P<name>\w+)\s+\S*$")
_TAKES_DATABASE = re.compile(r"\b(?:use|database|schema|in)\s+[\w`\-]*$", re.I)


class CatalogNames:
    """The names in the catalog, cached briefly."""

    def __init__(
        self,
        make_client: Callable[[], Any] = glue_client,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make_client = make_client
        self._clock = clock
        self._found: dict[tuple[str, ...], tuple[float, list[str]]] = {}

    def databases(self) -> list[str]:
        """Return the names of the databases."""
        return self._remembered(("databases",), self._list_databases)

    def tables(self, database: str) -> list[str]:
        """Return the names of a database's tables."""
        return self._remembered(("tables", database), lambda: self._list_tables(database))

    def columns(self, database: str, table: str) -> list[str]:
        """Return the names of a table's columns and partition keys."""
        key = ("columns", database, table)
        return self._remembered(key, lambda: self._list_columns(database, table))

    def _remembered(self, key: tuple[str, ...], load: Callable[[], list[str]]) -> list[str]:
        now = self._clock()
        loaded_at, names = self._found.get(key, (float("-inf"), []))
        if now - loaded_at < SECONDS_REMEMBERED:
            return names
        try:
            names = load()
        except (ClientError, BotoCoreError, DevEndpointError):
            names = []
        self._found[key] = (now, names)
        return names

    def _list_databases(self) -> list[str]:
        every = pages(self._make_client(), "get_databases", "DatabaseList")
        return [each["Name"] for each in every]

    def _list_tables(self, database: str) -> list[str]:
        glue = self._make_client()
        names: list[str] = []
        for each in pages(glue, "get_tables", "TableList", DatabaseName=database):
            names.append(each["Name"])
            if len(names) == MAXIMUM_TABLES:
                break
        return names

    def _list_columns(self, database: str, table: str) -> list[str]:
        found = self._make_client().get_table(DatabaseName=database, Name=table)["Table"]
        return [name for name, _ in columns_of(found)]


class CatalogMatcher:
    """Suggests completions at the cursor."""

    def __init__(self, names: CatalogNames) -> None:
        self._names = names

    def matches(self, text: str, whole: str) -> list[str]:
        """Return the candidates for the last word of `text`; `whole` is the whole cell."""
        fragment = fragment_of(text)
        offered = self._offered(text, whole, fragment)
        return sorted({each for each in offered if each.lower().startswith(fragment.lower())})

    def _offered(self, text: str, whole: str, fragment: str) -> Iterator[str]:
        line = text.rpartition("\n")[2]
        argument = _ARGUMENT.search(line)
        if argument is not None:
            yield from self._argument(argument["key"], whole)
        elif re.match(r"\s*%%?glue\s", line):
            yield from self._glue_line(line, fragment)
        elif _is_sql(text):
            yield from self._sql(text, whole, fragment)
        elif _NAMED_TABLE.search(line):
            yield from self._qualified(fragment)
        elif (setting := _SETTING.match(line)) is not None:
            yield from SETTING_VALUES.get(setting["name"], ())

    def _argument(self, key: str, whole: str) -> Iterator[str]:
        if key != "table_name":
            yield from self._names.databases()
        elif (named := _DATABASE.search(whole)) is not None:
            yield from self._names.tables(named[1])

    def _glue_line(self, line: str, fragment: str) -> Iterator[str]:
        words = line.split()[1:]
        before = words if line[-1].isspace() else words[:-1]
        if not before:
            yield from COMMANDS
        elif before[-1] in ("--database", "-d") or before == ["tables"]:
            yield from self._names.databases()
        elif before[-1] in ("--source", "--target") or before == ["show"]:
            yield from self._qualified(fragment)
        elif before == ["crawler"]:
            yield from ("start", "status", "list")
        elif before[0] == "script" and (named := re.search(r"--source\s+(\w+)\.(\w+)", line)):
            yield from self._names.columns(named[1], named[2])

    def _sql(self, text: str, whole: str, fragment: str) -> Iterator[str]:
        if _TAKES_DATABASE.search(text):
            yield from self._names.databases()
        elif _TAKES_TABLE.search(text):
            yield from self._qualified(fragment)
            if "." not in fragment:
                yield from self._names.tables("default")
        else:
            for named in _TABLES_OF.findall(whole):
                database, _, table = named.rpartition(".")
                columns = self._names.columns(database or "default", table)
                yield from columns
                alias = fragment.rpartition(".")[0]
                if alias:
                    yield from (f"{alias}.{column}" for column in columns)

    def _qualified(self, fragment: str) -> Iterator[str]:
        """Suggest databases, or the tables of a database."""
        database, dot, _ = fragment.rpartition(".")
        if dot:
            yield from (f"{database}.{table}" for table in self._names.tables(database))
        else:
            yield from (f"{name}." for name in self._names.databases())


def fragment_of(text: str) -> str:
    """Return the word before the cursor, including dots."""
    found = _FRAGMENT.search(text)
    return "" if found is None else found[0]


def catalog_matcher(names: CatalogNames) -> Any:
    """Return the matcher for IPython's completer."""
    catalog = CatalogMatcher(names)

    @context_matcher(identifier="glue_catalog")  # type: ignore[untyped-decorator]
    def match(context: CompletionContext) -> SimpleMatcherResult:
        lines = context.full_text.split("\n")
        above = lines[: context.cursor_line]
        text = "\n".join([*above, lines[context.cursor_line][: context.cursor_position]])
        found = catalog.matches(text, context.full_text)
        return SimpleMatcherResult(
            completions=[SimpleCompletion(text=each, type="glue") for each in found],
            matched_fragment=fragment_of(text),
            suppress=bool(found),
        )

    return match


def _is_sql(text: str) -> bool:
    head = next((line for line in text.splitlines() if line.startswith("%%sql")), None)
    return (
        (head is not None and "\n" in text)
        or bool(re.search(r"""\bspark\.sql\(\s*f?(?:\"{3}|'{3}|["'])[^"']*$""", text))
        or bool(re.match(r"%sql\s", text.rpartition("\n")[2]))
    )
