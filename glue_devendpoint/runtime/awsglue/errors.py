"""Error records: what failed, where, and on which record.

A frame tracks the stages since its source that can fail. If you ask for the errors, the stages run
again to find them, so errors cost nothing otherwise.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

_TEXT = T.StringType()
ERROR_SCHEMA = T.StructType(
    [
        T.StructField(
            "error",
            T.StructType(
                [
                    T.StructField(
                        "callsite",
                        T.StructType(
                            [
                                T.StructField("site", _TEXT),
                                T.StructField("info", _TEXT),
                            ]
                        ),
                    ),
                    T.StructField("msg", _TEXT),
                    T.StructField("stackTrace", _TEXT),
                    T.StructField("input", _TEXT),
                    T.StructField("bytesread", T.LongType()),
                    T.StructField("source", _TEXT),
                    T.StructField("dynamicRecord", _TEXT),
                ]
            ),
        ),
    ]
)


class ErrorThresholdExceeded(Exception):
    """Raised if more records failed than a transform's thresholds allow."""


def error_row(record: Any, error: Exception | str, info: str, site: str) -> dict[str, Any]:
    """Return one error record."""
    is_exception = isinstance(error, Exception)
    trace = "".join(traceback.format_exception(error)) if isinstance(error, Exception) else ""
    message = f"{type(error).__name__}: {error}" if is_exception else str(error)
    return {
        "error": {
            "callsite": {"site": site, "info": info},
            "msg": message,
            "stackTrace": trace,
            "input": None,
            "bytesread": None,
            "source": None,
            "dynamicRecord": json.dumps(record, default=str),
        }
    }


def unreadable_row(text: str, source: str) -> dict[str, Any]:
    """Return the error record of input that can't be parsed."""
    return {
        "error": {
            "callsite": {"site": "", "info": ""},
            "msg": f"can't parse the input as {source}",
            "stackTrace": "",
            "input": text,
            "bytesread": len(text.encode()),
            "source": source,
            "dynamicRecord": None,
        }
    }


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """A stage that can fail on records."""

    name: str
    find: Callable[[], DataFrame | None]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How many errors a frame tolerates. 0 means any number."""

    stage: int = 0
    total: int = 0


class ErrorLog:
    """The stages since a frame's sources, and the frame's own stages."""

    def __init__(
        self,
        stages: Sequence[Stage] = (),
        own: Sequence[Stage] = (),
        thresholds: Sequence[tuple[Thresholds, ErrorLog]] = (),
    ) -> None:
        self.stages = tuple(dict.fromkeys([*stages, *own]))
        self.own = tuple(own)
        self._limits = tuple(thresholds)
        self._checked = False

    def next(
        self, others: Sequence[ErrorLog], own: Sequence[Stage], limits: Thresholds
    ) -> ErrorLog:
        """Return the log of a frame that is derived from this one and others."""
        parents = [self, *others]
        log = ErrorLog([stage for each in parents for stage in each.stages], own)
        inherited = [pair for each in parents for pair in each._limits]
        mine = [(limits, log)] if limits != Thresholds() else []
        log._limits = (*inherited, *mine)
        return log

    def errors(self, spark: SparkSession, own_only: bool = False) -> DataFrame:
        """Return the error records of all stages, or only of the frame's own."""
        found = [stage.find() for stage in (self.own if own_only else self.stages)]
        held = [each for each in found if each is not None]
        return reduce(DataFrame.unionAll, held) if held else spark.createDataFrame([], ERROR_SCHEMA)

    def check(self, spark: SparkSession) -> None:
        """Raise an error if a transform's threshold is exceeded. Counts only if one was set."""
        if self._checked:
            return
        for limits, log in self._limits:
            for limit, own_only, word in (
                (limits.stage, True, "stage"),
                (limits.total, False, "total"),
            ):
                if limit > 0:
                    count = log.errors(spark, own_only).limit(limit + 1).count()
                    if count > limit:
                        raise ErrorThresholdExceeded(
                            f"at least {count} records failed, which exceeds the {word} error "
                            f"threshold of {limit}; call errorsAsDynamicFrame() to see them"
                        )
        self._checked = True
