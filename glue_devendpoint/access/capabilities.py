"""Capability URLs: endpoint URLs with a secret that authenticates as one identity.

Each kernel and run gets one, so its boto3 works regardless of the user's AWS credentials. Only
the secret's digest is stored. A capability ends when it expires, when it is revoked, when its
identity is removed, or when the process it was issued for exits.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from glue_devendpoint.access.remembered import Remembered
from glue_devendpoint.errors import EntityNotFound, RequestRefused
from glue_devendpoint.store.capability_schema import capabilities
from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.hosts import has_process, this_machine
from glue_devendpoint.store.schema import identities

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Capability:
    """A secret's identity and lifetime."""

    access_key_id: str
    expires_at: float | None
    machine: str
    pid: int | None

    def has_ended(self, now: float) -> bool:
        """Whether it has expired or its process has exited."""
        if self.expires_at is not None and now >= self.expires_at:
            return True
        is_of_here = self.pid is not None and self.machine == this_machine()
        return is_of_here and not has_process(self.pid or 0)


class Capabilities:
    """The stored capabilities."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: Remembered[Capability] = Remembered()

    def issue(
        self,
        identity: str,
        purpose: str,
        now: float,
        *,
        expires_at: float | None = None,
        pid: int | None = None,
    ) -> str:
        """Issue a capability for an identity and return its secret, which is shown only once.

        To revoke the capability, pass its purpose (`kernel/<id>`, `run/<id>`) to `revoke`.
        """
        secret = secrets.token_urlsafe(SECRET_BYTES)
        with self._store.write() as connection:
            access_key_id = connection.execute(
                select(identities.c.access_key_id).where(identities.c.name == identity)
            ).scalar()
            if access_key_id is None:
                raise EntityNotFound(f"no identity named {identity!r}")
            connection.execute(delete(capabilities).where(capabilities.c.expires_at <= now))
            connection.execute(
                insert(capabilities).values(
                    digest=_digest(secret),
                    access_key_id=access_key_id,
                    purpose=purpose,
                    created_at=now,
                    expires_at=expires_at,
                    machine=this_machine(),
                    pid=pid,
                )
            )
        return secret

    def revoke(self, purpose: str) -> None:
        """Revoke every capability with this purpose."""
        with self._store.write() as connection:
            connection.execute(delete(capabilities).where(capabilities.c.purpose == purpose))
        self._found.forget()

    def access_key_id(self, secret: str, now: float) -> str:
        """Return the access key ID for a secret, or raise `RequestRefused`."""
        digest = _digest(secret)
        found = self._found.get(digest, now) or self._load(digest, now)
        if found is None:
            raise RequestRefused(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            )
        if found.has_ended(now):
            raise RequestRefused(
                "ExpiredTokenException", "The security token included in the request is expired"
            )
        return found.access_key_id

    def _load(self, digest: str, now: float) -> Capability | None:
        with self._store.read() as connection:
            row = connection.execute(
                select(
                    capabilities.c.access_key_id,
                    capabilities.c.expires_at,
                    capabilities.c.machine,
                    capabilities.c.pid,
                ).where(capabilities.c.digest == digest)
            ).one_or_none()
        return None if row is None else self._found.keep(digest, Capability(*row), now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
