"""Security configurations: named encryption settings for jobs; can't be changed, only deleted."""

from __future__ import annotations

import orjson
from sqlalchemy import delete, select

from glue_devendpoint.catalog import paging
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.errors import AlreadyExists, EntityNotFound, InvalidInput
from glue_devendpoint.store.account_schema import security_configurations
from glue_devendpoint.store.rows import insert_new

PAGE = 100
_ENCRYPTING_MODES = {"SSE-KMS", "CSE-KMS"}
_SECTIONS = ("CloudWatchEncryption", "JobBookmarksEncryption", "DataQualityEncryption")


def create_security_configuration(work: Work, name: str, encryption: Json) -> None:
    """Create a security configuration."""
    if not name.strip() or "/" in name:
        raise InvalidInput(f"Security configuration name '{name}' is invalid.")
    _check_keys(encryption)
    document = {
        "Name": name,
        "CreatedTimeStamp": work.author.now,
        "EncryptionConfiguration": encryption,
    }
    row: dict[str, object] = {"name": name, "document": orjson.dumps(document).decode()}
    if insert_new(work.connection, security_configurations, row) is None:
        raise AlreadyExists(f"Security configuration {name} already exists.")
    work.record(f"securityConfiguration/{name}")


def security_configuration_text(work: Work, name: str) -> str:
    """Return a security configuration as JSON."""
    query = select(security_configurations.c.document).where(security_configurations.c.name == name)
    text: str | None = work.connection.execute(query).scalar()
    if text is None:
        raise EntityNotFound(f"Security configuration {name} not found.")
    return text


def list_security_configurations(
    work: Work, *, limit: int = PAGE, token: str | None = None
) -> tuple[list[str], str | None]:
    """Return one page as JSON, sorted by name, and the next page's token."""
    query = ["GetSecurityConfigurations"]
    return paging.documents_by_name(work.connection, security_configurations, query, limit, token)


def delete_security_configuration(work: Work, name: str) -> None:
    """Delete a security configuration."""
    row = security_configurations.c.name == name
    gone = work.connection.execute(delete(security_configurations).where(row))
    if gone.rowcount == 0:
        raise EntityNotFound(f"Security configuration {name} not found.")
    work.record(f"securityConfiguration/{name}")


def _check_keys(encryption: Json) -> None:
    sections = [encryption.get(name, {}) for name in _SECTIONS]
    for section in [*encryption.get("S3Encryption", []), *sections]:
        modes = {value for member, value in section.items() if member.endswith("Mode")}
        if modes & _ENCRYPTING_MODES and not section.get("KmsKeyArn"):
            raise InvalidInput(f"Encryption mode {modes.pop()} requires a KmsKeyArn.")
