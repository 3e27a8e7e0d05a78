"""Settings of the product that environment variables hold as JSON objects."""

from __future__ import annotations

import json
import os


def json_variable(name: str) -> dict[str, str]:
    """Return the entries of a variable; none if it isn't set."""
    text = os.environ.get(name) or "{}"
    try:
        return {str(key): str(value) for key, value in json.loads(text).items()}
    except (ValueError, AttributeError):
        raise ValueError(f"{name} must be a JSON object; got {text!r}") from None
