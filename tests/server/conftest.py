"""Jupyter's fixtures, for this folder alone: as a plugin they would act on every other test."""

from pytest_jupyter.jupyter_server import *  # noqa: F403
