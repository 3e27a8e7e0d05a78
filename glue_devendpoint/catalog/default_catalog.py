"""The default catalog: the account's only catalog; its ID is the account ID."""

from __future__ import annotations

from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.errors import EntityNotFound

EVERYBODY = [
    {
        "Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"},
        "Permissions": ["ALL"],
    }
]


def find_catalog(work: Work, catalog_id: str) -> Json:
    """Return the catalog with this ID."""
    if catalog_id not in (work.account_id, work.arn("catalog")):
        raise EntityNotFound(f"Catalog {catalog_id} not found.")
    return {
        "CatalogId": work.account_id,
        "Name": work.account_id,
        "ResourceArn": work.arn("catalog"),
        "CreateTableDefaultPermissions": EVERYBODY,
        "CreateDatabaseDefaultPermissions": EVERYBODY,
        "AllowFullTableExternalDataAccess": "False",
    }
