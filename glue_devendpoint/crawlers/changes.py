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
class TableChange:
    """The changes to one table.

    `table_input` is the definition to create or update. `notes` explain the action to the user.
    """

    name: str
    action: Action
    table_input: dict[str, Any] | None = None
    columns: tuple[ColumnChange, ...] = ()
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
