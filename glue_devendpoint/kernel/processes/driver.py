"""The kernel process's only Spark driver."""

from __future__ import annotations

import os

from glue_devendpoint.config import load_config, read_jupyter_config
from glue_devendpoint.spark.driver import Driver
from glue_devendpoint.spark.session import SessionPlan

_driver: Driver | None = None


def driver() -> Driver:
    """Return this process's driver; the first call creates it and prepares PySpark."""
    global _driver
    if _driver is None:
        made = Driver(load_config(files=read_jupyter_config()))
        made.prepare(SessionPlan(), os.environ)
        _driver = made
    return _driver


def adopt_driver(made: Driver) -> None:
    """Use a driver that was created before this process became a kernel."""
    global _driver
    _driver = made
