"""A crawl without its last step: what the catalog should contain, and which changes that needs.

Nothing is written here, so a dry run is exactly this.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from glue_jdbc.targets import JdbcTarget

from glue_devendpoint.crawlers.changes import TableChange
from glue_devendpoint.crawlers.classifiers.order import Classifiers
from glue_devendpoint.crawlers.detected import DetectedTable, StoreTable
from glue_devendpoint.crawlers.failures import CrawlFailed
from glue_devendpoint.crawlers.filecrawl import FileCrawl
from glue_devendpoint.crawlers.fingerprints import Fingerprints
from glue_devendpoint.crawlers.grouping import Candidate, ClassifiedFile, Grouping, GroupingRules
from glue_devendpoint.crawlers.kept import OWNER
from glue_devendpoint.crawlers.naming import assign_names
from glue_devendpoint.crawlers.newfolders import NewFolders, known_folders
from glue_devendpoint.crawlers.partitions import to_table
from glue_devendpoint.crawlers.policy import ExistingTable, plan_changes
from glue_devendpoint.crawlers.progress import Report
from glue_devendpoint.crawlers.settings import (
    CRAWL_EVENT_MODE,
    CRAWL_NEW_FOLDERS_ONLY,
    CrawlSettings,
    FileTarget,
)
from glue_devendpoint.crawlers.tableinput import CrawlMark, DesiredTable, file_table, store_table
from glue_devendpoint.crawlers.targets.jdbc import crawl_database
from glue_devendpoint.crawlers.targets.lake import crawl_lake
from glue_devendpoint.errors import GlueError, InvalidInput
from glue_devendpoint.files.buckets import Buckets
from glue_devendpoint.files.failures import UnreadableLocation
from glue_devendpoint.files.roots import Roots

_NO_EVENTS = (
    "{}: is listed completely, because event queues aren't read here; only "
    "files that have changed since the last crawl are opened"
)


def _no_connections(name: str) -> JdbcTarget:
    raise InvalidInput(f"The connection {name!r} doesn't exist.")


@dataclass(frozen=True, slots=True)
class CrawlInputs:
    """What a crawl needs to know.

    `roots` are the places that may be crawled, by default none. `fingerprints` are what the last
    crawl returned, by include path; `existing` are the tables of the crawler's database, with
    their partitions.
    """

    run_id: str
    roots: Roots = field(default_factory=lambda: Roots((), Buckets()))
    classifiers: Sequence[Mapping[str, Any]] = ()
    existing: Sequence[ExistingTable] = ()
    fingerprints: Mapping[str, bytes] = field(default_factory=dict)
    database_of: Callable[[str], JdbcTarget] = _no_connections
    randomness: random.Random = field(default_factory=random.Random)


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """What a crawl found and what it would change."""

    tables: tuple[DesiredTable, ...]
    changes: tuple[TableChange, ...]
    warnings: tuple[str, ...]
    fingerprints: Mapping[str, bytes]


def plan_crawl(settings: CrawlSettings, inputs: CrawlInputs, report: Report) -> CrawlPlan:
    """Crawl everything and return what the catalog should contain."""
    return _Crawl(settings, inputs, report).run()


class _Crawl:
    """One crawl in progress."""

    def __init__(self, settings: CrawlSettings, inputs: CrawlInputs, report: Report) -> None:
        self._settings = settings
        self._inputs = inputs
        self._report = report
        self._classifiers = Classifiers.of(inputs.classifiers)
        self._mark = CrawlMark(settings.name, inputs.run_id)
        self._files: list[DetectedTable] = []
        self._stores: list[StoreTable] = []
        self._joined: list[TableChange] = []
        self._fixed_names: list[DesiredTable] = []
        self._fingerprints: dict[str, bytes] = {}

    def run(self) -> CrawlPlan:
        """Crawl the targets, name what was found, and compare it with the catalog."""
        for target in self._settings.file_targets:
            self._crawl_files(target)
        for jdbc in self._settings.jdbc_targets:
            database = self._inputs.database_of(jdbc.connection)
            self._stores += crawl_database(jdbc, database, self._report)
        for lake in self._settings.lake_targets:
            self._stores += crawl_lake(lake, self._inputs.roots, self._report)
        self._crawl_catalog_tables()
        tables = self._named()
        self._check_threshold(len(tables))
        self._report.count(tables=len(tables))
        changes = plan_changes(
            self._settings,
            tables,
            self._inputs.existing,
            self._report.is_out_of_sight,
            self._has_files,
        )
        return CrawlPlan(
            tuple(tables),
            (*changes, *self._joined),
            tuple(self._report.warnings),
            self._fingerprints,
        )

    def _has_files(self, location: str) -> bool:
        """Return whether there are files at a location, whatever this crawl includes."""
        try:
            walk = self._inputs.roots.open(location).walk((), Report())
            return next(iter(walk), None) is not None
        except (GlueError, UnreadableLocation):
            return False

    def _check_threshold(self, tables: int) -> None:
        most = self._settings.configuration.table_threshold
        if most is not None and tables > most:
            raise CrawlFailed(
                f"The crawl found {tables} tables, more than the TableThreshold of {most}; "
                "nothing was written."
            )

    def _owned(self) -> list[ExistingTable]:
        return [
            table
            for table in self._inputs.existing
            if table.parameters.get(OWNER) == self._settings.name
        ]

    def _crawl_files(self, target: FileTarget) -> None:
        crawl = self._file_crawl(target)
        location = crawl.store.location
        skip: set[str] = set()
        if self._settings.recrawl == CRAWL_NEW_FOLDERS_ONLY:
            skip = known_folders(location, self._owned())
        before = Fingerprints.load(
            self._inputs.fingerprints.get(location), self._classifiers.version
        )
        after = Fingerprints(self._classifiers.version)
        folders = crawl.classified_folders(before, after, skip)
        if not folders and not skip:
            self._report.warn(f"{target.path}: no files were found there to crawl")
        if skip:
            after.keep(before)
            folders = self._join_known(location, [each for each in folders if each[0] not in skip])
        self._fingerprints[location] = after.dump()
        rules = GroupingRules(
            self._settings.configuration.combines_compatible_schemas, self._forced_depth(location)
        )
        self._add_tables(Grouping(rules, self._report.warn).group(folders), location, target)

    def _file_crawl(self, target: FileTarget) -> FileCrawl:
        if self._settings.recrawl == CRAWL_EVENT_MODE:
            self._report.warn(_NO_EVENTS.format(target.path))
        store = self._inputs.roots.open(target.path)
        return FileCrawl(target, store, self._classifiers, self._report, self._inputs.randomness)

    def _add_tables(
        self, candidates: Sequence[Candidate], location: str, target: FileTarget
    ) -> None:
        warn = self._report.warn
        self._files += [to_table(each, location, target.exclusions, warn) for each in candidates]

    def _forced_depth(self, location: str) -> int | None:
        """Turn the absolute level of tables, the bucket being 1, into one below the target."""
        level = self._settings.configuration.table_level
        if level is None:
            return None
        path = location.partition("://")[2] or location
        own_level = len([part for part in path.split("/") if part])
        return max(0, level - own_level)

    def _join_known(
        self, location: str, folders: list[tuple[str, list[ClassifiedFile]]]
    ) -> list[tuple[str, list[ClassifiedFile]]]:
        """Make new folders partitions of known tables; return those that belong to none."""
        new = NewFolders(location, tuple(self._owned()), self._mark, self._report.warn)
        others: list[tuple[str, list[ClassifiedFile]]] = []
        by_owner: dict[str, tuple[ExistingTable, list[Candidate]]] = {}
        rules = GroupingRules(forced_depth=0)
        for path, files in folders:
            owner = new.owner(path)
            if owner is None:
                others.append((path, files))
                continue
            found = Grouping(rules, self._report.warn).group([("", files)])
            placed = [replace(each, root=path) for each in found[:1]]
            by_owner.setdefault(owner.name, (owner, []))[1].extend(placed)
        self._joined += [new.join(owner, found) for owner, found in by_owner.values()]
        return others

    def _crawl_catalog_tables(self) -> None:
        """Update tables of the catalog; their location and name stay."""
        existing = {table.name: table for table in self._inputs.existing}
        for target in self._settings.catalog_targets:
            if target.database != self._settings.database:
                raise CrawlFailed(
                    f"CatalogTargets has tables in {self._settings.database} and in "
                    f"{target.database}. Use one crawler for each database."
                )
            for name in target.tables:
                if name not in existing:
                    raise CrawlFailed(f"The table {target.database}.{name} doesn't exist.")
                table = existing[name]
                self._crawl_catalog_table(table, FileTarget(table.location))

    def _crawl_catalog_table(self, table: ExistingTable, target: FileTarget) -> None:
        crawl = self._file_crawl(target)
        location = crawl.store.location
        before = Fingerprints.load(
            self._inputs.fingerprints.get(location), self._classifiers.version
        )
        after = Fingerprints(self._classifiers.version)
        folders = crawl.classified_folders(before, after)
        self._fingerprints[location] = after.dump()
        rules = GroupingRules(combines_compatible=True, forced_depth=0)
        candidates = Grouping(rules, self._report.warn).group(folders)
        if not candidates:
            return
        main = max(candidates, key=lambda each: len(each.parts))
        detected = to_table(main, location, (), self._report.warn)
        if not table.location.endswith("/"):
            detected = replace(detected, location=table.location)
        self._fixed_names.append(file_table(detected, table.name, self._mark))

    def _named(self) -> list[DesiredTable]:
        found: list[DetectedTable | StoreTable] = [*self._files, *self._stores]
        names = assign_names(
            ((table.base_name, table.location) for table in found),
            self._settings.prefix,
            {table.name: table.location for table in self._inputs.existing},
        )
        named = [
            file_table(table, name, self._mark)
            if isinstance(table, DetectedTable)
            else store_table(table, name, self._mark)
            for table, name in zip(found, names, strict=True)
        ]
        return [*named, *self._fixed_names]
