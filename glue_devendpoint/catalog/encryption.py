"""Encryption settings: whether the catalog and its passwords are encrypted.

With encryption at rest on, documents written from then on are sealed with the home's key; what was
written before stays readable. A KMS key id is remembered, and the home's key is used in its place.
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
    """Return the settings, with the defaults for what was never set."""
    query = select(settings.c.value).where(settings.c.name == ENCRYPTION_SETTINGS)
    value = work.connection.execute(query).scalar()
    return DEFAULTS | (orjson.loads(value) if value else {})


def put_encryption_settings(work: Work, changed: Json) -> None:
    """Replace the parts of the settings that are given."""
    value = orjson.dumps(encryption_settings(work) | changed).decode()
    put_rows(work.connection, settings, [{"name": ENCRYPTION_SETTINGS, "value": value}])
    work.record("catalog")


def returns_passwords_encrypted(work: Work) -> bool:
    """Whether connections are given out with their passwords still encrypted."""
    section = encryption_settings(work)["ConnectionPasswordEncryption"]
    return bool(section.get("ReturnConnectionPasswordEncrypted"))
