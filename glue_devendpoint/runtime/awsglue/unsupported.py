"""A script that uses what cannot run here is told which feature, where, and what to use instead."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = str(Path(__file__).parent)


class UnsupportedFeatureError(NotImplementedError):
    """Raised for a Glue feature that this library does not have."""


def unsupported(feature: str, instead: str) -> UnsupportedFeatureError:
    """Return the error for a feature, naming the script's line that used it."""
    return UnsupportedFeatureError(f"{feature} is not supported here ({call_site()}). {instead}")


def call_site() -> str:
    """Return `file:line` of the nearest caller outside this library."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        if frame.f_back is None:
            break
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"
