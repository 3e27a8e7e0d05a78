"""A self-hosted AWS Glue inside JupyterLab.

Importing this package is fast: the large dependencies (Spark, the database, the Jupyter server) are
imported by the subpackages that need them. See docs/architecture.md for an overview.
"""

from __future__ import annotations

from typing import Any

from glue_devendpoint.version import __version__

__all__ = ["__version__"]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "_labextension", "dest": "glue-devendpoint"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from glue_devendpoint.server.app import GlueDevEndpointApp

    return [{"module": "glue_devendpoint", "app": GlueDevEndpointApp}]


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext glue_devendpoint`: add the kernel's features to any Python kernel."""
    from glue_devendpoint.kernel.extension import load_later

    load_later(shell)
