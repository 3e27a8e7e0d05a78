"""Encryption settings: whether the catalog and its passwords are encrypted.

While encryption at rest is on, newly written documents are sealed with the home folder's key;
older ones stay readable. A KMS key ID is stored but not used: the home folder's key takes its
place.
"""

from __future__ import annotations

import orjson
from sqlalchemy import select

from glue_devendpoint.catalog.work import ENCRYPTION_SETTINGS, Json, Work
from glue_devendpoint.store.rows import put_rows
from glue_devendpoint.store.schema import settings

DEFAULTS: Json = {
    "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
    "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
}


def encryption_settings(work: Work) -> Json:
    """Return the settings, with defaults for those not set."""
    query = select(settings.c.value).where(settings.c.name == ENCRYPTION_SETTINGS)
    value = work.connection.execute(query).scalar()
    return DEFAULTS | (orjson.loads(value) if value else {})


def put_encryption_settings(work: Work, given: Json) -> None:
    """Replace the settings. Parts that aren't given return to their defaults, as on AWS."""
    value = orjson.dumps(given).decode()
    put_rows(work.connection, settings, [{"name": ENCRYPTION_SETTINGS, "value": value}])
    work.record("catalog")


def returns_passwords_encrypted(work: Work) -> bool:
    """Whether connections are returned with encrypted passwords."""
    section = encryption_settings(work)["ConnectionPasswordEncryption"]
    return bool(section.get("ReturnConnectionPasswordEncrypted"))
