"""How a crawl ends early: it failed as a whole, or somebody cancelled it.

What is wrong with one file, folder or partition never ends a crawl; it becomes a warning.
"""

from __future__ import annotations

from glue_devendpoint.errors import DevEndpointError


class CrawlFailed(DevEndpointError):
    """The crawl cannot give a result; nothing may be written."""


class CrawlCancelled(DevEndpointError):
    """Somebody asked the crawl to stop."""
