"""Tags: up to 50 key-value pairs on a resource, identified by its ARN.

Each taggable kind of resource registers a function that checks whether a resource exists, so ARNs
of missing resources are rejected.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sqlalchemy import delete, select, update

from glue_devendpoint.catalog.work import Work
from glue_devendpoint.errors import EntityNotFound, InvalidInput, ResourceNumberLimitExceeded
from glue_devendpoint.store.account_schema import tags
from glue_devendpoint.store.rows import put_rows

MOST = 50
RESERVED = "aws:"
Finder: TypeAlias = Callable[[Work, str], bool]

_finders: dict[str, Finder] = {}


def taggable(kind: str) -> Callable[[Finder], Finder]:
    """Register a function that returns whether the resource `kind/name` exists."""

    def register(finder: Finder) -> Finder:
        _finders[kind] = finder
        return finder

    return register


def path_of(work: Work, arn: str) -> str:
    """Return the ARN path of an existing taggable resource."""
    prefix = work.arn("")
    if not arn.startswith(prefix):
        raise EntityNotFound(f"Resource {arn} not found. ARNs of this catalog begin with {prefix}")
    path = arn.removeprefix(prefix)
    kind, _, name = path.partition("/")
    finder = _finders.get(kind)
    if finder is None:
        known = ", ".join(sorted(_finders))
        raise InvalidInput(f"{arn} isn't the ARN of a resource that can have tags: {known}.")
    if not finder(work, name):
        raise EntityNotFound(f"Resource {arn} not found.")
    return path


def tags_of(work: Work, path: str) -> dict[str, str]:
    """Return the tags of a resource."""
    query = select(tags.c.key, tags.c.value).where(tags.c.resource == path).order_by(tags.c.key)
    return {row.key: row.value for row in work.connection.execute(query)}


def add_tags(work: Work, path: str, added: dict[str, str]) -> None:
    """Add tags to a resource, replacing those with the same keys."""
    if not added:
        return
    for key in added:
        if key.lower().startswith(RESERVED):
            raise InvalidInput(
                f"Tag key '{key}' is invalid: keys that begin with aws: are reserved."
            )
    if len(tags_of(work, path) | added) > MOST:
        raise ResourceNumberLimitExceeded(f"A resource can have at most {MOST} tags.")
    put_rows(
        work.connection,
        tags,
        [{"resource": path, "key": key, "value": value} for key, value in added.items()],
    )


def tag_resource(work: Work, arn: str, added: dict[str, str]) -> None:
    """Add tags to the resource with this ARN."""
    path = path_of(work, arn)
    add_tags(work, path, added)
    work.record(path, tags=sorted(added))


def untag_resource(work: Work, arn: str, keys: list[str]) -> None:
    """Remove tags from the resource with this ARN, ignoring keys it doesn't have."""
    path = path_of(work, arn)
    gone = tags.c.key.in_(keys)
    work.connection.execute(delete(tags).where(tags.c.resource == path, gone))
    work.record(path, tags=sorted(keys))


def drop_tags(work: Work, path: str) -> None:
    """Remove all tags of a resource that is being deleted."""
    work.connection.execute(delete(tags).where(tags.c.resource == path))


def move_tags(work: Work, path: str, new_path: str) -> None:
    """Move the tags of a resource that is being renamed."""
    work.connection.execute(update(tags).where(tags.c.resource == path).values(resource=new_path))
