"""Identities: the names, access keys, and sealed secrets of users.

The first start creates one identity, the owner, who may do everything.
"""

from __future__ import annotations

import contextlib
import secrets
import string
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select
from sqlalchemy.exc import IntegrityError

from glue_devendpoint.access.remembered import Remembered
from glue_devendpoint.access.secrets import SecretBox
from glue_devendpoint.errors import AlreadyExists, EntityNotFound, InvalidInput
from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.schema import identities

OWNER = "owner"
KEY_ALPHABET = string.ascii_uppercase + "234567"


@dataclass(frozen=True, slots=True)
class Identity:
    """A user with an access key."""

    name: str
    access_key_id: str
    is_owner: bool
    created_at: float

    def arn(self, account_id: str) -> str:
        """Return the ARN used in policies and events."""
        return f"arn:aws:iam::{account_id}:user/{self.name}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """An identity's access key ID and secret."""

    access_key_id: str
    secret_access_key: str


class Identities:
    """The stored identities."""

    def __init__(self, store: Store, box: SecretBox) -> None:
        self._store = store
        self._box = box
        self._found: Remembered[tuple[Identity, str]] = Remembered()

    def ensure_owner(self, now: datetime) -> Identity:
        """Return the owner, creating it on the first start."""
        owner = self._owner()
        if owner is not None:
            return owner
        with contextlib.suppress(AlreadyExists):  # another host created it first
            self._insert(OWNER, now, is_owner=True)
        owner = self._owner()
        assert owner is not None
        return owner

    def add(self, name: str, now: datetime) -> Credentials:
        """Add an identity and return its credentials, which are shown only once."""
        allowed = set(string.ascii_letters + string.digits + "+=,.@_-")
        if not name or len(name) > 64 or set(name) - allowed:
            raise InvalidInput(
                f"invalid identity name {name!r}: use 1 to 64 letters, digits, or +=,.@_-"
            )
        return self._insert(name, now, is_owner=False)

    def remove(self, name: str) -> None:
        """Remove an identity; its key stops working."""
        with self._store.write() as connection:
            if _row_named(connection, name).is_owner:
                raise InvalidInput("the owner can't be removed")
            connection.execute(delete(identities).where(identities.c.name == name))
        self._found.forget()

    def list(self) -> list[Identity]:
        """Return every identity, sorted by name."""
        with self._store.read() as connection:
            rows = connection.execute(select(identities).order_by(identities.c.name)).all()
        return [_identity(row) for row in rows]

    def named(self, name: str) -> Identity:
        """Return the identity with this name."""
        with self._store.read() as connection:
            return _identity(_row_named(connection, name))

    def credentials(self, name: str) -> Credentials:
        """Return the credentials of an identity."""
        with self._store.read() as connection:
            row = _row_named(connection, name)
        return Credentials(row.access_key_id, self._open(row))

    def find(self, access_key_id: str, now: float) -> tuple[Identity, str] | None:
        """Return an access key's identity and secret, or None; cached for a moment."""
        kept = self._found.get(access_key_id, now)
        if kept is not None:
            return kept
        with self._store.read() as connection:
            row = connection.execute(
                select(identities).where(identities.c.access_key_id == access_key_id)
            ).one_or_none()
        if row is None:
            return None
        return self._found.keep(access_key_id, (_identity(row), self._open(row)), now)

    def _owner(self) -> Identity | None:
        with self._store.read() as connection:
            row = connection.execute(
                select(identities).where(identities.c.is_owner == 1)
            ).one_or_none()
        return None if row is None else _identity(row)

    def _insert(self, name: str, now: datetime, *, is_owner: bool) -> Credentials:
        made = Credentials(
            "AKIA" + "".join(secrets.choice(KEY_ALPHABET) for _ in range(16)),
            secrets.token_urlsafe(30),
        )
        try:
            with self._store.write() as connection:
                connection.execute(
                    insert(identities).values(
                        access_key_id=made.access_key_id,
                        name=name,
                        secret=self._box.seal(made.secret_access_key, _owner_of(made)),
                        is_owner=int(is_owner),
                        created_at=now.timestamp(),
                    )
                )
        except IntegrityError as err:
            raise AlreadyExists(f"an identity named {name!r} already exists") from err
        return made

    def _open(self, row: Row[tuple[str, str, str, int, float]]) -> str:
        return self._box.open(row.secret, f"identity {row.access_key_id}")


def _row_named(connection: Connection, name: str) -> Row[tuple[str, str, str, int, float]]:
    row = connection.execute(select(identities).where(identities.c.name == name)).one_or_none()
    if row is None:
        raise EntityNotFound(f"there is no identity named {name!r}")
    return row


def _owner_of(made: Credentials) -> str:
    return f"identity {made.access_key_id}"


def _identity(row: Row[tuple[str, str, str, int, float]]) -> Identity:
    return Identity(row.name, row.access_key_id, bool(row.is_owner), row.created_at)
