"""`EntityDetector`, and the transforms that need a model trained by AWS.

Mirrors `awsglueml.transforms`. Finds entities in string columns by pattern and check digit, in
Arrow batches. You can pass DynamicFrames or Spark DataFrames.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T
from pyspark.sql.pandas.functions import arrow_udf

from awsglueml.detection import Detector, detector
from awsglueml.entities import ENTITY_TYPES
from awsglueml.unsupported import unsupported

__all__ = ["EntityDetector", "FindMatches", "FindIncrementalMatches", "FillMissingValues"]

_FINDINGS = "array<struct<entityType:string,start:int,end:int>>"
_ARROW_FINDINGS = pa.list_(
    pa.struct([("entityType", pa.string()), ("start", pa.int32()), ("end", pa.int32())])
)
_SENSITIVITIES = ("LOW", "MEDIUM", "HIGH")
_SEED = 0


class EntityDetector:
    """Finds personal data in string columns."""

    def detect(
        self,
        frame: Any,
        entity_types: Sequence[str],
        output_column: str = "DetectedEntities",
        sensitivity: str = "LOW",
    ) -> Any:
        """Add a map from column name to the entities found in it (entityType, start and end)."""
        names, is_eager = _entity_types(entity_types), _is_eager(sensitivity)
        data = _data_frame(frame)
        columns = _text_columns(data)
        if output_column in data.columns:
            raise ValueError(
                f"The frame already has a column {output_column}. Choose another output_column."
            )
        pairs = [
            part
            for name in columns
            for part in (F.lit(name), _findings(name, detector(names, name, is_eager)))
        ]
        found = F.create_map(*pairs) if pairs else F.create_map()
        kept = F.map_filter(found.cast(f"map<string,{_FINDINGS}>"), lambda _, v: F.size(v) > 0)
        return _like(frame, data.withColumn(output_column, kept))

    def classify_columns(
        self,
        frame: Any,
        entity_types: Sequence[str],
        sample_fraction: float = 0.1,
        threshold_fraction: float = 0.1,
        sensitivity: str = "LOW",
    ) -> dict[str, list[str]]:
        """Return the entity types of each column that occur in enough of the sampled rows."""
        names, is_eager = _entity_types(entity_types), _is_eager(sensitivity)
        data = _sampled(_data_frame(frame), sample_fraction)
        columns = _text_columns(data)
        if not columns:
            return {}
        found = [
            F.struct(F.lit(at).alias("column"), _types_found(name, detector(names, name, is_eager)))
            for at, name in enumerate(columns)
        ]
        each = data.select(F.explode(F.array(*found)).alias("each"))
        types = each.select("each.column", F.explode("each.types").alias("type"))
        counts = {
            (row["column"], row["type"]): row["count"]
            for row in types.groupBy("column", "type").count().collect()
        }
        classified = {
            column: [name for name in names if _is_common(counts, at, name, threshold_fraction)]
            for at, column in enumerate(columns)
        }
        return {column: kinds for column, kinds in classified.items() if kinds}


class FindMatches:
    """Not supported: finds duplicate records with a trained transform."""

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Raise an error, because trained transforms aren't supported."""
        return cls()(*args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Raise an error, because trained transforms aren't supported."""
        raise unsupported(
            f"{type(self).__name__} (an ML transform trained by AWS)",
            "Match records with a join on cleaned keys, or with Spark's levenshtein or soundex.",
        )


class FindIncrementalMatches(FindMatches):
    """Not supported: finds duplicates among new records with a trained transform."""


class FillMissingValues:
    """Not supported: fills in missing values with a model trained by AWS."""

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Raise an error, because imputation with AWS's model isn't supported."""
        return cls()(*args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Raise an error, because imputation with AWS's model isn't supported."""
        raise unsupported(
            "FillMissingValues (imputation with a model trained by AWS)",
            "Use DataFrame.fillna, or pyspark.ml.feature.Imputer for the mean or median.",
        )


def _entity_types(given: Sequence[str]) -> list[str]:
    """Return the requested types, or all types if none are named."""
    if isinstance(given, dict):
        raise unsupported(
            "EntityDetector.detect with per-entity actions",
            "Pass a list of entity types and redact the spans in the output column yourself.",
        )
    names = [given] if isinstance(given, str) else list(given)
    unknown = [name for name in names if name not in ENTITY_TYPES]
    if unknown:
        known = ", ".join(sorted(ENTITY_TYPES))
        raise unsupported(f"Entity type {unknown[0]}", f"Known entity types: {known}.")
    return names or list(ENTITY_TYPES)


def _is_eager(sensitivity: str) -> bool:
    if str(sensitivity).upper() not in _SENSITIVITIES:
        expected = ", ".join(_SENSITIVITIES)
        raise ValueError(f"sensitivity must be one of {expected}, not {sensitivity!r}")
    return str(sensitivity).upper() == "HIGH"


def _text_columns(data: DataFrame) -> list[str]:
    return [field.name for field in data.schema.fields if isinstance(field.dataType, T.StringType)]


def _findings(name: str, finder: Detector) -> Column:
    def find(texts: pa.Array) -> pa.Array:
        known: dict[str | None, list[dict[str, Any]]] = {None: []}
        found = []
        for text in texts.to_pylist():
            if text not in known:
                known[text] = [
                    {"entityType": one.entity_type, "start": one.start, "end": one.end}
                    for one in finder.find(text)
                ]
            found.append(known[text])
        return pa.array(found, _ARROW_FINDINGS)

    # PySpark's type stub requires a function type that PySpark itself warns about.
    find_all = arrow_udf(find, _FINDINGS)  # type: ignore[call-overload]
    found: Column = find_all(F.col(_quoted(name)))
    return found


def _types_found(name: str, finder: Detector) -> Column:
    """Return the distinct types in a value, plus "" so that every row is counted."""
    found = F.array_distinct(F.transform(_findings(name, finder), lambda one: one["entityType"]))
    return F.concat(found, F.array(F.lit(""))).alias("types")


def _is_common(counts: dict[tuple[int, str], int], at: int, name: str, least: float) -> bool:
    share = counts.get((at, name), 0) / counts.get((at, ""), 1)
    return share > 0 and share >= least


def _sampled(data: DataFrame, fraction: float) -> DataFrame:
    if not 0 < fraction <= 1:
        raise ValueError(f"sample_fraction must be greater than 0 and at most 1, not {fraction}")
    return data if fraction == 1 else data.sample(fraction=fraction, seed=_SEED)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _data_frame(frame: Any) -> DataFrame:
    if isinstance(frame, DataFrame):
        return frame
    data: DataFrame = frame.toDF()
    return data


def _like(frame: Any, result: DataFrame) -> Any:
    """Return the result as a DynamicFrame if the input was one."""
    if isinstance(frame, DataFrame):
        return result
    return type(frame).fromDF(result, frame.glue_ctx, frame.name)
