"""Transactions of requests: catalog work with the request's caller as the author."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from glue_devendpoint.api.link_rights import LinkRights
from glue_devendpoint.api.operations import Call
from glue_devendpoint.catalog.names import check_catalog
from glue_devendpoint.catalog.work import Work


@contextmanager
def reading(call: Call) -> Iterator[Work]:
    """Open a read transaction for a request."""
    with call.endpoint.catalog.read(call.author, LinkRights(call).follow) as work:
        check_catalog(work, call.request.get("CatalogId"))
        yield work


@contextmanager
def writing(call: Call) -> Iterator[Work]:
    """Open a write transaction for a request."""
    follow = LinkRights(call).follow
    with call.endpoint.catalog.write(call.author, follow, waits=call.waits) as work:
        check_catalog(work, call.request.get("CatalogId"))
        yield work
