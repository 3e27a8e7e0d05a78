"""Names and catalog IDs: validated, with names converted to lowercase as in Glue.

A name becomes part of an ARN (`table/<database>/<table>`), so it must not contain a slash:
otherwise, a policy for one table could apply to another.
"""

from __future__ import annotations

from glue_devendpoint.catalog.work import Work
from glue_devendpoint.errors import EntityNotFound, InvalidInput

MAX_NAME = 255


def fold(name: str) -> str:
    """Return a name in the form used for lookups."""
    return name.lower()


def checked_name(name: str, kind: str) -> str:
    """Return a new name in the form it is stored, or raise an error if it is invalid."""
    folded = fold(name)
    if not folded.strip():
        raise InvalidInput(f"{kind} name must not be blank.")
    if len(folded) > MAX_NAME:
        raise InvalidInput(f"{kind} name is longer than the limit of {MAX_NAME} characters.")
    if "/" in folded or folded in (".", ".."):
        raise InvalidInput(f"{kind} name '{name}' is invalid: it must not contain '/'.")
    if any(ord(character) < 32 for character in folded):
        raise InvalidInput(f"{kind} name must not contain control characters.")
    return folded


def check_catalog(work: Work, catalog_id: str | None) -> None:
    """Raise an error unless this is the account's catalog."""
    if catalog_id is not None and catalog_id != work.account_id:
        raise EntityNotFound(f"Catalog {catalog_id} not found.")
