"""Links to the Spark UI: through the Jupyter server where there is one, else directly."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from glue_devendpoint.kernel.processes.driver import driver
from glue_devendpoint.spark.ui_ports import UI_PATH, announce_ui


@dataclass(frozen=True, slots=True)
class Link:
    """A link: `page` for a browser that shows the Jupyter server's pages, `url` for a terminal."""

    url: str
    page: str


def ui_links(context: Any) -> dict[str, Link]:
    """Return a link to the Spark UI, if there is one, and announce its port to the server."""
    url = context.uiWebUrl
    if not url:
        return {}
    parts = urlsplit(url)
    path = os.environ.get(UI_PATH)
    if not path or parts.scheme != "http" or parts.port is None:
        return {"Spark UI": Link(url, url)}
    announce_ui(driver().home, parts.port)
    return {"Spark UI": Link(url, path)}
