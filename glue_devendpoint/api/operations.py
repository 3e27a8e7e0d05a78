"""Operations: the registry that maps Glue's operation names to typed functions.

A handler says which resources it touches, so that the dispatcher can ask the policies before it
runs. It returns the answer as a JSON object, or as `RawJson` when the text is already at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from glue_devendpoint.catalog.work import Author, Json
from glue_devendpoint.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent the request."""

    name: str
    arn: str
    is_owner: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One valid request by a known caller."""

    operation: str
    request: Json
    caller: Caller
    endpoint: Endpoint
    now: float
    request_id: str
    # False on the event loop: what would have to wait raises `WouldWait` and has changed nothing.
    waits: bool = True

    @property
    def author(self) -> Author:
        """Who does it, for the event that a change leaves."""
        return Author(self.caller.arn, self.operation, self.now)


@dataclass(frozen=True, slots=True)
class RawJson:
    """An answer whose JSON text is already at hand."""

    text: str


Answer: TypeAlias = Json | RawJson
Handler: TypeAlias = Callable[[Call], Answer]
Resources: TypeAlias = Callable[[Call], list[str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation that this product offers."""

    name: str
    handler: Handler
    resources: Resources
    is_quick: bool


_registry: dict[str, Operation] = {}


def operation(
    name: str, *, resources: Resources, is_quick: bool = False
) -> Callable[[Handler], Handler]:
    """Register the handler of an operation.

    `resources` names the ARN paths (`catalog`, `database/d`, `table/d/t`...) that a policy must
    allow. A quick operation does a bounded, small amount of work.
    """

    def register(handler: Handler) -> Handler:
        if name in _registry:
            raise ValueError(f"two handlers for {name}")
        _registry[name] = Operation(name, handler, resources, is_quick)
        return handler

    return register


def operations() -> Mapping[str, Operation]:
    """Return every operation that is offered, by name."""
    return _registry
