"""Work: one transaction on the catalog, with its author and time.

Every function of the catalog takes a `Work` first. `work.record` collects changes, which are stored
as events just before the transaction commits, so a change and its event are stored together.

Documents (the JSON of a database, table, partition, connection...) are stored as the JSON of the
Glue API. If encryption at rest is on, they are sealed; sealed documents are always readable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson
from sqlalchemy import Connection, select

from glue_devendpoint import events
from glue_devendpoint.access.secrets import PREFIX, SecretBox
from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.schema import settings
from glue_devendpoint.store.statements import Statement

Json: TypeAlias = dict[str, Any]
"""A JSON object in the format of the Glue API: PascalCase names, times in epoch seconds."""

ENCRYPTION_SETTINGS = "catalog_encryption"
_ENCRYPTION = Statement(select(settings.c.value).where(settings.c.name == ENCRYPTION_SETTINGS))


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a change, with which operation, and when (epoch seconds)."""

    arn: str
    operation: str
    now: float


Follow: TypeAlias = Callable[[str, str], None]
"""Called with the ARN paths of a resource link and of its target before the link is followed."""


def follow_freely(link: str, target: str) -> None:
    """Follow every link: for work that isn't done in a caller's name."""


@dataclass(slots=True)
class Work:
    """One transaction on the catalog."""

    connection: Connection
    author: Author
    account_id: str
    region: str
    box: SecretBox
    follow: Follow = follow_freely
    changes: list[events.Change] = field(default_factory=list)
    _encrypts: bool | None = None

    def record(
        self,
        resource: str,
        before: str | None = None,
        after: str | None = None,
        **detail: str | int | list[str],
    ) -> None:
        """Record a change: the resource's ARN path (`table/db/t`) and its versions."""
        author = self.author
        self.changes.append(
            events.Change(
                author.now, author.arn, author.operation, resource, before, after, detail or None
            )
        )

    def arn(self, resource: str) -> str:
        """Return the full ARN of a resource path."""
        return f"arn:aws:glue:{self.region}:{self.account_id}:{resource}"

    def encode(self, document: Json) -> str:
        """Return a document in stored form: JSON, sealed if encryption at rest is on."""
        return self.encode_text(orjson.dumps(document).decode())

    def encode_text(self, plain: str) -> str:
        """Return text in stored form: sealed if encryption at rest is on."""
        return self.box.seal(plain, "document") if self._encryption_is_on() else plain

    def decode_text(self, stored: str) -> str:
        """Return the JSON text of a stored document."""
        return self.box.open(stored, "document") if stored.startswith(PREFIX) else stored

    def decode(self, stored: str) -> Json:
        """Return a stored document."""
        document: Json = orjson.loads(self.decode_text(stored))
        return document

    def _encryption_is_on(self) -> bool:
        if self._encrypts is None:
            value = _ENCRYPTION.value(self.connection)
            at_rest = orjson.loads(value).get("EncryptionAtRest", {}) if value else {}
            self._encrypts = at_rest.get("CatalogEncryptionMode", "DISABLED") != "DISABLED"
        return self._encrypts


@dataclass(frozen=True, slots=True)
class Catalog:
    """The catalog of one account; opens transactions."""

    store: Store
    box: SecretBox
    account_id: str
    region: str

    @contextmanager
    def read(self, author: Author, follow: Follow = follow_freely) -> Iterator[Work]:
        """Open a read transaction."""
        with self.store.read() as connection:
            yield Work(connection, author, self.account_id, self.region, self.box, follow)

    @contextmanager
    def write(
        self, author: Author, follow: Follow = follow_freely, *, waits: bool = True
    ) -> Iterator[Work]:
        """Open a write transaction: changes and their events are stored together, or not at all.

        Without waiting, raise `WouldWait` if another writer holds the lock.
        """
        opened = self.store.write() if waits else self.store.write_without_waiting()
        with opened as connection:
            work = Work(connection, author, self.account_id, self.region, self.box, follow)
            yield work
            if work.changes:
                events.record_all(connection, work.changes)
