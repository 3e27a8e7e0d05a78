"""Operations on catalogs; the account's default catalog is the only one."""

from __future__ import annotations

from glue_devendpoint.api import paths
from glue_devendpoint.api.operations import Answer, Call, operation
from glue_devendpoint.catalog.default_catalog import find_catalog
from glue_devendpoint.errors import InvalidInput


@operation("GetCatalog", resources=paths.catalog, is_quick=True)
def get_catalog(call: Call) -> Answer:
    """Return the default catalog."""
    with call.endpoint.catalog.read(call.author) as work:
        return {"Catalog": find_catalog(work, call.request["CatalogId"])}


@operation("GetCatalogs", resources=paths.catalog, is_quick=True)
def get_catalogs(call: Call) -> Answer:
    """Return the default catalog if the root is requested; there are no others."""
    parent, root = call.request.get("ParentCatalogId"), call.request.get("IncludeRoot")
    with call.endpoint.catalog.read(call.author) as work:
        if parent is not None:
            find_catalog(work, parent)
            if root is not None and parent != work.account_id:
                raise InvalidInput("IncludeRoot can't be used with ParentCatalogId.")
        return {"CatalogList": [find_catalog(work, work.account_id)] if root else []}


@operation("GetCatalogImportStatus", resources=paths.catalog, is_quick=True)
def get_catalog_import_status(call: Call) -> Answer:
    """Report the import as complete, because there is no older catalog."""
    with call.endpoint.catalog.read(call.author) as work:
        find_catalog(work, call.request.get("CatalogId", work.account_id))
    return {"ImportStatus": {"ImportCompleted": True}}
