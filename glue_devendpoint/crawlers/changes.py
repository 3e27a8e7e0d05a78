"""The catalog changes of a crawl, to show to users and to apply."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Action(StrEnum):
    """What happens to the table itself; its partitions can change with any action."""

    CREATE = "create"
    UPDATE = "update"
    DEPRECATE = "deprecate"
    DELETE = "delete"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column that is added (`before` is None), removed (`after` is None), or changes type."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """A member of a table's definition that is overwritten, by its path in TableInput."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class TableChange:
    """The changes to one table.

    `table_input` is the definition to create or update. `properties` are all other differences to
    the existing definition. `notes` explain the action to the user.
    """

    name: str
    action: Action
    table_input: dict[str, Any] | None = None
    columns: tuple[ColumnChange, ...] = ()
    properties: tuple[PropertyChange, ...] = ()
    partitions_added: tuple[dict[str, Any], ...] = ()
    partitions_updated: tuple[dict[str, Any], ...] = ()
    partitions_deleted: tuple[tuple[str, ...], ...] = ()
    needs_partition_index: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return self.action is Action.KEEP and not (
            self.partitions_added or self.partitions_updated or self.partitions_deleted
        )


def compare_columns(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> tuple[ColumnChange, ...]:
    """Return the columns that are added, removed, or change type."""
    old = {column["Name"].lower(): column.get("Type", "") for column in before}
    new = {column["Name"].lower(): column.get("Type", "") for column in after}
    return tuple(
        ColumnChange(name, old.get(name), new.get(name))
        for name in (*old, *(name for name in new if name not in old))
        if old.get(name) != new.get(name)
    )


def compare_properties(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[PropertyChange, ...]:
    """Return how two TableInputs differ, apart from the types of columns and the crawl's ID."""
    old, new = _flat(before), _flat(after)
    changes = [
        PropertyChange(name, old.get(name), new.get(name))
        for name in (*old, *(name for name in new if name not in old))
        if old.get(name) != new.get(name)
    ]
    told = {(each.name, each.before, each.after) for each in changes}
    return (*(each for each in changes if not _is_copy(each, told)), *_reordered(before, after))


def _reordered(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[PropertyChange]:
    """Return the order of the columns that both definitions have, if it differs."""
    old, new = _column_names(before), _column_names(after)
    old, new = [name for name in old if name in new], [name for name in new if name in old]
    if old == new:
        return []
    return [PropertyChange("StorageDescriptor.Columns", ", ".join(old), ", ".join(new))]


def _column_names(table_input: Mapping[str, Any]) -> list[str]:
    columns = (table_input.get("StorageDescriptor") or {}).get("Columns") or ()
    return [each["Name"].lower() for each in columns]


def _is_copy(change: PropertyChange, told: set[tuple[str, str | None, str | None]]) -> bool:
    """Crawlers write the same parameters to the table and to its storage descriptor."""
    name = change.name.removeprefix("StorageDescriptor.")
    return name != change.name and (name, change.before, change.after) in told


def _flat(value: Any, path: str = "") -> dict[str, str]:
    """Return the texts of a definition by path; empty members are as good as none."""
    if isinstance(value, Mapping):
        members: Iterable[tuple[str, Any]] = value.items()
    elif isinstance(value, list) and value and all(_is_column(each) for each in value):
        members = [
            (each["Name"].lower(), {k: v for k, v in each.items() if k not in ("Name", "Type")})
            for each in value
        ]
    else:
        text = value if isinstance(value, str) else json.dumps(value)
        return {path: text} if value not in (None, "", [], 0, False) else {}
    flat: dict[str, str] = {}
    for name, member in members:
        if name != "CRAWL_RUN_ID":
            flat |= _flat(member, f"{path}.{name}" if path else name)
    return flat


def _is_column(value: Any) -> bool:
    return isinstance(value, Mapping) and "Name" in value


def summarize(changes: Iterable[TableChange]) -> str:
    """Return the Summary text of ListCrawls: counts and names, as JSON nested in JSON."""
    tables: dict[str, list[str]] = {}
    partitions: dict[str, list[str]] = {}
    words = {Action.CREATE: "ADD", Action.UPDATE: "UPDATE", Action.DEPRECATE: "UPDATE", Action.DELETE: "DELETE"}  # noqa: E501  # fmt: skip
    for change in changes:
        if word := words.get(change.action):
            tables.setdefault(word, []).append(change.name)
        for word, values in (
            ("ADD", [each["Values"] for each in change.partitions_added]),
            ("UPDATE", [each["Values"] for each in change.partitions_updated]),
            ("DELETE", list(change.partitions_deleted)),
        ):
            if values:
                partitions.setdefault(word, []).extend(
                    f"{change.name}/{'/'.join(each)}" for each in values
                )
    return json.dumps(
        {
            kind: json.dumps(
                {word: {"Count": len(names), "Details": names} for word, names in found.items()}
            )
            for kind, found in (("TABLE", tables), ("PARTITION", partitions))
            if found
        }
    )
