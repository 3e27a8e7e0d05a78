"""Format options as scripts pass them: case-insensitive, with booleans and numbers as strings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pyspark.sql import types as T

from awsglue.gluetypes import deserialize
from awsglue.shapes import spark_type


class Options:
    """Options with case-insensitive names."""

    def __init__(self, given: Mapping[str, Any] | None = None) -> None:
        self._given = {key.lower(): value for key, value in (given or {}).items()}

    def __contains__(self, name: str) -> bool:
        return self._given.get(name.lower()) is not None

    def text(self, name: str, default: str = "") -> str:
        """Return an option as a string."""
        value = self._given.get(name.lower())
        return default if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """Return an option as a boolean."""
        value = self._given.get(name.lower())
        if value is None:
            return default
        return value if isinstance(value, bool) else str(value).strip().lower() == "true"

    def number(self, name: str, default: int) -> int:
        """Return an option as a whole number."""
        value = self._given.get(name.lower())
        try:
            return default if value is None else int(value)
        except (TypeError, ValueError):
            raise ValueError(f"the option {name} must be a whole number; got {value!r}") from None

    def words(self, name: str) -> list[str]:
        """Return an option that is a list, or a string with a JSON list or a single word."""
        value = self._given.get(name.lower())
        if not value:
            return []
        if isinstance(value, str):
            is_list = value.strip().startswith("[")
            return [str(e) for e in json.loads(value)] if is_list else [value]
        return [str(each) for each in value]

    def raw(self, name: str) -> Any:
        """Return an option unchanged."""
        return self._given.get(name.lower())

    def schema(self, name: str = "withSchema") -> T.StructType | None:
        """Return the schema in an option, from Glue JSON or a Glue type."""
        value = self._given.get(name.lower())
        if not value:
            return None
        made = spark_type(deserialize(value) if isinstance(value, (str, dict)) else value)
        if not isinstance(made, T.StructType):
            raise ValueError(f"the option {name} must be a struct type; got {made}")
        return made
