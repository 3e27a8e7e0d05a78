"""Reach: what a crawl reads and writes, which whoever causes the crawl must be allowed to.

A crawler must not lend rights to people who don't have them. The policies are asked in the name of
the caller when a crawler is created, updated, and started. While it crawls, they are asked again in
the name of the identity that started it, in the transactions that read and write the catalog.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from glue_devendpoint.access.policy import AnyCaller, Policies
from glue_devendpoint.catalog.databases import find_target
from glue_devendpoint.catalog.names import fold
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.crawlers.settings import DELETE
from glue_devendpoint.errors import EntityNotFound

WRITES = ("CreateTable", "UpdateTable", "BatchCreatePartition", "BatchUpdatePartition")
DELETES = ("DeleteTable", "BatchDeletePartition")


@dataclass(frozen=True, slots=True)
class Authority:
    """In whose name a crawler is changed, started, or crawls."""

    policies: Policies
    caller: AnyCaller

    def check(self, work: Work, crawler: Json) -> None:
        """Raise AccessDenied unless the caller may do everything that the crawler does."""
        for name in _connections(crawler):
            self._ask(work, "GetConnection", ["catalog", f"connection/{name}"])
        for database, tables in _places(crawler):
            for name in self._linked(work, database):
                self._check_tables(work, crawler, name, tables)

    def _check_tables(self, work: Work, crawler: Json, database: str, tables: list[str]) -> None:
        paths = ["catalog", f"database/{database}"]
        paths += [f"table/{database}/{fold(name)}" for name in tables]
        policy = crawler.get("SchemaChangePolicy") or {}
        deletes = DELETES if policy.get("DeleteBehavior") == DELETE else ()
        for operation in ("GetTables", "GetPartitions", *WRITES, *deletes):
            self._ask(work, operation, paths)

    def _linked(self, work: Work, database: str) -> list[str]:
        """Return the database, and those that it leads to if it is a link.

        The links are locked, so they lead to the same databases until the transaction ends.
        """
        names = [database]

        def follow(_link: str, target: str) -> None:
            names.append(target.removeprefix("database/"))

        try:
            find_target(replace(work, follow=follow), database, "share")
        except EntityNotFound:
            for name in names:
                self._ask(work, "CreateDatabase", ["catalog", f"database/{name}"])
        return names

    def _ask(self, work: Work, operation: str, paths: list[str]) -> None:
        self.policies.check(self.caller, operation, lambda: paths, {}, work.author.now)


def _connections(crawler: Json) -> Iterable[str]:
    names = (
        target.get("ConnectionName")
        for targets in crawler["Targets"].values()
        for target in targets or ()
    )
    return dict.fromkeys(name for name in names if name)


def _places(crawler: Json) -> list[tuple[str, list[str]]]:
    """Return the databases that a crawl changes, each with its tables; `*` stands for all."""
    targets = crawler["Targets"].get("CatalogTargets")
    if not targets:
        return [(fold(crawler.get("DatabaseName") or "default"), ["*"])]
    return [(fold(target["DatabaseName"]), target["Tables"]) for target in targets]
