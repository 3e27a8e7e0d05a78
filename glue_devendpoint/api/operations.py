"""Operations: the registry that maps Glue's operation names to typed functions.

A handler declares the resources it touches, so the dispatcher can check the policies before calling
it. It returns its answer as a JSON object, or as `RawJson` if it already has the JSON text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from glue_devendpoint.access.callers import Caller
from glue_devendpoint.catalog.work import Author, Json
from glue_devendpoint.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Call:
    """A valid request from a known caller."""

    operation: str
    request: Json
    caller: Caller
    endpoint: Endpoint
    now: float
    request_id: str
    # False on the event loop: work that would have to wait raises `WouldWait`, changing nothing.
    waits: bool = True

    @property
    def author(self) -> Author:
        """The author recorded in events."""
        return Author(self.caller.arn, self.operation, self.now)


@dataclass(frozen=True, slots=True)
class RawJson:
    """An answer that is already JSON text."""

    text: str


Answer: TypeAlias = Json | RawJson
Handler: TypeAlias = Callable[[Call], Answer]
Resources: TypeAlias = Callable[[Call], list[str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """A supported operation."""

    name: str
    handler: Handler
    resources: Resources
    is_quick: bool


_registry: dict[str, Operation] = {}


def operation(
    name: str, *, resources: Resources, is_quick: bool = False
) -> Callable[[Handler], Handler]:
    """Register the handler of an operation.

    `resources` returns the ARN paths (`catalog`, `database/d`, `table/d/t`...) that policies must
    allow. Mark an operation as quick if it does only a small, bounded amount of work.
    """

    def register(handler: Handler) -> Handler:
        if name in _registry:
            raise ValueError(f"two handlers for {name}")
        _registry[name] = Operation(name, handler, resources, is_quick)
        return handler

    return register


def operations() -> Mapping[str, Operation]:
    """Return every supported operation, by name."""
    return _registry
