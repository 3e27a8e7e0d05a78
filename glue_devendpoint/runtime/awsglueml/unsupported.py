"""The error for unsupported features: names the feature, the line, and what to use instead."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = str(Path(__file__).parent)


class UnsupportedTransformError(NotImplementedError):
    """Raised for a transform that isn't supported."""


def unsupported(feature: str, instead: str) -> UnsupportedTransformError:
    """Return the error for a feature, with the line of the script that used it."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename.startswith(_PACKAGE) and frame.f_back is not None:
        frame = frame.f_back
    site = f"{frame.f_code.co_filename}:{frame.f_lineno}"
    return UnsupportedTransformError(f"{feature} isn't supported ({site}). {instead}")
