"""Crawler settings: targets, classifiers, policies, and the Configuration text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from glue_devendpoint.errors import InvalidInput

UPDATE, LOG = "UPDATE_IN_DATABASE", "LOG"
DEPRECATE, DELETE = "DEPRECATE_IN_DATABASE", "DELETE_FROM_DATABASE"
CRAWL_EVERYTHING = "CRAWL_EVERYTHING"
CRAWL_NEW_FOLDERS_ONLY = "CRAWL_NEW_FOLDERS_ONLY"
CRAWL_EVENT_MODE = "CRAWL_EVENT_MODE"
_MAX_PREFIX = 128


MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class FileTarget:
    """An S3Targets entry: an include path and its exclude patterns."""

    path: str
    exclusions: tuple[str, ...] = ()
    sample_size: int | None = None


@dataclass(frozen=True, slots=True)
class JdbcTarget:
    """A JdbcTargets entry: a connection and an include path `database/schema/table`."""

    connection: str
    path: str
    exclusions: tuple[str, ...] = ()
    with_comments: bool = False
    with_raw_types: bool = False


@dataclass(frozen=True, slots=True)
class LakeTarget:
    """A path from DeltaTargets or IcebergTargets."""

    kind: str
    path: str
    exclusions: tuple[str, ...] = ()
    is_native: bool = True
    depth: int = 10


@dataclass(frozen=True, slots=True)
class CatalogTarget:
    """A CatalogTargets entry: existing tables to update."""

    database: str
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """The crawler's Configuration text."""

    combines_compatible_schemas: bool = False
    table_level: int | None = None
    table_threshold: int | None = None
    partitions_inherit: bool = False
    merges_new_columns: bool = False
    creates_partition_index: bool = True

    @classmethod
    def parse(cls, text: str | None) -> Configuration:
        """Parse the JSON text, or raise an error that says what is wrong."""
        if not text or not text.strip():
            return cls()
        try:
            root = json.loads(text)
        except (ValueError, RecursionError) as err:
            raise InvalidInput(f"The crawler's Configuration isn't valid JSON: {err}") from err
        if not isinstance(root, dict):
            raise InvalidInput("The crawler's Configuration must be a JSON object.")
        if not _is_version_one(root.get("Version", 1.0)):
            raise InvalidInput(
                f"Version in the Configuration is {root['Version']!r}. The only valid value is 1.0."
            )
        grouping = _section(root, "Grouping")
        output = _section(root, "CrawlerOutput")
        partitions, tables = _section(output, "Partitions"), _section(output, "Tables")
        return cls(
            combines_compatible_schemas=_choice(
                grouping, "TableGroupingPolicy", "CombineCompatibleSchemas"
            ),
            table_level=_whole(grouping, "TableLevelConfiguration"),
            table_threshold=_whole(tables, "TableThreshold"),
            partitions_inherit=_choice(partitions, "AddOrUpdateBehavior", "InheritFromTable"),
            merges_new_columns=_choice(tables, "AddOrUpdateBehavior", "MergeNewColumns"),
            creates_partition_index=root.get("CreatePartitionIndex", True) is not False,
        )


def _is_version_one(version: object) -> bool:
    return version == 1 or (isinstance(version, str) and version.strip() in ("1", "1.0"))


def _section(root: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = root.get(name) or {}
    if not isinstance(section, Mapping):
        raise InvalidInput(f"{name} in the Configuration must be a JSON object.")
    return section


def _choice(section: Mapping[str, Any], name: str, only: str) -> bool:
    value = section.get(name)
    if value not in (None, "", only):
        raise InvalidInput(
            f"{name} in the Configuration is {value!r}. The only valid value is {only!r}."
        )
    return value == only


def _whole(section: Mapping[str, Any], name: str) -> int | None:
    value = section.get(name)
    if value is None:
        return None
    text = str(value)
    if not text.isdecimal() or len(text) > MOST_DIGITS or int(text) < 1:
        raise InvalidInput(f"{name} in the Configuration must be a whole number of at least 1.")
    return int(text)


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Everything a crawl needs to know about its crawler."""

    name: str
    database: str = "default"
    prefix: str = ""
    file_targets: tuple[FileTarget, ...] = ()
    jdbc_targets: tuple[JdbcTarget, ...] = ()
    lake_targets: tuple[LakeTarget, ...] = ()
    catalog_targets: tuple[CatalogTarget, ...] = ()
    configuration: Configuration = Configuration()
    update_behavior: str = UPDATE
    delete_behavior: str = DEPRECATE
    recrawl: str = CRAWL_EVERYTHING
    role: str = ""

    @classmethod
    def from_crawler(cls, crawler: Mapping[str, Any]) -> CrawlSettings:
        """Parse a crawler in the form of CreateCrawler or GetCrawler."""
        targets = crawler.get("Targets") or {}
        _refuse_unconnected(targets)
        policy = crawler.get("SchemaChangePolicy") or {}
        recrawl = (crawler.get("RecrawlPolicy") or {}).get("RecrawlBehavior") or CRAWL_EVERYTHING
        is_new_only = recrawl == CRAWL_NEW_FOLDERS_ONLY
        update = LOG if is_new_only else policy.get("UpdateBehavior") or UPDATE
        delete = LOG if is_new_only else policy.get("DeleteBehavior") or DEPRECATE
        prefix = crawler.get("TablePrefix") or ""
        if len(prefix) > _MAX_PREFIX:
            raise InvalidInput(f"TablePrefix is longer than the limit of {_MAX_PREFIX} characters.")
        catalog = tuple(_catalog_target(each) for each in targets.get("CatalogTargets") or ())
        return cls(
            name=crawler["Name"],
            database=_database(crawler, catalog),
            prefix=prefix,
            file_targets=tuple(_file_target(each) for each in targets.get("S3Targets") or ()),
            jdbc_targets=tuple(_jdbc_target(each) for each in targets.get("JdbcTargets") or ()),
            lake_targets=tuple(_lake_targets(targets)),
            catalog_targets=catalog,
            configuration=Configuration.parse(crawler.get("Configuration")),
            update_behavior=update,
            delete_behavior=LOG if catalog else delete,
            recrawl=recrawl,
            role=crawler.get("Role") or "",
        )


def _database(crawler: Mapping[str, Any], targets: Sequence[CatalogTarget]) -> str:
    """Return the database that the crawl writes to; tables of the catalog stay in theirs."""
    if targets:
        return targets[0].database
    return (crawler.get("DatabaseName") or "default").lower()


_UNCONNECTED = {
    "DynamoDBTargets": "a DynamoDB connector",
    "MongoDBTargets": "a MongoDB connector",
    "HudiTargets": "a Hudi connector",
}


def _refuse_unconnected(targets: Mapping[str, Any]) -> None:
    for name, connector in _UNCONNECTED.items():
        if targets.get(name):
            raise InvalidInput(
                f"Can't crawl {name}: {connector} isn't included in this installation."
            )


def _file_target(target: Mapping[str, Any]) -> FileTarget:
    return FileTarget(
        _given(target, "Path", "An S3Target"),
        tuple(target.get("Exclusions") or ()),
        target.get("SampleSize"),
    )


def _given(target: Mapping[str, Any], member: str, kind: str) -> str:
    if target.get(member) is None:
        raise InvalidInput(f"{kind} must have a {member}.")
    value: str = target[member]
    return value


def _jdbc_target(target: Mapping[str, Any]) -> JdbcTarget:
    extra = set(target.get("EnableAdditionalMetadata") or ())
    return JdbcTarget(
        _given(target, "ConnectionName", "A JdbcTarget"),
        _given(target, "Path", "A JdbcTarget"),
        tuple(target.get("Exclusions") or ()),
        with_comments="COMMENTS" in extra,
        with_raw_types="RAWTYPES" in extra,
    )


def _catalog_target(target: Mapping[str, Any]) -> CatalogTarget:
    return CatalogTarget(
        target["DatabaseName"].lower(), tuple(name.lower() for name in target["Tables"])
    )


def _lake_targets(targets: Mapping[str, Any]) -> Sequence[LakeTarget]:
    delta = [
        LakeTarget("delta", path, is_native=bool(target.get("CreateNativeDeltaTable", False)))
        for target in targets.get("DeltaTargets") or ()
        for path in target.get("DeltaTables") or ()
    ]
    iceberg = [
        LakeTarget(
            "iceberg",
            path,
            tuple(target.get("Exclusions") or ()),
            depth=target.get("MaximumTraversalDepth") or 10,
        )
        for target in targets.get("IcebergTargets") or ()
        for path in target.get("Paths") or ()
    ]
    return [*delta, *iceberg]
