"""Jupyter's fixtures, only for this folder: as a plugin, they would affect all other tests."""

from pytest_jupyter.jupyter_server import *  # noqa: F403
