"""SearchTables."""

from __future__ import annotations

from glue_devendpoint.api.operations import Answer, Call, RawJson, operation
from glue_devendpoint.api.transactions import reading
from glue_devendpoint.catalog.answers import listing
from glue_devendpoint.catalog.search import PAGE, Search, search_for_tables


def every_table(call: Call) -> list[str]:
    """Return all tables as resources: searching requires permission to see every table."""
    return ["catalog", "database/*", "table/*"]


@operation("SearchTables", resources=every_table)
def search_tables(call: Call) -> Answer:
    """Return a page of matching tables."""
    request = call.request
    if request.get("ResourceShareType") in ("FOREIGN", "FEDERATED"):
        return {"TableList": []}  # no other account shares anything with this catalog
    search = Search(
        request.get("SearchText"), request.get("Filters", []), request.get("SortCriteria", [])
    )
    with reading(call) as work:
        page, token = search_for_tables(
            work,
            search,
            limit=request.get("MaxResults", PAGE),
            token=request.get("NextToken"),
        )
    return RawJson(listing("TableList", page, token))
