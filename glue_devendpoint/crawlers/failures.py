"""The errors that end a crawl early: it failed as a whole, or a user canceled it.

A problem with one file, folder, or partition never ends a crawl; it becomes a warning.
"""

from __future__ import annotations

from glue_devendpoint.errors import DevEndpointError


class CrawlFailed(DevEndpointError):
    """The crawl has no result, so nothing must be written."""


class CrawlCancelled(DevEndpointError):
    """A user stopped the crawl."""
