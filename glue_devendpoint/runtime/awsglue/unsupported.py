"""The error for unsupported features: names the feature, the line, and what to use instead."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = str(Path(__file__).parent)


class UnsupportedFeatureError(NotImplementedError):
    """Raised for a Glue feature that isn't supported."""


def unsupported(feature: str, instead: str) -> UnsupportedFeatureError:
    """Return the error for a feature, with the line of the script that used it."""
    return UnsupportedFeatureError(f"{feature} isn't supported ({call_site()}). {instead}")


def call_site() -> str:
    """Return `file:line` of the nearest caller outside this library."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        if frame.f_back is None:
            break
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"
