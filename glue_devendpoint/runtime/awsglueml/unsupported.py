"""A script that uses what cannot run here is told which feature, where, and what to use instead."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = str(Path(__file__).parent)


class UnsupportedTransformError(NotImplementedError):
    """Raised for a transform that this library does not have."""


def unsupported(feature: str, instead: str) -> UnsupportedTransformError:
    """Return the error for a feature, naming the script's line that used it."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename.startswith(_PACKAGE) and frame.f_back is not None:
        frame = frame.f_back
    site = f"{frame.f_code.co_filename}:{frame.f_lineno}"
    return UnsupportedTransformError(f"{feature} is not supported here ({site}). {instead}")
