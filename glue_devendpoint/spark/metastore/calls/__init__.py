"""The metastore's methods, one module per noun. Each takes the bridge and its arguments."""

from __future__ import annotations

from collections.abc import Mapping

from glue_devendpoint.spark.metastore.calls import (
    databases,
    functions,
    partition_changes,
    partitions,
    service,
    table_changes,
    tables,
)
from glue_devendpoint.spark.metastore.calls.bridge import Handler


def all_handlers() -> Mapping[str, Handler]:
    """Return the handler of every method."""
    found: dict[str, Handler] = {}
    for module in (
        databases, functions, partition_changes, partitions, service, table_changes, tables,
    ):  # fmt: skip
        found |= module.calls.handlers
    return found
