"""Compares detected tables with existing ones under Glue's change policies; a pure function.

New tables and partitions are always added. Existing ones are updated only if UpdateBehavior is
UPDATE_IN_DATABASE. Missing ones are deprecated, deleted, or noted, depending on DeleteBehavior.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from glue_table_format.hive_types import Array, HiveType, Map, Struct

from glue_devendpoint.crawlers.changes import (
    Action,
    TableChange,
    compare_columns,
    compare_properties,
)
from glue_devendpoint.crawlers.kept import (
    DEPRECATED,
    INDEXED,
    OWNER,
    RUN_ID,
    over_partition,
    over_table,
)
from glue_devendpoint.crawlers.settings import DELETE, DEPRECATE, UPDATE, CrawlSettings
from glue_devendpoint.crawlers.tableinput import DesiredTable
from glue_devendpoint.files.types import render, stated_type

_INPUT_KEYS = (
    "Name", "Description", "Owner", "LastAccessTime", "LastAnalyzedTime", "Retention",
    "StorageDescriptor", "PartitionKeys", "ViewOriginalText", "ViewExpandedText", "TableType",
    "Parameters", "TargetTable",
)  # fmt: skip
_INHERITED = (
    "Columns", "InputFormat", "OutputFormat", "SerdeInfo", "Compressed", "NumberOfBuckets",
    "BucketColumns", "SortColumns", "StoredAsSubDirectories",
)  # fmt: skip
_HEIRS_SHOWN = 10
_FORMAT_MARKS = ("classification", "compressionType", "delimiter")


@dataclass(frozen=True, slots=True)
class ExistingTable:
    """A table in the catalog, as returned by GetTable and GetPartitions."""

    table: Mapping[str, Any]
    partitions: Sequence[Mapping[str, Any]] = ()

    @property
    def name(self) -> str:
        """The name of the table."""
        name: str = self.table["Name"]
        return name

    @property
    def storage(self) -> Mapping[str, Any]:
        """Its storage descriptor."""
        storage: Mapping[str, Any] = self.table.get("StorageDescriptor") or {}
        return storage

    @property
    def parameters(self) -> Mapping[str, str]:
        """Its parameters."""
        parameters: Mapping[str, str] = self.table.get("Parameters") or {}
        return parameters

    @property
    def location(self) -> str:
        """The location of its data."""
        location: str = self.storage.get("Location") or ""
        return location

    def as_input(self) -> dict[str, Any]:
        """Return the table as a TableInput that changes nothing."""
        return {key: self.table[key] for key in _INPUT_KEYS if key in self.table}


def plan_changes(
    settings: CrawlSettings,
    desired: Iterable[DesiredTable],
    existing: Iterable[ExistingTable],
    is_out_of_sight: Callable[[str], bool],
    has_files: Callable[[str], bool],
) -> list[TableChange]:
    """Return the changes to every table; unreadable locations don't count as deleted."""
    desired = list(desired)
    by_name = {table.name: table for table in existing}
    changes: list[TableChange] = []
    seen: set[str] = set()
    policy = _Policy(settings, is_out_of_sight)
    for table in desired:
        seen.add(table.name)
        found = by_name.get(table.name)
        if found is not None:
            changes.append(policy.meet(table, found))
        elif not settings.catalog_targets:
            changes.append(policy.create(table))
    if settings.recrawl != "CRAWL_NEW_FOLDERS_ONLY":
        for name, found in by_name.items():
            if name not in seen and found.parameters.get(OWNER) == settings.name:
                changes.append(policy.vanish(found, _why_gone(found, desired, has_files)))
    return [change for change in changes if not change.is_empty or change.notes]


def _why_gone(
    found: ExistingTable, desired: Iterable[DesiredTable], has_files: Callable[[str], bool]
) -> str:
    """Return why a crawl doesn't find a table anymore, without the full stop."""
    if found.parameters.get("typeOfData", "file") != "file":
        return "Its source table wasn't found anymore"
    place = found.location.rstrip("/") + "/"
    heirs = sorted(each.name for each in desired if f"{each.location}/".startswith(place))
    if heirs:
        kind = "table" if len(heirs) == 1 else "tables"
        shown = ", ".join(heirs[:_HEIRS_SHOWN]) + (", …" if len(heirs) > _HEIRS_SHOWN else "")
        return f"Its files are now in the {kind} {shown}"
    if has_files(found.location):
        return "The crawl doesn't include its files anymore"
    return "No files at its location anymore"


@dataclass(frozen=True, slots=True)
class _Policy:
    settings: CrawlSettings
    is_out_of_sight: Callable[[str], bool]

    @property
    def _updates(self) -> bool:
        return self.settings.update_behavior == UPDATE

    def create(self, table: DesiredTable) -> TableChange:
        """Create a new table, whatever the policies say."""
        table = self._indexed(table)
        return TableChange(
            table.name,
            Action.CREATE,
            table.table_input,
            compare_columns((), table.table_input["StorageDescriptor"]["Columns"]),
            partitions_added=tuple(
                self._inherit(each, table.table_input) for each in table.partition_inputs
            ),
            needs_partition_index=self._wants_index(table),
        )

    def meet(self, table: DesiredTable, found: ExistingTable) -> TableChange:
        """Update, keep, or deprecate a table that was detected and exists."""
        table = self._indexed(table)
        is_file_table = table.table_input["Parameters"].get("typeOfData") == "file"
        merges = self.settings.configuration.merges_new_columns and is_file_table
        if merges and (changed := _changed_format(table, found)):
            return self._deprecate(
                found, f"Its {changed} changed, which MergeNewColumns doesn't allow."
            )
        before = found.as_input()
        if merges:
            wanted = _merge_new_columns(table.table_input, found)
        else:
            wanted = over_table(table.table_input, before)
        columns = compare_columns(_columns_and_keys(before), _columns_and_keys(wanted))
        differs = _differs(wanted, before)
        if differs and not self._updates:
            note = "Its data has changed, but UpdateBehavior is LOG, so it isn't updated."
            change = TableChange(table.name, Action.KEEP, notes=(note,) if columns else ())
            return self._with_partitions(change, table, found, before)
        action = Action.UPDATE if differs else Action.KEEP
        change = TableChange(
            table.name,
            action,
            wanted if differs else None,
            columns,
            compare_properties(before, wanted) if differs else (),
            needs_partition_index=differs
            and self._wants_index(table)
            and INDEXED not in found.parameters,
        )
        return self._with_partitions(change, table, found, wanted)

    def _with_partitions(
        self,
        change: TableChange,
        table: DesiredTable,
        found: ExistingTable,
        result: Mapping[str, Any],
    ) -> TableChange:
        """Add the changes to partitions; `result` is the table after the crawl."""
        keys = [key["Name"] for key in result.get("PartitionKeys") or ()]
        detected_keys = [key["Name"] for key in table.table_input["PartitionKeys"]]
        if keys != detected_keys:
            note = f"Its partition keys are {keys}, but its folders have {detected_keys}."
            return replace(change, notes=(*change.notes, note))
        before = {tuple(each["Values"]): each for each in found.partitions}
        if keys != [key["Name"] for key in found.table.get("PartitionKeys") or ()]:
            # The partition keys change, so the old values no longer apply.
            stale, before = tuple(before), {}
        else:
            stale = ()
        after = {
            values: self._inherit(self._over(each, before.get(values)), result)
            for each in table.partition_inputs
            for values in [tuple(each["Values"])]
        }
        added = tuple(each for values, each in after.items() if values not in before)
        updated = [
            each
            for values, each in after.items()
            if values in before and self._is_stale(each, before[values])
        ]
        deleted, deprecated = self._missing_partitions(before, after)
        return replace(
            change,
            partitions_added=added,
            partitions_updated=(*updated, *deprecated),
            partitions_deleted=(*stale, *deleted),
        )

    @staticmethod
    def _over(wanted: dict[str, Any], found: Mapping[str, Any] | None) -> dict[str, Any]:
        if found is None or not _differs(wanted, found):
            return wanted
        return over_partition(wanted, found)

    def _is_stale(self, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
        may_update = self._updates or self.settings.configuration.partitions_inherit
        return may_update and _differs(wanted, found)

    def _missing_partitions(
        self,
        before: Mapping[tuple[str, ...], Mapping[str, Any]],
        after: Mapping[tuple[str, ...], Any],
    ) -> tuple[list[tuple[str, ...]], list[dict[str, Any]]]:
        """Return the partitions to delete and to deprecate because their folders are gone."""
        behavior = self.settings.delete_behavior
        gone = [
            values
            for values, each in before.items()
            if values not in after
            and not self.is_out_of_sight((each.get("StorageDescriptor") or {}).get("Location", ""))
        ]
        if self.settings.recrawl == "CRAWL_NEW_FOLDERS_ONLY" or behavior not in (DELETE, DEPRECATE):
            return [], []
        if behavior == DELETE:
            return gone, []
        return [], [
            {
                "Values": list(values),
                "StorageDescriptor": before[values].get("StorageDescriptor") or {},
                "Parameters": {**parameters, DEPRECATED: self.settings.name},
            }
            for values in gone
            for parameters in [before[values].get("Parameters") or {}]
            if DEPRECATED not in parameters
        ]

    def vanish(self, found: ExistingTable, why: str) -> TableChange:
        """Delete, deprecate, or keep a table of this crawler that wasn't found anymore."""
        if self.is_out_of_sight(found.location):
            note = "Its location couldn't be read, so it isn't changed."
            return TableChange(found.name, Action.KEEP, notes=(note,))
        if self.settings.delete_behavior == DELETE:
            return TableChange(
                found.name,
                Action.DELETE,
                columns=compare_columns(found.storage.get("Columns") or (), ()),
                notes=(f"{why}.",),
            )
        if self.settings.delete_behavior == DEPRECATE:
            return self._deprecate(found, f"{why}.")
        note = f"{why}, but DeleteBehavior is LOG, so it isn't changed."
        return TableChange(found.name, Action.KEEP, notes=(note,))

    def _deprecate(self, found: ExistingTable, why: str) -> TableChange:
        if DEPRECATED in found.parameters:
            return TableChange(found.name, Action.KEEP)
        table_input = found.as_input()
        table_input["Parameters"] = {**found.parameters, DEPRECATED: self.settings.name}
        return TableChange(found.name, Action.DEPRECATE, table_input, notes=(why,))

    def _wants_index(self, table: DesiredTable) -> bool:
        has_keys = bool(table.table_input["PartitionKeys"])
        return has_keys and self.settings.configuration.creates_partition_index

    def _indexed(self, table: DesiredTable) -> DesiredTable:
        """Set the parameter that turns on partition filtering by index."""
        if not self._wants_index(table):
            return table
        parameters = {**table.table_input["Parameters"], INDEXED: "true"}
        storage = {**table.table_input["StorageDescriptor"], "Parameters": dict(parameters)}
        table_input = {
            **table.table_input,
            "Parameters": parameters,
            "StorageDescriptor": storage,
        }
        return DesiredTable(table_input, table.partition_inputs)

    def _inherit(self, partition: dict[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
        """Copy the table's columns and format to a partition if InheritFromTable is set."""
        if not self.settings.configuration.partitions_inherit:
            return partition
        source = table["StorageDescriptor"]
        kind = table["Parameters"].get("classification")
        inherited = {"classification": kind} if kind else {}
        before = partition["StorageDescriptor"]
        storage = {
            **before,
            **{key: source[key] for key in _INHERITED if key in source},
            "Parameters": {**before["Parameters"], **inherited},
        }
        parameters = {**partition["Parameters"], **inherited}
        return {**partition, "Parameters": parameters, "StorageDescriptor": storage}


def _columns_and_keys(table: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    storage = table.get("StorageDescriptor") or {}
    return [*(storage.get("Columns") or ()), *(table.get("PartitionKeys") or ())]


def _changed_format(table: DesiredTable, found: ExistingTable) -> str:
    """Return the first of classification, compression, or delimiter that has changed."""
    wanted = table.table_input["Parameters"]
    return next(
        (mark for mark in _FORMAT_MARKS if wanted.get(mark) != found.parameters.get(mark)), ""
    )


def _merge_new_columns(wanted: Mapping[str, Any], found: ExistingTable) -> dict[str, Any]:
    """Return the existing table with only new columns added, at any depth."""
    merged = found.as_input()
    storage = dict(found.storage)
    fresh = {each["Name"].lower(): each for each in wanted["StorageDescriptor"]["Columns"]}
    columns: list[dict[str, Any]] = []
    for column in storage.get("Columns") or ():
        new = fresh.pop(column["Name"].lower(), None)
        columns.append(dict(column) if new is None else _with_new_fields(column, new["Type"]))
    storage["Columns"] = [*columns, *fresh.values()]
    serde = dict(storage.get("SerdeInfo") or {})
    owned = wanted["StorageDescriptor"]["SerdeInfo"]["Parameters"]
    serde["Parameters"] = {**(serde.get("Parameters") or {}), **owned}
    storage["SerdeInfo"] = serde
    storage["Parameters"] = {**(storage.get("Parameters") or {}), **wanted["Parameters"]}
    merged["StorageDescriptor"] = storage
    merged["Parameters"] = _undeprecated({**found.parameters, **wanted["Parameters"]})
    return merged


def _undeprecated(parameters: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in parameters.items() if name != DEPRECATED}


def _with_new_fields(column: Mapping[str, Any], detected: str) -> dict[str, Any]:
    kind = column.get("Type") or "string"
    if kind == detected or "<" not in kind:
        return dict(column)
    return {**column, "Type": render(_added(stated_type(kind), stated_type(detected)))}


def _added(kind: HiveType, detected: HiveType) -> HiveType:
    """Add missing fields to a nested type; existing fields keep their types."""
    match kind, detected:
        case Struct(fields), Struct(new):
            names = {name.lower() for name, _ in fields}
            found = {name.lower(): each for name, each in new}
            kept = [
                (name, _added(each, found[name.lower()]) if name.lower() in found else each)
                for name, each in fields
            ]
            return Struct((*kept, *(each for each in new if each[0].lower() not in names)))
        case Array(element), Array(new_element):
            return Array(_added(element, new_element))
        case Map(key, value), Map(_, new_value):
            return Map(key, _added(value, new_value))
    return kind


def _differs(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether two definitions differ in what a crawl writes, ignoring the run ID."""
    if _plain(wanted.get("Parameters")) != _plain(found.get("Parameters")):
        return True
    if (wanted.get("PartitionKeys") or []) != (found.get("PartitionKeys") or []):
        return True
    if wanted.get("Description") != found.get("Description"):
        return True
    after, before = wanted["StorageDescriptor"], found.get("StorageDescriptor") or {}
    if _plain(after.get("Parameters")) != _plain(before.get("Parameters")):
        return True
    return any(
        (after.get(key) or None) != (before.get(key) or None) for key in (*_INHERITED, "Location")
    )


def _plain(parameters: Mapping[str, str] | None) -> dict[str, str]:
    return {name: value for name, value in (parameters or {}).items() if name != RUN_ID}
