"""Stored custom classifiers: named, versioned, and of exactly one kind."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from sqlalchemy import delete, select, update

from glue_devendpoint.catalog import paging
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.crawlers.classifiers.order import custom_classifier
from glue_devendpoint.errors import AlreadyExists, EntityNotFound, InvalidInput
from glue_devendpoint.store.crawler_schema import classifiers
from glue_devendpoint.store.rows import insert_new

PAGE = 100
KINDS = ("GrokClassifier", "XMLClassifier", "JsonClassifier", "CsvClassifier")


def create_classifier(work: Work, request: Json) -> None:
    """Create a classifier; the request must contain exactly one kind."""
    kind, wanted = _only_kind(request)
    name = wanted["Name"]
    times = {"CreationTime": work.author.now, "LastUpdated": work.author.now, "Version": 1}
    definition = {kind: _with_fixed_members(kind, wanted) | times}
    custom_classifier(definition)
    row: dict[str, object] = {"name": name, "document": orjson.dumps(definition).decode()}
    if insert_new(work.connection, classifiers, row) is None:
        raise AlreadyExists(f"Classifier {name} already exists.")
    work.record(f"classifier/{name}", None, "1")


def update_classifier(work: Work, request: Json) -> None:
    """Change the members of a classifier that the request contains; its kind can't change."""
    kind, wanted = _only_kind(request)
    name = wanted["Name"]
    before = classifier(work, name)
    if kind not in before:
        raise InvalidInput(
            f"Classifier {name} is a {next(iter(before))} and can't be changed to a {kind}."
        )
    version = before[kind]["Version"]
    definition = {
        kind: before[kind] | wanted | {"LastUpdated": work.author.now, "Version": version + 1}
    }
    custom_classifier(definition)
    work.connection.execute(
        update(classifiers)
        .where(classifiers.c.name == name)
        .values(document=orjson.dumps(definition).decode())
    )
    work.record(f"classifier/{name}", str(version), str(version + 1))


def classifier(work: Work, name: str) -> Json:
    """Return a classifier as a map with its kind as the only key."""
    text = work.connection.execute(
        select(classifiers.c.document).where(classifiers.c.name == name)
    ).scalar()
    if text is None:
        raise EntityNotFound(f"Classifier {name} not found.")
    found: Json = orjson.loads(text)
    return found


def classifiers_named(work: Work, names: Sequence[str]) -> list[Json]:
    """Return the named classifiers, in the given order."""
    return [classifier(work, name) for name in names]


def list_classifiers(
    work: Work, *, limit: int = PAGE, token: str | None = None
) -> tuple[list[str], str | None]:
    """Return one page as JSON, sorted by name, and the next page's token."""
    query = ["GetClassifiers"]
    return paging.documents_by_name(work.connection, classifiers, query, limit, token)


def delete_classifier(work: Work, name: str) -> None:
    """Delete a classifier; crawlers that use it fail until they are changed."""
    gone = work.connection.execute(delete(classifiers).where(classifiers.c.name == name))
    if gone.rowcount == 0:
        raise EntityNotFound(f"Classifier {name} not found.")
    work.record(f"classifier/{name}")


def _only_kind(request: Json) -> tuple[str, Json]:
    given = [kind for kind in KINDS if request.get(kind) is not None]
    if len(given) != 1:
        raise InvalidInput(f"Specify exactly one of {', '.join(KINDS)}, not {len(given)}.")
    return given[0], dict(request[given[0]])


def _with_fixed_members(kind: str, wanted: Json) -> Json:
    if kind == "CsvClassifier":
        return {"ContainsHeader": "UNKNOWN", "AllowSingleColumn": False} | wanted
    return wanted
