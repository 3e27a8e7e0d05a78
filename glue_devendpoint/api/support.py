"""Support: which of Glue's operations this endpoint offers, and how it answers the others.

Lists of what is not offered are empty and gets by name find nothing, both of which are true, so
that tools that walk through every area do not stumble; everything else says that it is not
supported. `python -m glue_devendpoint.api.support` prints the table as a page of the documentation.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum

from glue_devendpoint.api.areas import area_of
from glue_devendpoint.api.model import ServiceModel
from glue_devendpoint.api.operations import Answer, Call, Operation, operations
from glue_devendpoint.api.registry import load_operations
from glue_devendpoint.errors import EntityNotFound, OperationNotSupported

LISTING_PREFIXES = ("List", "Search", "Query", "BatchGet")
READING_PREFIXES = ("Get", "Describe")
PAGE_MEMBERS = ("NextToken", "Marker")
# These compute something; neither "empty" nor "not found" would be a true answer.
COMPUTING = frozenset(
    {
        "GetDashboardUrl",
        "GetDataflowGraph",
        "GetEntityRecords",
        "GetMapping",
        "GetPlan",
        "GetSchemaVersionsDiff",
        "GetSystemLogsForJobRun",
        "GetSystemLogsForSession",
        "GetUnfilteredPartitionMetadata",
        "GetUnfilteredPartitionsMetadata",
        "GetUnfilteredTableMetadata",
    }
)


class Support(StrEnum):
    """How an operation is answered."""

    SUPPORTED = "supported"
    EMPTY = "empty list"
    NOT_FOUND = "not found"
    NOT_SUPPORTED = "not supported"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table."""

    operation: str
    support: Support
    area: str
    tier: int


def support_table(model: ServiceModel) -> list[Entry]:
    """Return how every operation of Glue is answered, by area and name."""
    load_operations()
    entries = []
    for name in model.operations:
        area = area_of(name)
        entries.append(Entry(name, _support(model, name), area.name, area.tier))
    return sorted(entries, key=lambda entry: (entry.tier, entry.area, entry.operation))


def support_as_json(model: ServiceModel) -> list[dict[str, str | int]]:
    """Return the table as JSON objects."""
    return [asdict(entry) for entry in support_table(model)]


def unoffered_operation(model: ServiceModel, name: str) -> Operation:
    """Return the operation that answers for one that is not offered."""
    answers: dict[Support, Callable[[Call], Answer]] = {
        Support.EMPTY: lambda _call: {member: [] for member in _list_members(model, name)},
        Support.NOT_FOUND: _not_found,
        Support.NOT_SUPPORTED: _not_supported,
    }
    return Operation(name, answers[_unoffered_support(model, name)], lambda _call: [], True)


def _support(model: ServiceModel, name: str) -> Support:
    return Support.SUPPORTED if name in operations() else _unoffered_support(model, name)


def _unoffered_support(model: ServiceModel, name: str) -> Support:
    if name in COMPUTING:
        return Support.NOT_SUPPORTED
    lists = bool(_list_members(model, name))
    if lists and name.startswith(LISTING_PREFIXES):
        return Support.EMPTY
    if name.startswith(READING_PREFIXES):
        is_of_all = not model.input_shape(name).get("required") or name.endswith("Runs")
        return Support.EMPTY if lists and _is_paged(model, name) and is_of_all else _BY_NAME
    return Support.NOT_SUPPORTED


_BY_NAME = Support.NOT_FOUND


def _is_paged(model: ServiceModel, name: str) -> bool:
    members = model.output_shape(name)["members"]
    return any(member in members for member in PAGE_MEMBERS)


def _list_members(model: ServiceModel, name: str) -> list[str]:
    members = model.output_shape(name)["members"]
    return [
        member for member, part in members.items() if model.shape(part["shape"])["type"] == "list"
    ]


def _not_found(call: Call) -> Answer:
    raise EntityNotFound(
        f"No such entity: this endpoint holds none of the area '{area_of(call.operation).name}', "
        f"to which {call.operation} belongs."
    )


def _not_supported(call: Call) -> Answer:
    raise OperationNotSupported(
        f"{call.operation} is not supported by this endpoint: the area "
        f"'{area_of(call.operation).name}' is not offered. "
        "What is offered is listed under /support and in docs/api-support.md."
    )


def support_page(model: ServiceModel) -> str:
    """Return the table as a page of the documentation."""
    table = support_table(model)
    offered = sum(entry.support is Support.SUPPORTED for entry in table)
    lines = [
        "# Operations of the Glue API",
        "",
        "Made by `python -m glue_devendpoint.api.support > docs/api-support.md`; a running "
        "endpoint tells the same as JSON under `/support`.",
        "",
        f"Of Glue's {len(table)} operations {offered} are supported. Of the others, lists are "
        "empty, gets by name answer `EntityNotFoundException`, and the rest answer "
        "`OperationNotSupportedException`, so that tools that walk through all areas keep going.",
    ]
    area = ""
    for entry in table:
        if entry.area != area:
            area = entry.area
            lines += ["", f"## {area}", "", "| operation | answer |", "| --- | --- |"]
        lines.append(f"| {entry.operation} | {entry.support.value} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(support_page(ServiceModel()))
