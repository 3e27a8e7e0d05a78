"""Names and catalog ids: folded to lower case, as Glue does, and checked.

A name becomes part of an ARN (`table/<database>/<table>`), so it may not hold a slash: a policy
for one table could otherwise be stretched to another.
"""

from __future__ import annotations

from glue_devendpoint.catalog.work import Work
from glue_devendpoint.errors import EntityNotFound, InvalidInput

MAX_NAME = 255


def fold(name: str) -> str:
    """Return a name as it is looked up."""
    return name.lower()


def checked_name(name: str, kind: str) -> str:
    """Return a new name as it is stored, or say why it cannot be one."""
    folded = fold(name)
    if not folded.strip():
        raise InvalidInput(f"{kind} name must not be blank.")
    if len(folded) > MAX_NAME:
        raise InvalidInput(f"{kind} name is longer than {MAX_NAME} characters.")
    if "/" in folded or folded in (".", ".."):
        raise InvalidInput(f"{kind} name '{name}' is not allowed: it must not contain '/'.")
    if any(ord(character) < 32 for character in folded):
        raise InvalidInput(f"{kind} name must not contain control characters.")
    return folded


def check_catalog(work: Work, catalog_id: str | None) -> None:
    """Refuse another account's catalog."""
    if catalog_id is not None and catalog_id != work.account_id:
        raise EntityNotFound(f"Catalog {catalog_id} not found.")
