"""The context of a metastore call, and the registration of handlers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from glue_devendpoint.spark.metastore.folders import Folders
from glue_devendpoint.spark.metastore.gateway import Gateway
from glue_devendpoint.spark.metastore.sources import Abilities
from glue_devendpoint.spark.metastore.thrift import Record


@dataclass(frozen=True, slots=True)
class Bridge:
    """The context of a call: the catalog, the files, and what the calling Spark can read."""

    glue: Gateway
    folders: Folders
    abilities: Abilities = field(default_factory=Abilities)


Handler = Callable[[Bridge, Record], Any]


class Calls:
    """The handlers for one noun, by method name."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}

    def serves(self, *methods: str) -> Callable[[Handler], Handler]:
        """Register a handler under the names of its methods."""

        def register(handler: Handler) -> Handler:
            for method in methods:
                self.handlers[method] = handler
            return handler

        return register
