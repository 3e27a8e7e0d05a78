"""Transforms that work on Spark DataFrames."""

from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame

from awsglue.mapping import apply_mapping, parse_mappings
from awsglue.values import plain_frame


class ApplyMapping:
    """Keeps only the mapped columns of a DataFrame, renamed and cast by the mappings."""

    @classmethod
    def apply(cls, frame: DataFrame, mappings: Any, case_sensitive: bool = False) -> DataFrame:
        """Return the mapped DataFrame."""
        return cls()(frame, mappings, case_sensitive)

    def __call__(self, frame: DataFrame, mappings: Any, case_sensitive: bool = False) -> DataFrame:
        """Return the mapped DataFrame."""
        return plain_frame(apply_mapping(frame, parse_mappings(mappings), case_sensitive))
