"""The metastore's methods, one module per noun: each is a function of the bridge and arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from glue_devendpoint.spark.metastore.folders import Folders
from glue_devendpoint.spark.metastore.gateway import Gateway
from glue_devendpoint.spark.metastore.sources import Abilities
from glue_devendpoint.spark.metastore.thrift import Record


@dataclass(frozen=True, slots=True)
class Bridge:
    """What a call works with: the catalog, the files, and what the Spark that asks can read."""

    glue: Gateway
    folders: Folders
    abilities: Abilities = field(default_factory=Abilities)


Handler = Callable[[Bridge, Record], Any]


class Calls:
    """The handlers of one noun, by method name."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}

    def serves(self, *methods: str) -> Callable[[Handler], Handler]:
        """Register a handler under the names of its methods."""

        def register(handler: Handler) -> Handler:
            for method in methods:
                self.handlers[method] = handler
            return handler

        return register


def all_handlers() -> Mapping[str, Handler]:
    """Return the handler of every method."""
    from glue_devendpoint.spark.metastore.calls import (
        databases,
        functions,
        partition_changes,
        partitions,
        service,
        table_changes,
        tables,
    )

    found: dict[str, Handler] = {}
    for module in (
        databases, functions, partition_changes, partitions, service, table_changes, tables,
    ):  # fmt: skip
        found |= module.calls.handlers
    return found
